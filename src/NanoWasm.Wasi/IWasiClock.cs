// Time, as guests see it.
namespace NanoWasm.Wasi;

/// <summary>The clocks of WASI (<c>clockid</c>).</summary>
public enum WasiClockId
{
    /// <summary>Since 1970-01-01 UTC.</summary>
    RealTime,

    /// <summary>Since some moment; never goes back.</summary>
    Monotonic,

    /// <summary>The processor time of the process.</summary>
    ProcessCpuTime,

    /// <summary>The processor time of the thread.</summary>
    ThreadCpuTime,
}

/// <summary>Where a guest's time comes from, and where it sleeps.</summary>
public interface IWasiClock
{
    /// <summary>What a clock shows, in nanoseconds.</summary>
    [AllocationFree]
    ulong GetTime(WasiClockId clock);

    /// <summary>The smallest difference that a clock can show, in nanoseconds; not 0.</summary>
    [AllocationFree]
    ulong GetResolution(WasiClockId clock);

    /// <summary>Lets time pass.</summary>
    /// <param name="nanoseconds">How much.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    void Sleep(ulong nanoseconds, CancellationToken cancellation);
}
