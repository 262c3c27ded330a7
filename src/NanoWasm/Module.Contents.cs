// What a module says about itself.
using System.Text;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm;

/// <content>
/// Imports, exports, sections, names and code. All made when they are first asked for. Unsafe: offsets and indices come from a parsed module, whose
/// data is kept alive while it is read.
/// </content>
public sealed unsafe partial class Module
{
    private NameSection? _names;
    private Dictionary<int, string>? _exportNames;
    private IReadOnlyList<ImportDescriptor>? _imports;
    private IReadOnlyList<ExportDescriptor>? _exports;
    private IReadOnlyList<CustomSection>? _customSections;
    private IReadOnlyList<ModuleSection>? _sections;
    private BranchHints? _branchHints;

    /// <summary>The module's name from its name section, or null.</summary>
    public string? Name => Names.ModuleName;

    /// <summary>The imports, in order.</summary>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    public IReadOnlyList<ImportDescriptor> Imports => _imports ??= MakeImports();

    /// <summary>The exports, in order.</summary>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    public IReadOnlyList<ExportDescriptor> Exports => _exports ??= MakeExports();

    /// <summary>The custom sections, in order.</summary>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    public IReadOnlyList<CustomSection> CustomSections => _customSections ??= MakeCustomSections();

    /// <summary>All sections, in order.</summary>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    public IReadOnlyList<ModuleSection> Sections => _sections ??= MakeSections();

    /// <summary>Which way branches usually go, by the word of whoever made the module: its custom section <c>metadata.code.branch_hint</c>.</summary>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    public BranchHints BranchHints => _branchHints ??= BranchHintReader.Read(this, _bytes);

    private NameSection Names => _names ??= NameSection.Find(_bytes.Span);

    /// <summary>The name of a function from the name section, else the first name it is exported by, else null.</summary>
    /// <param name="functionIndex">The function's index; imports come first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such function.</exception>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    public string? GetFunctionName(int functionIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(functionIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(functionIndex, FunctionCount);
        using Lease lease = Borrow();
        return FindFunctionName(functionIndex);
    }

    /// <summary>The type of a function.</summary>
    /// <param name="functionIndex">The function's index; imports come first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such function.</exception>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    public FuncType GetFunctionType(int functionIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(functionIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(functionIndex, FunctionCount);
        using Lease lease = Borrow();
        return TypeRegistry.ToFuncType(Data, (int)Data->Functions[functionIndex].TypeIndex);
    }

    /// <summary>The instructions of a function's body, without its declarations of locals.</summary>
    /// <param name="functionIndex">The function's index; imports come first.</param>
    /// <returns>Where they begin in the module's bytes, and their length with the final <c>end</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such function, or it is imported.</exception>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    public (int Offset, int Length) GetFunctionBody(int functionIndex)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(functionIndex, ImportedFunctionCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(functionIndex, FunctionCount);
        using Lease lease = Borrow();
        FunctionData function = Data->Functions[functionIndex];
        return ((int)(function.Code - Data->Bytes), (int)(function.CodeEnd + 1 - function.Code));
    }

    /// <summary>A function's instructions in text form, decoded as they are enumerated.</summary>
    /// <param name="functionIndex">The function's index; imports come first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such function, or it is imported.</exception>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    public IEnumerable<DisassembledInstruction> Disassemble(int functionIndex)
    {
        (int offset, int length) = GetFunctionBody(functionIndex);
        return new Disassembler(this, offset, length).Instructions;
    }

    /// <summary><see cref="GetFunctionName"/> for those who hold a reference to <see cref="Handle"/>, whether the module has been disposed or not.</summary>
    internal string? FindFunctionName(int functionIndex) =>
        Names.GetFunctionName(functionIndex) ?? (_exportNames ??= MakeExportNames()).GetValueOrDefault(functionIndex);

    /// <summary>The offset of an address in the module's bytes, for those who hold a reference to <see cref="Handle"/>.</summary>
    internal int OffsetOf(byte* address) => (int)(address - Data->Bytes);

    /// <summary>Decodes the instruction at an offset of a function's body, and writes it down.</summary>
    internal DisassembledInstruction DisassembleAt(int offset, int depth)
    {
        using Lease lease = Borrow();
        DecodedInstruction instruction = InstructionDecoder.Decode(Data->Bytes + offset);
        string text = InstructionText.Format(this, Data, offset, instruction);
        return new DisassembledInstruction(offset, instruction.Length, instruction.Opcode, text, depth);
    }

    /// <summary>The first name that each exported function is exported by.</summary>
    private Dictionary<int, string> MakeExportNames()
    {
        Dictionary<int, string> names = [];
        foreach (ExportData export in Data->Exports.Span)
        {
            if (export.Kind == ExternalKind.Function && !names.ContainsKey(export.Index))
            {
                names.Add(export.Index, Text(export.Name));
            }
        }

        return names;
    }

    private ImportDescriptor[] MakeImports()
    {
        using Lease lease = Borrow();
        var imports = new ImportDescriptor[Data->Imports.Count];
        for (int i = 0; i < imports.Length; i++)
        {
            ImportData import = Data->Imports[i];
            imports[i] = new ImportDescriptor(Text(import.Module), Text(import.Name), TypeOf(import.Kind, import.Index));
        }

        return imports;
    }

    private ExportDescriptor[] MakeExports()
    {
        using Lease lease = Borrow();
        var exports = new ExportDescriptor[Data->Exports.Count];
        for (int i = 0; i < exports.Length; i++)
        {
            ExportData export = Data->Exports[i];
            exports[i] = new ExportDescriptor(Text(export.Name), TypeOf(export.Kind, export.Index));
        }

        return exports;
    }

    private CustomSection[] MakeCustomSections()
    {
        using Lease lease = Borrow();
        var sections = new CustomSection[Data->CustomSections.Count];
        for (int i = 0; i < sections.Length; i++)
        {
            CustomSectionData section = Data->CustomSections[i];
            sections[i] = new CustomSection(Text(section.Name), _bytes.Slice(section.Contents.Offset, section.Contents.Length));
        }

        return sections;
    }

    private ModuleSection[] MakeSections()
    {
        using Lease lease = Borrow();
        var sections = new ModuleSection[Data->Sections.Count];
        int custom = 0;
        for (int i = 0; i < sections.Length; i++)
        {
            SectionData section = Data->Sections[i];
            string name = section.Id == (byte)SectionId.Custom ? Text(Data->CustomSections[custom++].Name) : SectionIds.Name((SectionId)section.Id);
            sections[i] = new ModuleSection(name, section.Id, section.Contents.Offset, section.Contents.Length);
        }

        return sections;
    }

    private ExternalType TypeOf(ExternalKind kind, int index)
    {
        switch (kind)
        {
            case ExternalKind.Function:
                return TypeRegistry.ToFuncType(Data, (int)Data->Functions[index].TypeIndex);
            case ExternalKind.Table:
                return Data->Tables[index].ToTableType(Data);
            case ExternalKind.Memory:
                return Data->Memories[index].ToMemoryType();
            case ExternalKind.Tag:
                return new TagType(TypeRegistry.ToFuncType(Data, (int)Data->Tags[index].TypeIndex));
            default:
                GlobalData global = Data->Globals[index];
                return new GlobalType(WasmType.Of(Data, global.Type), global.Mutable);
        }
    }

    private string Text(ByteRange range) => Encoding.UTF8.GetString(_bytes.Span.Slice(range.Offset, range.Length));
}
