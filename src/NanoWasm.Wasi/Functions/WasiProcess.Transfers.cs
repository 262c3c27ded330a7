// fd_read, fd_write, fd_pread, fd_pwrite
using NanoWasm.Wasi.Descriptors;

namespace NanoWasm.Wasi.Functions;

internal sealed partial class WasiProcess
{
    /// <summary>Outputs of several buffers that are no longer than this together become one write.</summary>
    private const int GatheredBytes = 4096;

    [AllocationFree]
    public WasiErrno FdRead(uint fd, uint vectors, uint count, uint result)
    {
        WasiErrno error = Find(fd, Rights.FdRead, out Descriptor descriptor);
        return error == WasiErrno.Success ? Read(descriptor, null, vectors, count, result) : error;
    }

    [AllocationFree]
    public WasiErrno FdPread(uint fd, uint vectors, uint count, ulong offset, uint result)
    {
        WasiErrno error = Find(fd, Rights.FdRead | Rights.FdSeek, out Descriptor descriptor);
        return error == WasiErrno.Success ? Read(descriptor, offset, vectors, count, result) : error;
    }

    [AllocationFree]
    public WasiErrno FdWrite(uint fd, uint vectors, uint count, uint result)
    {
        WasiErrno error = Find(fd, Rights.FdWrite, out Descriptor descriptor);
        return error == WasiErrno.Success ? Write(descriptor, null, vectors, count, result) : error;
    }

    [AllocationFree]
    public WasiErrno FdPwrite(uint fd, uint vectors, uint count, ulong offset, uint result)
    {
        WasiErrno error = Find(fd, Rights.FdWrite | Rights.FdSeek, out Descriptor descriptor);
        return error == WasiErrno.Success ? Write(descriptor, offset, vectors, count, result) : error;
    }

    /// <summary>Fills buffers until there is nothing more. An error counts only if nothing was read before it.</summary>
    [AllocationFree]
    private WasiErrno Read(Descriptor descriptor, ulong? offset, uint address, uint count, uint result)
    {
        if (!_guest.TryGetVectors(address, count, out ReadOnlySpan<IoVector> vectors) || !_guest.Contains(result, sizeof(uint)))
        {
            return WasiErrno.Fault;
        }

        uint total = 0;
        foreach (IoVector vector in vectors)
        {
            if (!_guest.TryGet(vector, out Span<byte> buffer))
            {
                return total == 0 ? WasiErrno.Fault : FaultUnless(_guest.TryWrite(result, total));
            }

            if (buffer.IsEmpty || total + (ulong)buffer.Length > int.MaxValue)
            {
                continue;
            }

            int read;
            WasiErrno error = offset is ulong start ? descriptor.ReadAt(buffer, start + total, out read) : descriptor.Read(buffer, out read);
            total += (uint)read;
            if (error != WasiErrno.Success && total == 0)
            {
                return error;
            }

            if (read < buffer.Length || descriptor.ReadsOnce)
            {
                break;
            }
        }

        return FaultUnless(_guest.TryWrite(result, total));
    }

    /// <summary>Writes buffers, short ones together, so that a line made of pieces appears at once.</summary>
    [AllocationFree]
    private WasiErrno Write(Descriptor descriptor, ulong? offset, uint address, uint count, uint result)
    {
        if (!_guest.TryGetVectors(address, count, out ReadOnlySpan<IoVector> vectors) || !_guest.Contains(result, sizeof(uint)))
        {
            return WasiErrno.Fault;
        }

        ulong length = 0;
        foreach (IoVector vector in vectors)
        {
            if (!_guest.TryGet(vector, out _))
            {
                return WasiErrno.Fault;
            }

            length += vector.Length;
        }

        if (vectors.Length > 1 && length <= GatheredBytes)
        {
            Span<byte> gathered = stackalloc byte[GatheredBytes];
            int end = 0;
            foreach (IoVector vector in vectors)
            {
                _guest.TryGet(vector, out Span<byte> piece);
                piece.CopyTo(gathered[end..]);
                end += piece.Length;
            }

            WasiErrno error = WriteOne(descriptor, offset, gathered[..end], out int written);
            return error == WasiErrno.Success ? FaultUnless(_guest.TryWrite(result, written)) : error;
        }

        uint total = 0;
        foreach (IoVector vector in vectors)
        {
            if (!_guest.TryGet(vector, out Span<byte> buffer) || total + (ulong)buffer.Length > int.MaxValue)
            {
                break;
            }

            WasiErrno error = WriteOne(descriptor, offset + total, buffer, out int written);
            total += (uint)written;
            if (error != WasiErrno.Success && total == 0)
            {
                return error;
            }

            if (written < buffer.Length)
            {
                break;
            }
        }

        return FaultUnless(_guest.TryWrite(result, total));
    }

    [AllocationFree]
    private static WasiErrno WriteOne(Descriptor descriptor, ulong? offset, ReadOnlySpan<byte> buffer, out int written) =>
        offset is ulong start ? descriptor.WriteAt(buffer, start, out written) : descriptor.Write(buffer, out written);
}
