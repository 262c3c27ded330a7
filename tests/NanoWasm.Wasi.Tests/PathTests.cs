// Files and directories by their paths.
namespace NanoWasm.Wasi.Tests;

public sealed class PathTests
{
    public static TheoryData<string> Kinds => FileSystems.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Open_ByFlags_CreatesTruncatesOrRefuses(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();

        Assert.Equal(WasiErrno.NoEntry, guest.Open(3, "f", 0, out _));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenCreate | WasiGuest.OpenExclusive, out uint fd));
        Assert.Equal(4u, fd);
        Assert.Equal(WasiErrno.Success, guest.Write(fd, "12345"));
        Assert.Equal(WasiErrno.Exists, guest.Open(3, "f", WasiGuest.OpenCreate | WasiGuest.OpenExclusive, out _));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenCreate, out uint again));
        Assert.Equal(5u, again);
        Assert.Equal(WasiErrno.Success, guest.Read(again, out string text));
        Assert.Equal("12345", text);
        Assert.Equal(WasiErrno.NotDirectory, guest.Open(3, "f", WasiGuest.OpenDirectory, out _));
        Assert.Equal(WasiErrno.NotDirectory, guest.Open(3, "f/", 0, out _));
        Assert.Equal(WasiErrno.NotDirectory, guest.Open(3, "f/g", 0, out _));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Open(3, "d", WasiGuest.OpenCreate | WasiGuest.OpenDirectory, out _));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Open(3, "d", 16, out _));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_close", fd));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenTruncate, out fd));
        Assert.Equal(4u, fd);
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "f", out _, out ulong size));
        Assert.Equal(0ul, size);
        Assert.Equal(WasiErrno.NoEntry, guest.Open(3, "none/f", WasiGuest.OpenCreate, out _));
        Assert.Equal(WasiErrno.NoEntry, guest.Open(3, "", 0, out _));
        Assert.Equal(WasiErrno.NameTooLong, guest.Open(3, new string('n', 256), WasiGuest.OpenCreate, out _));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Descriptors_WithoutRights_RefuseWhatTheyMayNot(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenCreate, out uint fd));

        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", 0, out uint reading, rights: 2));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Write(reading, "x"));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", 0, out uint writing, rights: 64));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Read(writing, out _));

        // Rights become less, never more.
        Assert.Equal(WasiErrno.Success, guest.Call("fd_fdstat_set_rights", fd, 2, 0));
        Assert.Equal(WasiErrno.NotCapable, guest.Write(fd, "x"));
        Assert.Equal(WasiErrno.NotCapable, guest.Call("fd_fdstat_set_rights", fd, 2 | 64, 0));
        Assert.Equal(WasiErrno.NotCapable, guest.Call("fd_filestat_get", fd, WasiGuest.Result));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_fdstat_set_rights", 3, 1 << 13, 2));
        Assert.Equal(WasiErrno.NotCapable, guest.AtPath("path_create_directory", 3, "d"));
        Assert.Equal(WasiErrno.NotCapable, guest.Open(3, "new", WasiGuest.OpenCreate, out _));
        (uint address, uint length) = guest.Put("f");
        Assert.Equal(WasiErrno.NotCapable, guest.Call("path_open", 3, 0, address, length, 0, 2 | 64, 0, 0, WasiGuest.Result));
        Assert.Equal(WasiErrno.Success, guest.Call("path_open", 3, 0, address, length, 0, 2, -1, 0, WasiGuest.Result));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Preopen_ThatIsReadOnly_ChangesNothing(string kind)
    {
        using FileSystems files = new(kind);
        using (WasiGuest writer = files.MakeGuest())
        {
            Assert.Equal(WasiErrno.Success, writer.Open(3, "f", WasiGuest.OpenCreate, out uint fd));
            Assert.Equal(WasiErrno.Success, writer.Write(fd, "text"));
            Assert.Equal(WasiErrno.Success, writer.Call("fd_close", fd));
            Assert.Equal(WasiErrno.Success, writer.AtPath("path_create_directory", 3, "d"));
        }

        using WasiGuest guest = files.MakeGuest(readOnly: true);
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", 0, out uint file, rights: 2));
        Assert.Equal(WasiErrno.Success, guest.Read(file, out string text));
        Assert.Equal("text", text);
        Assert.Equal([".", "..", "d", "f"], guest.List(3));
        Assert.Equal(WasiErrno.NotCapable, guest.Open(3, "new", WasiGuest.OpenCreate, out _));
        Assert.Equal(WasiErrno.NotCapable, guest.Open(3, "f", WasiGuest.OpenTruncate, out _));
        Assert.Equal(WasiErrno.NotCapable, guest.AtPath("path_unlink_file", 3, "f"));
        Assert.Equal(WasiErrno.NotCapable, guest.AtPath("path_remove_directory", 3, "d"));
        Assert.Equal(WasiErrno.NotCapable, guest.AtPath("path_create_directory", 3, "e"));
        Assert.Equal(WasiErrno.NotCapable, guest.Rename(3, "f", "g"));
        Assert.Equal(WasiErrno.NotCapable, guest.Link(3, "f", "g"));
        Assert.Equal(WasiErrno.NotCapable, guest.Symlink(3, "f", "g"));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "d", WasiGuest.OpenDirectory, out uint directory));
        Assert.Equal(WasiErrno.NotCapable, guest.AtPath("path_create_directory", directory, "e"));
        Assert.NotEqual(WasiErrno.Success, guest.Call("fd_filestat_set_times", file, 1, 1, 5));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Directories_AreMadeListedAndRemoved(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();

        Assert.Equal(WasiErrno.Success, guest.AtPath("path_create_directory", 3, "a"));
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_create_directory", 3, "a/b/"));
        Assert.Equal(WasiErrno.Exists, guest.AtPath("path_create_directory", 3, "a"));
        Assert.Equal(WasiErrno.Exists, guest.AtPath("path_create_directory", 3, "."));
        Assert.Equal(WasiErrno.NoEntry, guest.AtPath("path_create_directory", 3, "x/y"));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "a/f", WasiGuest.OpenCreate, out uint fd));
        Assert.Equal(WasiErrno.NotEmpty, guest.AtPath("path_remove_directory", 3, "a"));
        Assert.Equal(WasiErrno.NotDirectory, guest.AtPath("path_remove_directory", 3, "a/f"));
        Assert.Equal(WasiErrno.InvalidArgument, guest.AtPath("path_remove_directory", 3, "."));
        Assert.Equal(WasiErrno.IsDirectory, guest.AtPath("path_unlink_file", 3, "a/b"));
        Assert.Equal(WasiErrno.IsDirectory, guest.AtPath("path_unlink_file", 3, "a/b/"));
        Assert.Equal(WasiErrno.NotDirectory, guest.AtPath("path_unlink_file", 3, "a/f/"));
        Assert.Equal(WasiErrno.IsDirectory, guest.Open(3, "a", WasiGuest.OpenCreate, out _));

        Assert.Equal(WasiErrno.Success, guest.Open(3, "a", WasiGuest.OpenDirectory, out uint a));
        Assert.Equal([".", "..", "b", "f"], guest.List(a));
        Assert.Equal(WasiErrno.IsDirectory, guest.Read(a, out _));
        Assert.Equal(WasiErrno.IsDirectory, guest.Write(a, "x"));
        Assert.Equal(WasiErrno.IsDirectory, guest.Call("fd_seek", a, 0, 0, WasiGuest.Result));
        Assert.Equal(WasiErrno.NotDirectory, guest.AtPath("path_create_directory", fd, "x"));
        Assert.Equal(WasiErrno.BadDescriptor, guest.AtPath("path_create_directory", 77, "x"));
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_unlink_file", a, "f"));
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_remove_directory", a, "b"));
        Assert.Equal([".", ".."], guest.List(a));
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_remove_directory", 3, "a/"));
        Assert.Equal(WasiErrno.NoEntry, guest.AtPath("path_remove_directory", 3, "a"));
        Assert.Equal(WasiErrno.NoEntry, guest.AtPath("path_unlink_file", 3, "a"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Readdir_WithSmallBuffers_GivesEveryEntryOnce(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        string[] names = [.. Enumerable.Range(0, 40).Select(static i => $"file-with-number-{i:000}")];
        foreach (string name in names)
        {
            Assert.Equal(WasiErrno.Success, guest.Open(3, name, WasiGuest.OpenCreate, out uint fd));
            Assert.Equal(WasiErrno.Success, guest.Call("fd_close", fd));
        }

        foreach (uint length in (uint[])[64, 100, 1000, WasiGuest.BufferLength])
        {
            Assert.Equal([".", "..", .. names], guest.List(3, length));
        }

        // What is removed meanwhile does not move what is behind it.
        Assert.Equal(WasiErrno.Success, guest.Call("fd_readdir", 3, WasiGuest.Buffer, 200, 0, WasiGuest.Result));
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_unlink_file", 3, names[0]));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_readdir", 3, WasiGuest.Buffer, 200, 5, WasiGuest.Result));
        Assert.Equal(names[3], guest.Memory.ReadString(WasiGuest.Buffer + 24, names[3].Length));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_readdir", 3, WasiGuest.Buffer, 200, -1, WasiGuest.Result));
        Assert.Equal(0, guest.Memory.Read<int>(WasiGuest.Result));
        Assert.Equal(WasiErrno.Fault, guest.Call("fd_readdir", 3, 65_000, 2000, 0, WasiGuest.Result));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rename_ReplacesAsPosixDoes(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        foreach (string name in (string[])["f", "g"])
        {
            Assert.Equal(WasiErrno.Success, guest.Open(3, name, WasiGuest.OpenCreate, out uint fd));
            Assert.Equal(WasiErrno.Success, guest.Write(fd, name));
            Assert.Equal(WasiErrno.Success, guest.Call("fd_close", fd));
        }

        foreach (string name in (string[])["d", "e", "full", "full/x"])
        {
            Assert.Equal(WasiErrno.Success, guest.AtPath("path_create_directory", 3, name));
        }

        Assert.Equal(WasiErrno.Success, guest.Rename(3, "f", "g"));
        Assert.Equal(WasiErrno.NoEntry, guest.Stat(3, "f", out _, out _));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "g", 0, out uint g));
        Assert.Equal(WasiErrno.Success, guest.Read(g, out string text));
        Assert.Equal("f", text);
        Assert.Equal(WasiErrno.Success, guest.Rename(3, "g", "g"));
        Assert.Equal(WasiErrno.IsDirectory, guest.Rename(3, "g", "d"));
        Assert.Equal(WasiErrno.NotDirectory, guest.Rename(3, "d", "g"));
        Assert.Equal(WasiErrno.NotEmpty, guest.Rename(3, "d", "full"));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Rename(3, "full", "full/x/y"));
        Assert.Equal(WasiErrno.NotDirectory, guest.Rename(3, "g", "h/"));
        Assert.Equal(WasiErrno.NoEntry, guest.Rename(3, "none", "h"));
        Assert.Equal(WasiErrno.Busy, guest.Rename(3, ".", "h"));
        Assert.Equal(WasiErrno.Success, guest.Rename(3, "d", "e"));
        Assert.Equal(WasiErrno.Success, guest.Rename(3, "e/", "full/e/"));
        Assert.Equal([".", "..", "full", "g"], guest.List(3));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void HardLink_IsASecondNameOfTheSameFile(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenCreate, out uint fd));
        if (kind == "portable")
        {
            Assert.Equal(WasiErrno.NotSupported, guest.Link(3, "f", "g"));
            return;
        }

        Assert.Equal(WasiErrno.Success, guest.Link(3, "f", "g"));
        Assert.Equal(WasiErrno.Exists, guest.Link(3, "f", "g"));
        Assert.Equal(WasiErrno.NotPermitted, guest.Link(3, ".", "h"));
        Assert.Equal(WasiErrno.NoEntry, guest.Link(3, "f", "h/"));
        Assert.Equal(WasiErrno.Success, guest.Write(fd, "both"));
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "g", out _, out ulong size));
        Assert.Equal(4ul, size);
        Assert.Equal(2, guest.Memory.Read<int>(WasiGuest.Result + 24));
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_unlink_file", 3, "f"));
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "g", out _, out _));
        Assert.Equal(1, guest.Memory.Read<int>(WasiGuest.Result + 24));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SymbolicLinks_AreFollowedInsideAndReadAsTheyStand(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_create_directory", 3, "d"));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "d/f", WasiGuest.OpenCreate, out uint fd));
        Assert.Equal(WasiErrno.Success, guest.Write(fd, "text"));

        Assert.Equal(WasiErrno.Success, guest.Symlink(3, "d", "to-d"));
        Assert.Equal(WasiErrno.Success, guest.Symlink(3, "../d/./f", "d/to-f"));
        Assert.Equal(WasiErrno.Success, guest.Symlink(3, "missing", "dangling"));
        Assert.Equal(WasiErrno.Success, guest.Symlink(3, "loop", "loop"));
        Assert.Equal(WasiErrno.Exists, guest.Symlink(3, "x", "to-d"));

        Assert.Equal(WasiErrno.Success, guest.ReadLink(3, "d/to-f", out string target));
        Assert.Equal("../d/./f", target);
        Assert.Equal(WasiErrno.InvalidArgument, guest.ReadLink(3, "d", out _));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "to-d/to-f", 0, out uint opened));
        Assert.Equal(WasiErrno.Success, guest.Read(opened, out string text));
        Assert.Equal("text", text);
        Assert.Equal(WasiErrno.Loop, guest.Open(3, "d/to-f", 0, out _, follow: false));
        Assert.Equal(WasiErrno.Loop, guest.Open(3, "loop", 0, out _));
        Assert.Equal(WasiErrno.Loop, guest.Open(3, "loop/x", 0, out _));
        Assert.Equal(WasiErrno.NoEntry, guest.Open(3, "dangling", 0, out _));
        Assert.Equal(WasiErrno.Exists, guest.Open(3, "dangling", WasiGuest.OpenCreate | WasiGuest.OpenExclusive, out _));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "dangling", WasiGuest.OpenCreate, out _));
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "missing", out _, out _));
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "to-d", out WasiFileType type, out _, follow: false));
        Assert.Equal(WasiFileType.SymbolicLink, type);
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "to-d", out type, out _));
        Assert.Equal(WasiFileType.Directory, type);
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "to-d/", out type, out _, follow: false));
        Assert.Equal(WasiFileType.Directory, type);
        Assert.Equal(WasiErrno.NotDirectory, guest.AtPath("path_remove_directory", 3, "to-d"));
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_unlink_file", 3, "to-d"));
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "d/f", out _, out _));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Times_AreSetByPath(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenCreate, out _));
        (uint address, uint length) = guest.Put("f");

        Assert.Equal(WasiErrno.Success, guest.Call("path_filestat_set_times", 3, 1, address, length, 0, 3_000_000_000, 4));
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "f", out _, out _));
        Assert.Equal(3_000_000_000L, guest.Memory.Read<long>(WasiGuest.Result + 48));
        Assert.NotEqual(0L, guest.Memory.Read<long>(WasiGuest.Result + 40));
        Assert.Equal(WasiErrno.Success, guest.Call("path_filestat_set_times", 3, 1, address, length, 0, 0, 8));
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "f", out _, out _));
        Assert.True(guest.Memory.Read<long>(WasiGuest.Result + 48) > 1_000_000_000_000_000_000);
        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("path_filestat_set_times", 3, 1, address, length, 0, 0, 12));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Renumber_MovesADescriptorOverAnother(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenCreate, out uint fd));

        Assert.Equal(WasiErrno.Success, guest.Call("fd_renumber", fd, 1));
        Assert.Equal(WasiErrno.Success, guest.Write(1, "to the file"));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Write(fd, "x"));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Call("fd_renumber", fd, 1));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Call("fd_renumber", 1, 50));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_renumber", 1, 1));
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "f", out _, out ulong size));
        Assert.Equal(11ul, size);
        Assert.Equal(WasiErrno.Success, guest.Call("fd_prestat_get", 3, WasiGuest.Result));
        Assert.Equal(1u, guest.Memory.Read<uint>(WasiGuest.Result + 4));
        Assert.Equal(WasiErrno.NameTooLong, guest.Call("fd_prestat_dir_name", 3, WasiGuest.Result, 0));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_prestat_dir_name", 3, WasiGuest.Result, 1));
        Assert.Equal("/", guest.Memory.ReadString(WasiGuest.Result, 1));
    }

    [Fact]
    public void Descriptors_BeyondTheLimit_AreTooMany()
    {
        InMemoryFileSystem files = new();
        files.WriteFile("dir/f", "x"u8);
        using WasiGuest guest = new(new WasiConfiguration { Preopens = [new WasiPreopen("/", files)], MaxDescriptors = 5 });

        Assert.Equal(WasiErrno.Success, guest.Open(3, "dir/f", 0, out uint fd));
        Assert.Equal(WasiErrno.TooManyFiles, guest.Open(3, "dir/f", 0, out _));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_close", fd));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "dir/f", 0, out _));
        Assert.Equal("x"u8, files.ReadFile("/dir/f"));
        Assert.True(files.Exists("/dir"));
        Assert.Throws<IOException>(() => files.ReadFile("none"));
        Assert.Throws<IOException>(() => files.CreateDirectories("dir/f/g"));
    }
}
