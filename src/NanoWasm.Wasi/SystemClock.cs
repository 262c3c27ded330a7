// The machine's time.
using System.Diagnostics;

namespace NanoWasm.Wasi;

/// <summary>The clocks of the machine. The clocks of processor time are both that of the process.</summary>
public sealed class SystemClock : IWasiClock
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;
    private const ulong NanosecondsPerTick = 100;

    private SystemClock()
    {
    }

    /// <summary>The only one.</summary>
    public static SystemClock Instance { get; } = new();

    /// <inheritdoc/>
    [AllocationFree]
    public ulong GetTime(WasiClockId clock) => clock switch
    {
        WasiClockId.RealTime => (ulong)(DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * NanosecondsPerTick,
        WasiClockId.Monotonic => (ulong)((UInt128)(ulong)Stopwatch.GetTimestamp() * NanosecondsPerSecond / (ulong)Stopwatch.Frequency),
        _ => GetProcessorTime(),
    };

    /// <inheritdoc/>
    [AllocationFree]
    public ulong GetResolution(WasiClockId clock) =>
        clock == WasiClockId.Monotonic ? Math.Max(1, NanosecondsPerSecond / (ulong)Stopwatch.Frequency) : NanosecondsPerTick;

    /// <inheritdoc/>
    public void Sleep(ulong nanoseconds, CancellationToken cancellation)
    {
        // Waits are whole milliseconds; what is left is spun.
        ulong now = GetTime(WasiClockId.Monotonic);
        ulong end = now + Math.Min(nanoseconds, ulong.MaxValue - now);
        while (now < end)
        {
            cancellation.ThrowIfCancellationRequested();
            ulong milliseconds = (end - now) / 1_000_000;
            if (milliseconds > 0)
            {
                cancellation.WaitHandle.WaitOne((int)Math.Min(milliseconds, int.MaxValue));
            }
            else
            {
                Thread.Yield();
            }

            now = GetTime(WasiClockId.Monotonic);
        }
    }

    [AllocationFree]
    private static ulong GetProcessorTime() => (OperatingSystem.IsIOS() || OperatingSystem.IsTvOS()) && !OperatingSystem.IsMacCatalyst()
        ? (ulong)Environment.TickCount64 * 1_000_000
        : (ulong)Environment.CpuUsage.TotalTime.Ticks * NanosecondsPerTick;
}
