// Directories of the host with nothing but .NET's own functions.
using Microsoft.Win32.SafeHandles;

namespace NanoWasm.Wasi.Files;

/// <summary>
/// A directory of the host, by its path. Every operation checks that the directories on its way are none but directories, and then names the file: what other
/// processes exchange between the two is not noticed.
/// </summary>
internal sealed class PortableDirectory : IWasiFileSystem
{
    private static readonly string[] DeviceNames = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    private readonly string _root;

    /// <param name="root">The full path of the directory.</param>
    public PortableDirectory(string root) => _root = Path.TrimEndingDirectorySeparator(root);

    /// <summary>The attributes of a file or link.</summary>
    public static WasiErrno GetStatusOf(string path, out WasiFileStatus status)
    {
        status = default;
        try
        {
            FileInfo info = new(path);
            if ((int)info.Attributes == -1)
            {
                return WasiErrno.NoEntry;
            }

            bool link = info.LinkTarget is not null;
            bool directory = info.Attributes.HasFlag(FileAttributes.Directory);
            status = new WasiFileStatus
            {
                // There is no number to be had; names have to do.
                Inode = (ulong)path.GetHashCode(StringComparison.Ordinal) & uint.MaxValue,
                FileType = link ? WasiFileType.SymbolicLink
                    : directory ? WasiFileType.Directory
                    : info.Attributes.HasFlag(FileAttributes.Device) ? WasiFileType.CharacterDevice
                    : WasiFileType.RegularFile,
                LinkCount = 1,
                Size = link ? (ulong)info.LinkTarget!.Length : directory ? 0 : (ulong)info.Length,
                AccessTime = ToNanoseconds(info.LastAccessTimeUtc),
                ModificationTime = ToNanoseconds(info.LastWriteTimeUtc),
                ChangeTime = ToNanoseconds(info.LastWriteTimeUtc),
            };
            return WasiErrno.Success;
        }
        catch (Exception exception) when (HostErrors.IsKnown(exception))
        {
            return HostErrors.Translate(exception);
        }
    }

    /// <summary>Sets times of a file or directory.</summary>
    public static WasiErrno SetTimesOf(string path, ulong? accessTime, ulong? modificationTime)
    {
        try
        {
            if (accessTime is ulong access)
            {
                File.SetLastAccessTimeUtc(path, FromNanoseconds(access));
            }

            if (modificationTime is ulong modification)
            {
                File.SetLastWriteTimeUtc(path, FromNanoseconds(modification));
            }

            return WasiErrno.Success;
        }
        catch (Exception exception) when (HostErrors.IsKnown(exception))
        {
            return HostErrors.Translate(exception);
        }
    }

    /// <inheritdoc/>
    public WasiErrno GetStatus(string path, out WasiFileStatus status)
    {
        status = default;
        WasiErrno error = Check(path, out string host);
        return error != WasiErrno.Success ? error : GetStatusOf(host, out status);
    }

    /// <inheritdoc/>
    public WasiErrno ReadLink(string path, out string target)
    {
        string found = string.Empty;
        WasiErrno error = At(path, host =>
        {
            found = new FileInfo(host).LinkTarget?.Replace(Path.DirectorySeparatorChar, '/') ?? string.Empty;
            return found.Length == 0 ? WasiErrno.InvalidArgument : WasiErrno.Success;
        });
        target = found;
        return error;
    }

    /// <inheritdoc/>
    public WasiErrno Open(string path, WasiOpenOptions options, out IWasiFile? file)
    {
        IWasiFile? opened = null;
        WasiErrno error = At(path, host =>
        {
            WasiErrno existence = GetStatusOf(host, out WasiFileStatus status);
            if (existence == WasiErrno.Success)
            {
                switch (status.FileType)
                {
                    case var _ when options.HasFlag(WasiOpenOptions.Create | WasiOpenOptions.Exclusive):
                        return WasiErrno.Exists;
                    case WasiFileType.Directory:
                        return WasiErrno.IsDirectory;
                    case WasiFileType.SymbolicLink:
                        return WasiErrno.Loop;
                }
            }

            bool truncate = options.HasFlag(WasiOpenOptions.Truncate);
            FileMode mode = options.HasFlag(WasiOpenOptions.Create | WasiOpenOptions.Exclusive) ? FileMode.CreateNew
                : options.HasFlag(WasiOpenOptions.Create) ? truncate ? FileMode.Create : FileMode.OpenOrCreate
                : truncate ? FileMode.Truncate
                : FileMode.Open;
            bool write = truncate || options.HasFlag(WasiOpenOptions.Write);
            FileAccess access = !write ? FileAccess.Read : options.HasFlag(WasiOpenOptions.Read) ? FileAccess.ReadWrite : FileAccess.Write;
            SafeFileHandle handle = File.OpenHandle(host, mode, access, FileShare.ReadWrite | FileShare.Delete);
            opened = new HostFile(handle, host);
            return WasiErrno.Success;
        });
        file = opened;
        return error;
    }

    /// <inheritdoc/>
    public WasiErrno List(string path, ICollection<WasiDirectoryEntry> entries) => At(path, host =>
    {
        foreach (FileSystemInfo info in new DirectoryInfo(host).EnumerateFileSystemInfos())
        {
            if (GetStatusOf(info.FullName, out WasiFileStatus status) == WasiErrno.Success)
            {
                entries.Add(new WasiDirectoryEntry(info.Name, status.FileType, status.Inode));
            }
        }

        return WasiErrno.Success;
    });

    /// <inheritdoc/>
    public WasiErrno CreateDirectory(string path) => AtFree(path, static host =>
    {
        Directory.CreateDirectory(host);
        return WasiErrno.Success;
    });

    /// <inheritdoc/>
    public WasiErrno RemoveDirectory(string path) => At(path, static host =>
    {
        WasiErrno error = GetStatusOf(host, out WasiFileStatus status);
        if (error == WasiErrno.Success && status.FileType == WasiFileType.Directory)
        {
            Directory.Delete(host);
        }

        return error == WasiErrno.Success && status.FileType != WasiFileType.Directory ? WasiErrno.NotDirectory : error;
    });

    /// <inheritdoc/>
    public WasiErrno Unlink(string path) => At(path, static host =>
    {
        WasiErrno error = GetStatusOf(host, out WasiFileStatus status);
        if (error != WasiErrno.Success || status.FileType == WasiFileType.Directory)
        {
            return error == WasiErrno.Success ? WasiErrno.IsDirectory : error;
        }

        // A link to a directory is one for Windows, too.
        if (OperatingSystem.IsWindows() && File.GetAttributes(host).HasFlag(FileAttributes.Directory))
        {
            Directory.Delete(host);
        }
        else
        {
            File.Delete(host);
        }

        return WasiErrno.Success;
    });

    /// <inheritdoc/>
    public WasiErrno Rename(string from, string to) => At(from, source => At(to, target =>
    {
        WasiErrno error = GetStatusOf(source, out WasiFileStatus status);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        bool directory = status.FileType == WasiFileType.Directory;
        if (directory && to.StartsWith(from + "/", StringComparison.Ordinal))
        {
            return WasiErrno.InvalidArgument;
        }

        if (GetStatusOf(target, out WasiFileStatus replaced) == WasiErrno.Success && from != to)
        {
            bool overDirectory = replaced.FileType == WasiFileType.Directory;
            if (directory != overDirectory)
            {
                return directory ? WasiErrno.NotDirectory : WasiErrno.IsDirectory;
            }

            if (overDirectory)
            {
                Directory.Delete(target);
            }
        }

        if (directory)
        {
            Directory.Move(source, target);
        }
        else
        {
            File.Move(source, target, overwrite: true);
        }

        return WasiErrno.Success;
    }));

    /// <inheritdoc/>
    public WasiErrno CreateHardLink(string existing, string path) => WasiErrno.NotSupported;

    /// <inheritdoc/>
    public WasiErrno CreateSymbolicLink(string target, string path) => AtFree(path, host =>
    {
        File.CreateSymbolicLink(host, target);
        return WasiErrno.Success;
    });

    /// <inheritdoc/>
    public WasiErrno SetTimes(string path, ulong? accessTime, ulong? modificationTime) => At(path, host =>
    {
        // .NET would set those of the file that a link leads to.
        WasiErrno error = GetStatusOf(host, out WasiFileStatus status);
        return error != WasiErrno.Success ? error
            : status.FileType == WasiFileType.SymbolicLink ? WasiErrno.NotSupported
            : SetTimesOf(host, accessTime, modificationTime);
    });

    private static ulong ToNanoseconds(DateTime time) => time < DateTime.UnixEpoch ? 0 : (ulong)(time - DateTime.UnixEpoch).Ticks * 100;

    private static DateTime FromNanoseconds(ulong time) => DateTime.UnixEpoch.AddTicks((long)Math.Min(time / 100, (ulong)(DateTime.MaxValue - DateTime.UnixEpoch).Ticks));

    /// <summary>Whether a name is only a name on this system.</summary>
    private static bool IsPlain(string name)
    {
        if (!OperatingSystem.IsWindows())
        {
            return true;
        }

        string stem = name.Split('.')[0].TrimEnd();
        return name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0
            && name[^1] is not ('.' or ' ')
            && !DeviceNames.Contains(stem, StringComparer.OrdinalIgnoreCase)
            && !(stem.Length == 4 && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>The host's path, once the directories on the way are seen to be directories.</summary>
    private WasiErrno Check(string path, out string host)
    {
        host = _root;
        if (path.Length == 0)
        {
            return WasiErrno.Success;
        }

        string[] names = path.Split('/');
        for (int i = 0; i < names.Length; i++)
        {
            if (!IsPlain(names[i]))
            {
                return WasiErrno.NoEntry;
            }

            host = host + Path.DirectorySeparatorChar + names[i];
            if (i < names.Length - 1)
            {
                WasiErrno error = GetStatusOf(host, out WasiFileStatus status);
                if (error != WasiErrno.Success || status.FileType != WasiFileType.Directory)
                {
                    return error == WasiErrno.Success ? WasiErrno.NotDirectory : error;
                }
            }
        }

        return WasiErrno.Success;
    }

    private WasiErrno At(string path, Func<string, WasiErrno> operation)
    {
        WasiErrno error = Check(path, out string host);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        try
        {
            return operation(host);
        }
        catch (Exception exception) when (HostErrors.IsKnown(exception))
        {
            return HostErrors.Translate(exception);
        }
    }

    private WasiErrno AtFree(string path, Func<string, WasiErrno> operation) =>
        At(path, host => GetStatusOf(host, out _) == WasiErrno.Success ? WasiErrno.Exists : operation(host));
}
