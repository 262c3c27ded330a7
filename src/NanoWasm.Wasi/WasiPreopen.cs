// A directory that is open when a guest begins.
namespace NanoWasm.Wasi;

/// <summary>A directory that is open when a guest begins: all that it can reach of a file system.</summary>
/// <param name="GuestPath">The path by which the guest knows it, e.g. <c>/</c> or <c>.</c>.</param>
/// <param name="FileSystem">The files, from the root on.</param>
public sealed record WasiPreopen(string GuestPath, IWasiFileSystem FileSystem)
{
    /// <summary>Whether the guest can only read.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>A directory of the host.</summary>
    /// <param name="hostPath">Its path.</param>
    /// <param name="guestPath">The path by which the guest knows it.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public static WasiPreopen FromHost(string hostPath, string guestPath) => new(guestPath, HostDirectory.Open(hostPath));
}
