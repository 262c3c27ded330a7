// What functions of a random module may refer to.
namespace NanoWasm.Testing.RandomModules;

/// <summary>Everything outside a function that its code may name.</summary>
internal sealed class ModuleSurroundings
{
    /// <summary>What the module has.</summary>
    public required ModuleDesign Design { get; init; }

    /// <summary>The instructions that code may consist of.</summary>
    public required InstructionCatalog Catalog { get; init; }

    /// <summary>The module, for the indices of types.</summary>
    public required ModuleBuilder Module { get; init; }

    /// <summary>The types of all functions, imported ones first.</summary>
    public required IReadOnlyList<FuncType> Functions { get; init; }

    /// <summary>The index of the first random function.</summary>
    public required int FirstFunction { get; init; }

    /// <summary>The index of the first function that is neither imported nor random.</summary>
    public required int FirstFiller { get; init; }

    /// <summary>The types of the globals and whether code may set them.</summary>
    public required IReadOnlyList<(ValueKind Kind, bool Settable)> Globals { get; init; }

    /// <summary>The index of the global that bounds the calls.</summary>
    public required int Fuel { get; init; }

    /// <summary>The index of the global that values are mixed into.</summary>
    public required int Digest { get; init; }

    /// <summary>The types of the tables' elements, and whether their addresses have 64 bits.</summary>
    public required IReadOnlyList<(ValueKind Kind, bool Is64)> Tables { get; init; }

    /// <summary>The structs and arrays.</summary>
    public required ObjectTypes Objects { get; init; }

    /// <summary>The globals that have types of references other than those of <see cref="Globals"/>, behind which they lie.</summary>
    public required IReadOnlyList<(int Index, RefType Type, bool Settable)> ReferenceGlobals { get; init; }

    /// <summary>The types of what exceptions with each tag carry.</summary>
    public required IReadOnlyList<ValueKind[]> Tags { get; init; }

    /// <summary>The types of the element segments.</summary>
    public required IReadOnlyList<ValueKind> Elements { get; init; }

    /// <summary>The number of data segments.</summary>
    public required int DataCount { get; init; }
}
