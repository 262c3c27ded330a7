// Profilers and the instances they belong to.
using NanoWasm.Tests.Execution;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Profiling;

public sealed class ProfiledInstanceTests
{
    private static readonly byte[] Callee = new ModuleBuilder().Function("twice", [I32], [I32], c => c.LocalGet(0).I32(1).Op(Opcode.I32Shl)).Build();

    private static readonly byte[] Caller = new ModuleBuilder()
        .ImportFunction("other", "twice", [I32], [I32])
        .Function("f", [I32], [I32], c => c.LocalGet(0).Call(0).Call(0))
        .Build();

    [Fact]
    public void Profile_OfTwoInstancesThatCallEachOther_IsOneForEach()
    {
        Profiler outer = new();
        Profiler inner = new();
        using Instance callee = new Linker().Instantiate(Module.FromBytes(Callee), new InstanceOptions { Profiler = inner });
        using Instance caller = new Linker().DefineInstance("other", callee).Instantiate(Module.FromBytes(Caller), new InstanceOptions { Profiler = outer });

        Assert.Equal(20, Run.Int(caller, "f", 5));
        Assert.Equal(new FunctionProfile(0, "twice", 2, 8, 16), Assert.Single(inner.GetProfile().Functions));
        Assert.Equal(new FunctionProfile(1, "f", 1, 4, 14), Assert.Single(outer.GetProfile().Functions));
        Assert.Single(outer.GetProfile().GetSequences(2));
    }

    [Fact]
    public void Profile_OfOneOfTwoInstances_LeavesTheOtherAlone()
    {
        Profiler profiler = new();
        using Instance callee = new Linker().Instantiate(Module.FromBytes(Callee));
        using Instance caller = new Linker().DefineInstance("other", callee).Instantiate(Module.FromBytes(Caller), new InstanceOptions { Profiler = profiler });

        Assert.Equal(20, Run.Int(caller, "f", 5));
        Assert.Equal(12, Run.Int(callee, "twice", 6));
        Assert.Equal(4, profiler.GetProfile().Instructions);
    }

    [Fact]
    public void Profile_AfterATrap_IsOfWhatRan()
    {
        Profiler profiler = new();
        using Instance instance = new Linker().Instantiate(
            Module.FromBytes(new ModuleBuilder().Function("f", [I32], [I32], c => c.I32(1).LocalGet(0).Op(Opcode.I32DivS).I32(1).Op(Opcode.I32Add)).Build()),
            new InstanceOptions { Profiler = profiler });

        Assert.Throws<TrapException>(() => Run.Int(instance, "f", 0));
        Assert.Equal(
            [(Opcode.LocalGet, 1L), (Opcode.I32Const, 1L), (Opcode.I32DivS, 1L)],
            profiler.GetProfile().Opcodes.Select(static opcode => (opcode.Opcode, opcode.Count)));

        // The instruction that trapped is not what the next call begins behind.
        Assert.Equal(2, Run.Int(instance, "f", 1));
        Assert.Equal(9, profiler.GetProfile().Instructions);
        Assert.Equal(1, profiler.GetProfile().GetSequences(6).Single().Count);
    }

    [Fact]
    public void Profile_OfAStartFunctionThatTraps_IsThere()
    {
        Profiler profiler = new();
        byte[] module = new ModuleBuilder().Function([], [], c => c.Op(Opcode.Nop).Unreachable()).Start(0).Build();

        Assert.Throws<TrapException>(() => new Linker().Instantiate(Module.FromBytes(module), new InstanceOptions { Profiler = profiler }));
        Assert.Equal(2, profiler.GetProfile().Instructions);
    }

    [Fact]
    public void Profile_OfAModuleWithoutCode_IsEmpty()
    {
        Profiler profiler = new();
        Assert.False(profiler.IsInUse);
        Assert.Throws<InvalidOperationException>(profiler.GetProfile);
        using (new Linker().Instantiate(Module.FromBytes(new ModuleBuilder().Global(I32, false, c => c.I32(5)).Build()), new InstanceOptions { Profiler = profiler }))
        {
            Assert.True(profiler.IsInUse);
            Assert.Equal(0, profiler.GetProfile().Instructions);
        }
    }

    [Fact]
    public void Profile_AfterModuleAndInstanceAreDisposed_IsThere()
    {
        Profiler profiler = new();
        Module module = Module.FromBytes(Callee);
        Instance instance = new Linker().Instantiate(module, new InstanceOptions { Profiler = profiler });
        Run.Int(instance, "twice", 1);
        instance.Dispose();
        module.Dispose();

        Assert.Equal("twice", Assert.Single(profiler.GetProfile().Functions).Name);
    }

    [Fact]
    public void Profiler_OfAnotherInstance_IsRefused()
    {
        InstanceOptions options = new() { Profiler = new Profiler() };
        Linker linker = new();
        using Module module = Module.FromBytes(Callee);
        using Instance first = linker.Instantiate(module, options);

        Assert.Throws<InvalidOperationException>(() => linker.Instantiate(module, options));
    }

    [Fact]
    public void Profiler_WithTheSwitchDispatcher_IsRefused()
    {
        InstanceOptions options = new() { Profiler = new Profiler(), Dispatch = DispatchMode.Switch };

        InstantiationException exception = Assert.Throws<InstantiationException>(() => new Linker().Instantiate(Module.FromBytes(Callee), options));
        Assert.Contains("the switch dispatcher cannot be profiled", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ExecutionProfile.MaxSequenceLength + 1)]
    public void GetSequences_OfOtherLengths_Throws(int length)
    {
        Profiler profiler = new();
        using Instance instance = new Linker().Instantiate(Module.FromBytes(Callee), new InstanceOptions { Profiler = profiler });
        ExecutionProfile profile = profiler.GetProfile();

        Assert.Throws<ArgumentOutOfRangeException>(() => profile.GetSequences(length));
    }

    [Fact]
    public void Cost_OfHandlers_IsByTheirKind()
    {
        Profiler profiler = new();
        using Instance instance = new Linker().Instantiate(
            Module.FromBytes(new ModuleBuilder().Memory(1).Function("f", [I32], [I32], c => c
                .LocalGet(0).Access(Opcode.I32Load, offset: 200).LocalGet(0).Op(Opcode.I32Add).I32(3).Op(Opcode.I32DivU)
                .F64(2).Op(Opcode.F64Neg).Op(Opcode.Drop)).Build()),
            new InstanceOptions { Profiler = profiler });
        Run.Int(instance, "f", 0);

        Dictionary<Opcode, long> costs = profiler.GetProfile().Opcodes.ToDictionary(static opcode => opcode.Opcode, static opcode => opcode.Cost);
        Assert.Equal((4, 6, 20, 3, 2), (costs[Opcode.LocalGet], costs[Opcode.I32Load], costs[Opcode.I32DivU], costs[Opcode.F64Neg], costs[Opcode.F64Const]));
        Assert.Equal(costs.Values.Sum(), profiler.GetProfile().Cost);
    }
}
