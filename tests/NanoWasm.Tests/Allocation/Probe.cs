// Runs the program that measures allocation.
using System.Diagnostics;
using System.Globalization;

namespace NanoWasm.Tests.Allocation;

/// <summary>What the probe says of one operation.</summary>
/// <param name="Group">The heading.</param>
/// <param name="Name">What is done.</param>
/// <param name="Variant">With what.</param>
/// <param name="First">Bytes allocated in the first run.</param>
/// <param name="Later">Bytes allocated in all later runs together.</param>
internal sealed record ProbeLine(string Group, string Name, string Variant, long First, long Later);

/// <summary>The probe runs in a process of its own, where nothing of the library has run before: that is what a first run is.</summary>
internal static class Probe
{
    private const int Attempts = 5;

    /// <summary>Measures all operations, or one of them.</summary>
    /// <remarks>
    /// In about one process of ten the runtime allocates 6,192 bytes on the measured thread, once, at a moment that differs from process to process. What an
    /// operation allocates, it allocates in every process: so the least of a few counts.
    /// </remarks>
    public static IReadOnlyList<ProbeLine> Run(DispatchMode mode, int? only = null)
    {
        IReadOnlyList<ProbeLine> lines = RunOnce(mode, only);
        for (int attempt = 1; attempt < Attempts && lines.Any(static line => line.First != 0 || line.Later != 0); attempt++)
        {
            lines = [.. lines.Zip(RunOnce(mode, only), static (a, b) => a with { First = Math.Min(a.First, b.First), Later = Math.Min(a.Later, b.Later) })];
        }

        return lines;
    }

    private static List<ProbeLine> RunOnce(DispatchMode mode, int? only)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is string host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "NanoWasm.AllocationProbe.dll"));
        start.ArgumentList.Add(mode.ToString());
        if (only is int index)
        {
            start.ArgumentList.Add(index.ToString(CultureInfo.InvariantCulture));
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        List<ProbeLine> lines = [];
        while (process.StandardOutput.ReadLine() is string line)
        {
            string[] parts = line.Split('\t');
            lines.Add(new ProbeLine(parts[0], parts[1], parts[2], Number(parts[3]), Number(parts[4])));
        }

        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"The probe ended with {process.ExitCode}: {errors.Result}");
        return lines;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
