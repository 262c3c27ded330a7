// The system calls behind directories on Linux.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace NanoWasm.Wasi.Files;

/// <summary>Functions of the C library that take an open directory and a name. Numbers are those of 64-bit Linux.</summary>
internal static unsafe partial class LinuxNative
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Truncate = 0x200;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;
    public const int RemoveDirectory = 0x200;
    public const int SymlinkNoFollow = 0x100;
    public const int EmptyPath = 0x1000;
    public const int BasicStatus = 0x7FF;

    /// <summary>Leaves a time as it is, in place of its nanoseconds.</summary>
    public const long Omit = 0x3FFFFFFE;

    private const string Library = "libc";

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary><c>O_DIRECTORY</c>.</summary>
    public static int DirectoryOnly => IsArm ? 0x4000 : 0x10000;

    /// <summary><c>O_NOFOLLOW</c>.</summary>
    public static int NoFollow => IsArm ? 0x8000 : 0x20000;

    /// <summary>The error of the last call.</summary>
    public static WasiErrno LastError => HostErrors.OfUnix(Marshal.GetLastPInvokeError());

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenPath(string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(SafeFileHandle directory, string name, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectoryAt(SafeFileHandle directory, string name, uint mode);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UnlinkAt(SafeFileHandle directory, string name, int flags);

    [LibraryImport(Library, EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameAt(SafeFileHandle fromDirectory, string from, SafeFileHandle toDirectory, string to);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LinkAt(SafeFileHandle fromDirectory, string from, SafeFileHandle toDirectory, string to, int flags);

    [LibraryImport(Library, EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SymlinkAt(string target, SafeFileHandle directory, string name);

    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadLinkAt(SafeFileHandle directory, string name, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StatusAt(SafeFileHandle directory, string name, int flags, uint mask, Status* status);

    [LibraryImport(Library, EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetTimesAt(SafeFileHandle directory, string name, TimeSpecification* times, int flags);

    [LibraryImport(Library, EntryPoint = "futimens", SetLastError = true)]
    public static partial int SetTimes(SafeFileHandle file, TimeSpecification* times);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Synchronize(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "fdopendir", SetLastError = true)]
    public static partial nint OpenDirectoryStream(int descriptor);

    [LibraryImport(Library, EntryPoint = "readdir", SetLastError = true)]
    public static partial DirectoryEntry* ReadDirectory(nint stream);

    [LibraryImport(Library, EntryPoint = "closedir", SetLastError = true)]
    public static partial int CloseDirectory(nint stream);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary><c>struct timespec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;

        public static TimeSpecification From(ulong? time) =>
            time is ulong value ? new() { Seconds = (long)(value / 1_000_000_000), Nanoseconds = (long)(value % 1_000_000_000) } : new() { Nanoseconds = Omit };
    }

    /// <summary><c>struct statx_timestamp</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Timestamp
    {
        public long Seconds;
        public uint Nanoseconds;
        public int Reserved;

        public readonly ulong Value => Seconds < 0 ? 0 : ((ulong)Seconds * 1_000_000_000) + Nanoseconds;
    }

    /// <summary><c>struct statx</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    public struct Status
    {
        public uint Mask;
        public uint BlockSize;
        public ulong Attributes;
        public uint LinkCount;
        public uint User;
        public uint Group;
        public ushort Mode;
        public ushort Spare;
        public ulong Inode;
        public ulong Size;
        public ulong Blocks;
        public ulong AttributesMask;
        public Timestamp AccessTime;
        public Timestamp BirthTime;
        public Timestamp ChangeTime;
        public Timestamp ModificationTime;
        public uint DeviceMajor;
        public uint DeviceMinor;
        public uint HostDeviceMajor;
        public uint HostDeviceMinor;

        public readonly WasiFileStatus ToFileStatus() => new()
        {
            Device = ((ulong)HostDeviceMajor << 32) | HostDeviceMinor,
            Inode = Inode,
            FileType = (Mode >> 12) switch
            {
                2 => WasiFileType.CharacterDevice,
                4 => WasiFileType.Directory,
                6 => WasiFileType.BlockDevice,
                8 => WasiFileType.RegularFile,
                10 => WasiFileType.SymbolicLink,
                12 => WasiFileType.StreamSocket,
                _ => WasiFileType.Unknown,
            },
            LinkCount = LinkCount,
            Size = Size,
            AccessTime = AccessTime.Value,
            ModificationTime = ModificationTime.Value,
            ChangeTime = ChangeTime.Value,
        };
    }

    /// <summary><c>struct dirent</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DirectoryEntry
    {
        public ulong Inode;
        public long Offset;
        public ushort Length;
        public byte FileType;
        public fixed byte Name[1];
    }
}
