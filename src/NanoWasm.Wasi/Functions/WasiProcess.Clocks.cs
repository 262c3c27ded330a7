// clock_*
namespace NanoWasm.Wasi.Functions;

internal sealed partial class WasiProcess
{
    [AllocationFree]
    public WasiErrno ClockResGet(uint clock, uint result) =>
        clock > (uint)WasiClockId.ThreadCpuTime ? WasiErrno.InvalidArgument : FaultUnless(_guest.TryWrite(result, _configuration.Clock.GetResolution((WasiClockId)clock)));

    /// <remarks>The precision asked for is a hint, which no clock here needs.</remarks>
    [AllocationFree]
    public WasiErrno ClockTimeGet(uint clock, uint result) =>
        clock > (uint)WasiClockId.ThreadCpuTime ? WasiErrno.InvalidArgument : FaultUnless(_guest.TryWrite(result, _configuration.Clock.GetTime((WasiClockId)clock)));
}
