// fd_*: all but transfers and directories
using System.Runtime.InteropServices;
using NanoWasm.Wasi.Descriptors;

namespace NanoWasm.Wasi.Functions;

internal sealed partial class WasiProcess
{
    private const uint LastAdvice = 5;

    public WasiErrno FdAdvise(uint fd, ulong offset, ulong length, uint advice)
    {
        WasiErrno error = Find(fd, Rights.FdAdvise, out _);
        return error != WasiErrno.Success ? error : advice > LastAdvice || offset + length < offset ? WasiErrno.InvalidArgument : WasiErrno.Success;
    }

    public WasiErrno FdAllocate(uint fd, ulong offset, ulong length)
    {
        WasiErrno error = Find(fd, Rights.FdAllocate, out Descriptor descriptor);
        return error != WasiErrno.Success ? error
            : length == 0 ? WasiErrno.InvalidArgument
            : offset + length < offset || offset + length > long.MaxValue ? WasiErrno.FileTooLarge
            : descriptor.Allocate(offset + length);
    }

    public WasiErrno FdClose(uint fd) => _descriptors.Close(fd) ? WasiErrno.Success : WasiErrno.BadDescriptor;

    public WasiErrno FdDatasync(uint fd)
    {
        WasiErrno error = Find(fd, Rights.FdDatasync, out Descriptor descriptor);
        return error == WasiErrno.Success ? descriptor.Synchronize() : error;
    }

    public WasiErrno FdSync(uint fd)
    {
        WasiErrno error = Find(fd, Rights.FdSync, out Descriptor descriptor);
        return error == WasiErrno.Success ? descriptor.Synchronize() : error;
    }

    [AllocationFree]
    public WasiErrno FdFdstatGet(uint fd, uint result)
    {
        WasiErrno error = Find(fd, Rights.None, out Descriptor descriptor);
        return error != WasiErrno.Success ? error : FaultUnless(_guest.TryWrite(result, new FdStatus
        {
            FileType = descriptor.FileType,
            Flags = descriptor.Flags,
            Rights = descriptor.Rights,
            Inheriting = descriptor.Inheriting,
        }));
    }

    public WasiErrno FdFdstatSetFlags(uint fd, uint flags)
    {
        WasiErrno error = Find(fd, Rights.FdFdstatSetFlags, out Descriptor descriptor);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        if ((flags & ~(uint)FdFlags.All) != 0)
        {
            return WasiErrno.InvalidArgument;
        }

        descriptor.Flags = (FdFlags)flags;
        return WasiErrno.Success;
    }

    public WasiErrno FdFdstatSetRights(uint fd, ulong rights, ulong inheriting)
    {
        WasiErrno error = Find(fd, Rights.None, out Descriptor descriptor);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        if (((Rights)rights & ~descriptor.Rights) != 0 || ((Rights)inheriting & ~descriptor.Inheriting) != 0)
        {
            return WasiErrno.NotCapable;
        }

        descriptor.Rights = (Rights)rights;
        descriptor.Inheriting = (Rights)inheriting;
        return WasiErrno.Success;
    }

    public WasiErrno FdFilestatGet(uint fd, uint result)
    {
        WasiErrno error = Find(fd, Rights.FdFilestatGet, out Descriptor descriptor);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        error = descriptor.GetStatus(out WasiFileStatus status);
        return error == WasiErrno.Success ? FaultUnless(_guest.TryWrite(result, new FileStatus(status))) : error;
    }

    public WasiErrno FdFilestatSetSize(uint fd, ulong size)
    {
        WasiErrno error = Find(fd, Rights.FdFilestatSetSize, out Descriptor descriptor);
        return error == WasiErrno.Success ? descriptor.SetLength(size) : error;
    }

    public WasiErrno FdFilestatSetTimes(uint fd, ulong accessTime, ulong modificationTime, uint flags)
    {
        WasiErrno error = Find(fd, Rights.FdFilestatSetTimes, out Descriptor descriptor);
        if (error == WasiErrno.Success)
        {
            error = ReadTimes(accessTime, modificationTime, flags, out ulong? access, out ulong? modification);
            return error == WasiErrno.Success ? descriptor.SetTimes(access, modification) : error;
        }

        return error;
    }

    public WasiErrno FdRenumber(uint fd, uint to) => _descriptors.Renumber(fd, to) ? WasiErrno.Success : WasiErrno.BadDescriptor;

    [AllocationFree]
    public WasiErrno FdSeek(uint fd, long offset, uint whence, uint result)
    {
        // Asking where the position is needs less than moving it.
        Rights rights = offset == 0 && whence == (uint)Whence.Current ? Rights.FdTell : Rights.FdSeek | Rights.FdTell;
        WasiErrno error = Find(fd, rights, out Descriptor descriptor);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        if (whence > (uint)Whence.End)
        {
            return WasiErrno.InvalidArgument;
        }

        error = descriptor.Seek(offset, (Whence)whence, out ulong position);
        return error == WasiErrno.Success ? FaultUnless(_guest.TryWrite(result, position)) : error;
    }

    [AllocationFree]
    public WasiErrno FdTell(uint fd, uint result) => FdSeek(fd, 0, (uint)Whence.Current, result);

    /// <summary>The times to set; null for those to leave.</summary>
    private WasiErrno ReadTimes(ulong accessTime, ulong modificationTime, uint flags, out ulong? access, out ulong? modification)
    {
        FstFlags set = (FstFlags)flags;
        access = set.HasFlag(FstFlags.AccessTime) ? accessTime : null;
        modification = set.HasFlag(FstFlags.ModificationTime) ? modificationTime : null;
        if ((flags & ~(uint)FstFlags.All) != 0
            || set.HasFlag(FstFlags.AccessTime | FstFlags.AccessTimeNow)
            || set.HasFlag(FstFlags.ModificationTime | FstFlags.ModificationTimeNow))
        {
            return WasiErrno.InvalidArgument;
        }

        ulong? now = (set & (FstFlags.AccessTimeNow | FstFlags.ModificationTimeNow)) != 0 ? _configuration.Clock.GetTime(WasiClockId.RealTime) : null;
        access = set.HasFlag(FstFlags.AccessTimeNow) ? now : access;
        modification = set.HasFlag(FstFlags.ModificationTimeNow) ? now : modification;
        return WasiErrno.Success;
    }

    /// <summary><c>fdstat</c>, as it lies in memory.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 24)]
    private struct FdStatus
    {
        [FieldOffset(0)]
        public WasiFileType FileType;

        [FieldOffset(2)]
        public FdFlags Flags;

        [FieldOffset(8)]
        public Rights Rights;

        [FieldOffset(16)]
        public Rights Inheriting;
    }

    /// <summary><c>filestat</c>, as it lies in memory.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private readonly struct FileStatus(in WasiFileStatus status)
    {
        private readonly ulong _device = status.Device;
        private readonly ulong _inode = status.Inode;
        private readonly ulong _fileType = (ulong)status.FileType;
        private readonly ulong _linkCount = status.LinkCount;
        private readonly ulong _size = status.Size;
        private readonly ulong _accessTime = status.AccessTime;
        private readonly ulong _modificationTime = status.ModificationTime;
        private readonly ulong _changeTime = status.ChangeTime;
    }
}
