// Streams of the host as descriptors: the standard streams, and sockets.
using NanoWasm.Wasi.Files;

namespace NanoWasm.Wasi.Descriptors;

/// <summary>A stream of the host. It is not closed with the descriptor.</summary>
/// <param name="stream">The stream.</param>
/// <param name="fileType">What the guest is told that it is.</param>
/// <param name="rights">Whether it can be read or written.</param>
internal sealed class StreamDescriptor(Stream stream, WasiFileType fileType, Rights rights)
    : Descriptor(fileType, rights | Rights.FdFdstatSetFlags | Rights.FdFilestatGet | Rights.PollFdReadwrite | Rights.FdSync | Rights.FdDatasync)
{
    /// <inheritdoc/>
    [AllocationFree]
    public override bool ReadsOnce => true;

    /// <inheritdoc/>
    [AllocationFree]
    public override WasiErrno Refuse(Rights missing) => (missing & (Rights.FdSeek | Rights.FdTell)) != 0 ? WasiErrno.InvalidSeek : WasiErrno.BadDescriptor;

    /// <inheritdoc/>
    [AllocationFree]
    public override WasiErrno Read(Span<byte> buffer, out int count)
    {
        count = 0;
        try
        {
#pragma warning disable NW1020, NW1021, NW1022 // The host's stream: whoever gives one knows what it costs.
            count = stream.Read(buffer);
#pragma warning restore NW1020, NW1021, NW1022
            return WasiErrno.Success;
        }
        catch (Exception exception) when (HostErrors.IsKnown(exception))
        {
            return HostErrors.Translate(exception);
        }
    }

    /// <inheritdoc/>
    [AllocationFree]
    public override WasiErrno Write(ReadOnlySpan<byte> buffer, out int count)
    {
        count = 0;
        try
        {
#pragma warning disable NW1020, NW1021, NW1022 // The host's stream: whoever gives one knows what it costs.
            stream.Write(buffer);
#pragma warning restore NW1020, NW1021, NW1022
            count = buffer.Length;
            return WasiErrno.Success;
        }
        catch (Exception exception) when (HostErrors.IsKnown(exception))
        {
            return HostErrors.Translate(exception);
        }
    }

    /// <inheritdoc/>
    public override WasiErrno Synchronize()
    {
        try
        {
            stream.Flush();
            return WasiErrno.Success;
        }
        catch (Exception exception) when (HostErrors.IsKnown(exception))
        {
            return HostErrors.Translate(exception);
        }
    }
}
