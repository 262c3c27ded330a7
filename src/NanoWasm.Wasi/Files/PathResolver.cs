// From a guest's path to a path of a file system: the sandbox.
using NanoWasm.Wasi.Descriptors;

namespace NanoWasm.Wasi.Files;

/// <summary>A path that leads nowhere but below a directory descriptor, without links up to its last name.</summary>
/// <param name="FileSystem">Where it is.</param>
/// <param name="Path">The path there.</param>
/// <param name="IsBase">Whether it is the directory descriptor itself.</param>
/// <param name="MustBeDirectory">Whether the guest's path ended in a slash or a dot.</param>
internal readonly record struct ResolvedPath(IWasiFileSystem FileSystem, string Path, bool IsBase, bool MustBeDirectory);

/// <summary>Resolves <c>.</c>, <c>..</c> and symbolic links. What is absolute or leads above the directory, even on a way back into it, is refused.</summary>
internal static class PathResolver
{
    private const int MaxLinks = 40;
    private const int MaxNameLength = 255;

    /// <summary>Resolves a path.</summary>
    /// <param name="directory">Where the path begins, and where it ends at the latest.</param>
    /// <param name="path">The guest's path.</param>
    /// <param name="followLast">Whether to follow a link that the last name is. One with a slash behind it is followed anyway.</param>
    /// <param name="resolved">The result; there need not be anything.</param>
    public static WasiErrno Resolve(DirectoryDescriptor directory, string path, bool followLast, out ResolvedPath resolved)
    {
        resolved = default;
        if (path.Length == 0)
        {
            return WasiErrno.NoEntry;
        }

        Walk walk = new(directory);
        WasiErrno error = walk.Push(path);
        while (error == WasiErrno.Success && walk.TryPop(out string name))
        {
            error = walk.Enter(name, followLast);
        }

        if (error == WasiErrno.Success)
        {
            resolved = new ResolvedPath(directory.FileSystem, walk.Current, walk.IsBase, walk.MustBeDirectory);
        }

        return error;
    }

    /// <summary>A walk from a directory on.</summary>
    private sealed class Walk(DirectoryDescriptor directory)
    {
        private readonly Stack<string> _ahead = new();
        private readonly List<string> _behind = [];
        private int _links;

        public bool IsBase => _behind.Count == 0;

        public bool MustBeDirectory { get; private set; }

        public string Current => Join(null);

        /// <summary>Puts the names of a path in front of those that are still ahead.</summary>
        public WasiErrno Push(string path)
        {
            if (path.StartsWith('/'))
            {
                return WasiErrno.NotPermitted;
            }

            string[] names = path.Split('/');
            if (_ahead.Count == 0)
            {
                MustBeDirectory |= names[^1] is "" or "." or "..";
            }

            for (int i = names.Length - 1; i >= 0; i--)
            {
                if (names[i] is not ("" or "."))
                {
                    _ahead.Push(names[i]);
                }
            }

            return WasiErrno.Success;
        }

        public bool TryPop(out string name) => _ahead.TryPop(out name!);

        /// <summary>Goes one name further.</summary>
        public WasiErrno Enter(string name, bool followLast)
        {
            if (name == "..")
            {
                if (IsBase)
                {
                    return WasiErrno.NotPermitted;
                }

                _behind.RemoveAt(_behind.Count - 1);
                return WasiErrno.Success;
            }

            if (name.Length > MaxNameLength)
            {
                return WasiErrno.NameTooLong;
            }

            bool isLast = _ahead.Count == 0;
            if (isLast && !followLast && !MustBeDirectory)
            {
                _behind.Add(name);
                return WasiErrno.Success;
            }

            string path = Join(name);
            WasiErrno error = directory.FileSystem.GetStatus(path, out WasiFileStatus status);
            if (error == WasiErrno.NoEntry && isLast)
            {
                _behind.Add(name);
                return WasiErrno.Success;
            }

            if (error != WasiErrno.Success)
            {
                return error;
            }

            if (status.FileType == WasiFileType.SymbolicLink)
            {
                return Follow(path);
            }

            if (!isLast && status.FileType != WasiFileType.Directory)
            {
                return WasiErrno.NotDirectory;
            }

            _behind.Add(name);
            return WasiErrno.Success;
        }

        private WasiErrno Follow(string path)
        {
            if (++_links > MaxLinks)
            {
                return WasiErrno.Loop;
            }

            WasiErrno error = directory.FileSystem.ReadLink(path, out string target);
            return error != WasiErrno.Success ? error : target.Length == 0 ? WasiErrno.NoEntry : Push(target);
        }

        private string Join(string? name)
        {
            IEnumerable<string> names = name is null ? _behind : _behind.Append(name);
            return string.Join('/', directory.Path.Length == 0 ? names : names.Prepend(directory.Path));
        }
    }
}
