// What an in-memory file system is made of.
namespace NanoWasm.Wasi.Files;

/// <summary>What all nodes of a file system have in common.</summary>
/// <param name="clock">Where times come from.</param>
internal sealed class MemoryVolume(IWasiClock clock)
{
    private const int UsualMaxNodes = 1_000_000;
    private ulong _lastInode;

    /// <summary>How many bytes all files may have.</summary>
    public long MaxBytes { get; set; } = InMemoryFileSystem.UsualMaxBytes;

    /// <summary>How many nodes there may be.</summary>
    public int MaxNodes { get; set; } = UsualMaxNodes;

    /// <summary>How many bytes all files have.</summary>
    [AllocationFree]
    public long Bytes { get; set; }

    /// <summary>How many nodes there are.</summary>
    public int Nodes { get; set; }

    /// <summary>Whether there is no room for another node.</summary>
    public bool IsFull => Nodes >= MaxNodes;

    /// <summary>The time.</summary>
    [AllocationFree]
    public ulong Now => clock.GetTime(WasiClockId.RealTime);

    /// <summary>A number for a new node.</summary>
    public ulong NextInode() => ++_lastInode;
}

/// <summary>A file, directory or link. It has as many names as directories have entries for it.</summary>
internal abstract class MemoryNode
{
    protected MemoryNode(MemoryVolume volume, WasiFileType fileType)
    {
        Volume = volume;
        FileType = fileType;
        Inode = volume.NextInode();
        AccessTime = ModificationTime = ChangeTime = volume.Now;
        volume.Nodes++;
    }

    public WasiFileType FileType { get; }

    public ulong Inode { get; }

    public int LinkCount { get; set; }

    [AllocationFree]
    protected MemoryVolume Volume { get; }

    [AllocationFree]
    protected ulong AccessTime { get; set; }

    [AllocationFree]
    protected ulong ModificationTime { get; set; }

    [AllocationFree]
    protected ulong ChangeTime { get; set; }

    protected abstract ulong Size { get; }

    public WasiFileStatus GetStatus() => new()
    {
        Device = 1,
        Inode = Inode,
        FileType = FileType,
        LinkCount = (ulong)LinkCount,
        Size = Size,
        AccessTime = AccessTime,
        ModificationTime = ModificationTime,
        ChangeTime = ChangeTime,
    };

    public void SetTimes(ulong? accessTime, ulong? modificationTime)
    {
        AccessTime = accessTime ?? AccessTime;
        ModificationTime = modificationTime ?? ModificationTime;
        ChangeTime = Volume.Now;
    }

    /// <summary>Its last name is gone, and nobody has it open.</summary>
    public virtual void Free() => Volume.Nodes--;
}

/// <summary>A directory.</summary>
internal sealed class MemoryDirectory(MemoryVolume volume) : MemoryNode(volume, WasiFileType.Directory)
{
    public SortedDictionary<string, MemoryNode> Entries { get; } = new(StringComparer.Ordinal);

    protected override ulong Size => (ulong)Entries.Count;

    public void Add(string name, MemoryNode node)
    {
        Entries.Add(name, node);
        node.LinkCount++;
        ModificationTime = ChangeTime = Volume.Now;
    }

    public void Remove(string name)
    {
        if (Entries.Remove(name, out MemoryNode? node))
        {
            node.LinkCount--;
            ModificationTime = ChangeTime = Volume.Now;
            if (node.LinkCount == 0 && node is not MemoryFile { OpenCount: > 0 })
            {
                node.Free();
            }
        }
    }
}

/// <summary>A symbolic link.</summary>
internal sealed class MemoryLink(MemoryVolume volume, string target) : MemoryNode(volume, WasiFileType.SymbolicLink)
{
    public string Target => target;

    protected override ulong Size => (ulong)System.Text.Encoding.UTF8.GetByteCount(target);
}

/// <summary>A regular file.</summary>
internal sealed class MemoryFile(MemoryVolume volume) : MemoryNode(volume, WasiFileType.RegularFile)
{
    private static readonly int MaxLength = Array.MaxLength;

    private byte[] _bytes = [];

    /// <summary>How many handles there are.</summary>
    public int OpenCount { get; set; }

    [AllocationFree]
    public int Length { get; private set; }

    protected override ulong Size => (ulong)Length;

    [AllocationFree]
    public int Read(Span<byte> buffer, ulong offset)
    {
        AccessTime = Volume.Now;
        if (offset >= (ulong)Length)
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, Length - (int)offset);
        _bytes.AsSpan((int)offset, count).CopyTo(buffer);
        return count;
    }

    [AllocationFree]
    public WasiErrno Write(ReadOnlySpan<byte> buffer, ulong offset)
    {
        ulong end = offset + (ulong)buffer.Length;
        if (end < offset || end > (ulong)MaxLength)
        {
            return WasiErrno.FileTooLarge;
        }

        if (end > (ulong)Length && !TryResize((int)end))
        {
            return WasiErrno.NoSpace;
        }

        buffer.CopyTo(_bytes.AsSpan((int)offset));
        ModificationTime = ChangeTime = Volume.Now;
        return WasiErrno.Success;
    }

    public WasiErrno SetLength(ulong length)
    {
        if (length > (ulong)MaxLength)
        {
            return WasiErrno.FileTooLarge;
        }

        if (!TryResize((int)length))
        {
            return WasiErrno.NoSpace;
        }

        ModificationTime = ChangeTime = Volume.Now;
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public override void Free()
    {
        base.Free();
        TryResize(0);
    }

    /// <summary>Cuts the file, or adds zeros.</summary>
    [AllocationFree]
    private bool TryResize(int length)
    {
        if (Volume.Bytes - Length + length > Volume.MaxBytes)
        {
            return false;
        }

        Volume.Bytes += length - Length;
        if (length > _bytes.Length)
        {
#pragma warning disable NW1002, NW1020 // Files double, so this is once in a while.
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(length, 2L * _bytes.Length), MaxLength));
#pragma warning restore NW1002, NW1020
        }
        else if (length < Length)
        {
            _bytes.AsSpan(length, Length - length).Clear();
        }

        Length = length;
        return true;
    }
}

/// <summary>An open file: keeps the bytes while there is no name.</summary>
internal sealed class MemoryFileHandle : IWasiFile
{
    private readonly MemoryFile _file;
    private bool _disposed;

    public MemoryFileHandle(MemoryFile file)
    {
        _file = file;
        file.OpenCount++;
    }

    /// <inheritdoc/>
    [AllocationFree]
    public WasiErrno Read(Span<byte> buffer, ulong offset, out int count)
    {
        count = _file.Read(buffer, offset);
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    [AllocationFree]
    public WasiErrno Write(ReadOnlySpan<byte> buffer, ulong offset, out int count)
    {
        WasiErrno error = _file.Write(buffer, offset);
        count = error == WasiErrno.Success ? buffer.Length : 0;
        return error;
    }

    /// <inheritdoc/>
    [AllocationFree]
    public WasiErrno GetLength(out ulong length)
    {
        length = (ulong)_file.Length;
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno GetStatus(out WasiFileStatus status)
    {
        status = _file.GetStatus();
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno SetLength(ulong length) => _file.SetLength(length);

    /// <inheritdoc/>
    public WasiErrno SetTimes(ulong? accessTime, ulong? modificationTime)
    {
        _file.SetTimes(accessTime, modificationTime);
        return WasiErrno.Success;
    }

    /// <inheritdoc/>
    public WasiErrno Synchronize() => WasiErrno.Success;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            if (--_file.OpenCount == 0 && _file.LinkCount == 0)
            {
                _file.Free();
            }
        }
    }
}
