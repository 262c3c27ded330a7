// proc_*, sched_yield
using System.Diagnostics.CodeAnalysis;

namespace NanoWasm.Wasi.Functions;

internal sealed partial class WasiProcess
{
    /// <remarks>All descriptors are closed: nothing of the guest runs any more.</remarks>
    [DoesNotReturn]
    public void ProcExit(uint code)
    {
        _descriptors.Clear();
        throw new WasiExitException((int)code);
    }

    /// <remarks>There are no signals; a guest that aborts does so by a trap.</remarks>
    public static WasiErrno ProcRaise() => WasiErrno.NotSupported;

    public static WasiErrno SchedYield()
    {
        Thread.Yield();
        return WasiErrno.Success;
    }
}
