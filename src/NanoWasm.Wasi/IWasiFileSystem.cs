// Where directories that a guest can reach come from.
using System.Diagnostics.CodeAnalysis;

namespace NanoWasm.Wasi;

/// <summary>
/// A tree of files. Guests get at it by a <see cref="WasiPreopen"/>. <see cref="HostDirectory.Open"/> and <see cref="InMemoryFileSystem"/> make them.
/// </summary>
/// <remarks>
/// Paths are names with <c>/</c> between them, without <c>.</c>, <c>..</c>, empty names and NUL; the empty path is the root. No method follows a symbolic link,
/// and none has to know about sandboxes: whoever calls has resolved links and <c>..</c> by <see cref="GetStatus"/> and <see cref="ReadLink"/>, and
/// refused what leads out. Errors are values; what is thrown reaches the host.
/// </remarks>
public interface IWasiFileSystem
{
    /// <summary>The attributes of what a path names; those of the link itself, if it is one.</summary>
    WasiErrno GetStatus(string path, out WasiFileStatus status);

    /// <summary>Where a symbolic link leads; <see cref="WasiErrno.InvalidArgument"/> if it is none.</summary>
    WasiErrno ReadLink(string path, out string target);

    /// <summary>Opens a regular file, or a device.</summary>
    /// <param name="path">The file; <see cref="WasiErrno.Loop"/> if that is a symbolic link, <see cref="WasiErrno.IsDirectory"/> if it is a directory.</param>
    /// <param name="options">How.</param>
    /// <param name="file">The file; dispose it.</param>
    WasiErrno Open(string path, WasiOpenOptions options, out IWasiFile? file);

    /// <summary>Lists a directory, without <c>.</c> and <c>..</c>.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="entries">Takes what is in it.</param>
    WasiErrno List(string path, ICollection<WasiDirectoryEntry> entries);

    /// <summary>Makes a directory; <see cref="WasiErrno.Exists"/> if there is something of that name.</summary>
    WasiErrno CreateDirectory(string path);

    /// <summary>Removes an empty directory.</summary>
    WasiErrno RemoveDirectory(string path);

    /// <summary>Removes a name of anything but a directory.</summary>
    WasiErrno Unlink(string path);

    /// <summary>Gives something another name, in place of what has that name, as POSIX's <c>rename</c> does.</summary>
    WasiErrno Rename(string from, string to);

    /// <summary>Gives a file a second name.</summary>
    WasiErrno CreateHardLink(string existing, string path);

    /// <summary>Makes a symbolic link.</summary>
    /// <param name="target">Where it leads, as it stands.</param>
    /// <param name="path">The link.</param>
    WasiErrno CreateSymbolicLink(string target, string path);

    /// <summary>Sets times, in nanoseconds since 1970; null leaves one as it is.</summary>
    WasiErrno SetTimes(string path, ulong? accessTime, ulong? modificationTime);
}

/// <summary>An open file of a <see cref="IWasiFileSystem"/>. The position is the descriptor's, not the file's.</summary>
public interface IWasiFile : IDisposable
{
    /// <summary>Reads.</summary>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="count">The number of bytes read; 0 at the end.</param>
    [AllocationFree]
    WasiErrno Read(Span<byte> buffer, ulong offset, out int count);

    /// <summary>Writes; beyond the end, too.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="count">The number of bytes written.</param>
    [AllocationFree]
    WasiErrno Write(ReadOnlySpan<byte> buffer, ulong offset, out int count);

    /// <summary>The size in bytes.</summary>
    [AllocationFree]
    WasiErrno GetLength(out ulong length);

    /// <summary>The attributes.</summary>
    WasiErrno GetStatus(out WasiFileStatus status);

    /// <summary>Cuts the file, or adds zeros.</summary>
    WasiErrno SetLength(ulong length);

    /// <summary>Sets times, in nanoseconds since 1970; null leaves one as it is.</summary>
    WasiErrno SetTimes(ulong? accessTime, ulong? modificationTime);

    /// <summary>Has everything written reach the medium.</summary>
    WasiErrno Synchronize();
}

/// <summary>How to open a file.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "Options are what these are.")]
public enum WasiOpenOptions
{
    /// <summary>Just its attributes.</summary>
    None = 0,

    /// <summary>To read.</summary>
    Read = 1,

    /// <summary>To write.</summary>
    Write = 2,

    /// <summary>Make it, if it does not exist.</summary>
    Create = 4,

    /// <summary>With <see cref="Create"/>: fail if it exists.</summary>
    Exclusive = 8,

    /// <summary>Throw its contents away.</summary>
    Truncate = 16,
}

/// <summary>What is in a directory.</summary>
/// <param name="Name">The name.</param>
/// <param name="FileType">What it is.</param>
/// <param name="Inode">Its number.</param>
public readonly record struct WasiDirectoryEntry(string Name, WasiFileType FileType, ulong Inode);
