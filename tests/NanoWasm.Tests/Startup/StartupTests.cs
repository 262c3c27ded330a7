// What the first result in a process has the JIT compile.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using NanoWasm.Tests.Documents;

namespace NanoWasm.Tests.Startup;

/// <summary>
/// Start-up gets slow without anything failing: one method that is called early and not compiled ahead, one table that is filled for all opcodes.
/// The number of methods that the JIT compiles, unlike the time, is the same on every run; the bounds leave room for another version of the runtime.
/// </summary>
public sealed class StartupTests
{
    /// <summary>
    /// 527 as IL, when this was written; 80 of them find out which types are equal by their structure and give these a number, which every module needs, and which are compiled ahead
    /// elsewhere. Handlers for all opcodes instead of those in use would be 300 more.
    /// </summary>
    private const long MostOfIl = 600;

    /// <summary>15 compiled ahead, when this was written: the handlers that run, the self-test, and a few of the framework's generics.</summary>
    private const long MostCompiledAhead = 40;

    private static string Fib => Path.Combine(Repository.Root, "samples", "fib.wasm");

    [Fact]
    public void FirstResult_AsIL_CompilesNoMoreThanItNeeds() =>
        Assert.InRange(MethodsOfFirstResult(Path.Combine(AppContext.BaseDirectory, "NanoWasm.StartupProbe.dll")), 1, MostOfIl);

    [Fact]
    public void FirstResult_CompiledAhead_CompilesHardlyAnything()
    {
        // A tree of its own: whatever else is being built meanwhile goes on.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("nanowasm-startup-");
        try
        {
            string project = Path.Combine(Repository.Root, "benchmarks", "NanoWasm.StartupProbe");
            string target = Path.Combine(folder.FullName, "published");
            Run(
                [],
                "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", target, "--nologo", "-p:RunAnalyzers=false",
                $"-p:ArtifactsPath={Path.Combine(folder.FullName, "artifacts")}");

            string probe = Path.Combine(target, "NanoWasm.StartupProbe.dll");
            Assert.InRange(MethodsOfFirstResult(probe), 0, MostCompiledAhead);

            // Where the runtime does not take the code that was compiled ahead, handlers still end in jumps: half a million of them one behind the other fit no stack.
            Assert.StartsWith("28657 ", Run([("DOTNET_ReadyToRun", "0")], probe, Fib, "fib", "23"), StringComparison.Ordinal);
            Assert.StartsWith("28657 ", Run([("DOTNET_EnableAVX2", "0")], probe, Fib, "fib", "23"), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static long MethodsOfFirstResult(string probe)
    {
        string[] words = Run([], probe, Fib, "fib", "5").Split(' ');
        Assert.Equal("5", words[0]);
        return long.Parse(words[2], CultureInfo.InvariantCulture);
    }

    private static string Run((string Name, string Value)[] environment, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { RedirectStandardOutput = true };

        // Settings of whoever runs the tests would change the count.
        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("DOTNET_T", StringComparison.Ordinal) || name == "DOTNET_ReadyToRun").ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
        return output;
    }
}
