// What stands behind a number of a file descriptor.
namespace NanoWasm.Wasi.Descriptors;

/// <summary>An open file, directory, stream or socket of one guest. What a kind cannot do is an error by default.</summary>
/// <param name="fileType">What it is.</param>
/// <param name="rights">What may be done with it.</param>
internal abstract class Descriptor(WasiFileType fileType, Rights rights) : IDisposable
{
    /// <summary>What it is.</summary>
    [AllocationFree]
    public WasiFileType FileType { get; } = fileType;

    /// <summary>What may be done with it; only becomes less.</summary>
    [AllocationFree]
    public Rights Rights { get; set; } = rights;

    /// <summary>What may be done with what is opened by it.</summary>
    [AllocationFree]
    public Rights Inheriting { get; set; }

    /// <summary>How it behaves.</summary>
    [AllocationFree]
    public FdFlags Flags { get; set; }

    /// <summary>Whether a read fills one buffer at most, because filling a second one could wait for data that nobody sends.</summary>
    [AllocationFree]
    public virtual bool ReadsOnce => false;

    /// <summary>The error of doing what there is no right for.</summary>
    [AllocationFree]
    public virtual WasiErrno Refuse(Rights missing) => WasiErrno.NotCapable;

    /// <summary>Reads on from the position.</summary>
    [AllocationFree]
    public virtual WasiErrno Read(Span<byte> buffer, out int count)
    {
        count = 0;
        return WasiErrno.BadDescriptor;
    }

    /// <summary>Writes on from the position.</summary>
    [AllocationFree]
    public virtual WasiErrno Write(ReadOnlySpan<byte> buffer, out int count)
    {
        count = 0;
        return WasiErrno.BadDescriptor;
    }

    /// <summary>Reads from an offset.</summary>
    [AllocationFree]
    public virtual WasiErrno ReadAt(Span<byte> buffer, ulong offset, out int count)
    {
        count = 0;
        return WasiErrno.InvalidSeek;
    }

    /// <summary>Writes at an offset.</summary>
    [AllocationFree]
    public virtual WasiErrno WriteAt(ReadOnlySpan<byte> buffer, ulong offset, out int count)
    {
        count = 0;
        return WasiErrno.InvalidSeek;
    }

    /// <summary>Moves the position.</summary>
    [AllocationFree]
    public virtual WasiErrno Seek(long offset, Whence whence, out ulong position)
    {
        position = 0;
        return WasiErrno.InvalidSeek;
    }

    /// <summary>The attributes.</summary>
    public virtual WasiErrno GetStatus(out WasiFileStatus status)
    {
        status = new WasiFileStatus { FileType = FileType, LinkCount = 1 };
        return WasiErrno.Success;
    }

    /// <summary>How many bytes can be read without waiting, as far as that is known.</summary>
    public virtual ulong Available() => 1;

    /// <summary>Cuts or extends.</summary>
    public virtual WasiErrno SetLength(ulong length) => WasiErrno.InvalidArgument;

    /// <summary>Extends so that there is room up to an offset.</summary>
    public virtual WasiErrno Allocate(ulong end) => WasiErrno.InvalidSeek;

    /// <summary>Sets times.</summary>
    public virtual WasiErrno SetTimes(ulong? accessTime, ulong? modificationTime) => WasiErrno.InvalidArgument;

    /// <summary>Has everything written reach the medium.</summary>
    public virtual WasiErrno Synchronize() => WasiErrno.InvalidArgument;

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
