// A parsed module: counts and offsets, plain data. Everything with a name or a body stays where it lies, in the module's bytes.
using NanoWasm.Execution;

namespace NanoWasm.Binary;

/// <summary>
/// What loading leaves of a module beside its bytes. Offsets are from the first byte of the module; index spaces hold imports first.
/// The owner (<see cref="Module"/>, or a workspace) frees it.
/// </summary>
[AllocationFree]
internal unsafe struct ModuleData
{
    /// <summary>The first byte; pinned as long as this lives.</summary>
    public byte* Bytes;

    /// <summary>The number of bytes.</summary>
    public int Length;

    /// <summary>Where everything below lies; null for memory of its own.</summary>
    public Workspace* Workspace;

    /// <summary>How much functions may need.</summary>
    public LoadLimits Limits;

    /// <summary>The type section.</summary>
    public NativeBuffer<TypeData> Types;

    /// <summary>The parameter and result types that <see cref="Types"/> refer to.</summary>
    public NativeBuffer<ValType> ValTypes;

    /// <summary>Pointers to <see cref="Execution.RuntimeType"/>, parallel to <see cref="Types"/>; filled by the owner, as <see cref="FunctionData.Type"/> is.</summary>
    public NativeBuffer<nint> RuntimeTypes;

    /// <summary>The import section.</summary>
    public NativeBuffer<ImportData> Imports;

    /// <summary>The function index space.</summary>
    public NativeBuffer<FunctionData> Functions;

    /// <summary>The table index space.</summary>
    public NativeBuffer<TableTypeData> Tables;

    /// <summary>The memory index space.</summary>
    public NativeBuffer<MemoryTypeData> Memories;

    /// <summary>The global index space.</summary>
    public NativeBuffer<GlobalData> Globals;

    /// <summary>The tag index space.</summary>
    public NativeBuffer<TagTypeData> Tags;

    /// <summary>The export section.</summary>
    public NativeBuffer<ExportData> Exports;

    /// <summary>The element section.</summary>
    public NativeBuffer<ElementData> Elements;

    /// <summary>The initialisers of all element segments: function indices, or offsets of constant expressions (see <see cref="ElementData.Expressions"/>).</summary>
    public NativeBuffer<uint> ElementItems;

    /// <summary>The data section.</summary>
    public NativeBuffer<DataData> Data;

    /// <summary>The custom sections.</summary>
    public NativeBuffer<CustomSectionData> CustomSections;

    /// <summary>All sections in file order, custom ones included.</summary>
    public NativeBuffer<SectionData> Sections;

    /// <summary>The side table of all functions, in the order of the code section.</summary>
    public NativeBuffer<BranchEntry> SideTable;

    /// <summary>Where exceptions are caught: the code that is covered, in its order.</summary>
    public NativeBuffer<TryRegion> TryRegions;

    /// <summary>What is caught there.</summary>
    public NativeBuffer<CatchClause> CatchClauses;

    /// <summary>Functions that are imported; the first ones of <see cref="Functions"/>.</summary>
    public int ImportedFunctions;

    /// <summary>Tables that are imported.</summary>
    public int ImportedTables;

    /// <summary>Memories that are imported.</summary>
    public int ImportedMemories;

    /// <summary>Globals that are imported.</summary>
    public int ImportedGlobals;

    /// <summary>Tags that are imported.</summary>
    public int ImportedTags;

    /// <summary>The start function, or -1.</summary>
    public int StartFunction;

    /// <summary>The data count section's number, or -1 where there is none.</summary>
    public int DataCount;

    /// <summary>Which opcodes stand in the code and in constant expressions: bit n is slot n of the dispatch table.</summary>
    public OpcodeSet UsedOpcodes;

    /// <summary>The features that the module may use, if the engine implements them.</summary>
    public readonly WasmFeatures EnabledFeatures;

    /// <summary>Whether a block's type is a reference type of two parts, which handlers that expect one number cannot skip.</summary>
    public bool HasReferenceBlocks;

    /// <summary>The features that the module uses.</summary>
    public WasmFeatures UsedFeatures;

    /// <summary>What of the module changes the meaning of opcodes.</summary>
    public readonly ModuleTraits Traits =>
        ((UsedFeatures & (WasmFeatures.Simd | WasmFeatures.RelaxedSimd)) != 0 ? ModuleTraits.Vectors : ModuleTraits.None)
        | (GeneralMemory ? ModuleTraits.Memories : ModuleTraits.None)
        | (HasReferenceBlocks ? ModuleTraits.ReferenceBlocks : ModuleTraits.None);

    /// <summary>
    /// Whether there are several memories, memories or tables with 64-bit addresses, or memargs that only such modules need: those that name a memory, or
    /// whose offset takes more than eight bytes.
    /// </summary>
    public bool GeneralMemory;

    /// <summary>The rows of the dispatch table for this module's code, for each set of traits that an instance has had; null before the first.</summary>
    public ModuleRows* Rows;

    /// <summary>The bytes of the code section's function bodies.</summary>
    public long CodeBytes;

    /// <summary>The most bytes that loading held beside those, for operand and control stacks and the like; given back.</summary>
    public long ScratchBytes;

    /// <summary>Nothing yet, of a module's bytes.</summary>
    /// <param name="bytes">The first byte; must stay where it is.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="workspace">Where the data is to lie; null for memory of its own.</param>
    /// <param name="limits">How much functions may need.</param>
    /// <param name="features">What the module may use.</param>
    public ModuleData(byte* bytes, int length, Workspace* workspace, LoadLimits limits, WasmFeatures features)
    {
        EnabledFeatures = features;
        Bytes = bytes;
        Length = length;
        Workspace = workspace;
        Limits = limits;
        Types = new NativeBuffer<TypeData>(workspace, scratch: false);
        ValTypes = new NativeBuffer<ValType>(workspace, scratch: false);
        RuntimeTypes = new NativeBuffer<nint>(workspace, scratch: false);
        Imports = new NativeBuffer<ImportData>(workspace, scratch: false);
        Functions = new NativeBuffer<FunctionData>(workspace, scratch: false);
        Tables = new NativeBuffer<TableTypeData>(workspace, scratch: false);
        Memories = new NativeBuffer<MemoryTypeData>(workspace, scratch: false);
        Globals = new NativeBuffer<GlobalData>(workspace, scratch: false);
        Exports = new NativeBuffer<ExportData>(workspace, scratch: false);
        Elements = new NativeBuffer<ElementData>(workspace, scratch: false);
        ElementItems = new NativeBuffer<uint>(workspace, scratch: false);
        Data = new NativeBuffer<DataData>(workspace, scratch: false);
        CustomSections = new NativeBuffer<CustomSectionData>(workspace, scratch: false);
        Sections = new NativeBuffer<SectionData>(workspace, scratch: false);
        SideTable = new NativeBuffer<BranchEntry>(workspace, scratch: false);
        Tags = new NativeBuffer<TagTypeData>(workspace, scratch: false);
        TryRegions = new NativeBuffer<TryRegion>(workspace, scratch: false);
        CatchClauses = new NativeBuffer<CatchClause>(workspace, scratch: false);
    }

    /// <summary>The bytes held beside the module's own bytes, <see cref="Rows"/> left out.</summary>
    public readonly long ArenaBytes =>
        Types.Bytes + ValTypes.Bytes + RuntimeTypes.Bytes + Imports.Bytes + Functions.Bytes + Tables.Bytes + Memories.Bytes + Globals.Bytes
        + Exports.Bytes + Elements.Bytes + ElementItems.Bytes + Data.Bytes + CustomSections.Bytes + Sections.Bytes + SideTable.Bytes
        + Tags.Bytes + TryRegions.Bytes + CatchClauses.Bytes;

    /// <summary>The runtime type of a type; filled in by the owner.</summary>
    public readonly RuntimeType* RuntimeType(int index) => (RuntimeType*)RuntimeTypes[index];

    /// <summary>Where exceptions are caught, once the module is complete.</summary>
    public readonly ExceptionTable Handlers =>
        new() { Code = Bytes, Regions = TryRegions.Items, RegionCount = TryRegions.Count, Clauses = CatchClauses.Items };

    /// <summary>Whether a function type has parameters that are vectors.</summary>
    public readonly bool HasVectors(in TypeData type)
    {
        foreach (ValType parameter in new ReadOnlySpan<ValType>(ValTypes.Items + type.First, type.ParameterCount))
        {
            if (parameter == ValType.V128)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives back what the buffers hold beyond their items.</summary>
    public void Trim()
    {
        Types.Trim();
        ValTypes.Trim();
        Imports.Trim();
        Functions.Trim();
        Tables.Trim();
        Memories.Trim();
        Globals.Trim();
        Exports.Trim();
        Elements.Trim();
        ElementItems.Trim();
        Data.Trim();
        CustomSections.Trim();
        Sections.Trim();
        SideTable.Trim();
        Tags.Trim();
        TryRegions.Trim();
        CatchClauses.Trim();
    }

    /// <summary>Frees every buffer.</summary>
    public void Free()
    {
        Types.Free();
        ValTypes.Free();
        RuntimeTypes.Free();
        Imports.Free();
        Functions.Free();
        Tables.Free();
        Memories.Free();
        Globals.Free();
        Exports.Free();
        Elements.Free();
        ElementItems.Free();
        Data.Free();
        CustomSections.Free();
        Sections.Free();
        SideTable.Free();
        Tags.Free();
        TryRegions.Free();
        CatchClauses.Free();
        ModuleRows.FreeAll(Rows);
        Rows = null;
    }
}

/// <summary>Bytes of the module: a name or a body.</summary>
internal struct ByteRange
{
    /// <summary>From the module's first byte.</summary>
    public int Offset;

    /// <summary>In bytes.</summary>
    public int Length;
}

/// <summary>Limits of a table (elements) or memory (pages).</summary>
[AllocationFree]
internal struct LimitsData
{
    /// <summary>The initial size.</summary>
    public ulong Minimum;

    /// <summary>The largest size; <see cref="ulong.MaxValue"/> where none is given.</summary>
    public ulong Maximum;

    /// <summary>Whether a largest size is given.</summary>
    public bool HasMaximum;

    /// <summary>Whether addresses are i64 instead of i32.</summary>
    public bool Is64;

    /// <summary>The largest size, or null.</summary>
    public readonly ulong? MaximumOrNull => HasMaximum ? Maximum : null;

    /// <summary>The type of addresses and sizes.</summary>
    public readonly ValType AddressType => Is64 ? ValType.I64 : ValType.I32;
}

/// <summary>A table type.</summary>
internal struct TableTypeData
{
    /// <summary>The type of its elements.</summary>
    public ValType ElementType;

    /// <summary>Its size in elements.</summary>
    public LimitsData Limits;

    /// <summary>What its elements are to begin with, up to and with its <c>end</c>; empty for imports and where they are null.</summary>
    public ByteRange Initializer;

    /// <summary>The same for the host.</summary>
    /// <param name="module">The module that the table is of.</param>
    [AllocationFree(false, Justification = "Descriptions are objects.")]
    public readonly unsafe TableType ToTableType(ModuleData* module) => new(WasmType.Of(module, ElementType), Limits.Minimum, Limits.MaximumOrNull) { Is64 = Limits.Is64 };
}

/// <summary>A memory type.</summary>
[AllocationFree]
internal struct MemoryTypeData
{
    /// <summary>The binary logarithm of 64 KiB, the size of a page where none is given.</summary>
    public const byte StandardPageShift = 16;

    /// <summary>Its size in pages.</summary>
    public LimitsData Limits;

    /// <summary>The binary logarithm of the size of a page.</summary>
    public byte PageShift;

    /// <summary>Whether several threads may use it at once.</summary>
    public bool Shared;

    /// <summary>
    /// The most pages that its addresses reach (specification 3.2.5). With pages of a byte, the size itself must fit into an address.
    /// </summary>
    public readonly ulong MostPages => (Limits.Is64, PageShift) switch
    {
        (false, 0) => uint.MaxValue,
        (true, 0) => ulong.MaxValue,
        (false, _) => ImplementationLimits.MemoryPages,
        (true, _) => ImplementationLimits.Memory64Pages,
    };

    /// <summary>Whether it is what WebAssembly 1.0 knows: 32-bit addresses, pages of 64 KiB, one thread.</summary>
    public readonly bool IsPlain => !Limits.Is64 && !Shared && PageShift == StandardPageShift;

    /// <summary>The same for the host.</summary>
    [AllocationFree(false, Justification = "Descriptions are objects.")]
    public readonly MemoryType ToMemoryType() =>
        new(Limits.Minimum, Limits.MaximumOrNull) { Is64 = Limits.Is64, IsShared = Shared, PageSize = 1 << PageShift };
}

/// <summary>A global.</summary>
internal struct GlobalData
{
    /// <summary>The type of its value.</summary>
    public ValType Type;

    /// <summary>Whether it may be set.</summary>
    public bool Mutable;

    /// <summary>Its initialiser up to and with its <c>end</c>; empty for imports.</summary>
    public ByteRange Initializer;
}

/// <summary>A tag.</summary>
internal struct TagTypeData
{
    /// <summary>The index of its type, which has no results.</summary>
    public uint TypeIndex;
}

/// <summary>An import.</summary>
internal struct ImportData
{
    /// <summary>The module name, UTF-8.</summary>
    public ByteRange Module;

    /// <summary>The item name, UTF-8.</summary>
    public ByteRange Name;

    /// <summary>What is imported.</summary>
    public ExternalKind Kind;

    /// <summary>Its index in the index space of its kind.</summary>
    public int Index;
}

/// <summary>An export.</summary>
internal struct ExportData
{
    /// <summary>The name, UTF-8.</summary>
    public ByteRange Name;

    /// <summary>What is exported.</summary>
    public ExternalKind Kind;

    /// <summary>Its index in the index space of its kind.</summary>
    public int Index;
}

/// <summary>The mode of an element or data segment.</summary>
internal enum SegmentMode : byte
{
    /// <summary>Copied by <c>table.init</c> or <c>memory.init</c>.</summary>
    Passive,

    /// <summary>Copied at instantiation.</summary>
    Active,

    /// <summary>Only declares functions for <c>ref.func</c>.</summary>
    Declarative,
}

/// <summary>An element segment.</summary>
internal struct ElementData
{
    /// <summary>When it is copied.</summary>
    public SegmentMode Mode;

    /// <summary>Whether its items are offsets of constant expressions (up to their <c>end</c>) instead of function indices.</summary>
    public bool Expressions;

    /// <summary>The type of its items.</summary>
    public ValType Type;

    /// <summary>The table, where it is active.</summary>
    public int Table;

    /// <summary>The offset expression with its <c>end</c>, where it is active.</summary>
    public ByteRange Offset;

    /// <summary>Its first item in <see cref="ModuleData.ElementItems"/>.</summary>
    public int First;

    /// <summary>The number of its items.</summary>
    public int Count;
}

/// <summary>A data segment.</summary>
internal struct DataData
{
    /// <summary>When it is copied.</summary>
    public SegmentMode Mode;

    /// <summary>The memory, where it is active.</summary>
    public int Memory;

    /// <summary>The offset expression with its <c>end</c>, where it is active.</summary>
    public ByteRange Offset;

    /// <summary>The bytes.</summary>
    public ByteRange Bytes;
}

/// <summary>A custom section.</summary>
internal struct CustomSectionData
{
    /// <summary>Its name, UTF-8.</summary>
    public ByteRange Name;

    /// <summary>Its contents behind the name.</summary>
    public ByteRange Contents;
}

/// <summary>A section.</summary>
internal struct SectionData
{
    /// <summary>Its id (0 is custom).</summary>
    public byte Id;

    /// <summary>Its contents.</summary>
    public ByteRange Contents;
}
