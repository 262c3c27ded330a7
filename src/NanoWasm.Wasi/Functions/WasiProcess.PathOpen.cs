// path_open
using NanoWasm.Wasi.Descriptors;
using NanoWasm.Wasi.Files;

namespace NanoWasm.Wasi.Functions;

internal sealed partial class WasiProcess
{
    /// <remarks>
    /// A descriptor has the rights that are asked for, as far as they mean something for what is opened. To ask for more than the directory hands down is an
    /// error, except for rights to hand down further, which libraries like to ask for all at once.
    /// </remarks>
    public WasiErrno PathOpen(uint fd, uint lookupFlags, uint path, uint length, uint openFlags, ulong rights, ulong inheriting, uint fdFlags, uint result)
    {
        OFlags flags = (OFlags)openFlags;
        if ((openFlags & ~(uint)OFlags.All) != 0 || (fdFlags & ~(uint)FdFlags.All) != 0 || flags.HasFlag(OFlags.Create | OFlags.Directory))
        {
            return WasiErrno.InvalidArgument;
        }

        Rights needed = Rights.PathOpen
            | (flags.HasFlag(OFlags.Create) ? Rights.PathCreateFile : Rights.None)
            | (flags.HasFlag(OFlags.Truncate) ? Rights.PathFilestatSetSize : Rights.None);
        bool follow = Follows(lookupFlags) && !flags.HasFlag(OFlags.Create | OFlags.Exclusive);
        WasiErrno error = FindDirectory(fd, needed, out DirectoryDescriptor directory);
        if (error != WasiErrno.Success || (error = ReadPath(path, length, out string name)) != WasiErrno.Success)
        {
            return error;
        }

        error = PathResolver.Resolve(directory, name, follow, out ResolvedPath resolved);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        Rights asked = (Rights)rights & (Rights.File | Rights.Directory);
        if ((asked & ~directory.Inheriting) != 0)
        {
            return WasiErrno.NotCapable;
        }

        if (_descriptors.IsFull)
        {
            return WasiErrno.TooManyFiles;
        }

        if (!_guest.Contains(result, sizeof(uint)))
        {
            return WasiErrno.Fault;
        }

        error = Open(resolved, flags, asked, out Descriptor? opened);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        opened!.Inheriting = (Rights)inheriting & directory.Inheriting;
        opened.Flags = (FdFlags)fdFlags;
        return FaultUnless(_guest.TryWrite(result, _descriptors.Add(opened)));
    }

    private static WasiErrno Open(ResolvedPath path, OFlags flags, Rights rights, out Descriptor? opened)
    {
        opened = null;
        WasiErrno error = path.FileSystem.GetStatus(path.Path, out WasiFileStatus status);
        if (error == WasiErrno.NoEntry && flags.HasFlag(OFlags.Create))
        {
            return path.MustBeDirectory ? WasiErrno.IsDirectory : OpenFile(path, flags, rights, WasiFileType.RegularFile, out opened);
        }

        if (error != WasiErrno.Success)
        {
            return error;
        }

        if (flags.HasFlag(OFlags.Create | OFlags.Exclusive))
        {
            return WasiErrno.Exists;
        }

        switch (status.FileType)
        {
            case WasiFileType.Directory:
                if ((rights & Rights.FdWrite) != 0 || (flags & (OFlags.Create | OFlags.Truncate)) != 0)
                {
                    return WasiErrno.IsDirectory;
                }

                opened = new DirectoryDescriptor(path.FileSystem, path.Path, rights);
                return WasiErrno.Success;
            case WasiFileType.SymbolicLink:
                return WasiErrno.Loop;
            case WasiFileType.StreamSocket or WasiFileType.DatagramSocket or WasiFileType.Unknown:
                // Opening a pipe would wait for its other end.
                return WasiErrno.NotSupported;
            default:
                return path.MustBeDirectory || flags.HasFlag(OFlags.Directory) ? WasiErrno.NotDirectory : OpenFile(path, flags, rights, status.FileType, out opened);
        }
    }

    private static WasiErrno OpenFile(ResolvedPath path, OFlags flags, Rights rights, WasiFileType type, out Descriptor? opened)
    {
        WasiOpenOptions options = ((rights & Rights.FdRead) != 0 ? WasiOpenOptions.Read : WasiOpenOptions.None)
            | ((rights & Rights.NeedWriting) != 0 ? WasiOpenOptions.Write : WasiOpenOptions.None)
            | (flags.HasFlag(OFlags.Create) ? WasiOpenOptions.Create : WasiOpenOptions.None)
            | (flags.HasFlag(OFlags.Exclusive) ? WasiOpenOptions.Exclusive : WasiOpenOptions.None)
            | (flags.HasFlag(OFlags.Truncate) ? WasiOpenOptions.Truncate : WasiOpenOptions.None);
        WasiErrno error = path.FileSystem.Open(path.Path, options, out IWasiFile? file);
        opened = error == WasiErrno.Success ? new FileDescriptor(file!, type, rights & Rights.File, options) : null;
        return error;
    }
}
