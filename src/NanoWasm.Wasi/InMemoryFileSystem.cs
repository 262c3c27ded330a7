// Files that exist only in memory.
using NanoWasm.Wasi.Files;

namespace NanoWasm.Wasi;

/// <summary>
/// A tree of files in memory. The host fills it before a run and looks at it afterwards; nothing of it reaches a disk. Not for use on several threads at once.
/// </summary>
public sealed class InMemoryFileSystem : IWasiFileSystem
{
    /// <summary>The usual <see cref="MaxBytes"/>.</summary>
    public const long UsualMaxBytes = 1L << 30;

    private readonly MemoryVolume _volume;
    private readonly MemoryDirectory _root;

    /// <summary>An empty tree.</summary>
    /// <param name="clock">Where the times of files come from; null for the machine's.</param>
    public InMemoryFileSystem(IWasiClock? clock = null)
    {
        _volume = new MemoryVolume(clock ?? SystemClock.Instance);
        _root = new MemoryDirectory(_volume);
    }

    /// <summary>How many bytes all files together may have. Writing more is <see cref="WasiErrno.NoSpace"/>.</summary>
    public long MaxBytes
    {
        get => _volume.MaxBytes;
        init => _volume.MaxBytes = value;
    }

    /// <summary>How many files, directories and links there may be.</summary>
    public int MaxNodes
    {
        get => _volume.MaxNodes;
        init => _volume.MaxNodes = value;
    }

    /// <summary>Writes a whole file, and makes the directories that it lies in.</summary>
    /// <param name="path">The path, with or without a slash in front.</param>
    /// <param name="contents">The bytes.</param>
    /// <exception cref="IOException">It cannot be written: a directory is of that name, or there is no space.</exception>
    public void WriteFile(string path, ReadOnlySpan<byte> contents)
    {
        string normal = Normalize(path);
        int slash = normal.LastIndexOf('/');
        if (slash > 0)
        {
            CreateDirectories(normal[..slash]);
        }

        ThrowIfFailed(Open(normal, WasiOpenOptions.Write | WasiOpenOptions.Create | WasiOpenOptions.Truncate, out IWasiFile? file), path);
        using (file)
        {
            ThrowIfFailed(file!.Write(contents, 0, out _), path);
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public byte[] ReadFile(string path)
    {
        ThrowIfFailed(Open(Normalize(path), WasiOpenOptions.Read, out IWasiFile? file), path);
        using (file)
        {
            ThrowIfFailed(file!.GetLength(out ulong length), path);
            byte[] contents = new byte[length];
            ThrowIfFailed(file.Read(contents, 0, out _), path);
            return contents;
        }
    }

    /// <summary>Whether there is something of that name.</summary>
    public bool Exists(string path) => GetStatus(Normalize(path), out _) == WasiErrno.Success;

    /// <summary>Makes a directory, and those that it lies in.</summary>
    /// <exception cref="IOException">A name belongs to something else.</exception>
    public void CreateDirectories(string path)
    {
        string normal = Normalize(path);
        for (int end = 0; end < normal.Length; end++)
        {
            end = normal.IndexOf('/', end) is var slash and >= 0 ? slash : normal.Length;
            WasiErrno error = CreateDirectory(normal[..end]);
            if (error != WasiErrno.Exists)
            {
                ThrowIfFailed(error, path);
            }
        }
    }

    /// <inheritdoc/>
    public WasiErrno GetStatus(string path, out WasiFileStatus status)
    {
        WasiErrno error = Find(path, out MemoryNode? node);
        status = error == WasiErrno.Success ? node!.GetStatus() : default;
        return error;
    }

    /// <inheritdoc/>
    public WasiErrno ReadLink(string path, out string target)
    {
        WasiErrno error = Find(path, out MemoryNode? node);
        target = (node as MemoryLink)?.Target ?? string.Empty;
        return error == WasiErrno.Success && node is not MemoryLink ? WasiErrno.InvalidArgument : error;
    }

    /// <inheritdoc/>
    public WasiErrno Open(string path, WasiOpenOptions options, out IWasiFile? file)
    {
        file = null;
        WasiErrno error = FindParent(path, out MemoryDirectory? parent, out string name);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        if (parent!.Entries.TryGetValue(name, out MemoryNode? node))
        {
            switch (node)
            {
                case var _ when options.HasFlag(WasiOpenOptions.Create | WasiOpenOptions.Exclusive):
                    return WasiErrno.Exists;
                case MemoryDirectory:
                    return WasiErrno.IsDirectory;
                case MemoryFile existing:
                    file = new MemoryFileHandle(existing);
                    return options.HasFlag(WasiOpenOptions.Truncate) ? existing.SetLength(0) : WasiErrno.Success;
                default:
                    return WasiErrno.Loop;
            }
        }

        if (!options.HasFlag(WasiOpenOptions.Create))
        {
            return WasiErrno.NoEntry;
        }

        if (_volume.IsFull)
        {
            return WasiErrno.NoSpace;
        }

        MemoryFile made = new(_volume);
        parent.Add(name, made);
        file = new MemoryFileHandle(made);
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno List(string path, ICollection<WasiDirectoryEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        WasiErrno error = Find(path, out MemoryNode? node);
        if (error != WasiErrno.Success || node is not MemoryDirectory directory)
        {
            return error == WasiErrno.Success ? WasiErrno.NotDirectory : error;
        }

        foreach ((string name, MemoryNode entry) in directory.Entries)
        {
            entries.Add(new WasiDirectoryEntry(name, entry.FileType, entry.Inode));
        }

        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno CreateDirectory(string path)
    {
        WasiErrno error = FindFree(path, out MemoryDirectory? parent, out string name);
        if (error == WasiErrno.Success)
        {
            parent!.Add(name, new MemoryDirectory(_volume));
        }

        return error;
    }

    /// <inheritdoc/>
    public WasiErrno RemoveDirectory(string path)
    {
        WasiErrno error = FindParent(path, out MemoryDirectory? parent, out string name);
        if (error != WasiErrno.Success)
        {
            return error == WasiErrno.IsDirectory ? WasiErrno.Busy : error;
        }

        if (!parent!.Entries.TryGetValue(name, out MemoryNode? node))
        {
            return WasiErrno.NoEntry;
        }

        if (node is not MemoryDirectory directory)
        {
            return WasiErrno.NotDirectory;
        }

        if (directory.Entries.Count != 0)
        {
            return WasiErrno.NotEmpty;
        }

        parent.Remove(name);
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno Unlink(string path)
    {
        WasiErrno error = FindParent(path, out MemoryDirectory? parent, out string name);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        if (!parent!.Entries.TryGetValue(name, out MemoryNode? node))
        {
            return WasiErrno.NoEntry;
        }

        if (node is MemoryDirectory)
        {
            return WasiErrno.IsDirectory;
        }

        parent.Remove(name);
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno Rename(string from, string to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        WasiErrno error = FindParent(from, out MemoryDirectory? source, out string sourceName);
        if (error != WasiErrno.Success)
        {
            return error == WasiErrno.IsDirectory ? WasiErrno.Busy : error;
        }

        error = FindParent(to, out MemoryDirectory? target, out string targetName);
        if (error != WasiErrno.Success)
        {
            return error == WasiErrno.IsDirectory ? WasiErrno.Busy : error;
        }

        if (!source!.Entries.TryGetValue(sourceName, out MemoryNode? node))
        {
            return WasiErrno.NoEntry;
        }

        if (node is MemoryDirectory && to.StartsWith(from + "/", StringComparison.Ordinal))
        {
            return WasiErrno.InvalidArgument;
        }

        if (target!.Entries.TryGetValue(targetName, out MemoryNode? replaced))
        {
            error = (node, replaced) switch
            {
                _ when ReferenceEquals(node, replaced) => WasiErrno.Success,
                (MemoryDirectory, MemoryDirectory { Entries.Count: > 0 }) => WasiErrno.NotEmpty,
                (MemoryDirectory, not MemoryDirectory) => WasiErrno.NotDirectory,
                (not MemoryDirectory, MemoryDirectory) => WasiErrno.IsDirectory,
                _ => WasiErrno.Success,
            };
            if (error != WasiErrno.Success || ReferenceEquals(node, replaced))
            {
                return error;
            }
        }

        // Added first, so that it never is without a name.
        if (replaced is not null)
        {
            target.Remove(targetName);
        }

        target.Add(targetName, node);
        source.Remove(sourceName);
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno CreateHardLink(string existing, string path)
    {
        WasiErrno error = Find(existing, out MemoryNode? node);
        if (error != WasiErrno.Success)
        {
            return error;
        }

        if (node is MemoryDirectory)
        {
            return WasiErrno.NotPermitted;
        }

        error = FindFree(path, out MemoryDirectory? parent, out string name);
        if (error == WasiErrno.Success)
        {
            parent!.Add(name, node!);
        }

        return error;
    }

    /// <inheritdoc/>
    public WasiErrno CreateSymbolicLink(string target, string path)
    {
        ArgumentNullException.ThrowIfNull(target);
        WasiErrno error = FindFree(path, out MemoryDirectory? parent, out string name);
        if (error == WasiErrno.Success)
        {
            parent!.Add(name, new MemoryLink(_volume, target));
        }

        return error;
    }

    /// <inheritdoc/>
    public WasiErrno SetTimes(string path, ulong? accessTime, ulong? modificationTime)
    {
        WasiErrno error = Find(path, out MemoryNode? node);
        if (error == WasiErrno.Success)
        {
            node!.SetTimes(accessTime, modificationTime);
        }

        return error;
    }

    private static string Normalize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static name => name != "."));
    }

    private static void ThrowIfFailed(WasiErrno error, string path)
    {
        if (error != WasiErrno.Success)
        {
            throw new IOException($"\"{path}\": {error}.");
        }
    }

    private WasiErrno Find(string path, out MemoryNode? node)
    {
        ArgumentNullException.ThrowIfNull(path);
        node = _root;
        foreach (Range range in path.AsSpan().Split('/'))
        {
            string name = path[range];
            if (path.Length == 0)
            {
                break;
            }

            if (node is not MemoryDirectory directory)
            {
                return WasiErrno.NotDirectory;
            }

            if (!directory.Entries.TryGetValue(name, out node))
            {
                return WasiErrno.NoEntry;
            }
        }

        return WasiErrno.Success;
    }

    /// <summary>The directory that a name is in. The root is in none.</summary>
    private WasiErrno FindParent(string path, out MemoryDirectory? parent, out string name)
    {
        ArgumentNullException.ThrowIfNull(path);
        int slash = path.LastIndexOf('/');
        name = path[(slash + 1)..];
        parent = null;
        if (path.Length == 0)
        {
            return WasiErrno.IsDirectory;
        }

        WasiErrno error = Find(slash < 0 ? string.Empty : path[..slash], out MemoryNode? node);
        parent = node as MemoryDirectory;
        return error == WasiErrno.Success && parent is null ? WasiErrno.NotDirectory : error;
    }

    /// <summary>The directory for a name that must be new.</summary>
    private WasiErrno FindFree(string path, out MemoryDirectory? parent, out string name)
    {
        WasiErrno error = FindParent(path, out parent, out name);
        return error == WasiErrno.IsDirectory || (error == WasiErrno.Success && parent!.Entries.ContainsKey(name)) ? WasiErrno.Exists
            : error == WasiErrno.Success && _volume.IsFull ? WasiErrno.NoSpace
            : error;
    }
}
