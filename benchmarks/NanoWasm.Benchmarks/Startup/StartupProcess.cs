// A process whose start is measured.
using System.Diagnostics;

namespace NanoWasm.Benchmarks.Startup;

/// <summary>A command whose cold start is measured.</summary>
/// <param name="Name">How the table calls it.</param>
/// <param name="Path">The executable.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record StartupProcess(string Name, string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>Runs it once.</summary>
    /// <returns>The milliseconds from its start to its end, and its output.</returns>
    public (double Milliseconds, string Output) Time()
    {
        long start = Stopwatch.GetTimestamp();
        string output = Run(new Dictionary<string, string>(), static process => process.StandardOutput);
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, output);
    }

    /// <summary>The methods that the JIT compiles in a run, as it lists them itself.</summary>
    public int CountMethods()
    {
        string list = System.IO.Path.GetTempFileName();
        try
        {
            Run(new Dictionary<string, string> { ["DOTNET_JitStdOutFile"] = list, ["DOTNET_JitDisasmSummary"] = "1" }, static process => process.StandardOutput);
            return File.ReadLines(list).Count(static line => line.Contains("JIT compiled", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(list);
        }
    }

    /// <summary>The assemblies that are loaded at the end of a run.</summary>
    /// <param name="hook">The assembly that counts them.</param>
    public int CountAssemblies(string hook)
    {
        string errors = Run(new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = hook }, static process => process.StandardError);
        return errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ').Length;
    }

    private string Run(Dictionary<string, string> environment, Func<Process, StreamReader> wanted)
    {
        ProcessStartInfo start = new(Path, Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        string output = wanted(process).ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{Name} ended with exit code {process.ExitCode}.");
    }
}
