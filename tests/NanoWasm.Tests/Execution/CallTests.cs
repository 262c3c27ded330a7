// Calls: frames, locals, results, stacks that end, other instances and the host.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class CallTests
{
    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_Recursive_ComputesFibonacci(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, Fibonacci());
        Assert.Equal(6765, Run.Int(instance, "f", 20));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_WithLocals_FindsThemZeroEveryTime(DispatchMode mode)
    {
        // g dirties its locals; called twice, it must find zeros both times.
        ModuleBuilder module = new ModuleBuilder()
            .Function([I32], [I32], g => g.Locals(I32, 300).LocalGet(299).LocalGet(1).Op(Opcode.I32Add).LocalGet(0).LocalSet(299).LocalGet(0).LocalSet(1))
            .Function("f", [], [I32], f => f.I32(7).Call(0).I32(9).Call(0).Op(Opcode.I32Add));
        Assert.Equal(0, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_WithManyResults_ReturnsThemInOrder(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder()
            .Function([I32], [I32, I32, I32], g => g.I32(99).Drop().I32(100).LocalGet(0).I32(3))
            .Function("f", [], [I32], f => f.I32(1000).I32(20).Call(0).Op(Opcode.I32Sub).Op(Opcode.I32Sub).Op(Opcode.I32Sub));

        // 1000 - (100 - (20 - 3))
        Assert.Equal(917, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_WithoutResults_LeavesTheCallersStack(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder()
            .Function([I32, I32], [], _ => { })
            .Function([], [], _ => { })
            .Function("f", [], [I32], f => f.I32(40).I32(1).I32(2).Call(0).Call(1).I32(2).Op(Opcode.I32Add));
        Assert.Equal(42, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_IndexOfTwoBytes_IsDecoded(DispatchMode mode)
    {
        ModuleBuilder module = new();
        for (int i = 0; i < 200; i++)
        {
            int value = i;
            module.Function([], [I32], f => f.I32(value));
        }

        module.Function("f", [], [I32], f => f.Call(199).Call(3).Op(Opcode.I32Sub));
        Assert.Equal(196, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_EndlessRecursion_TrapsAndTheInstanceStaysUsable(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder()
            .Function("f", [], [], f => f.Call(0))
            .Function("g", [], [I32], g => g.I32(1));
        using Instance instance = Run.Instantiate(mode, module);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(TrapKind.CallStackExhausted, Run.Trap(instance).Kind);
            Assert.Equal(1, Run.Int(instance, "g"));
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_DepthUpToTheLimit_RunsAndBeyondTraps(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .LocalGet(0).If(I32).LocalGet(0).I32(1).Op(Opcode.I32Sub).Call(0).I32(1).Op(Opcode.I32Add).Else().I32(1).End());
        using Instance instance = Run.Instantiate(mode, module, new InstanceOptions { MaxCallDepth = 100 });
        Assert.Equal(100, Run.Int(instance, "f", 99));
        Assert.Equal(CallStatus.Trapped, instance.GetFunction<int, int>("f").TryInvoke(100, out _));
        Assert.Equal(100, Run.Int(instance, "f", 99));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_FrameBeyondTheValueStack_Traps(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [], [], f => f.Locals(I64, 50_000));
        using Instance small = Run.Instantiate(mode, module, new InstanceOptions { ValueStackBytes = 64 * 1024 });
        Assert.Equal(TrapKind.CallStackExhausted, Run.Trap(small).Kind);
        using Instance large = Run.Instantiate(mode, module);
        large.GetAction("f").Invoke();
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void CallIndirect_EveryWayToFail_TrapsAsTheSpecificationSays(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder()
            .Table(FuncRef, 3)
            .Function([I32], [I32], g => g.LocalGet(0).I32(1).Op(Opcode.I32Add))
            .Function([], [], _ => { })
            .Function("f", [I32], [I32], f => f.I32(41).LocalGet(0).CallIndirect([I32], [I32]))
            .Elements(0, 0, 1);
        using Instance instance = Run.Instantiate(mode, module);
        WasmFunction<int, int> call = instance.GetFunction<int, int>("f");
        Assert.Equal(42, call.Invoke(0));
        Assert.Equal(TrapKind.IndirectCallTypeMismatch, Assert.Throws<TrapException>(() => call.Invoke(1)).Kind);
        Assert.Equal(TrapKind.UninitializedElement, Assert.Throws<TrapException>(() => call.Invoke(2)).Kind);
        Assert.Equal(TrapKind.UndefinedElement, Assert.Throws<TrapException>(() => call.Invoke(3)).Kind);
        Assert.Equal(TrapKind.UndefinedElement, Assert.Throws<TrapException>(() => call.Invoke(-1)).Kind);
    }

    [Theory]
    [InlineData(DispatchMode.Threaded, DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch, DispatchMode.Switch)]
    [InlineData(DispatchMode.Threaded, DispatchMode.Switch)]
    [InlineData(DispatchMode.Switch, DispatchMode.Threaded)]
    public void Call_BetweenInstancesThousandsDeep_TakesNoNativeStack(DispatchMode first, DispatchMode second)
    {
        // The first instance calls the second through its import, the second the first through a shared table: 20,000 deep and back.
        Linker linker = new();
        Table table = new(FuncRef, 1);
        linker.Define("env", "table", table);
        ModuleBuilder a = new ModuleBuilder()
            .ImportTable("env", "table", FuncRef, 1)
            .Function("down", [I32], [I32], f => f
                .LocalGet(0).If(I32).LocalGet(0).I32(1).Op(Opcode.I32Sub).I32(0).CallIndirect([I32], [I32]).I32(1).Op(Opcode.I32Add).Else().I32(0).End());
        using Instance instanceA = linker.Instantiate(Module.FromBytes(a.Build()), Run.Options(first));
        linker.DefineInstance("a", instanceA);
        ModuleBuilder b = new ModuleBuilder()
            .ImportFunction("a", "down", [I32], [I32])
            .ImportTable("env", "table", FuncRef, 1)
            .Function("up", [I32], [I32], f => f.LocalGet(0).Call(0).I32(1).Op(Opcode.I32Add))
            .Elements(0, 1);
        using Instance instanceB = linker.Instantiate(Module.FromBytes(b.Build()), Run.Options(second));

        Assert.Equal(20_000, Run.Int(instanceA, "down", 10_000));
        Assert.Equal(20_001, Run.Int(instanceB, "up", 10_000));
        Assert.Equal(CallStatus.Trapped, instanceA.GetFunction<int, int>("down").TryInvoke(int.MaxValue, out _));
        Assert.Equal(20_000, Run.Int(instanceA, "down", 10_000));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_HostAndGuestInTurns_KeepsEveryLevel(DispatchMode mode)
    {
        Instance? instance = null;
        Linker linker = new Linker().DefineFunction("env", "back", (int n) => instance!.GetFunction<int, int>("f").Invoke(n - 1) + 1);
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("env", "back", [I32], [I32])
            .Function("f", [I32], [I32], f => f
                .I32(1000).LocalGet(0).If(I32).LocalGet(0).Call(0).Else().I32(0).End().Op(Opcode.I32Add).I32(1000).Op(Opcode.I32Sub));
        instance = linker.Instantiate(Module.FromBytes(module.Build()), Run.Options(mode));
        using (instance)
        {
            Assert.Equal(50, Run.Int(instance, "f", 50));
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_HostAndGuestInTurnsForEver_TrapsBeforeTheNativeStackEnds(DispatchMode mode)
    {
        Instance? instance = null;
        Linker linker = new Linker().DefineFunction("env", "back", () => instance!.GetAction("f").Invoke());
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("env", "back", [], [])
            .Function("f", [], [], f => f.Call(0))
            .Function("g", [], [I32], g => g.I32(5));
        instance = linker.Instantiate(Module.FromBytes(module.Build()), Run.Options(mode));
        using (instance)
        {
            Assert.Equal(TrapKind.CallStackExhausted, Run.Trap(instance).Kind);
            Assert.Equal(5, Run.Int(instance, "g"));
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_WhileCollectionsRun_IsUndisturbed(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, Fibonacci());
        using CancellationTokenSource stop = new();
        Thread collector = new(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
            }
        });
        collector.Start();
        int collections = GC.CollectionCount(0);
        do
        {
            Assert.Equal(75_025, Run.Int(instance, "f", 25));
        }
        while (GC.CollectionCount(0) - collections < 20);

        stop.Cancel();
        collector.Join();
    }

    private static ModuleBuilder Fibonacci() => new ModuleBuilder().Function("f", [I32], [I32], f => f
        .LocalGet(0).I32(2).Op(Opcode.I32LtS).If(I32).LocalGet(0).Else()
        .LocalGet(0).I32(1).Op(Opcode.I32Sub).Call(0)
        .LocalGet(0).I32(2).Op(Opcode.I32Sub).Call(0)
        .Op(Opcode.I32Add).End());
}
