// Runs a command and measures it.
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NanoWasm.Benchmarks.Compare;

/// <summary>What a finished process left.</summary>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Errors">What it wrote to its standard error stream.</param>
/// <param name="Cpu">The processor time it took, user and system, on all threads.</param>
/// <param name="Wall">The time from its start to its end.</param>
/// <param name="Failure">Why its result does not count: it did not start, was stopped, or exited with something else than 0. Null if it does.</param>
internal readonly partial record struct MeasuredProcess(string Output, string Errors, TimeSpan Cpu, TimeSpan Wall, string? Failure)
{
    /// <summary>Runs a command to its end. Nothing else may start processes meanwhile, because processor time is that of all that ended.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="timeout">How long it may run.</param>
    public static MeasuredProcess Run(IReadOnlyList<string> command, TimeSpan timeout)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        TimeSpan before = CpuOfEndedProcesses();
        long clock = Stopwatch.GetTimestamp();
        Process? started;
        try
        {
            started = Process.Start(start);
        }
        catch (Win32Exception exception)
        {
            return new MeasuredProcess(string.Empty, string.Empty, TimeSpan.Zero, TimeSpan.Zero, $"did not start: {exception.Message}");
        }

        using Process process = started!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(timeout);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
        }

        process.WaitForExit();
        TimeSpan wall = Stopwatch.GetElapsedTime(clock);
        TimeSpan cpu = OperatingSystem.IsWindows() ? process.TotalProcessorTime : CpuOfEndedProcesses() - before;
        string errorText = errors.GetAwaiter().GetResult();
        string? failure = !ended ? $"took more than {timeout.TotalSeconds} s" : process.ExitCode != 0 ? DescribeExit(process.ExitCode, errorText) : null;
        return new MeasuredProcess(output.GetAwaiter().GetResult(), errorText, cpu, wall, failure);
    }

    private static string DescribeExit(int exitCode, string errors)
    {
        string? line = errors.Split('\n').Select(static line => line.Trim()).FirstOrDefault(static line => line.Length > 0);
        return line is null ? $"exit code {exitCode}" : $"exit code {exitCode}: {line}";
    }

    /// <summary>
    /// The processor time of all child processes that ended. (<see cref="Process.TotalProcessorTime"/> cannot be read after a process has ended, except on Windows.)
    /// </summary>
    private static TimeSpan CpuOfEndedProcesses()
    {
        if (OperatingSystem.IsWindows())
        {
            return TimeSpan.Zero;
        }

        const int Children = -1;
        return GetResourceUsage(Children, out ResourceUsage usage) == 0
            ? usage.User.ToTimeSpan() + usage.System.ToTimeSpan()
            : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetResourceUsage(int who, out ResourceUsage usage);

    /// <summary>POSIX's timeval. On Linux the microseconds are a long, but a little-endian one that is less than a million.</summary>
    private readonly struct TimeValue
    {
        private readonly nint _seconds;
        private readonly int _microseconds;

        public TimeSpan ToTimeSpan() => TimeSpan.FromSeconds(_seconds) + TimeSpan.FromMicroseconds(_microseconds);
    }

    /// <summary>POSIX's rusage: two times, and 14 numbers of which none is needed; at least as large as it is on any system.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private readonly struct ResourceUsage
    {
        public readonly TimeValue User;
        public readonly TimeValue System;
    }
}
