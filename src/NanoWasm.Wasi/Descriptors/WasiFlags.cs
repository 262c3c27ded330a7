// Flags of WASI's functions, with the numbers of the specification (witx).
namespace NanoWasm.Wasi.Descriptors;

/// <summary>What may be done with a descriptor (<c>rights</c>).</summary>
[Flags]
internal enum Rights : ulong
{
    None = 0,
    FdDatasync = 1 << 0,
    FdRead = 1 << 1,
    FdSeek = 1 << 2,
    FdFdstatSetFlags = 1 << 3,
    FdSync = 1 << 4,
    FdTell = 1 << 5,
    FdWrite = 1 << 6,
    FdAdvise = 1 << 7,
    FdAllocate = 1 << 8,
    PathCreateDirectory = 1 << 9,
    PathCreateFile = 1 << 10,
    PathLinkSource = 1 << 11,
    PathLinkTarget = 1 << 12,
    PathOpen = 1 << 13,
    FdReaddir = 1 << 14,
    PathReadlink = 1 << 15,
    PathRenameSource = 1 << 16,
    PathRenameTarget = 1 << 17,
    PathFilestatGet = 1 << 18,
    PathFilestatSetSize = 1 << 19,
    PathFilestatSetTimes = 1 << 20,
    FdFilestatGet = 1 << 21,
    FdFilestatSetSize = 1 << 22,
    FdFilestatSetTimes = 1 << 23,
    PathSymlink = 1 << 24,
    PathRemoveDirectory = 1 << 25,
    PathUnlinkFile = 1 << 26,
    PollFdReadwrite = 1 << 27,
    SockShutdown = 1 << 28,
    SockAccept = 1 << 29,

    /// <summary>Those that a regular file can have.</summary>
    File = FdDatasync | FdRead | FdSeek | FdFdstatSetFlags | FdSync | FdTell | FdWrite | FdAdvise | FdAllocate | FdFilestatGet | FdFilestatSetSize
        | FdFilestatSetTimes | PollFdReadwrite,

    /// <summary>Those that a directory can have.</summary>
    Directory = FdFdstatSetFlags | FdSync | FdDatasync | PathCreateDirectory | PathCreateFile | PathLinkSource | PathLinkTarget | PathOpen | FdReaddir | PathReadlink
        | PathRenameSource | PathRenameTarget | PathFilestatGet | PathFilestatSetSize | PathFilestatSetTimes | FdFilestatGet | FdFilestatSetTimes
        | PathSymlink | PathRemoveDirectory | PathUnlinkFile | PollFdReadwrite,

    /// <summary>Those that change something.</summary>
    Changes = FdDatasync | FdWrite | FdAllocate | PathCreateDirectory | PathCreateFile | PathLinkSource | PathLinkTarget | PathRenameSource | PathRenameTarget
        | PathFilestatSetSize | PathFilestatSetTimes | FdFilestatSetSize | FdFilestatSetTimes | PathSymlink | PathRemoveDirectory | PathUnlinkFile,

    /// <summary>Those that need the file to be open for writing.</summary>
    NeedWriting = FdWrite | FdAllocate | FdFilestatSetSize,
}

/// <summary>How a descriptor behaves (<c>fdflags</c>).</summary>
[Flags]
internal enum FdFlags : ushort
{
    None = 0,
    Append = 1,
    DSync = 2,
    NonBlock = 4,
    RSync = 8,
    Sync = 16,
    All = Append | DSync | NonBlock | RSync | Sync,
}

/// <summary>How <c>path_open</c> opens (<c>oflags</c>).</summary>
[Flags]
internal enum OFlags : ushort
{
    None = 0,
    Create = 1,
    Directory = 2,
    Exclusive = 4,
    Truncate = 8,
    All = Create | Directory | Exclusive | Truncate,
}

/// <summary>How paths are resolved (<c>lookupflags</c>).</summary>
[Flags]
internal enum LookupFlags : uint
{
    None = 0,
    SymlinkFollow = 1,
}

/// <summary>Which times to set, and to what (<c>fstflags</c>).</summary>
[Flags]
internal enum FstFlags : ushort
{
    None = 0,
    AccessTime = 1,
    AccessTimeNow = 2,
    ModificationTime = 4,
    ModificationTimeNow = 8,
    All = AccessTime | AccessTimeNow | ModificationTime | ModificationTimeNow,
}

/// <summary>What an offset is relative to (<c>whence</c>).</summary>
internal enum Whence : byte
{
    Set,
    Current,
    End,
}
