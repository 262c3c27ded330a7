// The attributes of files.
namespace NanoWasm.Wasi;

/// <summary>The attributes of a file (<c>filestat</c>). Times are nanoseconds since 1970-01-01 UTC.</summary>
public readonly record struct WasiFileStatus
{
    /// <summary>The device; together with <see cref="Inode"/> it tells files apart.</summary>
    public ulong Device { get; init; }

    /// <summary>The file's number on its device.</summary>
    public ulong Inode { get; init; }

    /// <summary>What it is.</summary>
    public WasiFileType FileType { get; init; }

    /// <summary>How many names it has.</summary>
    public ulong LinkCount { get; init; }

    /// <summary>Its size in bytes.</summary>
    public ulong Size { get; init; }

    /// <summary>When it was last read.</summary>
    public ulong AccessTime { get; init; }

    /// <summary>When its contents changed.</summary>
    public ulong ModificationTime { get; init; }

    /// <summary>When its attributes changed.</summary>
    public ulong ChangeTime { get; init; }
}
