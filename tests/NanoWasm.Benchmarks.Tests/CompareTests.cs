// Whole comparisons, with commands of the shell in place of engines.
using System.CommandLine;
using System.Globalization;
using NanoWasm.Benchmarks.Compare;
using Spectre.Console;

namespace NanoWasm.Benchmarks.Tests;

/// <summary>One class, so that its tests run one after the other: processor time is that of all processes that ended.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nanowasm-compare-").FullName;
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly StringWriter _progress = new(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _output.Dispose();
        _progress.Dispose();
    }

    [UnixFact]
    public void Compare_EnginesThatAgree_WritesTablesAndChart()
    {
        string markdown = Path.Combine(_folder, "table.md"), chart = Path.Combine(_folder, "chart.svg");
        int exitCode = Compare(
            "--engine", "a=sh -c 'echo 0xfffffffb:i32'", "--engine", "b=sh -c 'echo Result: -5 >&2'", "--nanowasm", "c=echo 4294967291",
            "--program", "p=x.wasm:run:1", "--no-kernels", "--rounds", "3", "--markdown", markdown, "--chart", chart);

        Assert.Equal(0, exitCode);
        Assert.Contains("geometric mean", _output.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("p: ", _progress.ToString(), StringComparison.Ordinal);
        Assert.Contains("| program | a | b | c |", File.ReadAllText(markdown), StringComparison.Ordinal);
        Assert.StartsWith("<svg", File.ReadAllText(chart), StringComparison.Ordinal);
    }

    [UnixFact]
    public void Compare_EnginesThatDisagree_SaysSoAndFails()
    {
        int exitCode = Compare(
            "--engine", "a=echo 1", "--engine", "b=echo 2", "--engine", "c=echo done", "--nanowasm", "n=echo 1", "--program", "p=x.wasm:run", "--no-kernels", "--rounds", "1");

        Assert.Equal(1, exitCode);
        Assert.Contains("b on p: result 2 instead of 1", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("c on p: printed no result", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("n on p", _output.ToString(), StringComparison.Ordinal);
    }

    [UnixFact]
    public void Compare_Twins_SaysWhatVectorsBring()
    {
        string markdown = Path.Combine(_folder, "table.md");
        int exitCode = Compare(
            "--nanowasm", $"n=echo {Kernel.Get("simd-dot").ShortResult}", "--engine", "e=echo 0", "--kernel", "scalar-dot", "simd-dot", "--short", "--rounds", "1", "--markdown", markdown);

        Assert.Equal(1, exitCode);
        Assert.Contains("without vectors", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("CPU time without vectors / with vectors", File.ReadAllText(markdown), StringComparison.Ordinal);
    }

    [Fact]
    public void SpeedUps_OfTwins_AreTimesWithoutByTimesWith()
    {
        Workload with = new("simd", "x.wasm", "run", [], null, Twin: "scalar"), without = new("scalar", "x.wasm", "run", [], null), other = new("other", "x.wasm", "run", [], null);
        Comparison comparison = new(["a", "b"], [without, other, with], 1, [[Took(3), Took(1)], [Took(5), Took(5)], [Took(1.5), Took(1, "failed")]]);

        TextTable table = Tables.SpeedUps(comparison)!;

        Assert.Equal(["program", "a", "b"], table.Columns);
        Assert.Equal(["simd 2.00 ?", $"{Tables.MeanName} 2.00 ?"], table.Rows.Select(static row => string.Join(' ', row)));
        Assert.Null(Tables.SpeedUps(new Comparison(["a"], [without], 1, [[Took(1)]])));

        static Cell Took(double seconds, string? problem = null) => new(new Sample(seconds, seconds, seconds), new Sample(seconds, seconds, seconds), "1", problem);
    }

    [UnixFact]
    public void Compare_WrongResultOfAKernel_IsComparedWithTheTable()
    {
        int exitCode = Compare("--engine", "a=echo 1", "--nanowasm", "n=echo 24157817", "--kernel", "fib", "--rounds", "1");

        Assert.Equal(1, exitCode);
        Assert.Contains("a on fib: result 1 instead of 24157817", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("n on fib", _output.ToString(), StringComparison.Ordinal);
    }

    [UnixFact]
    public void Compare_EngineThatFails_IsNotAskedAgain()
    {
        string log = Path.Combine(_folder, "log");
        int exitCode = Compare(
            "--engine", $"a=sh -c 'echo ran >> {log}; echo oops >&2; exit 3'", "--engine", "b=/there/is/no/such/engine", "--nanowasm", "n=echo 1",
            "--program", "p=x.wasm:run", "--no-kernels", "--rounds", "4");

        Assert.Equal(1, exitCode);
        Assert.Contains("a on p: exit code 3: oops", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("b on p: did not start: ", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(["ran"], File.ReadAllLines(log));
    }

    [UnixFact]
    public void Compare_Rounds_TakeTurns()
    {
        string log = Path.Combine(_folder, "log");
        string[] engines = [.. "abc".SelectMany(name => new[] { "--engine", $"{name}=sh -c 'echo {name} {{export}} {{args}} >> {log}; echo 1'" })];
        int exitCode = Compare([.. engines, "--nanowasm", $"n=sh -c 'echo n >> {log}; echo 1'", "--program", "p=x.wasm:run:1 2", "--no-kernels", "--rounds", "2"]);

        Assert.Equal(0, exitCode);
        Assert.Equal(["a run 1 2", "b run 1 2", "c run 1 2", "n", "b run 1 2", "c run 1 2", "n", "a run 1 2"], File.ReadAllLines(log));
    }

    [UnixFact]
    public void Compare_EngineThatHangs_IsStopped()
    {
        int exitCode = Compare("--engine", "a=sleep 100", "--nanowasm", "n=echo 1", "--program", "p=x.wasm:run", "--no-kernels", "--rounds", "1", "--timeout", "1");

        Assert.Equal(1, exitCode);
        Assert.Contains("a on p: took more than 1 s", _output.ToString(), StringComparison.Ordinal);
    }

    [UnixFact]
    public void Run_BusyProcess_CountsItsProcessorTime()
    {
        MeasuredProcess busy = MeasuredProcess.Run(["sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; sleep 0.2"], TimeSpan.FromMinutes(1));

        Assert.Null(busy.Failure);
        Assert.True(busy.Cpu > TimeSpan.Zero, $"{busy.Cpu}");
        Assert.True(busy.Wall >= TimeSpan.FromSeconds(0.2), $"{busy.Wall}");
    }

    [Fact]
    public void Compare_NanoWasmOnItsOwn_GivesTheKernelsResult() => Assert.Equal(0, Compare("--kernel", "fib", "--short", "--rounds", "1"));

    [Theory]
    [InlineData("--engine", "nothing")]
    [InlineData("--program", "nothing")]
    [InlineData("--kernel", "nothing")]
    [InlineData("--rounds", "0")]
    public void Compare_BadOption_IsAnError(string option, string value) => Assert.NotEmpty(Parse([option, value]).Errors);

    private int Compare(params string[] arguments)
    {
        ParseResult parsed = Parse(arguments);
        Assert.Empty(parsed.Errors);
        return parsed.Invoke();
    }

    private ParseResult Parse(string[] arguments)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 400;
        return CompareCommand.Make(console, _progress).Parse(arguments);
    }
}
