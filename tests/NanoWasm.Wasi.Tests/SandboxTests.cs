// Ways out of a directory, none of which works.
namespace NanoWasm.Wasi.Tests;

/// <summary>A list of attacks, on each kind of file system. The secrets lie beside the guest's directory.</summary>
public sealed class SandboxTests
{
    /// <summary>Paths that a guest names, on a tree with links to all sorts of places.</summary>
    private static readonly string[] Paths =
    [
        "../secret", "..", "../", "../root/../secret", "d/../../secret", "./../secret", "d/./.././../secret", "..//secret", "../../../../../../../../etc/passwd",
        "/etc/passwd", "//etc/passwd", "/", "/../secret", "d//..//..//secret", "../root-beside/secret", "../root/../root-beside/secret",
        "absolute", "absolute/", "absolute/passwd", "up", "up/secret", "up/root/../secret", "sibling", "sibling/secret", "chain", "chain/secret", "deep/up2", "deep/up2/secret",
        "d/../up/secret", "through", "through/../../secret", "secret-link", "secret-link/", "dot", "dot/../secret", "proc", "proc/cwd",
        "...", "..\\secret", "d\\..\\..\\secret", "C:\\secret", "\\\\?\\C:\\secret", "~", "~root", "%2e%2e/secret", "..%2fsecret", "d/../..", "d/..\u2215..\u2215secret",
    ];

    public static TheoryData<string, string> Attacks
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (string kind in FileSystems.KindNames)
            {
                foreach (string path in Paths)
                {
                    rows.Add(kind, path);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Path_ThatLeadsOut_ReachesNothingByAnyFunction(string kind, string path)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Plant(files, guest);
        string[] before = Snapshot(files);

        foreach (bool follow in (bool[])[true, false])
        {
            if (guest.Open(3, path, 0, out uint fd, follow) == WasiErrno.Success && guest.Read(fd, out string text) == WasiErrno.Success)
            {
                Assert.DoesNotContain(FileSystems.Secret, text, StringComparison.Ordinal);
                Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
            }

            if (guest.Open(3, path, WasiGuest.OpenDirectory, out fd, follow) == WasiErrno.Success)
            {
                Assert.DoesNotContain("secret", guest.List(fd));
                Assert.DoesNotContain("passwd", guest.List(fd));
            }

            if (guest.Open(3, path, WasiGuest.OpenCreate, out fd, follow) == WasiErrno.Success)
            {
                Assert.Equal(WasiErrno.Success, guest.Write(fd, "overwritten"));
            }

            guest.Open(3, path, WasiGuest.OpenTruncate, out _, follow);
            (uint at, uint length) = guest.Put(path);
            guest.Call("path_filestat_set_times", 3, follow ? 1 : 0, at, length, 1, 1, 5);
        }

        guest.AtPath("path_create_directory", 3, path + "/made");
        guest.AtPath("path_create_directory", 3, path);
        guest.Link(3, path, "stolen");
        guest.Link(3, "d/f", path);
        guest.Link(3, "d/f", path + "/planted");
        guest.Symlink(3, "d/f", path + "/planted");
        guest.Rename(3, path, "stolen");
        guest.Rename(3, "d/f", path);
        guest.Rename(3, "d/f", path + "/planted");
        guest.AtPath("path_unlink_file", 3, path);
        guest.AtPath("path_unlink_file", 3, path + "/secret");
        guest.AtPath("path_remove_directory", 3, path);

        if (guest.Open(3, "stolen", 0, out uint stolen) == WasiErrno.Success && guest.Read(stolen, out string loot) == WasiErrno.Success)
        {
            Assert.DoesNotContain(FileSystems.Secret, loot, StringComparison.Ordinal);
        }

        Assert.Equal(before, Snapshot(files));
    }

    [Theory]
    [MemberData(nameof(FileSystems.Kinds), MemberType = typeof(FileSystems))]
    public void Path_ThatLeadsOut_IsNotPermitted(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Plant(files, guest);

        foreach (string path in (string[])["../secret", "/etc/passwd", "d/../../secret", "up/secret", "chain", "absolute", "secret-link", "deep/up2/secret"])
        {
            Assert.Equal((path, WasiErrno.NotPermitted), (path, guest.Open(3, path, 0, out _)));
            Assert.Equal((path, WasiErrno.NotPermitted), (path, guest.Stat(3, path, out _, out _)));
        }

        Assert.Equal(WasiErrno.NotPermitted, guest.Symlink(3, "/etc/passwd", "mine"));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Open(3, "d/f\0.txt", 0, out _));
    }

    [Theory]
    [MemberData(nameof(FileSystems.Kinds), MemberType = typeof(FileSystems))]
    public void Descriptor_OfADirectory_DoesNotReachAboveIt(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Plant(files, guest);
        Assert.Equal(WasiErrno.Success, guest.Open(3, "top", WasiGuest.OpenCreate, out _));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "d", WasiGuest.OpenDirectory, out uint d));

        Assert.Equal(WasiErrno.NotPermitted, guest.Open(d, "../top", 0, out _));
        Assert.Equal(WasiErrno.NotPermitted, guest.Open(d, "..", WasiGuest.OpenDirectory, out _));
        Assert.Equal(WasiErrno.Success, guest.Symlink(3, "../top", "d/to-top"));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "d/to-top", 0, out _));
        Assert.Equal(WasiErrno.NotPermitted, guest.Open(d, "to-top", 0, out _));
        Assert.Equal(WasiErrno.Success, guest.Open(d, "f", 0, out _));
    }

    [Theory]
    [MemberData(nameof(FileSystems.Kinds), MemberType = typeof(FileSystems))]
    public void Path_OfBadBytes_IsRefused(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        guest.Memory.Write(0x1000, 0xFFFEu);

        Assert.Equal(WasiErrno.IllegalByteSequence, guest.Call("path_create_directory", 3, 0x1000, 2));
        Assert.Equal(WasiErrno.Fault, guest.Call("path_create_directory", 3, 65_535, 2));
        Assert.Equal(WasiErrno.Fault, guest.Call("path_create_directory", 3, -1, -1));
        Assert.Equal(WasiErrno.NameTooLong, guest.Call("path_create_directory", 3, 0, 5000));
    }

    [LinuxOnlyFact]
    public void Directory_ExchangedForALinkBetweenCheckAndUse_IsNotFollowed()
    {
        using FileSystems files = new("linux");
        Directory.CreateDirectory(Path.Combine(files.Root, "d"));
        File.WriteAllText(Path.Combine(files.Root, "d", "secret"), "harmless");
        ExchangingFileSystem exchanging = new(files.FileSystem, () =>
        {
            // The path has been found to be a directory's; now it becomes a link that leads out.
            Directory.Delete(Path.Combine(files.Root, "d"), recursive: true);
            File.CreateSymbolicLink(Path.Combine(files.Root, "d"), files.Outside);
        });
        using WasiGuest guest = new(new WasiConfiguration { Preopens = [new WasiPreopen("/", exchanging)] });

        Assert.Equal(WasiErrno.NotDirectory, guest.Open(3, "d/secret", 0, out _));
        Assert.True(exchanging.Exchanged);
    }

    private static void Plant(FileSystems files, WasiGuest guest)
    {
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_create_directory", 3, "d"));
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_create_directory", 3, "deep"));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "d/f", WasiGuest.OpenCreate, out uint fd));
        Assert.Equal(WasiErrno.Success, guest.Write(fd, "inside"));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_close", fd));
        files.PlantLink("absolute", "/etc");
        files.PlantLink("up", "..");
        files.PlantLink("sibling", "../root-beside");
        files.PlantLink("chain", "up");
        files.PlantLink("deep/up2", "../..");
        files.PlantLink("through", "d/../../root-beside/..");
        files.PlantLink("secret-link", "../secret");
        files.PlantLink("dot", ".");
        files.PlantLink("proc", "/proc/self");
    }

    /// <summary>Everything outside, with contents.</summary>
    private static string[] Snapshot(FileSystems files) =>
    [
        .. Directory.EnumerateFileSystemEntries(files.Outside).Where(path => path != files.Root),
        .. Directory.EnumerateFileSystemEntries(Path.Combine(files.Outside, "root-beside")),
        File.ReadAllText(Path.Combine(files.Outside, "secret")),
        File.ReadAllText(Path.Combine(files.Outside, "root-beside", "secret")),
        File.GetLastWriteTimeUtc(Path.Combine(files.Outside, "secret")).Ticks.ToString("x", System.Globalization.CultureInfo.InvariantCulture),
        Directory.Exists(files.Root).ToString(),
    ];

    /// <summary>Lets something happen after a path has been looked at, and before it is used.</summary>
    private sealed class ExchangingFileSystem(IWasiFileSystem inner, Action exchange) : IWasiFileSystem
    {
        public bool Exchanged { get; private set; }

        public WasiErrno GetStatus(string path, out WasiFileStatus status)
        {
            WasiErrno error = inner.GetStatus(path, out status);
            if (path == "d" && !Exchanged)
            {
                Exchanged = true;
                exchange();
            }

            return error;
        }

        public WasiErrno ReadLink(string path, out string target) => inner.ReadLink(path, out target);

        public WasiErrno Open(string path, WasiOpenOptions options, out IWasiFile? file) => inner.Open(path, options, out file);

        public WasiErrno List(string path, ICollection<WasiDirectoryEntry> entries) => inner.List(path, entries);

        public WasiErrno CreateDirectory(string path) => inner.CreateDirectory(path);

        public WasiErrno RemoveDirectory(string path) => inner.RemoveDirectory(path);

        public WasiErrno Unlink(string path) => inner.Unlink(path);

        public WasiErrno Rename(string from, string to) => inner.Rename(from, to);

        public WasiErrno CreateHardLink(string existing, string path) => inner.CreateHardLink(existing, path);

        public WasiErrno CreateSymbolicLink(string target, string path) => inner.CreateSymbolicLink(target, path);

        public WasiErrno SetTimes(string path, ulong? accessTime, ulong? modificationTime) => inner.SetTimes(path, accessTime, modificationTime);
    }
}

/// <summary>A test of what only Linux can do.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxOnlyFactAttribute : FactAttribute
{
    public LinuxOnlyFactAttribute() => Skip = Files.LinuxDirectory.IsSupported ? null : "only on 64-bit Linux";
}
