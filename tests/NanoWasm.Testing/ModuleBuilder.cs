// Binary modules, fluently.
using System.Collections.Immutable;

namespace NanoWasm.Testing;

/// <summary>
/// Builds a module in the binary format. Every method adds one thing and returns the builder; things get their indices in the order in which
/// they are added, imports first (add them first). Nothing is checked, so that invalid modules can be built, too.
/// </summary>
/// <example><code>
/// byte[] wasm = new ModuleBuilder()
///     .Function("add", [ValueKind.I32, ValueKind.I32], [ValueKind.I32], f => f.LocalGet(0).LocalGet(1).Op(Opcode.I32Add))
///     .Build();
/// </code></example>
public sealed class ModuleBuilder
{
    /// <summary>The magic number and the version that every module begins with.</summary>
    public static readonly ImmutableArray<byte> Header = [0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00];

    private readonly List<FuncType> _types = [];
    private readonly Section _imports = new(2);
    private readonly Section _functions = new(3);
    private readonly Section _tables = new(4);
    private readonly Section _memories = new(5);
    private readonly Section _tags = new(13);
    private readonly Section _globals = new(6);
    private readonly Section _exports = new(7);
    private readonly Section _elements = new(9);
    private readonly Section _code = new(10);
    private readonly Section _data = new(11);
    private readonly Section _rawTypes = new(1);
    private readonly WasmWriter _behind = new();
    private readonly WasmWriter _ahead = new();
    private readonly WasmWriter _functionNames = new();
    private string? _moduleName;
    private int _rawTypeCount;
    private uint _functionNameCount;
    private uint _functionCount;
    private uint _tableCount;
    private uint _memoryCount;
    private uint _globalCount;
    private uint _tagCount;
    private uint? _start;
    private bool _dataCount;

    /// <summary>
    /// Adds an entry of the type section, as bytes: a struct, an array, a subtype, a recursive group. To be called before anything that needs a function type, since these follow.
    /// </summary>
    /// <param name="types">The number of types that it defines.</param>
    /// <param name="entry">The entry.</param>
    public ModuleBuilder RawType(int types, params ReadOnlySpan<byte> entry)
    {
        _rawTypes.Next().Bytes(entry);
        _rawTypeCount += types;
        return this;
    }

    /// <summary>The index of a function type, which is added if it is new.</summary>
    public int TypeIndex(ValueKind[] parameters, ValueKind[] results)
    {
        FuncType type = new([.. parameters], [.. results]);
        int index = _types.IndexOf(type);
        if (index < 0)
        {
            index = _types.Count;
            _types.Add(type);
        }

        return _rawTypeCount + index;
    }

    /// <summary>Imports a function.</summary>
    public ModuleBuilder ImportFunction(string module, string name, ValueKind[] parameters, ValueKind[] results)
    {
        _imports.Next().Name(module).Name(name).Bytes(0).U((ulong)TypeIndex(parameters, results));
        _functionCount++;
        return this;
    }

    /// <summary>Imports a table.</summary>
    public ModuleBuilder ImportTable(string module, string name, ValueKind element, uint minimum, uint? maximum = null) =>
        ImportTable(module, name, new TableType(element, minimum, maximum));

    /// <summary>Imports a table of any type.</summary>
    public ModuleBuilder ImportTable(string module, string name, TableType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        _imports.Next().Name(module).Name(name).Bytes(1).Kind(type.Element.Kind).Limits(type);
        _tableCount++;
        return this;
    }

    /// <summary>Imports a memory; sizes in pages.</summary>
    public ModuleBuilder ImportMemory(string module, string name, uint minimum, uint? maximum = null) => ImportMemory(module, name, new MemoryType(minimum, maximum));

    /// <summary>Imports a memory of any type.</summary>
    public ModuleBuilder ImportMemory(string module, string name, MemoryType type)
    {
        _imports.Next().Name(module).Name(name).Bytes(2).Limits(type);
        _memoryCount++;
        return this;
    }

    /// <summary>Imports a global.</summary>
    public ModuleBuilder ImportGlobal(string module, string name, ValueKind kind, bool mutable = false)
    {
        _imports.Next().Name(module).Name(name).Bytes(3).Kind(kind).Bytes(mutable ? (byte)1 : (byte)0);
        _globalCount++;
        return this;
    }

    /// <summary>Imports a tag.</summary>
    public ModuleBuilder ImportTag(string module, string name, params ValueKind[] parameters)
    {
        _imports.Next().Name(module).Name(name).Bytes(4, 0).U((ulong)TypeIndex(parameters, []));
        _tagCount++;
        return this;
    }

    /// <summary>Adds a tag.</summary>
    public ModuleBuilder Tag(ValueKind[] parameters, string? export = null)
    {
        _tags.Next().Bytes(0).U((ulong)TypeIndex(parameters, []));
        return Exported(export, ExternalKind.Tag, _tagCount++);
    }

    /// <summary>Adds a function that is not exported.</summary>
    public ModuleBuilder Function(ValueKind[] parameters, ValueKind[] results, Action<CodeBuilder> body) => Function(null, parameters, results, body);

    /// <summary>Adds a function and, if a name is given, exports it.</summary>
    public ModuleBuilder Function(string? export, ValueKind[] parameters, ValueKind[] results, Action<CodeBuilder> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        CodeBuilder code = new(TypeIndex);
        body(code);
        return RawFunction(export, parameters, results, code.ToBody());
    }

    /// <summary>Adds a function whose body (local declarations and instructions, <c>end</c> included) is given as bytes.</summary>
    public ModuleBuilder RawFunction(string? export, ValueKind[] parameters, ValueKind[] results, byte[] body)
    {
        _functions.Next().U((ulong)TypeIndex(parameters, results));
        _code.Next().Vector(body);
        return Exported(export, ExternalKind.Function, _functionCount++);
    }

    /// <summary>Adds a table.</summary>
    public ModuleBuilder Table(ValueKind element, uint minimum, uint? maximum = null, string? export = null) => Table(new TableType(element, minimum, maximum), export);

    /// <summary>Adds a table of any type.</summary>
    public ModuleBuilder Table(TableType type, string? export = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        _tables.Next().Kind(type.Element.Kind).Limits(type);
        return Exported(export, ExternalKind.Table, _tableCount++);
    }

    /// <summary>Adds a memory; sizes in pages.</summary>
    public ModuleBuilder Memory(uint minimum, uint? maximum = null, string? export = null) => Memory(new MemoryType(minimum, maximum), export);

    /// <summary>Adds a memory of any type.</summary>
    public ModuleBuilder Memory(MemoryType type, string? export = null)
    {
        _memories.Next().Limits(type);
        return Exported(export, ExternalKind.Memory, _memoryCount++);
    }

    /// <summary>Adds a global.</summary>
    public ModuleBuilder Global(ValueKind kind, bool mutable, Action<CodeBuilder> initializer, string? export = null)
    {
        _globals.Next().Kind(kind).Bytes(mutable ? (byte)1 : (byte)0).Bytes(Expression(initializer));
        return Exported(export, ExternalKind.Global, _globalCount++);
    }

    /// <summary>Adds a global, as bytes: its type, whether it may be set, and its initialiser.</summary>
    public ModuleBuilder RawGlobal(ReadOnlySpan<byte> global)
    {
        _globals.Next().Bytes(global);
        _globalCount++;
        return this;
    }

    /// <summary>Exports something.</summary>
    public ModuleBuilder Export(string name, ExternalKind kind, uint index)
    {
        _exports.Next().Name(name).Bytes((byte)kind).U(index);
        return this;
    }

    /// <summary>Runs a function at instantiation.</summary>
    public ModuleBuilder Start(uint function)
    {
        _start = function;
        return this;
    }

    /// <summary>Adds an active element segment of functions.</summary>
    public ModuleBuilder Elements(int offset, params ReadOnlySpan<uint> functions) => Elements(0, c => c.I32(offset), functions);

    /// <summary>Adds an active element segment of functions for any table and offset expression.</summary>
    public ModuleBuilder Elements(uint table, Action<CodeBuilder> offset, params ReadOnlySpan<uint> functions)
    {
        WasmWriter segment = table == 0 ? _elements.Next().U(0).Bytes(Expression(offset)) : _elements.Next().U(2).U(table).Bytes(Expression(offset)).Bytes(0);
        Indices(segment, functions);
        return this;
    }

    /// <summary>Adds a passive element segment of functions.</summary>
    public ModuleBuilder PassiveElements(params ReadOnlySpan<uint> functions)
    {
        Indices(_elements.Next().U(1).Bytes(0), functions);
        return this;
    }

    /// <summary>Declares functions, so that <c>ref.func</c> may name them.</summary>
    public ModuleBuilder DeclareFunctions(params ReadOnlySpan<uint> functions)
    {
        Indices(_elements.Next().U(3).Bytes(0), functions);
        return this;
    }

    /// <summary>Adds a passive element segment of constant expressions.</summary>
    public ModuleBuilder PassiveExpressions(ValueKind kind, params ReadOnlySpan<Action<CodeBuilder>> items)
    {
        WasmWriter segment = _elements.Next().U(5).Kind(kind).U((ulong)items.Length);
        foreach (Action<CodeBuilder> item in items)
        {
            segment.Bytes(Expression(item));
        }

        return this;
    }

    /// <summary>Adds an active element segment of constant expressions.</summary>
    public ModuleBuilder ActiveExpressions(uint table, Action<CodeBuilder> offset, ValueKind kind, params ReadOnlySpan<Action<CodeBuilder>> items)
    {
        WasmWriter segment = _elements.Next().U(6).U(table).Bytes(Expression(offset)).Kind(kind).U((ulong)items.Length);
        foreach (Action<CodeBuilder> item in items)
        {
            segment.Bytes(Expression(item));
        }

        return this;
    }

    /// <summary>Adds an active data segment.</summary>
    public ModuleBuilder Data(int offset, params ReadOnlySpan<byte> bytes) => Data(c => c.I32(offset), bytes);

    /// <summary>Adds an active data segment with any offset expression.</summary>
    public ModuleBuilder Data(Action<CodeBuilder> offset, params ReadOnlySpan<byte> bytes)
    {
        _data.Next().U(0).Bytes(Expression(offset)).Vector(bytes);
        return this;
    }

    /// <summary>Adds an active data segment of any memory.</summary>
    public ModuleBuilder Data(uint memory, Action<CodeBuilder> offset, params ReadOnlySpan<byte> bytes)
    {
        _data.Next().U(2).U(memory).Bytes(Expression(offset)).Vector(bytes);
        return this;
    }

    /// <summary>Adds a passive data segment.</summary>
    public ModuleBuilder PassiveData(params ReadOnlySpan<byte> bytes)
    {
        _data.Next().U(1).Vector(bytes);
        return this;
    }

    /// <summary>Adds the data count section, which <c>memory.init</c> and <c>data.drop</c> need.</summary>
    public ModuleBuilder DataCount()
    {
        _dataCount = true;
        return this;
    }

    /// <summary>Names the module in the name section.</summary>
    public ModuleBuilder Name(string name)
    {
        _moduleName = name;
        return this;
    }

    /// <summary>Names a function in the name section; in order of their indices.</summary>
    public ModuleBuilder FunctionName(uint function, string name)
    {
        _functionNames.U(function).Name(name);
        _functionNameCount++;
        return this;
    }

    /// <summary>Adds a custom section behind all others.</summary>
    public ModuleBuilder Custom(string name, params ReadOnlySpan<byte> contents) =>
        RawSection(0, new WasmWriter().Name(name).Bytes(contents).ToArray());

    /// <summary>Adds a section of any id behind all others.</summary>
    public ModuleBuilder RawSection(byte id, params ReadOnlySpan<byte> contents)
    {
        _behind.Bytes(id).Vector(contents);
        return this;
    }

    /// <summary>Adds a section of any id before all others.</summary>
    public ModuleBuilder RawSectionAhead(byte id, params ReadOnlySpan<byte> contents)
    {
        _ahead.Bytes(id).Vector(contents);
        return this;
    }

    /// <summary>The module's bytes.</summary>
    public byte[] Build()
    {
        WasmWriter module = new();
        module.Bytes(Header.AsSpan()).Bytes(_ahead.ToArray());
        Section types = _rawTypes;
        foreach (FuncType type in _types)
        {
            types.Next().Bytes(0x60).Kinds(type.ParameterKinds.AsSpan()).Kinds(type.ResultKinds.AsSpan());
        }

        foreach (Section section in (ReadOnlySpan<Section>)[types, _imports, _functions, _tables, _memories, _tags, _globals, _exports])
        {
            section.WriteTo(module);
        }

        if (_start is uint start)
        {
            module.Bytes(8).Vector(new WasmWriter().U(start).ToArray());
        }

        _elements.WriteTo(module);
        if (_dataCount)
        {
            module.Bytes(12).Vector(new WasmWriter().U(_data.Count).ToArray());
        }

        _code.WriteTo(module);
        _data.WriteTo(module);
        if (_moduleName is not null || _functionNameCount != 0)
        {
            WriteNames(module);
        }

        return module.Bytes(_behind.ToArray()).ToArray();
    }

    private static void Indices(WasmWriter writer, ReadOnlySpan<uint> indices)
    {
        writer.U((ulong)indices.Length);
        foreach (uint index in indices)
        {
            writer.U(index);
        }
    }

    private byte[] Expression(Action<CodeBuilder> build)
    {
        CodeBuilder code = new(TypeIndex);
        build(code);
        return code.ToExpression();
    }

    private ModuleBuilder Exported(string? name, ExternalKind kind, uint index) => name is null ? this : Export(name, kind, index);

    private void WriteNames(WasmWriter module)
    {
        WasmWriter names = new WasmWriter().Name("name");
        if (_moduleName is not null)
        {
            names.Bytes(0).Vector(new WasmWriter().Name(_moduleName).ToArray());
        }

        if (_functionNameCount != 0)
        {
            names.Bytes(1).Vector(new WasmWriter().U(_functionNameCount).Bytes(_functionNames.ToArray()).ToArray());
        }

        module.Bytes(0).Vector(names.ToArray());
    }

    /// <summary>A section that is a vector of things.</summary>
    private sealed class Section(byte id)
    {
        private readonly WasmWriter _items = new();

        public uint Count { get; private set; }

        public WasmWriter Next()
        {
            Count++;
            return _items;
        }

        public void WriteTo(WasmWriter module)
        {
            if (Count != 0)
            {
                module.Bytes(id).Vector(new WasmWriter().U(Count).Bytes(_items.ToArray()).ToArray());
            }
        }
    }
}
