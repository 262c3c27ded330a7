// What goes wrong in the host, as errors of WASI.
namespace NanoWasm.Wasi.Files;

/// <summary>Translates exceptions and error numbers of the host.</summary>
internal static class HostErrors
{
    /// <summary>Whether an exception tells of a failed operation; others are mistakes, and the host's to see.</summary>
    [AllocationFree]
    public static bool IsKnown(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException;

    /// <summary>The error that stands for an exception.</summary>
    [AllocationFree]
    public static WasiErrno Translate(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => WasiErrno.NoEntry,
        PathTooLongException => WasiErrno.NameTooLong,
        UnauthorizedAccessException => WasiErrno.Access,
        ObjectDisposedException => WasiErrno.BadDescriptor,
        NotSupportedException => WasiErrno.NotSupported,
#pragma warning disable NW1020 // Reads a field.
        _ => OperatingSystem.IsWindows() ? OfWindows(exception.HResult) : OfUnix(exception.HResult),
#pragma warning restore NW1020
    };

    /// <summary>The error that stands for an <c>errno</c> of Linux. The first 34 are the same on all Unix systems.</summary>
    [AllocationFree]
    public static WasiErrno OfUnix(int number) => number switch
    {
        1 => WasiErrno.NotPermitted,
        2 => WasiErrno.NoEntry,
        4 => WasiErrno.Interrupted,
        6 => WasiErrno.NoSuchDevice,
        9 => WasiErrno.BadDescriptor,
        12 => WasiErrno.OutOfMemory,
        13 => WasiErrno.Access,
        16 => WasiErrno.Busy,
        17 => WasiErrno.Exists,
        18 => WasiErrno.CrossDevice,
        19 => WasiErrno.NoDevice,
        20 => WasiErrno.NotDirectory,
        21 => WasiErrno.IsDirectory,
        22 => WasiErrno.InvalidArgument,
        23 => WasiErrno.TooManyFilesInSystem,
        24 => WasiErrno.TooManyFiles,
        26 => WasiErrno.TextBusy,
        27 => WasiErrno.FileTooLarge,
        28 => WasiErrno.NoSpace,
        29 => WasiErrno.InvalidSeek,
        30 => WasiErrno.ReadOnlyFileSystem,
        31 => WasiErrno.TooManyLinks,
        32 => WasiErrno.BrokenPipe,
        _ => OperatingSystem.IsLinux() ? OfLinux(number) : OfBsd(number),
    };

    [AllocationFree]
    private static WasiErrno OfLinux(int number) => number switch
    {
        11 => WasiErrno.Again,
        36 => WasiErrno.NameTooLong,
        39 => WasiErrno.NotEmpty,
        40 => WasiErrno.Loop,
        75 => WasiErrno.Overflow,
        84 => WasiErrno.IllegalByteSequence,
        95 => WasiErrno.NotSupported,
        122 => WasiErrno.QuotaExceeded,
        _ => WasiErrno.InputOutput,
    };

    [AllocationFree]
    private static WasiErrno OfBsd(int number) => number switch
    {
        35 => WasiErrno.Again,
        45 => WasiErrno.NotSupported,
        62 => WasiErrno.Loop,
        63 => WasiErrno.NameTooLong,
        66 => WasiErrno.NotEmpty,
        69 => WasiErrno.QuotaExceeded,
        _ => WasiErrno.InputOutput,
    };

    [AllocationFree]
    private static WasiErrno OfWindows(int result) => (result & 0xFFFF) switch
    {
        2 or 3 => WasiErrno.NoEntry,
        5 or 32 or 33 => WasiErrno.Access,
        17 => WasiErrno.CrossDevice,
        19 => WasiErrno.ReadOnlyFileSystem,
        39 or 112 => WasiErrno.NoSpace,
        80 or 183 => WasiErrno.Exists,
        109 or 232 => WasiErrno.BrokenPipe,
        123 => WasiErrno.NoEntry,
        145 => WasiErrno.NotEmpty,
        206 => WasiErrno.NameTooLong,
        1314 => WasiErrno.NotPermitted,
        _ => WasiErrno.InputOutput,
    };
}
