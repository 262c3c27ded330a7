// Open directories.
namespace NanoWasm.Wasi.Descriptors;

/// <summary>An open directory: a capability for what is below it, and for nothing else.</summary>
/// <remarks>It is kept by its path: where the host or the guest renames the directory, the descriptor stays with the name.</remarks>
/// <param name="fileSystem">Where it is.</param>
/// <param name="path">Its path there.</param>
/// <param name="rights">What may be done with it.</param>
/// <param name="guestPath">The path that the guest knows it by, if it was open from the beginning.</param>
internal sealed class DirectoryDescriptor(IWasiFileSystem fileSystem, string path, Rights rights, byte[]? guestPath = null)
    : Descriptor(WasiFileType.Directory, rights & Rights.Directory)
{
    private List<WasiDirectoryEntry>? _entries;

    /// <summary>Where it is.</summary>
    public IWasiFileSystem FileSystem => fileSystem;

    /// <summary>Its path there.</summary>
    public string Path => path;

    /// <summary>The path that the guest knows it by, in UTF-8, if it was open from the beginning.</summary>
    public byte[]? GuestPath => guestPath;

    /// <inheritdoc/>
    [AllocationFree]
    public override WasiErrno Refuse(Rights missing) => (missing & ~Rights.Directory) != 0 ? WasiErrno.IsDirectory : WasiErrno.NotCapable;

    /// <inheritdoc/>
    public override WasiErrno GetStatus(out WasiFileStatus status) => fileSystem.GetStatus(path, out status);

    /// <inheritdoc/>
    public override WasiErrno SetTimes(ulong? accessTime, ulong? modificationTime) => fileSystem.SetTimes(path, accessTime, modificationTime);

    /// <inheritdoc/>
    public override WasiErrno Synchronize() => WasiErrno.Success;

    /// <inheritdoc/>
    public override WasiErrno SetLength(ulong length) => WasiErrno.IsDirectory;

    /// <summary>What is in it, <c>.</c> and <c>..</c> included, in an order that stays the same until it is listed from the beginning again.</summary>
    /// <param name="fromBeginning">Whether to look again.</param>
    /// <param name="entries">The entries; a cookie is the number of those that have been read.</param>
    public WasiErrno List(bool fromBeginning, out List<WasiDirectoryEntry> entries)
    {
        entries = _entries!;
        if (_entries is not null && !fromBeginning)
        {
            return WasiErrno.Success;
        }

        List<WasiDirectoryEntry> found = [];
        WasiErrno error = fileSystem.GetStatus(path, out WasiFileStatus status);
        if (error == WasiErrno.Success)
        {
            error = fileSystem.List(path, found);
        }

        if (error != WasiErrno.Success)
        {
            return error;
        }

        // What is above the directory is nothing that the guest has to know.
        found.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        found.InsertRange(0, [new(".", WasiFileType.Directory, status.Inode), new("..", WasiFileType.Directory, status.Inode)]);
        entries = _entries = found;
        return WasiErrno.Success;
    }
}
