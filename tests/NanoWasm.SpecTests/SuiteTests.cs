// The official test suite: every script under every dispatcher, and the totals.
using NanoWasm.SpecRunner.Running;
using Xunit;

namespace NanoWasm.SpecTests;

public sealed class SuiteTests
{
    /// <summary>What may be skipped. A feature that is added to the engine leaves this list; nothing else changes it.</summary>
    private static readonly string[] SkippedFor =
    [
        "text format",
    ];

    /// <summary>The number of commands that pass under one dispatcher: all that need no feature of <see cref="SkippedFor"/>.</summary>
    private const int PassedAtLeast = 64_818;

    /// <summary>The number of commands in the suite, those of threads included.</summary>
    private const int CommandCount = 66_051;

    public static TheoryData<string, DispatchMode> Scripts
    {
        get
        {
            TheoryData<string, DispatchMode> rows = [];
            foreach (string name in Suite.Names)
            {
                rows.Add(name, DispatchMode.Threaded);
                rows.Add(name, DispatchMode.Switch);
            }

            return rows;
        }
    }

    [SuiteTheory]
    [MemberData(nameof(Scripts))]
    public void Script_Run_HasNoFailures(string script, DispatchMode dispatch) =>
        Assert.True(
            Suite.GetResult(script, dispatch).Failures.Count == 0,
            string.Join(Environment.NewLine, Suite.GetResult(script, dispatch).Failures));

    [SuiteTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Suite_Run_SkipsOnlyKnownFeatures(DispatchMode dispatch) =>
        Assert.Equal(SkippedFor, GetResults(dispatch).SelectMany(result => result.Skipped.Keys).Distinct().Order(StringComparer.Ordinal));

    [SuiteTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Suite_Run_PassesAllThatIsNotSkipped(DispatchMode dispatch)
    {
        ScriptResult[] results = GetResults(dispatch);

        Assert.InRange(results.Sum(result => result.Passed), PassedAtLeast, CommandCount);
        Assert.Equal(CommandCount, results.Sum(result => result.Passed + result.Failures.Count + result.SkippedCount));
    }

    [SuiteFact]
    public void Suite_Rejections_AreWordedAsExpected() =>
        Assert.DoesNotContain(GetResults(DispatchMode.Switch).SelectMany(result => result.Wordings), wording => !wording.IsAsExpected);

    [SuiteFact]
    public void Suite_WithoutSuperinstructions_PassesTheSame() => PassesTheSame(new InstanceOptions { Dispatch = DispatchMode.Threaded, Superinstructions = false });

    [SuiteTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Suite_WithoutCanonicalNaNs_PassesTheSame(DispatchMode dispatch) => PassesTheSame(new InstanceOptions { Dispatch = dispatch, CanonicalNaNs = false });

    [SuiteFact]
    public void Suite_Run_UsesTheDispatcherThatIsAskedFor()
    {
        Assert.All(GetResults(DispatchMode.Threaded), result => Assert.Equal(0, result.FallBacks));
        Assert.All(GetResults(DispatchMode.Switch), result => Assert.Equal(0, result.FallBacks));
    }

    private static void PassesTheSame(InstanceOptions options) =>
        Assert.All(Suite.Names, name =>
        {
            ScriptResult result = ScriptRunner.Run(Suite.GetScript(name), options);

            Assert.Empty(result.Failures);
            Assert.Equal(Suite.GetResult(name, options.Dispatch).Passed, result.Passed);
        });

    private static ScriptResult[] GetResults(DispatchMode dispatch) => [.. Suite.Names.Select(name => Suite.GetResult(name, dispatch))];
}
