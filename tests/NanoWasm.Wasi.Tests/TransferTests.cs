// Reading and writing.
using System.Text;

namespace NanoWasm.Wasi.Tests;

public sealed class TransferTests
{
    [Fact]
    public void Write_OfSeveralBuffers_IsOneWriteOfAll()
    {
        using CountingStream output = new();
        using WasiGuest guest = new(new WasiConfiguration { StandardOutput = output });
        guest.Memory.WriteString(0x800, "Hello, world\n");
        guest.SetVector(0, 0x800, 5);
        guest.SetVector(1, 0, 0);
        guest.SetVector(2, 0x805, 8);

        Assert.Equal(WasiErrno.Success, guest.Call("fd_write", 1, 0, 3, WasiGuest.Result));

        Assert.Equal(13u, guest.Memory.Read<uint>(WasiGuest.Result));
        Assert.Equal("Hello, world\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(1, output.Writes);
    }

    [Fact]
    public void Write_OfMoreThanIsGathered_WritesAllInOrder()
    {
        using CountingStream output = new();
        using WasiGuest guest = new(new WasiConfiguration { StandardOutput = output });
        for (uint i = 0; i < 0x3000; i++)
        {
            guest.Memory.Write(0x1000 + i, (byte)(i % 251));
        }

        guest.SetVector(0, 0x1000, 0x2FFF);
        guest.SetVector(1, 0x1000, 1);

        Assert.Equal(WasiErrno.Success, guest.Call("fd_write", 1, 0, 2, WasiGuest.Result));
        Assert.Equal(0x3000u, guest.Memory.Read<uint>(WasiGuest.Result));
        Assert.Equal([.. guest.Memory.GetSpan(0x1000, 0x2FFF), 0], output.ToArray());
    }

    [Fact]
    public void Transfers_OutsideOfMemory_AreFaultsAndMoveNothing()
    {
        using MemoryStream input = new([1, 2, 3, 4]);
        using MemoryStream output = new();
        using WasiGuest guest = new(new WasiConfiguration { StandardInput = input, StandardOutput = output });
        guest.SetVector(0, 65_535, 2);

        Assert.Equal(WasiErrno.Fault, guest.Call("fd_write", 1, 0, 1, WasiGuest.Result));
        Assert.Equal(WasiErrno.Fault, guest.Call("fd_read", 0, 0, 1, WasiGuest.Result));
        guest.SetVector(0, 0xFFFF_FFF0, 0xFFFF_FFFF);
        Assert.Equal(WasiErrno.Fault, guest.Call("fd_write", 1, 0, 1, WasiGuest.Result));
        guest.SetVector(0, 0x100, 2);
        Assert.Equal(WasiErrno.Fault, guest.Call("fd_write", 1, 0, 1, 65_533));
        Assert.Equal(WasiErrno.Fault, guest.Call("fd_read", 0, 0, 1, 65_533));
        Assert.Equal(WasiErrno.Fault, guest.Call("fd_write", 1, 65_530, 1, WasiGuest.Result));
        Assert.Equal(WasiErrno.Fault, guest.Call("fd_write", 1, 0, 0x2000_0000, WasiGuest.Result));
        Assert.Equal(WasiErrno.Fault, guest.Call("fd_write", 1, -8, -1, WasiGuest.Result));

        Assert.Equal(0, output.Length);
        Assert.Equal(0, input.Position);
    }

    [Fact]
    public void Read_OfAStream_FillsOneBufferOnly()
    {
        using MemoryStream input = new([.. "abcdef"u8]);
        using WasiGuest guest = new(new WasiConfiguration { StandardInput = input });
        guest.SetVector(0, 0, 0);
        guest.SetVector(1, 0x800, 3);
        guest.SetVector(2, 0x900, 3);

        Assert.Equal(WasiErrno.Success, guest.Call("fd_read", 0, 0, 3, WasiGuest.Result));
        Assert.Equal(3u, guest.Memory.Read<uint>(WasiGuest.Result));
        Assert.Equal("abc", guest.Memory.ReadString(0x800, 3));
        Assert.Equal(WasiErrno.Success, guest.Read(0, out string rest));
        Assert.Equal("def", rest);
        Assert.Equal(WasiErrno.Success, guest.Read(0, out string end));
        Assert.Empty(end);
    }

    [Theory]
    [MemberData(nameof(FileSystems.Kinds), MemberType = typeof(FileSystems))]
    public void File_WrittenAndRead_KeepsPositionsAsPosixDoes(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenCreate, out uint fd));

        Assert.Equal(WasiErrno.Success, guest.Write(fd, "0123456789"));
        Assert.Equal(10, Seek(guest, fd, 0, 1));
        Assert.Equal(4, Seek(guest, fd, -6, 2));
        Assert.Equal(WasiErrno.Success, guest.Read(fd, out string text, 3));
        Assert.Equal("456", text);
        Assert.Equal(7, Seek(guest, fd, 0, 1));
        Assert.Equal(20, Seek(guest, fd, 20, 0));
        Assert.Equal(WasiErrno.Success, guest.Read(fd, out text));
        Assert.Empty(text);
        Assert.Equal(WasiErrno.Success, guest.Write(fd, "!"));
        Assert.Equal(WasiErrno.Success, guest.Stat(3, "f", out WasiFileType type, out ulong size));
        Assert.Equal((WasiFileType.RegularFile, 21ul), (type, size));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("fd_seek", fd, -22, 2, WasiGuest.Result));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("fd_seek", fd, 0, 3, WasiGuest.Result));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_tell", fd, WasiGuest.Result));
        Assert.Equal(21, guest.Memory.Read<long>(WasiGuest.Result));

        // At offsets, without moving.
        guest.Memory.WriteString(0x800, "AB");
        guest.SetVector(0, 0x800, 1);
        guest.SetVector(1, 0x801, 1);
        Assert.Equal(WasiErrno.Success, guest.Call("fd_pwrite", fd, 0, 2, 1, WasiGuest.Result));
        guest.SetVector(0, 0x900, 2);
        guest.SetVector(1, 0xA00, 2);
        Assert.Equal(WasiErrno.Success, guest.Call("fd_pread", fd, 0, 2, 0, WasiGuest.Result));
        Assert.Equal("0A", guest.Memory.ReadString(0x900, 2));
        Assert.Equal("B3", guest.Memory.ReadString(0xA00, 2));
        Assert.Equal(21, Seek(guest, fd, 0, 1));
        Assert.NotEqual(WasiErrno.Success, guest.Call("fd_pwrite", fd, 0, 1, -1, WasiGuest.Result));
        Assert.NotEqual(WasiErrno.Success, guest.Call("fd_pread", fd, 0, 1, -1, WasiGuest.Result));
    }

    [Theory]
    [MemberData(nameof(FileSystems.Kinds), MemberType = typeof(FileSystems))]
    public void File_OpenToAppend_GrowsAtItsEndWhereverThePositionIs(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenCreate, out uint fd));
        Assert.Equal(WasiErrno.Success, guest.Write(fd, "one "));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", 0, out uint second, fdFlags: 1));

        Assert.Equal(WasiErrno.Success, guest.Write(second, "two "));
        Assert.Equal(WasiErrno.Success, guest.Write(fd, "TWO "));
        Assert.Equal(0, Seek(guest, second, 0, 0));
        Assert.Equal(WasiErrno.Success, guest.Write(second, "three"));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_fdstat_set_flags", second, 16));
        Assert.Equal(0, Seek(guest, second, 0, 0));
        Assert.Equal(WasiErrno.Success, guest.Write(second, "ONE"));

        Assert.Equal(0, Seek(guest, fd, 0, 0));
        Assert.Equal(WasiErrno.Success, guest.Read(fd, out string text));
        Assert.Equal("ONE TWO three", text);
        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("fd_fdstat_set_flags", second, 32));
    }

    [Theory]
    [MemberData(nameof(FileSystems.Kinds), MemberType = typeof(FileSystems))]
    public void File_Sizes_CanBeSetAndAllocated(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenCreate, out uint fd));
        Assert.Equal(WasiErrno.Success, guest.Write(fd, "0123456789"));

        Assert.Equal(WasiErrno.Success, guest.Call("fd_filestat_set_size", fd, 4));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_filestat_set_size", fd, 6));
        Assert.Equal(0, Seek(guest, fd, 0, 0));
        Assert.Equal(WasiErrno.Success, guest.Read(fd, out string text));
        Assert.Equal("0123\0\0", text);
        Assert.Equal(WasiErrno.Success, guest.Call("fd_allocate", fd, 2, 3));
        Assert.Equal(6, Seek(guest, fd, 0, 2));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_allocate", fd, 5, 5));
        Assert.Equal(10, Seek(guest, fd, 0, 2));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("fd_allocate", fd, 5, 0));
        Assert.Equal(WasiErrno.FileTooLarge, guest.Call("fd_allocate", fd, -1, 5));
        Assert.Equal(WasiErrno.FileTooLarge, guest.Call("fd_filestat_set_size", fd, -1));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_sync", fd));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_datasync", fd));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_advise", fd, 0, 10, 5));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("fd_advise", fd, 0, 10, 6));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_filestat_set_times", fd, 1_000_000_000, 2_000_000_000, 5));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_filestat_get", fd, WasiGuest.Result));
        Assert.Equal((1_000_000_000L, 2_000_000_000L), (guest.Memory.Read<long>(WasiGuest.Result + 40), guest.Memory.Read<long>(WasiGuest.Result + 48)));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("fd_filestat_set_times", fd, 1, 1, 3));
    }

    [Fact]
    public void InMemoryFiles_BeyondTheirLimit_HaveNoSpace()
    {
        InMemoryFileSystem files = new() { MaxBytes = 10, MaxNodes = 3 };
        using WasiGuest guest = new(new WasiConfiguration { Preopens = [new WasiPreopen("/", files)] });
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenCreate, out uint fd));
        Assert.Equal(WasiErrno.Success, guest.Write(fd, "0123456789"));

        Assert.Equal(WasiErrno.NoSpace, guest.Write(fd, "A"));
        Assert.Equal(WasiErrno.NoSpace, guest.Call("fd_filestat_set_size", fd, 11));
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_create_directory", 3, "d"));
        Assert.Equal(WasiErrno.NoSpace, guest.AtPath("path_create_directory", 3, "e"));
        Assert.Equal(WasiErrno.NoSpace, guest.Open(3, "g", WasiGuest.OpenCreate, out _));

        // A file without a name takes space until it is closed.
        Assert.Equal(WasiErrno.Success, guest.AtPath("path_unlink_file", 3, "f"));
        Assert.Equal(WasiErrno.NoSpace, guest.Open(3, "g", WasiGuest.OpenCreate, out _));
        Assert.Equal(WasiErrno.Success, guest.Call("fd_close", fd));
        Assert.Equal(WasiErrno.Success, guest.Open(3, "g", WasiGuest.OpenCreate, out fd));
        Assert.Equal(WasiErrno.Success, guest.Write(fd, "0123456789"));
    }

    [Fact]
    public void Stream_ThatFails_IsAnError()
    {
        using MemoryStream closed = new();
        closed.Dispose();
        using WasiGuest guest = new(new WasiConfiguration { StandardInput = closed, StandardOutput = closed });

        Assert.Equal(WasiErrno.BadDescriptor, guest.Write(1, "x"));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Read(0, out _));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Write(0, "x"));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Read(1, out _));
        Assert.Equal(WasiErrno.InvalidSeek, guest.Call("fd_seek", 1, 0, 0, WasiGuest.Result));
        Assert.Equal(WasiErrno.InvalidSeek, guest.Call("fd_tell", 1, WasiGuest.Result));
    }

    [Fact]
    public void Sockets_OverStreams_SendReceiveAndShutDown()
    {
        using MemoryStream peer = new();
        peer.Write("request"u8);
        peer.Position = 0;
        using WasiGuest guest = new(new WasiConfiguration { Sockets = [peer] });
        guest.SetVector(0, 0x800, 100);

        Assert.Equal(WasiErrno.Success, guest.Call("sock_recv", 3, 0, 1, 0, WasiGuest.Result, WasiGuest.Result + 8));
        Assert.Equal("request", guest.Memory.ReadString(0x800, guest.Memory.Read<int>(WasiGuest.Result)));
        guest.SetVector(0, 0x800, 3);
        Assert.Equal(WasiErrno.Success, guest.Call("sock_send", 3, 0, 1, 0, WasiGuest.Result));
        Assert.Equal("requestreq", Encoding.UTF8.GetString(peer.ToArray()));
        Assert.Equal(WasiErrno.NotSupported, guest.Call("sock_accept", 3, 0, WasiGuest.Result));
        Assert.Equal(WasiErrno.Success, guest.Call("sock_shutdown", 3, 2));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Call("sock_send", 3, 0, 1, 0, WasiGuest.Result));
        Assert.Equal(WasiErrno.Success, guest.Call("sock_recv", 3, 0, 1, 0, WasiGuest.Result, WasiGuest.Result + 8));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("sock_shutdown", 3, 0));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("sock_send", 3, 0, 1, 1, WasiGuest.Result));
        Assert.Equal(WasiErrno.NotSocket, guest.Call("sock_shutdown", 1, 1));
        Assert.Equal(WasiErrno.BadDescriptor, guest.Call("sock_accept", 9, 0, WasiGuest.Result));
    }

    private static long Seek(WasiGuest guest, uint fd, long offset, int whence)
    {
        Assert.Equal(WasiErrno.Success, guest.Call("fd_seek", fd, offset, whence, WasiGuest.Result));
        return guest.Memory.Read<long>(WasiGuest.Result);
    }

    private sealed class CountingStream : MemoryStream
    {
        public int Writes { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            base.Write(buffer);
        }
    }
}
