// Kinds of files.
namespace NanoWasm.Wasi;

/// <summary>What a descriptor or a path refers to (<c>filetype</c>).</summary>
public enum WasiFileType : byte
{
    /// <summary>Something else, or unknown: pipes among them.</summary>
    Unknown,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A character device: a terminal.</summary>
    CharacterDevice,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A regular file.</summary>
    RegularFile,

    /// <summary>A datagram socket.</summary>
    DatagramSocket,

    /// <summary>A stream socket.</summary>
    StreamSocket,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,
}
