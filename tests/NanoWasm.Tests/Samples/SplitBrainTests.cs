// The sample with a control loop in .NET and missions in WebAssembly.
using System.Diagnostics;
using System.Globalization;

namespace NanoWasm.Tests.Samples;

public sealed class SplitBrainTests
{
    [Fact]
    public void Flight_AsFastAsPossible_SwapsMissionsSurvivesBadOnesAndCollectsNothing()
    {
        (int code, string output) = Fly("--ticks", "1000000");
        Assert.True(code == 0, output);
        Assert.Contains("patrol takes over", output, StringComparison.Ordinal);
        Assert.Contains("faulty fails: MemoryOutOfBounds; the reflex holds the altitude", output, StringComparison.Ordinal);
        Assert.Contains("runaway fails: CallStackExhausted; the reflex holds the altitude", output, StringComparison.Ordinal);
        Assert.Contains("broken is refused: type mismatch: expected f64, found i32", output, StringComparison.Ordinal);
        Assert.Equal("7", Row(output, "missions swapped in"));
        Assert.Equal("2", Row(output, "failed in flight"));
        Assert.Equal("1", Row(output, "refused on the ground"));
        Assert.Equal("0, 0, 0", Row(output, "collections (gen 0, 1, 2)"));

        // Every flight is the same, to the last bit of the altitude.
        Assert.Equal("10.000 m", Row(output, "altitude at the end"));
    }

    [Fact]
    public void Flight_InRealTime_CollectsNothing()
    {
        // How late the ticks are, and whether every mission comes in time, is up to the machine.
        (int _, string output) = Fly("--rate", "10000", "--seconds", "1");
        Assert.Equal("0, 0, 0", Row(output, "collections (gen 0, 1, 2)"));
        Assert.Contains("p99.9", Row(output, "a tick begins late by"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ticks", "10")]
    [InlineData("--rate", "1000")]
    [InlineData("--height", "1000")]
    public void CommandLine_ThatIsNone_ShowsUsage(string option, string value)
    {
        (int code, string output) = Fly(option, value);
        Assert.Equal(2, code);
        Assert.StartsWith("SplitBrain [--ticks 1000000]", output, StringComparison.Ordinal);
    }

    /// <summary>A row of the table; what does not fit into a line is continued in the next ones.</summary>
    private static string Row(string output, string name)
    {
        string line = Assert.Single(output.Split('\n'), line => line.Contains($"│ {name} ", StringComparison.Ordinal));
        return line.Split('│')[2].Trim();
    }

    private static (int Code, string Output) Fly(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "SplitBrain.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument.ToString(CultureInfo.InvariantCulture));
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
