// What may be asked of random modules beyond the seed.
namespace NanoWasm.Testing.RandomModules;

/// <summary>How a module is made from a seed. Options that leave things out do not change the rest of the module.</summary>
public sealed record RandomModuleOptions
{
    /// <summary>
    /// Whether no result depends on the bits of a NaN that an operator makes, which the specification leaves open: behind operators with float results,
    /// NaNs are replaced by the canonical one. Engines with other NaNs then compute the same.
    /// </summary>
    public bool CanonicalNans { get; init; }

    /// <summary>The features that may be used; all by default.</summary>
    public WasmFeatures Features { get; init; } = WasmFeatures.All;

    /// <summary>The functions, by their index among the random ones, whose bodies are replaced by results of zero.</summary>
    public IReadOnlySet<int> StubbedFunctions { get; init; } = new HashSet<int>();

    /// <summary>The statements that are left out: index of the function, number of the statement in it.</summary>
    public IReadOnlySet<(int Function, int Statement)> SkippedStatements { get; init; } = new HashSet<(int, int)>();
}
