// Open files.
namespace NanoWasm.Wasi.Descriptors;

/// <summary>An open file with a position.</summary>
/// <param name="file">The file, which is closed with the descriptor.</param>
/// <param name="fileType">What it is.</param>
/// <param name="rights">What may be done with it.</param>
/// <param name="options">How it is open.</param>
internal sealed class FileDescriptor(IWasiFile file, WasiFileType fileType, Rights rights, WasiOpenOptions options) : Descriptor(fileType, rights)
{
    private ulong _position;

    /// <inheritdoc/>
    /// <remarks>What POSIX's access modes forbid is an error of POSIX; what was taken away later is one of WASI.</remarks>
    [AllocationFree]
    public override WasiErrno Refuse(Rights missing)
    {
        bool mode = ((missing & Rights.FdRead) != 0 && (options & WasiOpenOptions.Read) == 0) || ((missing & Rights.FdWrite) != 0 && (options & WasiOpenOptions.Write) == 0);
        return mode ? WasiErrno.BadDescriptor : WasiErrno.NotCapable;
    }

    /// <inheritdoc/>
    [AllocationFree]
    public override WasiErrno Read(Span<byte> buffer, out int count)
    {
        WasiErrno error = file.Read(buffer, _position, out count);
        _position += (uint)count;
        return error;
    }

    /// <inheritdoc/>
    [AllocationFree]
    public override WasiErrno Write(ReadOnlySpan<byte> buffer, out int count)
    {
        if ((Flags & FdFlags.Append) != 0 && file.GetLength(out _position) is var error and not WasiErrno.Success)
        {
            count = 0;
            return error;
        }

        error = WriteAt(buffer, _position, out count);
        _position += (uint)count;
        return error;
    }

    /// <inheritdoc/>
    [AllocationFree]
    public override WasiErrno ReadAt(Span<byte> buffer, ulong offset, out int count)
    {
        if (offset > long.MaxValue)
        {
            count = 0;
            return WasiErrno.InvalidArgument;
        }

        return file.Read(buffer, offset, out count);
    }

    /// <inheritdoc/>
    [AllocationFree]
    public override WasiErrno WriteAt(ReadOnlySpan<byte> buffer, ulong offset, out int count)
    {
        if (offset > long.MaxValue - (ulong)buffer.Length)
        {
            count = 0;
            return WasiErrno.FileTooLarge;
        }

        WasiErrno error = file.Write(buffer, offset, out count);
#pragma warning disable NW1020 // Waits for the medium.
        return error == WasiErrno.Success && (Flags & (FdFlags.DSync | FdFlags.Sync)) != 0 ? file.Synchronize() : error;
#pragma warning restore NW1020
    }

    /// <inheritdoc/>
    [AllocationFree]
    public override WasiErrno Seek(long offset, Whence whence, out ulong position)
    {
        position = _position;
        ulong start = 0;
        if (whence == Whence.End)
        {
            if (file.GetLength(out start) is var error and not WasiErrno.Success)
            {
                return error;
            }
        }
        else if (whence == Whence.Current)
        {
            start = _position;
        }

        Int128 end = (Int128)start + offset;
        if (end < 0 || end > long.MaxValue)
        {
            return WasiErrno.InvalidArgument;
        }

        _position = (ulong)end;
        position = _position;
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public override ulong Available() => file.GetLength(out ulong length) == WasiErrno.Success && length > _position ? length - _position : 0;

    /// <inheritdoc/>
    public override WasiErrno GetStatus(out WasiFileStatus status) => file.GetStatus(out status);

    /// <inheritdoc/>
    public override WasiErrno SetLength(ulong length) =>
        length > long.MaxValue ? WasiErrno.FileTooLarge : (options & WasiOpenOptions.Write) == 0 ? WasiErrno.InvalidArgument : file.SetLength(length);

    /// <inheritdoc/>
    public override WasiErrno Allocate(ulong end) =>
        file.GetLength(out ulong length) is var error and not WasiErrno.Success ? error : length >= end ? WasiErrno.Success : SetLength(end);

    /// <inheritdoc/>
    public override WasiErrno SetTimes(ulong? accessTime, ulong? modificationTime) => file.SetTimes(accessTime, modificationTime);

    /// <inheritdoc/>
    public override WasiErrno Synchronize() => file.Synchronize();

    /// <inheritdoc/>
    public override void Dispose()
    {
        file.Dispose();
        base.Dispose();
    }
}
