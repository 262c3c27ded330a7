// Calls that programs make all the time.
namespace NanoWasm.Wasi.Tests;

public sealed class AllocationTests
{
    private const int Calls = 100;

    public static TheoryData<string> Kinds => FileSystems.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ReadingAndWritingFiles_AllocatesNothing(string kind)
    {
        using FileSystems files = new(kind);
        using WasiGuest guest = files.MakeGuest();
        Assert.Equal(WasiErrno.Success, guest.Open(3, "f", WasiGuest.OpenCreate, out uint fd));
        guest.SetVector(0, WasiGuest.Buffer, 100);
        guest.SetVector(1, WasiGuest.Buffer, 28);
        WasmFunction<int, int, int, int, int> write = guest.Instance.GetFunction<int, int, int, int, int>("fd_write");
        WasmFunction<int, int, int, int, int> read = guest.Instance.GetFunction<int, int, int, int, int>("fd_read");
        WasmFunction<int, long, int, int, int> seek = guest.Instance.GetFunction<int, long, int, int, int>("fd_seek");

        // The file grows before, not while it is looked at.
        Assert.Equal(WasiErrno.Success, guest.Call("fd_filestat_set_size", fd, 1 << 20));

        Assert.Equal(0, Allocated(() => seek.Invoke((int)fd, 0, 0, 64) | write.Invoke((int)fd, 0, 2, 64)));
        Assert.Equal(0, Allocated(() => seek.Invoke((int)fd, 0, 0, 64) | read.Invoke((int)fd, 0, 2, 64)));
    }

    [Fact]
    public void StreamsClocksAndRandomNumbers_AllocateNothing()
    {
        using MemoryStream output = new(new byte[1 << 20]);
        using MemoryStream input = new(new byte[1 << 20]);
        foreach (WasiConfiguration configuration in (WasiConfiguration[])[new(), WasiConfiguration.Deterministic()])
        {
            using WasiGuest guest = new(configuration with { StandardOutput = output, StandardInput = input });
            guest.SetVector(0, WasiGuest.Buffer, 10);
            guest.SetVector(1, WasiGuest.Buffer, 10);
            WasmFunction<int, int, int, int, int> write = guest.Instance.GetFunction<int, int, int, int, int>("fd_write");
            WasmFunction<int, int, int, int, int> read = guest.Instance.GetFunction<int, int, int, int, int>("fd_read");
            WasmFunction<int, long, int, int> time = guest.Instance.GetFunction<int, long, int, int>("clock_time_get");
            WasmFunction<int, int, int> random = guest.Instance.GetFunction<int, int, int>("random_get");

            Assert.Equal(0, Allocated(() => write.Invoke(1, 0, 2, 64)));
            Assert.Equal(0, Allocated(() => read.Invoke(0, 0, 2, 64)));
            Assert.Equal(0, Allocated(() => random.Invoke(0x800, 33)));
            for (int clock = 0; clock < 4; clock++)
            {
                Assert.Equal(0, Allocated(() => time.Invoke(clock, 1, 64)));
            }
        }
    }

    /// <summary>The bytes that a hundred calls allocate, once everything is compiled and made.</summary>
    private static long Allocated(Func<int> call)
    {
        for (int i = 0; i < Calls; i++)
        {
            Assert.Equal(0, call());
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        int errors = 0;
        for (int i = 0; i < Calls; i++)
        {
            errors |= call();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, errors);
        return allocated;
    }
}
