// Time that passes only for the guest.
namespace NanoWasm.Wasi;

/// <summary>
/// A clock that goes on by a fixed step whenever somebody looks, and by as much as somebody sleeps: runs that do the same see the same times, and never wait.
/// </summary>
/// <param name="start">The first real time, in nanoseconds since 1970; the other clocks begin at 0.</param>
/// <param name="step">How much time passes at each look, in nanoseconds; at least 1.</param>
public sealed class VirtualClock(ulong start = VirtualClock.Year2000, ulong step = 1_000) : IWasiClock
{
    /// <summary>The beginning of the year 2000 UTC.</summary>
    public const ulong Year2000 = 946_684_800_000_000_000;

    private readonly ulong _step = Math.Max(1, step);

    /// <summary>The nanoseconds that have passed.</summary>
    public ulong Elapsed { get; private set; }

    /// <inheritdoc/>
    [AllocationFree]
    public ulong GetTime(WasiClockId clock)
    {
        Elapsed += _step;
        return clock == WasiClockId.RealTime ? start + Elapsed : Elapsed;
    }

    /// <inheritdoc/>
    [AllocationFree]
    public ulong GetResolution(WasiClockId clock) => _step;

    /// <inheritdoc/>
    public void Sleep(ulong nanoseconds, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Elapsed += Math.Min(nanoseconds, ulong.MaxValue - start - Elapsed);
    }
}
