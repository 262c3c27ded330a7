// fd_prestat_*, fd_readdir
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using NanoWasm.Wasi.Descriptors;

namespace NanoWasm.Wasi.Functions;

internal sealed partial class WasiProcess
{
    public WasiErrno FdPrestatGet(uint fd, uint result) =>
        _descriptors.Find(fd) is DirectoryDescriptor { GuestPath: byte[] path }
            ? FaultUnless(_guest.TryWrite(result, 0u) && _guest.TryWrite(result + sizeof(uint), (uint)path.Length))
            : WasiErrno.BadDescriptor;

    public WasiErrno FdPrestatDirName(uint fd, uint buffer, uint length)
    {
        if (_descriptors.Find(fd) is not DirectoryDescriptor { GuestPath: byte[] path })
        {
            return WasiErrno.BadDescriptor;
        }

        if (length < path.Length)
        {
            return WasiErrno.NameTooLong;
        }

        if (!_guest.TryGet(buffer, (uint)path.Length, out Span<byte> target))
        {
            return WasiErrno.Fault;
        }

        path.CopyTo(target);
        return WasiErrno.Success;
    }

    /// <remarks>An entry that does not fit is cut: a full buffer tells the guest that there is more.</remarks>
    public WasiErrno FdReaddir(uint fd, uint buffer, uint length, ulong cookie, uint result)
    {
        WasiErrno error = FindDirectory(fd, Rights.FdReaddir, out DirectoryDescriptor directory);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        if (!_guest.TryGet(buffer, length, out Span<byte> target) || !_guest.Contains(result, sizeof(uint)))
        {
            return WasiErrno.Fault;
        }

        error = directory.List(cookie == 0, out List<WasiDirectoryEntry> entries);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        Span<byte> rest = target;
        Span<byte> header = stackalloc byte[Unsafe.SizeOf<DirectoryEntry>()];
        for (ulong i = cookie; i < (ulong)entries.Count && !rest.IsEmpty; i++)
        {
            WasiDirectoryEntry entry = entries[(int)i];
            byte[] name = Encoding.UTF8.GetBytes(entry.Name);
            MemoryMarshal.Write(header, new DirectoryEntry { Next = i + 1, Inode = entry.Inode, NameLength = (uint)name.Length, FileType = (uint)entry.FileType });
            rest = Append(Append(rest, header), name);
        }

        return FaultUnless(_guest.TryWrite(result, (uint)(target.Length - rest.Length)));
    }

    /// <summary>Writes what fits.</summary>
    /// <returns>The room that is left.</returns>
    private static Span<byte> Append(Span<byte> target, scoped ReadOnlySpan<byte> bytes)
    {
        int count = Math.Min(target.Length, bytes.Length);
        bytes[..count].CopyTo(target);
        return target[count..];
    }

    /// <summary><c>dirent</c>, as it lies in memory in front of the name.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 24)]
    private struct DirectoryEntry
    {
        public ulong Next;
        public ulong Inode;
        public uint NameLength;
        public uint FileType;
    }
}
