// Directories of the host on Linux: every step is made from an open directory.
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace NanoWasm.Wasi.Files;

/// <summary>
/// A directory of the host, held open. Every operation opens the directories on its way one from the other, without following links, and then names the last one's
/// entry: whatever other processes do meanwhile, it cannot leave the directory.
/// </summary>
/// <remarks>The unsafe code relies on the layouts of 64-bit Linux, which <see cref="IsSupported"/> makes sure of.</remarks>
internal sealed unsafe class LinuxDirectory : IWasiFileSystem, IDisposable
{
    private const uint NewFileMode = 0x1B6; // rw-rw-rw-, less what the process's mask takes away
    private const uint NewDirectoryMode = 0x1FF; // rwxrwxrwx, likewise
    private const int MaxLinkLength = 4096;

    private readonly SafeFileHandle _root;

    /// <summary>Opens a directory.</summary>
    /// <param name="path">The directory.</param>
    public LinuxDirectory(string path)
    {
        int descriptor = LinuxNative.OpenPath(path, LinuxNative.PathOnly | LinuxNative.DirectoryOnly | LinuxNative.CloseOnExec, 0);
        if (descriptor < 0)
        {
            throw new UnauthorizedAccessException($"The directory \"{path}\" cannot be opened: {LinuxNative.LastError}.");
        }

        _root = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Whether this system has what it takes.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
        && NativeLibrary.TryLoad("libc", typeof(LinuxDirectory).Assembly, null, out nint library)
        && NativeLibrary.TryGetExport(library, "statx", out _);

    /// <inheritdoc/>
    public WasiErrno GetStatus(string path, out WasiFileStatus status)
    {
        status = default;
        using Place place = Find(path);
        if (place.Error != WasiErrno.Success)
        {
            return place.Error;
        }

        return StatusAt(place.Parent, place.Name, out status);
    }

    /// <inheritdoc/>
    public WasiErrno ReadLink(string path, out string target)
    {
        target = string.Empty;
        using Place place = Find(path);
        if (place.Error != WasiErrno.Success)
        {
            return place.Error;
        }

        byte* buffer = stackalloc byte[MaxLinkLength];
        nint length = LinuxNative.ReadLinkAt(place.Parent, place.Name, buffer, MaxLinkLength);
        if (length < 0)
        {
            return LinuxNative.LastError;
        }

        target = Encoding.UTF8.GetString(buffer, (int)length);
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno Open(string path, WasiOpenOptions options, out IWasiFile? file)
    {
        file = null;
        using Place place = Find(path);
        if (place.Error != WasiErrno.Success)
        {
            return place.Error;
        }

        bool truncate = options.HasFlag(WasiOpenOptions.Truncate);
        int flags = (options & (WasiOpenOptions.Read | WasiOpenOptions.Write)) switch
        {
            WasiOpenOptions.Read | WasiOpenOptions.Write => LinuxNative.ReadWrite,
            WasiOpenOptions.Write => LinuxNative.WriteOnly,
            _ => truncate ? LinuxNative.ReadWrite : LinuxNative.ReadOnly,
        };
        flags |= options.HasFlag(WasiOpenOptions.Create) ? LinuxNative.Create : 0;
        flags |= options.HasFlag(WasiOpenOptions.Exclusive) ? LinuxNative.Exclusive : 0;
        flags |= truncate ? LinuxNative.Truncate : 0;
        int descriptor = LinuxNative.OpenAt(place.Parent, place.Name, flags | LinuxNative.NoFollow | LinuxNative.CloseOnExec, NewFileMode);
        if (descriptor < 0)
        {
            return LinuxNative.LastError;
        }

        HostFile opened = new(new SafeFileHandle(descriptor, ownsHandle: true));
        if (opened.GetStatus(out WasiFileStatus status) == WasiErrno.Success && status.FileType == WasiFileType.Directory)
        {
            opened.Dispose();
            return WasiErrno.IsDirectory;
        }

        file = opened;
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno List(string path, ICollection<WasiDirectoryEntry> entries)
    {
        using Place place = Find(path);
        if (place.Error != WasiErrno.Success)
        {
            return place.Error;
        }

        int descriptor = LinuxNative.OpenAt(place.Parent, place.Name, LinuxNative.DirectoryOnly | LinuxNative.NoFollow | LinuxNative.CloseOnExec, 0);
        if (descriptor < 0)
        {
            return LinuxNative.LastError;
        }

        nint stream = LinuxNative.OpenDirectoryStream(descriptor);
        if (stream == 0)
        {
            WasiErrno error = LinuxNative.LastError;
            _ = LinuxNative.Close(descriptor);
            return error;
        }

        try
        {
            for (LinuxNative.DirectoryEntry* entry; (entry = LinuxNative.ReadDirectory(stream)) != null;)
            {
                string entryName = Marshal.PtrToStringUTF8((nint)entry->Name)!;
                if (entryName is not ("." or ".."))
                {
                    entries.Add(new WasiDirectoryEntry(entryName, TypeOf(entry->FileType), entry->Inode));
                }
            }
        }
        finally
        {
            _ = LinuxNative.CloseDirectory(stream);
        }

        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno CreateDirectory(string path) => At(path, static (parent, name) => LinuxNative.MakeDirectoryAt(parent, name, NewDirectoryMode));

    /// <inheritdoc/>
    public WasiErrno RemoveDirectory(string path) => At(path, static (parent, name) => LinuxNative.UnlinkAt(parent, name, LinuxNative.RemoveDirectory));

    /// <inheritdoc/>
    public WasiErrno Unlink(string path) => At(path, static (parent, name) => LinuxNative.UnlinkAt(parent, name, 0));

    /// <inheritdoc/>
    public WasiErrno CreateSymbolicLink(string target, string path) => At(path, (parent, name) => LinuxNative.SymlinkAt(target, parent, name));

    /// <inheritdoc/>
    public WasiErrno Rename(string from, string to) => AtBoth(from, to, LinuxNative.RenameAt);

    /// <inheritdoc/>
    public WasiErrno CreateHardLink(string existing, string path) =>
        AtBoth(existing, path, static (fromParent, from, toParent, to) => LinuxNative.LinkAt(fromParent, from, toParent, to, 0));

    /// <inheritdoc/>
    public WasiErrno SetTimes(string path, ulong? accessTime, ulong? modificationTime) => At(path, (parent, name) =>
    {
        LinuxNative.TimeSpecification* times = stackalloc LinuxNative.TimeSpecification[2]
        {
            LinuxNative.TimeSpecification.From(accessTime),
            LinuxNative.TimeSpecification.From(modificationTime),
        };
        return LinuxNative.SetTimesAt(parent, name, times, LinuxNative.SymlinkNoFollow);
    });

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private static WasiErrno StatusAt(SafeFileHandle directory, string name, out WasiFileStatus status)
    {
        LinuxNative.Status native;
        if (LinuxNative.StatusAt(directory, name, LinuxNative.SymlinkNoFollow, LinuxNative.BasicStatus, &native) < 0)
        {
            status = default;
            return LinuxNative.LastError;
        }

        status = native.ToFileStatus();
        return WasiErrno.Success;
    }

    private static WasiFileType TypeOf(byte directoryEntryType) => directoryEntryType switch
    {
        2 => WasiFileType.CharacterDevice,
        4 => WasiFileType.Directory,
        6 => WasiFileType.BlockDevice,
        8 => WasiFileType.RegularFile,
        10 => WasiFileType.SymbolicLink,
        12 => WasiFileType.StreamSocket,
        _ => WasiFileType.Unknown,
    };

    /// <summary>Opens the directory that a path's last name is in. The root is in itself, by the name of a dot.</summary>
    private Place Find(string path)
    {
        Place place = new(_root, isRoot: true, "/");
        int start = 0;
        for (int slash; (slash = path.IndexOf('/', start)) >= 0; start = slash + 1)
        {
            int descriptor = LinuxNative.OpenAt(
                place.Parent, path[start..slash], LinuxNative.PathOnly | LinuxNative.DirectoryOnly | LinuxNative.NoFollow | LinuxNative.CloseOnExec, 0);
            WasiErrno error = descriptor < 0 ? LinuxNative.LastError : WasiErrno.Success;
            place.Dispose();
            if (error != WasiErrno.Success)
            {
                return new Place(error == WasiErrno.Loop ? WasiErrno.NotDirectory : error);
            }

            place = new Place(new SafeFileHandle(descriptor, ownsHandle: true), isRoot: false, string.Empty);
        }

        return place with { Name = path.Length == 0 ? "." : path[start..] };
    }

    private WasiErrno At(string path, Func<SafeFileHandle, string, int> operation)
    {
        using Place place = Find(path);
        return place.Error != WasiErrno.Success ? place.Error : operation(place.Parent, place.Name) < 0 ? LinuxNative.LastError : WasiErrno.Success;
    }

    private WasiErrno AtBoth(string from, string to, Func<SafeFileHandle, string, SafeFileHandle, string, int> operation)
    {
        using Place source = Find(from);
        if (source.Error != WasiErrno.Success)
        {
            return source.Error;
        }

        using Place target = Find(to);
        return target.Error != WasiErrno.Success ? target.Error
            : operation(source.Parent, source.Name, target.Parent, target.Name) < 0 ? LinuxNative.LastError
            : WasiErrno.Success;
    }

    /// <summary>An entry of an open directory, or the reason why there is none.</summary>
    private readonly record struct Place : IDisposable
    {
        private readonly bool _isRoot;

        public Place(SafeFileHandle parent, bool isRoot, string name)
        {
            Parent = parent;
            Name = name;
            _isRoot = isRoot;
        }

        public Place(WasiErrno error)
        {
            Error = error;
            Parent = null!;
            Name = string.Empty;
            _isRoot = true;
        }

        public WasiErrno Error { get; }

        public SafeFileHandle Parent { get; }

        public string Name { get; init; }

        public void Dispose()
        {
            if (!_isRoot)
            {
                Parent.Dispose();
            }
        }
    }
}
