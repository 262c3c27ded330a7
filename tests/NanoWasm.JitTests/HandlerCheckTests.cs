// The check finds what is wrong with handlers, and nothing wrong with good ones.
using NanoWasm.JitCheck;
using Xunit;

namespace NanoWasm.JitTests;

/// <summary>Runs the check over <see cref="BrokenHandlers"/>.</summary>
public sealed class HandlerCheckTests(HandlerCheckTests.BrokenReport broken) : IClassFixture<HandlerCheckTests.BrokenReport>
{
    [JitTheory]
    [InlineData("NotMarked", "AsksForOptimization")]
    [InlineData("NotMarked", "Optimized")]
    [InlineData("NotInlined", "AllowsInlining")]
    [InlineData("NotInlined", "LeavesByTailJump")]
    [InlineData("AddressOfLocal", "NoAddressOfStack")]
    [InlineData("AddressOfLocal", "LeavesByTailJump")]
    [InlineData("RefArgument", "NoAddressOfStack")]
    [InlineData("RefArgument", "LeavesByTailJump")]
    [InlineData("Try", "NoExceptionHandling")]
    [InlineData("Try", "LeavesByTailJump")]
    [InlineData("WorkBehindCall", "AllowedCallsOnly")]
    [InlineData("WorkBehindCall", "LeavesByTailJump")]
    [InlineData("Returning", "LeavesByTailJump")]
    [InlineData("StackSpace", "NoInitialisedStack")]
    [InlineData("StackSpace", "LeavesByTailJump")]
    [InlineData("Throwing", "AllowedCallsOnly")]
    [InlineData("ThrowingExit", "ExitReturns")]
    public void Run_BrokenHandler_FindsTheRule(string handler, string rule) =>
        Assert.Contains(broken.Report.Violations, violation => violation.Method == handler && violation.Rule.ToString() == rule);

    [JitTheory]
    [InlineData("Good")]
    [InlineData("GoodExit")]
    public void Run_GoodHandler_FindsNothing(string handler) =>
        Assert.DoesNotContain(broken.Report.Violations, violation => violation.Method == handler);

    [JitFact]
    public void Run_AnotherRule_IsNotBlamed()
    {
        // A handler that only returns is neither unoptimised nor does it call anything.
        Violation violation = Assert.Single(broken.Report.Violations, static v => v.Method == "Returning");
        Assert.Equal(Rule.LeavesByTailJump, violation.Rule);
    }

    [JitFact]
    public void Run_ThreadedDispatcher_FindsNothing()
    {
        Report report = HandlerCheck.Run(typeof(Module).Assembly, "NanoWasm.Execution.ThreadedDispatcher", "NanoWasm.Execution.ColdPaths")!;

        Assert.Empty(report.Violations);
        int basic = report.Handlers.Count(static handler => !ReportWriter.IsSuperinstruction(handler.Name.Split(':')[1]));
        Assert.True(basic > 250, $"Only {basic} basic handlers have been found.");
        Assert.True(report.Handlers.Count - basic > 100, $"Only {report.Handlers.Count - basic} superinstructions have been found.");
    }

    [Theory]
    [InlineData("I32Add", false)]
    [InlineData("F32ConvertI32S", false)]
    [InlineData("LocalGetWide", false)]
    [InlineData("ReturnMany", false)]
    [InlineData("PrefixFC", false)]
    [InlineData("LocalGetI32Add", true)]
    [InlineData("I32Const3", true)]
    [InlineData("BlockBlockLocalGetI32Const2I32Add", true)]
    [InlineData("LocalGetVectors", false)]
    [InlineData("LocalGetI32AddVectors", true)]
    [InlineData("V128LoadWithPrefixVectors", true)]
    [InlineData("I32LoadMemories", false)]
    [InlineData("F64AddAnyNaNs", false)]
    [InlineData("LocalGetF64MulVectorsAnyNaNs", true)]
    [InlineData("LocalGetF64MulVectorsAnyNaNsProven", true)]
    public void IsSuperinstruction_OfName_TellsSequencesFromOpcodes(string name, bool expected) => Assert.Equal(expected, ReportWriter.IsSuperinstruction(name));

    [JitFact]
    public void Run_ProfilingHandler_FindsNothing()
    {
        Report report = HandlerCheck.Run(typeof(Module).Assembly, "NanoWasm.Profiling.ProfilingHandler", exitsType: null)!;

        Assert.Empty(report.Violations);
        Assert.Single(report.Handlers);
    }

    /// <summary>What the check finds in the broken handlers.</summary>
    public sealed class BrokenReport
    {
        /// <summary>The report.</summary>
        internal Report Report { get; } = JitTheoryAttribute.MissingReason is null
            ? HandlerCheck.Run(typeof(BrokenHandlers).Assembly, typeof(BrokenHandlers).FullName!, typeof(BrokenExits).FullName!)!
            : new Report([], []);
    }
}
