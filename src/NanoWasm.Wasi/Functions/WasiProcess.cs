// One guest: its memory, its descriptors, and what it was given.
using System.Text;
using System.Text.Unicode;
using NanoWasm.Wasi.Descriptors;

namespace NanoWasm.Wasi.Functions;

/// <summary>The state of one instance. The other parts of this class are the functions that guests call, a file a subject, named as in the specification.</summary>
internal sealed partial class WasiProcess
{
    private const int MaxPathLength = 4096;

    private readonly WasiConfiguration _configuration;
    private readonly GuestMemory _guest;
    private readonly DescriptorTable _descriptors;
    private readonly byte[][] _arguments;
    private readonly byte[][] _environment;

    /// <summary>A guest that has done nothing yet.</summary>
    /// <param name="configuration">What it is given.</param>
    /// <param name="caller">The instance.</param>
    public WasiProcess(WasiConfiguration configuration, Caller caller)
    {
        _configuration = configuration;
        _guest = new GuestMemory(MemoryOf(caller));
        _arguments = [.. configuration.Arguments.Select(ZeroTerminated)];
        _environment = [.. configuration.Environment.Select(static variable => ZeroTerminated($"{variable.Key}={variable.Value}"))];
        _descriptors = new DescriptorTable(configuration.MaxDescriptors);
        AddStream(configuration.StandardInput, Rights.FdRead, WasiTerminals.Input);
        AddStream(configuration.StandardOutput, Rights.FdWrite, WasiTerminals.Output);
        AddStream(configuration.StandardError, Rights.FdWrite, WasiTerminals.Error);
        foreach (WasiPreopen preopen in configuration.Preopens)
        {
            Rights taken = preopen.IsReadOnly ? Rights.Changes : Rights.None;
            _descriptors.Add(new DirectoryDescriptor(preopen.FileSystem, string.Empty, Rights.Directory & ~taken, Encoding.UTF8.GetBytes(preopen.GuestPath))
            {
                Inheriting = (Rights.Directory | Rights.File) & ~taken,
            });
        }

        foreach (Stream socket in configuration.Sockets)
        {
            _descriptors.Add(new StreamDescriptor(socket, WasiFileType.StreamSocket, Rights.FdRead | Rights.FdWrite | Rights.SockShutdown));
        }
    }

    private static byte[] ZeroTerminated(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    private static Memory? MemoryOf(Caller caller)
    {
        try
        {
            return caller.Memory;
        }
        catch (InvalidOperationException)
        {
            // The guest has none; that only means that no address is valid.
            return null;
        }
    }

    private void AddStream(Stream stream, Rights rights, WasiTerminals terminal)
    {
        WasiFileType type = _configuration.Terminals.HasFlag(terminal) ? WasiFileType.CharacterDevice : WasiFileType.Unknown;
        _descriptors.Add(new StreamDescriptor(stream, type, rights));
    }

    /// <summary>An open descriptor with certain rights.</summary>
    [AllocationFree]
    private WasiErrno Find(uint fd, Rights rights, out Descriptor descriptor)
    {
        descriptor = _descriptors.Find(fd)!;
        if (descriptor is null)
        {
            return WasiErrno.BadDescriptor;
        }

        Rights missing = rights & ~descriptor.Rights;
        return missing == Rights.None ? WasiErrno.Success : descriptor.Refuse(missing);
    }

    /// <summary>An open directory with certain rights.</summary>
    private WasiErrno FindDirectory(uint fd, Rights rights, out DirectoryDescriptor directory)
    {
        directory = null!;
        Descriptor? descriptor = _descriptors.Find(fd);
        if (descriptor is null)
        {
            return WasiErrno.BadDescriptor;
        }

        if (descriptor is not DirectoryDescriptor found)
        {
            return WasiErrno.NotDirectory;
        }

        directory = found;
        Rights missing = rights & ~found.Rights;
        return missing == Rights.None ? WasiErrno.Success : found.Refuse(missing);
    }

    /// <summary>A path of the guest.</summary>
    private WasiErrno ReadPath(uint address, uint length, out string path)
    {
        path = string.Empty;
        if (!_guest.TryGet(address, length, out Span<byte> bytes))
        {
            return WasiErrno.Fault;
        }

        if (length > MaxPathLength)
        {
            return WasiErrno.NameTooLong;
        }

        if (bytes.Contains((byte)0))
        {
            return WasiErrno.InvalidArgument;
        }

        if (!Utf8.IsValid(bytes))
        {
            return WasiErrno.IllegalByteSequence;
        }

        path = Encoding.UTF8.GetString(bytes);
        return WasiErrno.Success;
    }

    [AllocationFree]
    private static WasiErrno FaultUnless(bool written) => written ? WasiErrno.Success : WasiErrno.Fault;
}
