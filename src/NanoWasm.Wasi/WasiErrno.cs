// The error codes of WASI.
using System.Diagnostics.CodeAnalysis;

namespace NanoWasm.Wasi;

/// <summary>What functions of WASI return (<c>errno</c>). The codes of POSIX, in WASI's order.</summary>
[SuppressMessage("Design", "CA1008:Enums should have zero value", Justification = "Zero is success.")]
public enum WasiErrno : ushort
{
    /// <summary>No error.</summary>
    Success = 0,

    /// <summary>Argument list too long. <c>E2BIG</c></summary>
    TooBig = 1,

    /// <summary>Permission denied. <c>EACCES</c></summary>
    Access = 2,

    /// <summary>Address in use. <c>EADDRINUSE</c></summary>
    AddressInUse = 3,

    /// <summary>Address not available. <c>EADDRNOTAVAIL</c></summary>
    AddressNotAvailable = 4,

    /// <summary>Address family not supported. <c>EAFNOSUPPORT</c></summary>
    AddressFamilyNotSupported = 5,

    /// <summary>Resource unavailable, or the operation would block. <c>EAGAIN</c></summary>
    Again = 6,

    /// <summary>Connection already in progress. <c>EALREADY</c></summary>
    Already = 7,

    /// <summary>Bad file descriptor. <c>EBADF</c></summary>
    BadDescriptor = 8,

    /// <summary>Bad message. <c>EBADMSG</c></summary>
    BadMessage = 9,

    /// <summary>Device or resource busy. <c>EBUSY</c></summary>
    Busy = 10,

    /// <summary>Operation cancelled. <c>ECANCELED</c></summary>
    Canceled = 11,

    /// <summary>No child processes. <c>ECHILD</c></summary>
    Child = 12,

    /// <summary>Connection aborted. <c>ECONNABORTED</c></summary>
    ConnectionAborted = 13,

    /// <summary>Connection refused. <c>ECONNREFUSED</c></summary>
    ConnectionRefused = 14,

    /// <summary>Connection reset. <c>ECONNRESET</c></summary>
    ConnectionReset = 15,

    /// <summary>Resource deadlock would occur. <c>EDEADLK</c></summary>
    Deadlock = 16,

    /// <summary>Destination address required. <c>EDESTADDRREQ</c></summary>
    DestinationAddressRequired = 17,

    /// <summary>Mathematics argument out of domain of function. <c>EDOM</c></summary>
    Domain = 18,

    /// <summary>Quota exceeded. <c>EDQUOT</c></summary>
    QuotaExceeded = 19,

    /// <summary>File exists. <c>EEXIST</c></summary>
    Exists = 20,

    /// <summary>Bad address. <c>EFAULT</c></summary>
    Fault = 21,

    /// <summary>File too large. <c>EFBIG</c></summary>
    FileTooLarge = 22,

    /// <summary>Host is unreachable. <c>EHOSTUNREACH</c></summary>
    HostUnreachable = 23,

    /// <summary>Identifier removed. <c>EIDRM</c></summary>
    IdentifierRemoved = 24,

    /// <summary>Illegal byte sequence. <c>EILSEQ</c></summary>
    IllegalByteSequence = 25,

    /// <summary>Operation in progress. <c>EINPROGRESS</c></summary>
    InProgress = 26,

    /// <summary>Interrupted function. <c>EINTR</c></summary>
    Interrupted = 27,

    /// <summary>Invalid argument. <c>EINVAL</c></summary>
    InvalidArgument = 28,

    /// <summary>I/O error. <c>EIO</c></summary>
    InputOutput = 29,

    /// <summary>Socket is connected. <c>EISCONN</c></summary>
    IsConnected = 30,

    /// <summary>Is a directory. <c>EISDIR</c></summary>
    IsDirectory = 31,

    /// <summary>Too many levels of symbolic links. <c>ELOOP</c></summary>
    Loop = 32,

    /// <summary>File descriptor value too large. <c>EMFILE</c></summary>
    TooManyFiles = 33,

    /// <summary>Too many links. <c>EMLINK</c></summary>
    TooManyLinks = 34,

    /// <summary>Message too large. <c>EMSGSIZE</c></summary>
    MessageTooLong = 35,

    /// <summary>Reserved. <c>EMULTIHOP</c></summary>
    Multihop = 36,

    /// <summary>Filename too long. <c>ENAMETOOLONG</c></summary>
    NameTooLong = 37,

    /// <summary>Network is down. <c>ENETDOWN</c></summary>
    NetworkDown = 38,

    /// <summary>Connection aborted by network. <c>ENETRESET</c></summary>
    NetworkReset = 39,

    /// <summary>Network unreachable. <c>ENETUNREACH</c></summary>
    NetworkUnreachable = 40,

    /// <summary>Too many files open in system. <c>ENFILE</c></summary>
    TooManyFilesInSystem = 41,

    /// <summary>No buffer space available. <c>ENOBUFS</c></summary>
    NoBufferSpace = 42,

    /// <summary>No such device. <c>ENODEV</c></summary>
    NoDevice = 43,

    /// <summary>No such file or directory. <c>ENOENT</c></summary>
    NoEntry = 44,

    /// <summary>Executable file format error. <c>ENOEXEC</c></summary>
    NotExecutable = 45,

    /// <summary>No locks available. <c>ENOLCK</c></summary>
    NoLock = 46,

    /// <summary>Reserved. <c>ENOLINK</c></summary>
    NoLink = 47,

    /// <summary>Not enough space. <c>ENOMEM</c></summary>
    OutOfMemory = 48,

    /// <summary>No message of the desired type. <c>ENOMSG</c></summary>
    NoMessage = 49,

    /// <summary>Protocol not available. <c>ENOPROTOOPT</c></summary>
    ProtocolNotAvailable = 50,

    /// <summary>No space left on device. <c>ENOSPC</c></summary>
    NoSpace = 51,

    /// <summary>Function not supported. <c>ENOSYS</c></summary>
    NotImplemented = 52,

    /// <summary>The socket is not connected. <c>ENOTCONN</c></summary>
    NotConnected = 53,

    /// <summary>Not a directory, or a symbolic link to one. <c>ENOTDIR</c></summary>
    NotDirectory = 54,

    /// <summary>Directory not empty. <c>ENOTEMPTY</c></summary>
    NotEmpty = 55,

    /// <summary>State not recoverable. <c>ENOTRECOVERABLE</c></summary>
    NotRecoverable = 56,

    /// <summary>Not a socket. <c>ENOTSOCK</c></summary>
    NotSocket = 57,

    /// <summary>Not supported, or operation not supported on socket. <c>ENOTSUP</c></summary>
    NotSupported = 58,

    /// <summary>Inappropriate I/O control operation. <c>ENOTTY</c></summary>
    NotTerminal = 59,

    /// <summary>No such device or address. <c>ENXIO</c></summary>
    NoSuchDevice = 60,

    /// <summary>Value too large to be stored in data type. <c>EOVERFLOW</c></summary>
    Overflow = 61,

    /// <summary>Previous owner died. <c>EOWNERDEAD</c></summary>
    OwnerDead = 62,

    /// <summary>Operation not permitted. <c>EPERM</c></summary>
    NotPermitted = 63,

    /// <summary>Broken pipe. <c>EPIPE</c></summary>
    BrokenPipe = 64,

    /// <summary>Protocol error. <c>EPROTO</c></summary>
    Protocol = 65,

    /// <summary>Protocol not supported. <c>EPROTONOSUPPORT</c></summary>
    ProtocolNotSupported = 66,

    /// <summary>Protocol wrong type for socket. <c>EPROTOTYPE</c></summary>
    ProtocolType = 67,

    /// <summary>Result too large. <c>ERANGE</c></summary>
    Range = 68,

    /// <summary>Read-only file system. <c>EROFS</c></summary>
    ReadOnlyFileSystem = 69,

    /// <summary>Invalid seek. <c>ESPIPE</c></summary>
    InvalidSeek = 70,

    /// <summary>No such process. <c>ESRCH</c></summary>
    NoProcess = 71,

    /// <summary>Reserved. <c>ESTALE</c></summary>
    Stale = 72,

    /// <summary>Connection timed out. <c>ETIMEDOUT</c></summary>
    TimedOut = 73,

    /// <summary>Text file busy. <c>ETXTBSY</c></summary>
    TextBusy = 74,

    /// <summary>Cross-device link. <c>EXDEV</c></summary>
    CrossDevice = 75,

    /// <summary>Extension: capabilities insufficient. <c>ENOTCAPABLE</c></summary>
    NotCapable = 76,
}
