// Tail calls: frames are replaced, within an instance, between instances and to the host.
using NanoWasm.Tests.Documents;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class TailCallTests
{
    /// <summary>Ten times as many calls as frames fit into any stack here.</summary>
    private const int Many = 1_000_000;

    private static readonly InstanceOptions Small = new() { MaxCallDepth = 4, ValueStackBytes = InstanceOptions.MinValueStackBytes };

    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ReturnCall_TenMillionTimes_TakesNoStack(DispatchMode mode)
    {
        // clang's code of a bytecode interpreter whose handlers call one another: five calls a round, four of them through a table.
        using Module module = Module.FromFile(Path.Combine(Repository.Root, "tests/NanoWasm.Tests/Programs/tailcalls.wasm"));
        using Instance instance = new Linker().Instantiate(module, Run.Options(mode, Small));
        Assert.Equal(-1080453772, Run.Int(instance, "run", 2_000_000));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ReturnCall_OtherNumbersOfParametersAndLocals_MovesArgumentsAndZeroesLocals(DispatchMode mode)
    {
        // f(a) → g(a, 10a, 100a) with dirty locals below → h() that sees only zeros → its result, and those around it, are the caller's.
        ModuleBuilder module = new ModuleBuilder()
            .Function([I32], [I32, I32], f => f.Locals(I32, 9).I32(77).LocalSet(9).I32(55)
                .LocalGet(0).LocalGet(0).I32(10).Op(Opcode.I32Mul).LocalGet(0).I32(100).Op(Opcode.I32Mul).ReturnCall(1))
            .Function([I32, I32, I32], [I32, I32], g => g.Locals(I32, 20).LocalGet(10).LocalGet(0).LocalGet(1).LocalGet(2).Op(Opcode.I32Add).Op(Opcode.I32Add)
                .Op(Opcode.I32Add).GlobalSet(0).I32(5).LocalSet(20).ReturnCall(2))
            .Function([], [I32, I32], h => h.Locals(I32, 30).GlobalGet(0).LocalGet(0).LocalGet(19).LocalGet(29).Op(Opcode.I32Or).Op(Opcode.I32Or))
            .Global(I32, mutable: true, g => g.I32(0))
            .Function("f", [], [I32], f => f.I32(1000).I32(7).Call(0).Op(Opcode.I32Add).Op(Opcode.I32Sub));

        Assert.Equal(1000 - 777, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ReturnCall_IndexOfTwoBytes_IsDecoded(DispatchMode mode)
    {
        ModuleBuilder module = new();
        for (int i = 0; i < 200; i++)
        {
            int value = i;
            module.Function([], [I32], f => f.I32(value));
        }

        module.Function("f", [], [I32], f => f.ReturnCall(199));
        Assert.Equal(199, Run.Int(mode, module));
    }

    [Theory]
    [InlineData(DispatchMode.Threaded, DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch, DispatchMode.Switch)]
    [InlineData(DispatchMode.Threaded, DispatchMode.Switch)]
    public void ReturnCall_BetweenInstances_TakesNoStack(DispatchMode first, DispatchMode second)
    {
        // a.even calls b.odd through a shared table, b.odd calls a.even through its import.
        Linker linker = new();
        linker.Define("env", "table", new Table(FuncRef, 1));
        ModuleBuilder a = new ModuleBuilder()
            .ImportTable("env", "table", FuncRef, 1)
            .Function("even", [I32], [I32], f => f.LocalGet(0).Op(Opcode.I32Eqz).If().I32(1).Op(Opcode.Return).End()
                .LocalGet(0).I32(1).Op(Opcode.I32Sub).I32(0).ReturnCallIndirect([I32], [I32]))
            .Function("sum", [I32], [I32], f => f.I32(40).LocalGet(0).Call(0).Op(Opcode.I32Add));
        using Instance instanceA = linker.Instantiate(Module.FromBytes(a.Build()), Run.Options(first, Small));
        linker.DefineInstance("a", instanceA);
        ModuleBuilder b = new ModuleBuilder()
            .ImportFunction("a", "even", [I32], [I32])
            .ImportTable("env", "table", FuncRef, 1)
            .Function("odd", [I32], [I32], f => f.LocalGet(0).Op(Opcode.I32Eqz).If().I32(0).Op(Opcode.Return).End()
                .LocalGet(0).I32(1).Op(Opcode.I32Sub).ReturnCall(0))
            .Elements(0, 1);
        using Instance instanceB = linker.Instantiate(Module.FromBytes(b.Build()), Run.Options(second, Small));

        Assert.Equal(1, Run.Int(instanceA, "even", Many));
        Assert.Equal(0, Run.Int(instanceA, "even", Many + 1));
        Assert.Equal(41, Run.Int(instanceA, "sum", Many));
        Assert.Equal(0, Run.Int(instanceB, "odd", Many));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ReturnCall_OfHostFunctions_ReturnsToTheCaller(DispatchMode mode)
    {
        Linker linker = new Linker()
            .DefineFunction("env", "pair", (int a, int b, int c) => (a + b, c))
            .DefineFunction("env", "none", () => { });
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("env", "pair", [I32, I32, I32], [I32, I32])
            .ImportFunction("env", "none", [], [])
            .Function([I32], [I32, I32], f => f.Locals(I64, 3).I32(99).LocalGet(0).I32(2).I32(3).ReturnCall(0))
            .Function([I32], [], f => f.Locals(I32).ReturnCall(1))
            .Function("f", [I32], [I32], f => f.I32(1000).LocalGet(0).Call(2).Op(Opcode.I32Mul).LocalGet(0).Call(3).Op(Opcode.I32Add))
            .Function("last", [I32], [I32, I32], f => f.LocalGet(0).I32(2).I32(3).ReturnCall(0));
        using Instance instance = linker.Instantiate(Module.FromBytes(module.Build()), Run.Options(mode, Small));

        Assert.Equal(1000 + ((5 + 2) * 3), Run.Int(instance, "f", 5));
        Assert.Equal((7, 3), instance.GetFunction<int, (int, int)>("last").Invoke(5));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ReturnCall_HostCallsBack_FindsTheStackWhereTheCallerLeftIt(DispatchMode mode)
    {
        Instance? instance = null;
        Linker linker = new Linker().DefineFunction("env", "back", (int n) => n == 0 ? 1 : instance!.GetFunction<int, int>("f").Invoke(n - 1) + 1);
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("env", "back", [I32], [I32])
            .Function("f", [I32], [I32], f => f.Locals(I64, 10).I32(7).LocalGet(0).ReturnCall(0));
        instance = linker.Instantiate(Module.FromBytes(module.Build()), Run.Options(mode, Small with { MaxCallDepth = 40 }));
        using (instance)
        {
            Assert.Equal(31, Run.Int(instance, "f", 30));
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ReturnCall_FrameBeyondTheValueStack_TrapsWithTheFunctionThatCalled(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder()
            .Function([], [], g => g.Locals(I64, 50_000))
            .Function("f", [], [], f => f.ReturnCall(0))
            .FunctionName(1, "caller");
        using Instance instance = Run.Instantiate(mode, module, Small);
        TrapException trap = Run.Trap(instance);

        Assert.Equal((TrapKind.CallStackExhausted, "caller"), (trap.Kind, Assert.Single(trap.Frames).FunctionName));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ReturnCall_ThenTrap_BacktraceHasNoReplacedFrames(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder()
            .Function([], [], trap => trap.Op(Opcode.Unreachable))
            .Function([], [], replaced => replaced.ReturnCall(0))
            .Function("f", [], [], caller => caller.Call(1))
            .FunctionName(0, "trap").FunctionName(1, "replaced").FunctionName(2, "caller");
        using Instance instance = Run.Instantiate(mode, module);

        Assert.Equal(["trap", "caller"], Run.Trap(instance).Frames.Select(static frame => frame.FunctionName));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ReturnCall_OfAnotherInstanceThatTraps_BacktraceGoesOnInTheCallersCaller(DispatchMode mode)
    {
        ModuleBuilder inner = new ModuleBuilder().Name("inner").Function("trap", [], [], f => f.Op(Opcode.Unreachable)).FunctionName(0, "trap");
        Linker linker = new();
        using Instance first = linker.Instantiate(Module.FromBytes(inner.Build()), Run.Options(mode));
        linker.DefineInstance("inner", first);
        ModuleBuilder outer = new ModuleBuilder().Name("outer")
            .ImportFunction("inner", "trap", [], [])
            .Function([], [], replaced => replaced.ReturnCall(0))
            .Function("f", [], [], caller => caller.Call(1))
            .FunctionName(1, "replaced").FunctionName(2, "caller");
        using Instance second = linker.Instantiate(Module.FromBytes(outer.Build()), Run.Options(mode));

        Assert.Equal([("inner", "trap"), ("outer", "caller")], Run.Trap(second).Frames.Select(static frame => (frame.ModuleName, frame.FunctionName)));
    }

    [Fact]
    public void ReturnCall_OtherResults_IsInvalid()
    {
        ModuleBuilder module = new ModuleBuilder().Function([], [I32], f => f.I32(1)).Function([], [I64], f => f.ReturnCall(0));

        Assert.StartsWith("type mismatch: a tail call", Module.Validate(module.Build())!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ReturnCall_InNanoInterpreter_TakesNoStack(DispatchMode mode)
    {
        byte[] wasm = File.ReadAllBytes(Path.Combine(Repository.Root, "tests/NanoWasm.Tests/Programs/tailcalls.wasm"));
        NanoInterpreter nano = new(wasm, new byte[4 * 65_536], limits: new NanoLimits { Calls = 1 }) { Dispatch = mode };
        NanoResult result = nano.Run("run", 100_000);

        Assert.Equal(NanoErrorKind.None, result.Error.Kind);
    }
}
