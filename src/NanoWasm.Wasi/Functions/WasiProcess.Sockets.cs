// sock_*
using NanoWasm.Wasi.Descriptors;

namespace NanoWasm.Wasi.Functions;

internal sealed partial class WasiProcess
{
    private const uint ReceiveFlags = 3;
    private const uint ReceivePeek = 1;
    private const uint ShutdownFlags = 3;

    /// <remarks>No socket here listens: those that there are, are connected.</remarks>
    public WasiErrno SockAccept(uint fd) => FindSocket(fd, out _) is var error and not WasiErrno.Success ? error : WasiErrno.NotSupported;

    public WasiErrno SockRecv(uint fd, uint vectors, uint count, uint flags, uint size, uint resultFlags)
    {
        WasiErrno error = FindSocket(fd, out _);
        return error != WasiErrno.Success ? error
            : (flags & ~ReceiveFlags) != 0 ? WasiErrno.InvalidArgument
            : (flags & ReceivePeek) != 0 ? WasiErrno.NotSupported
            : !_guest.TryWrite(resultFlags, (ushort)0) ? WasiErrno.Fault
            : FdRead(fd, vectors, count, size);
    }

    public WasiErrno SockSend(uint fd, uint vectors, uint count, uint flags, uint size) =>
        FindSocket(fd, out _) is var error and not WasiErrno.Success ? error : flags != 0 ? WasiErrno.InvalidArgument : FdWrite(fd, vectors, count, size);

    /// <remarks>The other side is not told: that is up to the host, whose stream it is.</remarks>
    public WasiErrno SockShutdown(uint fd, uint how)
    {
        WasiErrno error = FindSocket(fd, out Descriptor socket);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        if (how is 0 or > ShutdownFlags)
        {
            return WasiErrno.InvalidArgument;
        }

        socket.Rights &= ~((how & 1) != 0 ? Rights.FdRead : Rights.None) & ~((how & 2) != 0 ? Rights.FdWrite : Rights.None);
        return WasiErrno.Success;
    }

    private WasiErrno FindSocket(uint fd, out Descriptor descriptor) =>
        Find(fd, Rights.None, out descriptor) is var error and not WasiErrno.Success ? error
            : descriptor.FileType == WasiFileType.StreamSocket ? WasiErrno.Success
            : WasiErrno.NotSocket;
}
