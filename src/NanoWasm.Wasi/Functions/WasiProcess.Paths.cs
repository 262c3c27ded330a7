// path_*
using System.Text;
using NanoWasm.Wasi.Descriptors;
using NanoWasm.Wasi.Files;

namespace NanoWasm.Wasi.Functions;

internal sealed partial class WasiProcess
{
    public WasiErrno PathCreateDirectory(uint fd, uint path, uint length)
    {
        WasiErrno error = Resolve(fd, Rights.PathCreateDirectory, path, length, follow: false, out ResolvedPath resolved);
        return error != WasiErrno.Success ? error : resolved.IsBase ? WasiErrno.Exists : resolved.FileSystem.CreateDirectory(resolved.Path);
    }

    public WasiErrno PathFilestatGet(uint fd, uint flags, uint path, uint length, uint result)
    {
        WasiErrno error = Resolve(fd, Rights.PathFilestatGet, path, length, Follows(flags), out ResolvedPath resolved);
        if (error == WasiErrno.Success)
        {
            error = GetStatus(resolved, out WasiFileStatus status);
            return error == WasiErrno.Success ? FaultUnless(_guest.TryWrite(result, new FileStatus(status))) : error;
        }

        return error;
    }

    public WasiErrno PathFilestatSetTimes(uint fd, uint flags, uint path, uint length, ulong accessTime, ulong modificationTime, uint timeFlags)
    {
        WasiErrno error = Resolve(fd, Rights.PathFilestatSetTimes, path, length, Follows(flags), out ResolvedPath resolved);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        error = ReadTimes(accessTime, modificationTime, timeFlags, out ulong? access, out ulong? modification);
        return error == WasiErrno.Success ? resolved.FileSystem.SetTimes(resolved.Path, access, modification) : error;
    }

    public WasiErrno PathLink(uint fd, uint flags, uint path, uint length, uint newFd, uint newPath, uint newLength)
    {
        // The specification has the flag; no implementation has the meaning.
        if (Follows(flags))
        {
            return WasiErrno.InvalidArgument;
        }

        WasiErrno error = ResolveBoth(fd, Rights.PathLinkSource, path, length, newFd, Rights.PathLinkTarget, newPath, newLength, out ResolvedPath existing, out ResolvedPath added);
        if (error == WasiErrno.Success)
        {
            error = GetStatus(existing, out WasiFileStatus status);
            if (error == WasiErrno.Success && status.FileType == WasiFileType.Directory)
            {
                return WasiErrno.NotPermitted;
            }
        }

        return error != WasiErrno.Success ? error
            : added.IsBase ? WasiErrno.Exists
            : added.MustBeDirectory ? WasiErrno.NoEntry
            : existing.FileSystem.CreateHardLink(existing.Path, added.Path);
    }

    public WasiErrno PathReadlink(uint fd, uint path, uint length, uint buffer, uint bufferLength, uint result)
    {
        WasiErrno error = Resolve(fd, Rights.PathReadlink, path, length, follow: false, out ResolvedPath resolved);
        if (error == WasiErrno.Success)
        {
            error = resolved.IsBase || resolved.MustBeDirectory ? WasiErrno.InvalidArgument : WasiErrno.Success;
        }

        if (error != WasiErrno.Success || (error = resolved.FileSystem.ReadLink(resolved.Path, out string target)) != WasiErrno.Success)
        {
            return error;
        }

        if (!_guest.TryGet(buffer, bufferLength, out Span<byte> bytes))
        {
            return WasiErrno.Fault;
        }

        int written = bytes.Length - Append(bytes, Encoding.UTF8.GetBytes(target)).Length;
        return FaultUnless(_guest.TryWrite(result, (uint)written));
    }

    public WasiErrno PathRemoveDirectory(uint fd, uint path, uint length)
    {
        WasiErrno error = Resolve(fd, Rights.PathRemoveDirectory, path, length, follow: false, out ResolvedPath resolved);
        return error != WasiErrno.Success ? error : resolved.IsBase ? WasiErrno.InvalidArgument : resolved.FileSystem.RemoveDirectory(resolved.Path);
    }

    public WasiErrno PathRename(uint fd, uint path, uint length, uint newFd, uint newPath, uint newLength)
    {
        WasiErrno error = ResolveBoth(fd, Rights.PathRenameSource, path, length, newFd, Rights.PathRenameTarget, newPath, newLength, out ResolvedPath from, out ResolvedPath to);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        if (from.IsBase || to.IsBase)
        {
            return WasiErrno.Busy;
        }

        // A slash behind a name is a promise that it is a directory.
        if (from.MustBeDirectory || to.MustBeDirectory)
        {
            error = from.FileSystem.GetStatus(from.Path, out WasiFileStatus status);
            if (error != WasiErrno.Success || status.FileType != WasiFileType.Directory)
            {
                return error == WasiErrno.Success ? WasiErrno.NotDirectory : error;
            }
        }

        return from.FileSystem.Rename(from.Path, to.Path);
    }

    /// <remarks>A link that leads out of the directory would be useless to the guest, but perhaps not to others who follow it: it is refused.</remarks>
    public WasiErrno PathSymlink(uint target, uint targetLength, uint fd, uint path, uint length)
    {
        WasiErrno error = ReadPath(target, targetLength, out string targetPath);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        error = Resolve(fd, Rights.PathSymlink, path, length, follow: false, out ResolvedPath resolved);
        return error != WasiErrno.Success ? error
            : targetPath.Length == 0 ? WasiErrno.NoEntry
            : targetPath[0] == '/' ? WasiErrno.NotPermitted
            : resolved.IsBase ? WasiErrno.Exists
            : resolved.MustBeDirectory ? Exists(resolved) ? WasiErrno.Exists : WasiErrno.NoEntry
            : resolved.FileSystem.CreateSymbolicLink(targetPath, resolved.Path);
    }

    public WasiErrno PathUnlinkFile(uint fd, uint path, uint length)
    {
        WasiErrno error = Resolve(fd, Rights.PathUnlinkFile, path, length, follow: false, out ResolvedPath resolved);
        if (error != WasiErrno.Success || resolved.IsBase)
        {
            return error == WasiErrno.Success ? WasiErrno.IsDirectory : error;
        }

        if (resolved.MustBeDirectory)
        {
            error = resolved.FileSystem.GetStatus(resolved.Path, out WasiFileStatus status);
            return error != WasiErrno.Success ? error : status.FileType == WasiFileType.Directory ? WasiErrno.IsDirectory : WasiErrno.NotDirectory;
        }

        return resolved.FileSystem.Unlink(resolved.Path);
    }

    private static bool Follows(uint flags) => ((LookupFlags)flags).HasFlag(LookupFlags.SymlinkFollow);

    private static bool Exists(ResolvedPath path) => path.FileSystem.GetStatus(path.Path, out _) == WasiErrno.Success;

    /// <summary>The attributes of what must be a directory, if the path says so.</summary>
    private static WasiErrno GetStatus(ResolvedPath path, out WasiFileStatus status)
    {
        WasiErrno error = path.FileSystem.GetStatus(path.Path, out status);
        return error == WasiErrno.Success && path.MustBeDirectory && status.FileType != WasiFileType.Directory ? WasiErrno.NotDirectory : error;
    }

    private WasiErrno Resolve(uint fd, Rights rights, uint address, uint length, bool follow, out ResolvedPath resolved)
    {
        resolved = default;
        WasiErrno error = FindDirectory(fd, rights, out DirectoryDescriptor directory);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        error = ReadPath(address, length, out string path);
        return error == WasiErrno.Success ? PathResolver.Resolve(directory, path, follow, out resolved) : error;
    }

    private WasiErrno ResolveBoth(
        uint fd, Rights rights, uint address, uint length, uint secondFd, Rights secondRights, uint secondAddress, uint secondLength, out ResolvedPath first, out ResolvedPath second)
    {
        second = default;
        WasiErrno error = Resolve(fd, rights, address, length, follow: false, out first);
        if (error == WasiErrno.Success)
        {
            error = Resolve(secondFd, secondRights, secondAddress, secondLength, follow: false, out second);
        }

        return error == WasiErrno.Success && !ReferenceEquals(first.FileSystem, second.FileSystem) ? WasiErrno.CrossDevice : error;
    }
}
