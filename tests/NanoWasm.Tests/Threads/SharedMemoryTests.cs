// Instances on several threads over one memory.
using NanoWasm.Tests.Documents;
using NanoWasm.Tests.Execution;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Threads;

public sealed class SharedMemoryTests
{
    private const int ThreadCount = 4;
    private const int Rounds = 20_000;

    private static readonly MemoryType OnePage = new(1, 1) { IsShared = true };
    private static readonly MemoryType Growing = new(1, 4) { IsShared = true };

    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    public static TheoryData<DispatchMode, Opcode> Changes
    {
        get
        {
            TheoryData<DispatchMode, Opcode> rows = [];
            foreach (DispatchMode mode in new[] { DispatchMode.Threaded, DispatchMode.Switch })
            {
                foreach (Opcode opcode in new[]
                {
                    Opcode.I32AtomicRmwAdd, Opcode.I32AtomicRmw8AddU, Opcode.I32AtomicRmw16AddU, Opcode.I64AtomicRmwAdd, Opcode.I64AtomicRmw32AddU,
                    Opcode.I32AtomicRmwSub, Opcode.I32AtomicRmw16SubU, Opcode.I32AtomicRmwXor, Opcode.I64AtomicRmwXor, Opcode.I64AtomicRmw8XorU, Opcode.I64AtomicRmw16XorU,
                })
                {
                    rows.Add(mode, opcode);
                }
            }

            return rows;
        }
    }

    /// <summary>Each thread adds (or flips) numbers of its own to a value that lies between others; none gets lost, and the neighbours stay.</summary>
    [Theory]
    [MemberData(nameof(Changes))]
    public void ReadModifyWrite_ByThreadsAtOnce_LosesNothing(DispatchMode mode, Opcode opcode)
    {
        OpcodeInfo info = Opcodes.Get(opcode);
        bool isLong = info.Mnemonic.StartsWith("i64", StringComparison.Ordinal);
        string digits = string.Concat(info.Mnemonic.Split('.')[2].Where(char.IsAsciiDigit));
        int bytes = digits.Length == 0 ? isLong ? 8 : 4 : int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) / 8;
        uint align = (uint)System.Numerics.BitOperations.Log2((uint)bytes);
        byte[] wasm = new ModuleBuilder().ImportMemory("env", "memory", OnePage).Function("run", [I32, I64], [], f =>
        {
            f.Loop().I32(1024 + 16).LocalGet(1);
            _ = isLong ? f : f.Op(Opcode.I32WrapI64);
            f.Access(opcode, 0, align).Drop().LocalGet(0).I32(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0).End();
        }).Build();
        using Memory memory = new(OnePage);
        memory.Write(1024 + 8, ulong.MaxValue / 3);
        memory.Write(1024 + 16 + (ulong)bytes, ulong.MaxValue / 3);
        using Module module = Module.FromBytes(wasm);

        Threads.Run(ThreadCount, i =>
        {
            using Instance instance = new Linker().Define("env", "memory", memory).Instantiate(module, Run.Options(mode));
            instance.GetAction<int, long>("run").Invoke(Rounds + i, Operand(i));
        });

        ulong expected = 0;
        for (int i = 0; i < ThreadCount; i++)
        {
            ulong operand = (ulong)Operand(i);
            ulong times = Rounds + (ulong)i;
            expected = info.Mnemonic.Contains(".add", StringComparison.Ordinal) ? expected + (times * operand)
                : info.Mnemonic.Contains(".sub", StringComparison.Ordinal) ? expected - (times * operand)
                : times % 2 == 0 ? expected : expected ^ operand;
        }

        Assert.Equal(expected & (ulong.MaxValue >> (64 - (8 * bytes))), memory.Read<ulong>(1024 + 16) & (ulong.MaxValue >> (64 - (8 * bytes))));
        Assert.Equal(ulong.MaxValue / 3, memory.Read<ulong>(1024 + 8));
        Assert.Equal(ulong.MaxValue / 3, memory.Read<ulong>(1024 + 16 + (ulong)bytes));

        static long Operand(int thread) => 0x0123_4567_89AB_CDEF * (thread + 1);
    }

    /// <summary>Bits that threads set and clear by and, or, exchange and compare-exchange: each owns one of a byte.</summary>
    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Bits_SetAndClearedByThreadsAtOnce_BelongToTheirThreads(DispatchMode mode)
    {
        byte[] wasm = new ModuleBuilder().ImportMemory("env", "memory", OnePage)

            // Sets the bit, clears it, and counts how often it was not as this thread had left it.
            .Function("run", [I32, I32], [I32], f => f.Locals(I32).Loop()
                .I32(5).LocalGet(1).Access(Opcode.I32AtomicRmw8OrU).LocalGet(1).Op(Opcode.I32And).I32(0).Op(Opcode.I32Ne).LocalGet(2).Op(Opcode.I32Add).LocalSet(2)
                .I32(5).LocalGet(1).I32(-1).Op(Opcode.I32Xor).Access(Opcode.I32AtomicRmw8AndU).LocalGet(1).Op(Opcode.I32And).Op(Opcode.I32Eqz).LocalGet(2).Op(Opcode.I32Add).LocalSet(2)
                .LocalGet(0).I32(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0).End().LocalGet(2))
            .Build();
        using Memory memory = new(OnePage);
        using Module module = Module.FromBytes(wasm);
        int[] surprises = new int[ThreadCount];

        Threads.Run(ThreadCount, i =>
        {
            using Instance instance = new Linker().Define("env", "memory", memory).Instantiate(module, Run.Options(mode));
            surprises[i] = instance.GetFunction<int, int, int>("run").Invoke(Rounds, 1 << (2 * i));
        });

        Assert.All(surprises, static count => Assert.Equal(0, count));
        Assert.Equal(0, memory.Read<long>(0));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Program_WithMutexAndCondition_CountsAndPassesEverything(DispatchMode mode)
    {
        const int Times = 5_000;
        using Module module = Module.FromFile(Path.Combine(Repository.Root, "tests/NanoWasm.Tests/Programs/threads.wasm"));
        MemoryType type = Assert.IsType<MemoryType>(module.Imports[0].Type);
        using Memory memory = new(type);
        Linker linker = new Linker().Define("env", "memory", memory);
        ulong[] sums = new ulong[ThreadCount];
        uint total = 0;

        Threads.Run(ThreadCount, i =>
        {
            using Instance instance = linker.Instantiate(module, Run.Options(mode));
            if (instance.TryGetGlobal("__stack_pointer", out Global? stack))
            {
                stack.Value = instance.GetFunction<int, int>("stack_of").Invoke(i);
            }

            Assert.Equal(17, instance.GetFunction<int, int>("count").Invoke(Times));
            if (i % 2 == 0)
            {
                instance.GetAction<int, int>("produce").Invoke(i * Times, Times);
            }
            else
            {
                sums[i] = instance.GetFunction<int, ulong>("consume").Invoke(Times);
            }
        });
        using (Instance last = linker.Instantiate(module, Run.Options(mode)))
        {
            total = last.GetFunction<uint>("counted").Invoke();
        }

        Assert.Equal(ThreadCount * Times, (int)total);
        Assert.Equal(Enumerable.Range(0, Times).Concat(Enumerable.Range(2 * Times, Times)).Sum(static n => (long)n), (long)sums.Aggregate(static (a, b) => a + b));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Growth_ByAnotherThread_IsSeenByWhoeverLearnsOfIt(DispatchMode mode)
    {
        // Each function waits in a loop, without leaving the machine, until there is a second page, and touches it.
        Action<CodeBuilder>[] touches =
        [
            static f => f.I32(70_000).Access(Opcode.I32Load).Drop(),
            static f => f.I32(70_000).I32(7).Access(Opcode.I32Store),
            static f => f.I32(70_000).Access(Opcode.I32AtomicLoad, align: 2).Drop(),
            static f => f.I32(70_000).Raw([0xFE, 0x90, 0x80, 0x00, 2, 0]).Drop(),
            static f => f.I32(70_000).I32(1).I32(100).Op(Opcode.MemoryFill, 0),
            static f => f.I32(70_000).I32(1).I32(100).Raw([0xFC, 0x8B, 0x00, 0]),
            static f => f.I32(70_000).Access(Opcode.V128Load).Drop(),
            static f => f.I32(70_000).I32(1).Access(Opcode.MemoryAtomicNotify, align: 2).Drop(),
            static f => f.Op(Opcode.MemorySize, 0).I32(2).Op(Opcode.I32Ne).If().Unreachable().End(),
        ];
        foreach (Action<CodeBuilder> touch in touches)
        {
            byte[] wasm = new ModuleBuilder().ImportMemory("env", "memory", Growing).ImportFunction("env", "tell", [], [])
                .Function("run", [], [], f =>
                {
                    f.Call(0).Loop().I32(0).Access(Opcode.I32AtomicLoad, align: 2).Op(Opcode.I32Eqz).BrIf(0).End();
                    touch(f);
                })
                .Build();
            using Memory memory = new(Growing);
            using Module module = Module.FromBytes(wasm);
            using ManualResetEventSlim running = new();
            using Instance instance = new Linker().Define("env", "memory", memory).DefineFunction("env", "tell", running.Set).Instantiate(module, Run.Options(mode));
            Threads.Worker worker = new(() => instance.GetAction("run").Invoke());
            running.Wait();

            Assert.Equal(1, memory.Grow(1));
            Volatile.Write(ref System.Runtime.CompilerServices.Unsafe.As<byte, int>(ref memory.Span[0]), 1);

            worker.Join();
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Access_BeyondAGrownMemory_StillTraps(DispatchMode mode)
    {
        using Memory memory = new(Growing);
        using Module module = Module.FromBytes(new ModuleBuilder().ImportMemory("env", "memory", Growing)
            .Function("f", [], [], static f => f.I32(1).Op(Opcode.MemoryGrow, 0).Drop().I32(2 * 65_536).Access(Opcode.I32Load).Drop()).Build());
        using Instance instance = new Linker().Define("env", "memory", memory).Instantiate(module, Run.Options(mode));

        TrapException trap = Run.Trap(instance);

        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        Assert.Equal(2, memory.Pages);
    }

    [Fact]
    public unsafe void Growth_ByThreadsAtOnce_AddsUpAndNeverMoves()
    {
        MemoryType type = new(1, 401) { IsShared = true };
        using Memory memory = new(type);
        using Module module = Module.FromBytes(new ModuleBuilder().ImportMemory("env", "memory", type)
            .Function("grow", [], [I32], static f => f.I32(1).Op(Opcode.MemoryGrow, 0)).Build());
        byte* first = memory.Data->Base;
        int[][] sizes = new int[ThreadCount][];

        Threads.Run(ThreadCount, i =>
        {
            using Instance instance = new Linker().Define("env", "memory", memory).Instantiate(module);
            WasmFunction<int> grow = instance.GetFunction<int>("grow");
            sizes[i] = [.. Enumerable.Range(0, 100).Select(_ => grow.Invoke())];
            Assert.Equal(sizes[i].Order(), sizes[i]);
        });

        Assert.Equal(Enumerable.Range(1, 400), sizes.SelectMany(static of => of).Order());
        Assert.Equal((401, -1), (memory.Pages, memory.Grow(1)));
        Assert.True(first == memory.Data->Base);
        Assert.Equal(0, memory.GetSpan(65_536, 400 * 65_536).IndexOfAnyExcept((byte)0) + 1);
    }

    [Fact]
    public void Memory_OfAModule_IsSharedByItsExportAndLimitedByItsOptions()
    {
        using Module owner = Module.FromBytes(new ModuleBuilder().Memory(new MemoryType(1, 65_536) { IsShared = true }, "memory").Build());
        using Instance first = new Linker().Instantiate(owner, new InstanceOptions { MaxMemoryBytes = 2 * 65_536 });
        using Module user = Module.FromBytes(new ModuleBuilder().ImportMemory("owner", "memory", new MemoryType(1, 65_536) { IsShared = true })
            .Function("run", [I32], [I32], static f => f.Loop().I32(4).I32(1).Access(Opcode.I32AtomicRmwAdd, align: 2).Drop()
                .LocalGet(0).I32(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0).End().I32(4).Access(Opcode.I32AtomicLoad, align: 2)).Build());
        Linker linker = new Linker().DefineInstance("owner", first);

        Threads.Run(2, _ =>
        {
            using Instance instance = linker.Instantiate(user);
            instance.GetFunction<int, int>("run").Invoke(1000);
        });

        Memory memory = first.GetMemory("memory");
        Assert.Equal(2000, memory.Read<int>(4));
        Assert.Equal((1, -1), (memory.Grow(1), memory.Grow(1)));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Import_SharedAndNot_DoNotMatch(bool given, bool wanted)
    {
        using Memory memory = new(new MemoryType(1, 1) { IsShared = given });
        using Module module = Module.FromBytes(new ModuleBuilder().ImportMemory("env", "memory", new MemoryType(1, 1) { IsShared = wanted }).Build());

        LinkException error = Assert.Throws<LinkException>(() => new Linker().Define("env", "memory", memory).Instantiate(module));

        Assert.Contains("shared", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Two guests wait for each other in loops, which needs both to run at once.</summary>
    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Instances_OfOneSharedMemory_RunAtOnce(DispatchMode mode)
    {
        using Memory memory = new(OnePage);
        using Module module = Module.FromBytes(new ModuleBuilder().ImportMemory("env", "memory", OnePage)

            // For n rounds: waits until the number is odd (or even), and adds one.
            .Function("run", [I32, I32], [], static f => f
                .Loop()
                .Loop().I32(0).Access(Opcode.I32AtomicLoad, align: 2).I32(1).Op(Opcode.I32And).LocalGet(0).Op(Opcode.I32Ne).BrIf(0).End()
                .I32(0).I32(0).Access(Opcode.I32Load, align: 2).I32(1).Op(Opcode.I32Add).Access(Opcode.I32AtomicStore, align: 2)
                .LocalGet(1).I32(1).Op(Opcode.I32Sub).LocalTee(1).BrIf(0).End()).Build());

        Threads.Run(2, i =>
        {
            using Instance instance = new Linker().Define("env", "memory", memory).Instantiate(module, Run.Options(mode));
            instance.GetAction<int, int>("run").Invoke(i, 50);
        });

        Assert.Equal(100, memory.Read<int>(0));
    }
}
