// What the tool loads for a simple run.
using System.Diagnostics;

namespace NanoWasm.Cli.Tests;

/// <summary>Each assembly that is loaded before the guest runs takes milliseconds.</summary>
public sealed class StartupTests
{
    [Fact]
    public void Run_WithWholeNumbers_LoadsNeitherTablesNorWasiNorPatternsNorConcurrentCollections()
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "NanoWasm.Cli.dll"), "run", "--invoke", "fib", ModuleFiles.Sample("fib.wasm"), "20"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "NanoWasm.StartupProbe.dll");

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        string[] assemblies = process.StandardError.ReadToEnd().TrimEnd().Split(' ');
        process.WaitForExit();

        Assert.Equal("6765\n", output);
        Assert.Contains("NanoWasm", assemblies);
        Assert.DoesNotContain("Spectre.Console", assemblies);
        Assert.DoesNotContain("NanoWasm.Wasi", assemblies);
        Assert.DoesNotContain("System.Text.RegularExpressions", assemblies);
        Assert.DoesNotContain("System.Collections.Concurrent", assemblies);
    }
}
