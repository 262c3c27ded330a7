// Waiting for other threads, and how it ends.
using NanoWasm.Tests.Execution;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Threads;

/// <summary>No test waits for a moment: threads wait for each other.</summary>
public sealed class WaitTests
{
    private const long ForEver = -1;
    private const int Notified = 0;
    private const int NotEqual = 1;
    private const int TimedOut = 2;

    private static readonly MemoryType OnePage = new(1, 2) { IsShared = true };
    private static readonly Module Waiting = Module.FromBytes(WaitingModule(OnePage));

    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Wait_OfAnotherValueOrWithoutTime_DoesNotWait(DispatchMode mode)
    {
        using Memory memory = new(OnePage);
        using Instance instance = Instantiate(mode, memory);
        memory.Write(8, 0x1_0000_0002L);

        Assert.Equal(NotEqual, Wait32(instance, 8, 3, ForEver));
        Assert.Equal(TimedOut, Wait32(instance, 8, 2, 0));
        Assert.Equal(TimedOut, Wait32(instance, 8, 2, 1));
        Assert.Equal(TimedOut, Wait32(instance, 8, 2, 1_000_001));
        Assert.Equal(NotEqual, Wait64(instance, 8, 2, ForEver));
        Assert.Equal(TimedOut, Wait64(instance, 8, 0x1_0000_0002, 100));
        Assert.Equal(0, memory.Notify(8));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Notify_OfSomeThreads_WakesTheFirstOnesThatWaitThere(DispatchMode mode)
    {
        using Memory memory = new(OnePage);
        List<(int Thread, int End)> ended = [];
        Threads.Worker[] workers = [.. Enumerable.Range(0, 5).Select(i =>
        {
            Threads.Worker worker = new(() =>
            {
                using Instance instance = Instantiate(mode, memory);

                // The third one waits elsewhere, and one waits for eight bytes.
                int end = i == 3 ? Wait64(instance, 8, 0, ForEver) : Wait32(instance, i == 2 ? 16 : 8, 0, long.MaxValue);
                lock (ended)
                {
                    ended.Add((i, end));
                }
            });
            Threads.AwaitWaiters(memory, i + 1);
            return worker;
        })];
        using Instance notifier = Instantiate(mode, memory);
        WasmFunction<int, int, int> notify = notifier.GetFunction<int, int, int>("notify");

        Assert.Equal(0, notify.Invoke(8, 0));
        Assert.Equal(0, notify.Invoke(12, -1));
        Assert.Equal(1, notify.Invoke(8, 1));
        workers[0].Join();
        Assert.Equal([(0, Notified)], ended);
        Assert.Equal(2, memory.Notify(8, 2));
        workers[1].Join();
        workers[3].Join();
        Assert.Equal([(0, Notified), (1, Notified), (3, Notified)], ended.Order());
        Assert.Equal(1, notify.Invoke(16, -1));
        Assert.Equal(1, notify.Invoke(8, -1));
        Assert.Equal(0, notify.Invoke(8, -1));
        workers[2].Join();
        workers[4].Join();
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Interrupt_OfAThreadThatWaits_EndsItAndTakesNoNotification(DispatchMode mode)
    {
        using Memory memory = new(OnePage);
        using Instance first = Instantiate(mode, memory);
        using Instance second = Instantiate(mode, memory);
        CallStatus interrupted = default;
        int end = -1;
        Threads.Worker worker = new(() => interrupted = first.GetFunction<int, int, long, int>("wait32").TryInvoke(8, 0, ForEver, out _));
        Threads.AwaitWaiters(memory, 1);
        Threads.Worker other = new(() => end = Wait32(second, 8, 0, ForEver));
        Threads.AwaitWaiters(memory, 2);

        first.Interrupt();
        worker.Join();

        Assert.Equal((CallStatus.Trapped, TrapKind.Interrupted), (interrupted, first.LastTrap));
        Assert.Equal(1, memory.Notify(8));
        other.Join();
        Assert.Equal(Notified, end);
        Assert.Equal(NotEqual, Wait32(first, 8, 1, ForEver));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Interrupt_AtAnyMoment_EndsAWaitForEver(DispatchMode mode)
    {
        using Memory memory = new(OnePage);
        using Instance instance = Instantiate(mode, memory);
        for (int i = 0; i < 200; i++)
        {
            using Barrier barrier = new(2);
            Threads.Worker worker = new(() =>
            {
                barrier.SignalAndWait();
                Assert.Equal(CallStatus.Trapped, instance.GetFunction<int, int, long, int>("wait32").TryInvoke(8, 0, ForEver, out _));
            });
            barrier.SignalAndWait();
            instance.Interrupt();
            worker.Join();
        }

        Assert.Equal(0, memory.Notify(8));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Interrupt_OfACallThatWaitsInAnotherInstance_EndsIt(DispatchMode mode)
    {
        using Memory memory = new(OnePage);
        using Instance inner = Instantiate(mode, memory);
        using Module module = Module.FromBytes(new ModuleBuilder().ImportFunction("inner", "wait32", [I32, I32, I64], [I32])
            .Function("run", [], [I32], static f => f.I32(8).I32(0).I64(ForEver).Call(0)).Build());
        using Instance outer = new Linker().DefineInstance("inner", inner).Instantiate(module, Run.Options(mode));
        TrapException? trap = null;
        Threads.Worker worker = new(() => trap = Assert.Throws<TrapException>(() => outer.GetFunction<int>("run").Invoke()));
        Threads.AwaitWaiters(memory, 1);

        outer.Interrupt();
        worker.Join();

        Assert.Equal(TrapKind.Interrupted, trap!.Kind);
        Assert.Equal(["wait32", "run"], trap.Frames.Select(static frame => frame.FunctionName));
        Assert.Equal(TimedOut, Wait32(inner, 8, 0, 1));
    }

    [Fact]
    public void Dispose_OfEverythingWhileAThreadWaits_FreesItAfterwards()
    {
        Memory memory = new(OnePage);
        Instance waiting = Instantiate(DispatchMode.Auto, memory);
        Instance notifier = Instantiate(DispatchMode.Auto, memory);
        int end = -1;
        Threads.Worker worker = new(() => end = Wait32(waiting, 8, 0, ForEver));
        Threads.AwaitWaiters(memory, 1);

        memory.Dispose();
        waiting.Dispose();
        Assert.Equal(1, memory.Notify(8));
        worker.Join();
        Assert.Equal(Notified, end);
        Assert.True(waiting.IsFreed);
        Assert.Equal(65_536UL, memory.ByteLength);
        notifier.Dispose();

        Assert.Throws<ObjectDisposedException>(() => memory.ByteLength);
        Assert.Throws<ObjectDisposedException>(() => memory.Notify(8));
    }

    [Fact]
    public void Dispose_OfAnInstanceThatWaitsForNobody_IsEndedByInterrupt()
    {
        using Memory memory = new(OnePage);
        Instance instance = Instantiate(DispatchMode.Auto, memory);
        CallStatus status = default;
        Threads.Worker worker = new(() => status = instance.GetFunction<int, int, long, int>("wait32").TryInvoke(8, 0, ForEver, out _));
        Threads.AwaitWaiters(memory, 1);

        instance.Dispose();
        instance.Interrupt();
        worker.Join();

        Assert.Equal(CallStatus.Trapped, status);
        Assert.True(instance.IsFreed);
    }

    [Fact]
    public void Notify_ByTheHost_ChecksItsArguments()
    {
        using Memory shared = new(OnePage);
        using Memory plain = new(1);

        Assert.Equal("address", Assert.Throws<ArgumentException>(() => shared.Notify(2)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => shared.Notify(65_536));
        Assert.Throws<ArgumentOutOfRangeException>(() => shared.Notify(8, -1));
        Assert.Equal(0, shared.Notify(65_532));
        Assert.Equal(0, plain.Notify(8));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Wait_OfASecondMemoryWith64BitAddresses_WorksAsOfAPlainOne(DispatchMode mode)
    {
        MemoryType type = OnePage with { Is64 = true };
        using Memory memory = new(type);
        using Module module = Module.FromBytes(new ModuleBuilder().ImportMemory("env", "memory", type).Memory(1)
            .Function("wait", [I64, I32], [I32], static f => f.LocalGet(0).LocalGet(1).I64(ForEver).AccessIn(Opcode.MemoryAtomicWait32, 0, 1000, 2))
            .Function("notify", [I64], [I32], static f => f.LocalGet(0).I32(-1).AccessIn(Opcode.MemoryAtomicNotify, 0, 1000, 2))
            .Function("other", [], [], static f => f.I32(0).I32(0).I64(0).AccessIn(Opcode.MemoryAtomicWait32, 1, 0, 2).Drop()).Build());
        using Instance instance = new Linker().Define("env", "memory", memory).Instantiate(module, Run.Options(mode));
        using Instance other = new Linker().Define("env", "memory", memory).Instantiate(module, Run.Options(mode));
        int end = -1;
        Threads.Worker worker = new(() => end = instance.GetFunction<long, int, int>("wait").Invoke(8, 0));
        Threads.AwaitWaiters(memory, 1);

        Assert.Equal(0, other.GetFunction<long, int>("notify").Invoke(12));
        Assert.Equal(1, other.GetFunction<long, int>("notify").Invoke(8));
        worker.Join();

        Assert.Equal(Notified, end);
        Assert.Equal(CallStatus.Trapped, other.GetFunction<long, int>("notify").TryInvoke(-1000, out _));
        Assert.Equal(TrapKind.MemoryOutOfBounds, other.LastTrap);
        Assert.Equal(TrapKind.ExpectedSharedMemory, Run.Trap(other, "other").Kind);
    }

    private static byte[] WaitingModule(MemoryType type) => new ModuleBuilder().ImportMemory("env", "memory", type)
        .Function("wait32", [I32, I32, I64], [I32], static f => f.LocalGet(0).LocalGet(1).LocalGet(2).Access(Opcode.MemoryAtomicWait32, align: 2))
        .Function("wait64", [I32, I64, I64], [I32], static f => f.LocalGet(0).LocalGet(1).LocalGet(2).Access(Opcode.MemoryAtomicWait64, align: 3))
        .Function("notify", [I32, I32], [I32], static f => f.LocalGet(0).LocalGet(1).Access(Opcode.MemoryAtomicNotify, align: 2))
        .FunctionName(0, "wait32")
        .Build();

    private static Instance Instantiate(DispatchMode mode, Memory memory) => new Linker().Define("env", "memory", memory).Instantiate(Waiting, Run.Options(mode));

    private static int Wait32(Instance instance, int address, int expected, long timeout) =>
        instance.GetFunction<int, int, long, int>("wait32").Invoke(address, expected, timeout);

    private static int Wait64(Instance instance, int address, long expected, long timeout) =>
        instance.GetFunction<int, long, long, int>("wait64").Invoke(address, expected, timeout);
}
