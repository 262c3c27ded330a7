// Clocks, random numbers, waiting.
using System.Buffers.Binary;

namespace NanoWasm.Wasi.Tests;

public sealed class ClockTests
{
    private const uint Subscriptions = 0x2000;
    private const uint Events = 0x3000;

    [Fact]
    public void SystemClocks_GoOnAndHaveResolutions()
    {
        using WasiGuest guest = new(new WasiConfiguration());
        for (int clock = 0; clock < 4; clock++)
        {
            Assert.Equal(WasiErrno.Success, guest.Call("clock_time_get", clock, 0, 0));
            ulong before = guest.Memory.Read<ulong>(0);
            Assert.Equal(WasiErrno.Success, guest.Call("clock_time_get", clock, 0, 0));
            Assert.True(guest.Memory.Read<ulong>(0) >= before);
            Assert.Equal(WasiErrno.Success, guest.Call("clock_res_get", clock, 8));
            Assert.InRange(guest.Memory.Read<ulong>(8), 1u, 1_000_000_000u);
        }

        Assert.Equal(WasiErrno.Success, guest.Call("clock_time_get", 0, 0, 0));
        Assert.InRange(DateTime.UnixEpoch.AddTicks((long)(guest.Memory.Read<ulong>(0) / 100)), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), DateTime.UtcNow);
        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("clock_time_get", 4, 0, 0));
        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("clock_res_get", -1, 0));
        Assert.Equal(WasiErrno.Fault, guest.Call("clock_time_get", 0, 0, 65_529));
    }

    [Fact]
    public void Deterministic_Runs_AreIdentical()
    {
        Assert.Equal(Run(1), Run(1));
        Assert.NotEqual(Run(1), Run(2));

        static byte[] Run(ulong seed)
        {
            using WasiGuest guest = new(WasiConfiguration.Deterministic(seed));
            Assert.Equal(WasiErrno.Success, guest.Call("random_get", 0, 37));
            Assert.Equal(WasiErrno.Success, guest.Call("clock_time_get", 0, 0, 40));
            Assert.Equal(WasiErrno.Success, guest.Open(3, "file", WasiGuest.OpenCreate, out uint fd));
            Assert.Equal(WasiErrno.Success, guest.Write(fd, "text"));
            Assert.Equal(WasiErrno.Success, guest.Call("fd_filestat_get", fd, 256));
            Assert.Equal(WasiErrno.Success, guest.Call("clock_time_get", 1, 0, 48));
            return guest.Memory.GetSpan(0, 1024).ToArray();
        }
    }

    [Fact]
    public void VirtualClock_Sleep_PassesTimeWithoutWaiting()
    {
        VirtualClock clock = new(start: 1000, step: 10);
        using WasiGuest guest = new(new WasiConfiguration { Clock = clock });
        const ulong Year = 365UL * 24 * 3600 * 1_000_000_000;
        Subscribe(guest, 0, 11, type: 0, id: 1, timeout: Year, flags: 0);

        Assert.Equal(WasiErrno.Success, guest.Call("poll_oneoff", Subscriptions, Events, 1, 0));

        Assert.Equal(1u, guest.Memory.Read<uint>(0));
        Assert.Equal((11UL, (ushort)0, (byte)0), (guest.Memory.Read<ulong>(Events), guest.Memory.Read<ushort>(Events + 8), guest.Memory.Read<byte>(Events + 10)));
        Assert.Equal(Year, clock.Elapsed);
        Assert.Equal(Year + 1010, clock.GetTime(WasiClockId.RealTime));
    }

    [Fact]
    public void PollOneoff_OfSeveralClocks_WaitsForTheFirst()
    {
        VirtualClock clock = new(start: 0, step: 1);
        using WasiGuest guest = new(new WasiConfiguration { Clock = clock });
        Subscribe(guest, 0, 1, type: 0, id: 1, timeout: 5000, flags: 0);
        Subscribe(guest, 1, 2, type: 0, id: 1, timeout: 300, flags: 1);
        Subscribe(guest, 2, 3, type: 0, id: 0, timeout: 2000, flags: 0);

        Assert.Equal(WasiErrno.Success, guest.Call("poll_oneoff", Subscriptions, Events, 3, 0));

        Assert.Equal(1u, guest.Memory.Read<uint>(0));
        Assert.Equal(2UL, guest.Memory.Read<ulong>(Events));
        Assert.InRange(clock.Elapsed, 300u, 400u);
    }

    [Fact]
    public void PollOneoff_OfDescriptors_IsReadyAtOnceAndReportsBadOnes()
    {
        VirtualClock clock = new();
        InMemoryFileSystem files = new(clock);
        files.WriteFile("five", "12345"u8);
        using WasiGuest guest = new(new WasiConfiguration { Clock = clock, Preopens = [new WasiPreopen("/", files)] });
        Assert.Equal(WasiErrno.Success, guest.Open(3, "five", 0, out uint fd));
        Subscribe(guest, 0, 1, type: 1, id: fd, timeout: 0, flags: 0);
        Subscribe(guest, 1, 2, type: 2, id: 99, timeout: 0, flags: 0);
        Subscribe(guest, 2, 3, type: 0, id: 9, timeout: 0, flags: 0);
        Subscribe(guest, 3, 4, type: 0, id: 1, timeout: 1_000_000_000, flags: 0);
        Subscribe(guest, 4, 5, type: 7, id: 0, timeout: 0, flags: 0);

        Assert.Equal(WasiErrno.Success, guest.Call("poll_oneoff", Subscriptions, Events, 5, 0));

        Assert.Equal(4u, guest.Memory.Read<uint>(0));
        Assert.Equal(
            [(1UL, WasiErrno.Success, 5UL), (2UL, WasiErrno.BadDescriptor, 0UL), (3UL, WasiErrno.InvalidArgument, 0UL), (5UL, WasiErrno.InvalidArgument, 0UL)],
            Enumerable.Range(0, 4).Select(i => (ulong)(Events + (32 * i))).Select(e => (guest.Memory.Read<ulong>(e), (WasiErrno)guest.Memory.Read<ushort>(e + 8), guest.Memory.Read<ulong>(e + 16))));
        Assert.InRange(clock.Elapsed, 0u, 900_000_000u);
    }

    [Fact]
    public void PollOneoff_OfNothingOrOutside_IsAnError()
    {
        using WasiGuest guest = new(new WasiConfiguration { Clock = new VirtualClock() });

        Assert.Equal(WasiErrno.InvalidArgument, guest.Call("poll_oneoff", Subscriptions, Events, 0, 0));
        Assert.Equal(WasiErrno.Fault, guest.Call("poll_oneoff", 65_530, Events, 1, 0));
        Assert.Equal(WasiErrno.Fault, guest.Call("poll_oneoff", Subscriptions, 65_530, 1, 0));
        Assert.Equal(WasiErrno.Fault, guest.Call("poll_oneoff", Subscriptions, Events, 1, 65_534));
        Assert.Equal(WasiErrno.Fault, guest.Call("poll_oneoff", Subscriptions, Events, 0x7FFF_FFFF, 0));
    }

    [Fact]
    public void Sleep_WhenCancelled_EndsTheGuest()
    {
        using CancellationTokenSource cancellation = new();
        using WasiGuest guest = new(new WasiConfiguration { Cancellation = cancellation.Token });
        Subscribe(guest, 0, 1, type: 0, id: 1, timeout: ulong.MaxValue, flags: 0);
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => guest.Call("poll_oneoff", Subscriptions, Events, 1, 0));
    }

    [Fact]
    public void SystemClock_ShortSleep_TakesAtLeastItsTime()
    {
        ulong before = SystemClock.Instance.GetTime(WasiClockId.Monotonic);
        SystemClock.Instance.Sleep(2_500_000, CancellationToken.None);

        Assert.True(SystemClock.Instance.GetTime(WasiClockId.Monotonic) - before >= 2_500_000);
    }

    [Fact]
    public void SeededRandom_WithSeed_GivesTheSameBytesOnEveryMachine()
    {
        byte[] bytes = new byte[11];
        new SeededRandom(0).Fill(bytes);

        // The first two numbers of SplitMix64 from the state 0.
        Assert.Equal(0xE220_A839_7B1D_CDAFul, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        Assert.Equal([0xF4, 0x65, 0xB9], bytes[8..]);
    }

    [Fact]
    public void RandomGet_OutsideOfMemory_IsAFault()
    {
        using WasiGuest guest = new(new WasiConfiguration());

        Assert.Equal(WasiErrno.Success, guest.Call("random_get", 0, 65_536));
        Assert.Equal(WasiErrno.Success, guest.Call("random_get", 65_536, 0));
        Assert.Equal(WasiErrno.Fault, guest.Call("random_get", 1, 65_536));
        Assert.Equal(WasiErrno.Fault, guest.Call("random_get", -1, -1));
        Assert.Equal(WasiErrno.Success, guest.Call("sched_yield"));
        Assert.Equal(WasiErrno.NotSupported, guest.Call("proc_raise", 6));
    }

    private static void Subscribe(WasiGuest guest, uint index, ulong userData, byte type, uint id, ulong timeout, ushort flags)
    {
        ulong at = Subscriptions + (48 * index);
        guest.Memory.Write(at, userData);
        guest.Memory.Write(at + 8, type);
        guest.Memory.Write(at + 16, id);
        guest.Memory.Write(at + 24, timeout);
        guest.Memory.Write(at + 40, flags);
    }
}
