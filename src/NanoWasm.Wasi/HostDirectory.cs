// Directories of the host for guests.
using NanoWasm.Wasi.Files;

namespace NanoWasm.Wasi;

/// <summary>Directories of the host as file systems for guests.</summary>
public static class HostDirectory
{
    /// <summary>A file system whose root is a directory of the host.</summary>
    /// <param name="path">The directory.</param>
    /// <returns>The file system. It keeps the directory open, where the system allows that, so it follows when somebody renames it.</returns>
    /// <remarks>
    /// Nothing outside of the directory is reached. On 64-bit Linux that holds against other processes, too, that exchange directories for links meanwhile: every step
    /// is made from an open directory and follows no link. Elsewhere paths are checked before they are used, and such a race can be lost.
    /// </remarks>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be opened.</exception>
    public static IWasiFileSystem Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
        {
            throw new DirectoryNotFoundException($"There is no directory \"{path}\".");
        }

        return LinuxDirectory.IsSupported ? new LinuxDirectory(full) : new PortableDirectory(full);
    }
}
