// Which dispatcher runs.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class DispatchTests
{
    [Fact]
    public void Auto_WhereTailCallsWork_IsThreaded()
    {
        // The library is optimised in every configuration, so that the self-test holds wherever these tests run.
        Assert.True(NanoWasm.Execution.DispatchSelfTest.Run());
        using Instance instance = new Linker().Instantiate(Module.FromBytes(new ModuleBuilder().Build()));
        Assert.Equal(DispatchMode.Threaded, instance.Dispatch);
    }

    [Theory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Mode_Forced_IsTheOneThatRuns(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, new ModuleBuilder());
        Assert.Equal(mode, instance.Dispatch);
    }

    [Fact]
    public void Module_RunOnManyThreads_GivesTheSameEverywhere()
    {
        Module module = Module.FromBytes(new ModuleBuilder().Function("f", [I32], [I32], f => f
            .Locals(I32)
            .Loop()
            .LocalGet(1).LocalGet(0).Op(Opcode.I32Add).LocalSet(1)
            .LocalGet(0).I32(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0)
            .End()
            .LocalGet(1)).Build());
        Parallel.For(0, 64, i =>
        {
            using Instance instance = new Linker().Instantiate(module, Run.Options(i % 2 == 0 ? DispatchMode.Threaded : DispatchMode.Switch));
            Assert.Equal(50_005_000, Run.Int(instance, "f", 10_000));
        });
    }
}
