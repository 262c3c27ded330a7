// How large modules may be.
namespace NanoWasm.Binary;

/// <summary>
/// Limits on what a module may declare (specification A.2), with the numbers that the WebAssembly JavaScript interface prescribes to web browsers
/// (https://webassembly.github.io/spec/js-api/#limits), so that what runs there runs here. Exceeding one is <see cref="ModuleErrorKind.LimitExceeded"/>.
/// Memory and time of loading are linear in a module's size in any case, because counts are checked against the bytes that are there.
/// </summary>
internal static class ImplementationLimits
{
    /// <summary>Entries of the type section.</summary>
    public const uint Types = 1_000_000;

    /// <summary>Functions, imports included.</summary>
    public const uint Functions = 1_000_000;

    /// <summary>Entries of the import section.</summary>
    public const uint Imports = 1_000_000;

    /// <summary>Entries of the export section.</summary>
    public const uint Exports = 1_000_000;

    /// <summary>Globals, imports included.</summary>
    public const uint Globals = 1_000_000;

    /// <summary>Tables, imports included.</summary>
    public const uint Tables = 100_000;

    /// <summary>Element segments.</summary>
    public const uint ElementSegments = 100_000;

    /// <summary>Items of one element segment.</summary>
    public const uint ElementItems = 10_000_000;

    /// <summary>Data segments.</summary>
    public const uint DataSegments = 100_000;

    /// <summary>Parameters of a function or block.</summary>
    public const uint Parameters = 1_000;

    /// <summary>Results of a function or block.</summary>
    public const uint Results = 1_000;

    /// <summary>Operands of <c>array.new_fixed</c>.</summary>
    public const uint FixedElements = 10_000;

    /// <summary>Fields of a struct.</summary>
    public const uint Fields = 10_000;

    /// <summary>Locals of a function, parameters included.</summary>
    public const uint Locals = 50_000;

    /// <summary>Bytes of a function body, local declarations included.</summary>
    public const int FunctionBytes = 7_654_321;

    /// <summary>Labels of a <c>br_table</c>, the default not counted.</summary>
    public const uint BranchTableLabels = 65_520;

    /// <summary>Tags of a module, imports included.</summary>
    public const uint Tags = 1_000_000;

    /// <summary>Clauses of a <c>try_table</c>.</summary>
    public const uint CatchClauses = 10_000;

    /// <summary>Blocks around an instruction.</summary>
    public const int Nesting = 65_535;

    /// <summary>
    /// Operands on the stack of one function. The interface above sets no such limit, but a call of two bytes can push a thousand results.
    /// No default value stack has room for a function that comes near it.
    /// </summary>
    public const int Operands = 1_000_000;

    /// <summary>
    /// Operands on the stack of a constant expression: there is always room for them, because the stacks of an instance have
    /// <see cref="Execution.ExecutionStack.Reserve"/> slots that functions may not use.
    /// </summary>
    public const int ConstantOperands = 4_000;

    /// <summary>Pages of a memory: 4 GiB in all (specification 3.2.5; not an implementation limit).</summary>
    public const ulong MemoryPages = 65_536;

    /// <summary>Pages of a memory with 64-bit addresses: 2^64 bytes in all (specification 3.2.5; not an implementation limit).</summary>
    public const ulong Memory64Pages = 1UL << 48;

    /// <summary>Memories, imports included.</summary>
    public const uint Memories = 100;

    /// <summary>Elements of a table (specification 3.2.4; not an implementation limit).</summary>
    public const ulong TableElements = uint.MaxValue;
}

/// <summary>How much the functions of a module may need: <see cref="ImplementationLimits"/>, or less.</summary>
/// <param name="Locals">Locals of a function, parameters included.</param>
/// <param name="Nesting">Blocks around an instruction.</param>
/// <param name="Operands">Operands on the stack of one function.</param>
[AllocationFree]
internal readonly record struct LoadLimits(uint Locals, int Nesting, int Operands)
{
    /// <summary>The implementation's own limits.</summary>
    public static LoadLimits Default => new(ImplementationLimits.Locals, ImplementationLimits.Nesting, ImplementationLimits.Operands);
}

/// <summary>What <see cref="ErrorCode.TooManyItems"/> counts.</summary>
internal enum LimitedItem : byte
{
    Types,
    Functions,
    Imports,
    Exports,
    Globals,
    Tables,
    Memories,
    ElementSegments,
    ElementItems,
    DataSegments,
    Parameters,
    Results,
    BranchTableLabels,
    Fields,
    FixedElements,
    Tags,
    CatchClauses,
}
