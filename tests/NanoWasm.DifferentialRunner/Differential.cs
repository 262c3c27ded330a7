// Runs the module of a seed in all configurations and finds the first difference; makes modules with differences smaller.
using System.Collections.Immutable;
using NanoWasm.Testing.RandomModules;

namespace NanoWasm.DifferentialRunner;

/// <summary>A difference between two configurations.</summary>
/// <param name="Seed">The seed of the module.</param>
/// <param name="Configuration">The configuration that differs.</param>
/// <param name="Reference">The configuration that it differs from.</param>
/// <param name="Where">The call, or the thing that differs in the end.</param>
/// <param name="Actual">What it is in the configuration.</param>
/// <param name="Expected">What it is in the other one.</param>
internal sealed record Difference(ulong Seed, string Configuration, string Reference, string Where, string Actual, string Expected)
{
    /// <summary>All of it, on several lines.</summary>
    public override string ToString() => $"""
        seed {Seed}: {Configuration} differs from {Reference} in {Where}
          {Configuration}: {Actual}
          {Reference}: {Expected}
        """;
}

/// <summary>The differential test of one seed.</summary>
internal static class Differential
{
    private const int ScarceOneIn = 8;

    /// <summary>Room for a few blocks, which soon are full of different sizes.</summary>
    private const long FewHeapBytes = 512 * 1024;

    private const long ManyHeapBytes = 1 << 24;

    /// <summary>Runs the module of a seed in some configurations.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="configurations">The configurations; all are compared with the first one.</param>
    /// <param name="moduleOptions">How the module is made.</param>
    /// <param name="reference">What it did in the first configuration.</param>
    /// <returns>The first difference, or null.</returns>
    public static Difference? Compare(ulong seed, ImmutableArray<EngineConfiguration> configurations, RandomModuleOptions? moduleOptions, out RunRecord reference)
    {
        return CompareModule(seed, RandomModule.Generate(seed, moduleOptions).Bytes, configurations, out reference);
    }

    /// <summary>Runs a module in some configurations.</summary>
    /// <inheritdoc cref="Compare"/>
    /// <param name="seed">Where the arguments come from.</param>
    /// <param name="bytes">The module.</param>
    /// <param name="configurations">The configurations; all are compared with the first one.</param>
    /// <param name="reference">What it did in the first configuration.</param>
    public static Difference? CompareModule(ulong seed, byte[] bytes, ImmutableArray<EngineConfiguration> configurations, out RunRecord reference)
    {
        reference = Run(seed, bytes, configurations[0]);
        foreach (EngineConfiguration configuration in configurations.AsSpan()[1..])
        {
            if (Run(seed, bytes, configuration).FindDifference(reference) is (string where, string actual, string expected))
            {
                return new Difference(seed, configuration.Name, configurations[0].Name, where, actual, expected);
            }
        }

        return null;
    }

    /// <summary>Leaves out functions and statements of a seed's module as long as configurations differ.</summary>
    /// <returns>What can be left out, and the difference that is left.</returns>
    public static (RandomModuleOptions Options, Difference Difference) Shrink(ulong seed, ImmutableArray<EngineConfiguration> configurations)
    {
        RandomModuleOptions options = new();
        Difference difference = Compare(seed, configurations, options, out _)
            ?? throw new ArgumentException("There is no difference.", nameof(seed));
        ImmutableArray<int> statementCounts = RandomModule.Generate(seed).StatementCounts;
        for (int function = 0; function < statementCounts.Length; function++)
        {
            Try(options with { StubbedFunctions = options.StubbedFunctions.Append(function).ToHashSet() });
        }

        for (int function = 0; function < statementCounts.Length; function++)
        {
            for (int statement = 0; !options.StubbedFunctions.Contains(function) && statement < statementCounts[function]; statement++)
            {
                Try(options with { SkippedStatements = options.SkippedStatements.Append((function, statement)).ToHashSet() });
            }
        }

        return (options, difference);

        void Try(RandomModuleOptions smaller)
        {
            if (Compare(seed, configurations, smaller, out _) is Difference found)
            {
                options = smaller;
                difference = found;
            }
        }
    }

    private static RunRecord Run(ulong seed, byte[] bytes, EngineConfiguration configuration)
    {
        using Module module = Module.FromBytes(configuration.Distort is null ? bytes : configuration.Distort(bytes));

        // Little of something in some runs: running out of it has to be the same trap at the same place.
        int scarce = (int)(seed % ScarceOneIn);
        InstanceOptions options = configuration.Options with
        {
            MaxCallDepth = scarce == 0 ? 4 : PlannedCall.Fuel * 2,
            ValueStackBytes = scarce == 1 ? 8 * 1024 : 512 * 1024,
            MaxGcHeapBytes = scarce < 4 ? FewHeapBytes : ManyHeapBytes,
            MaxExceptionBytes = scarce == 2 ? 64 : 1 << 16,
        };
        return RunRecord.Make(module, PlannedCall.Make(module, seed), options);
    }
}
