// Ending a run from another thread.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

/// <summary><see cref="Instance.Interrupt"/>. No test waits for a moment: threads wait for each other.</summary>
public sealed class InterruptTests
{
    public static TheoryData<DispatchMode> Dispatchers => [DispatchMode.Threaded, DispatchMode.Switch];

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public async Task Interrupt_EndlessLoop_TrapsAndTheInstanceStaysUsable(DispatchMode dispatch)
    {
        TaskCompletionSource running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using Module module = Module.FromBytes(Endless());
        using Instance instance = new Linker().DefineFunction("env", "tell", running.SetResult).Instantiate(module, new InstanceOptions { Dispatch = dispatch });
        Task<CallStatus> run = Task.Run(() => instance.GetAction("loop").TryInvoke());
        await running.Task;

        instance.Interrupt();

        Assert.Equal(CallStatus.Trapped, await run);
        Assert.Equal(TrapKind.Interrupted, instance.LastTrap);
        Assert.Equal(5, instance.GetFunction<int, int>("count").Invoke(5));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Interrupt_FromAHostFunction_EndsTheGuestWhenItReturns(DispatchMode dispatch)
    {
        using Module module = Module.FromBytes(Endless());
        using Instance instance = new Linker()
            .DefineFunction("env", "tell", (Caller caller) => caller.Instance.Interrupt())
            .Instantiate(module, new InstanceOptions { Dispatch = dispatch });

        TrapException trap = Assert.Throws<TrapException>(() => instance.GetAction("loop").Invoke());

        Assert.Equal(TrapKind.Interrupted, trap.Kind);
        Assert.Equal("loop", Assert.Single(trap.Frames).FunctionName);
        Assert.StartsWith("interrupted", trap.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Interrupt_BeforeACall_EndsTheNextOneAndNoOther(DispatchMode dispatch)
    {
        using Module module = Module.FromBytes(Endless());
        using Instance instance = new Linker().DefineFunction("env", "tell", static () => { }).Instantiate(module, new InstanceOptions { Dispatch = dispatch });
        WasmFunction<int, int> count = instance.GetFunction<int, int>("count");

        instance.Interrupt();
        instance.Interrupt();

        Assert.Equal(CallStatus.Trapped, count.TryInvoke(3, out _));
        Assert.Equal(CallStatus.Finished, count.TryInvoke(3, out int result));
        Assert.Equal(3, result);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Interrupt_WhileCodeOfAnotherInstanceRuns_EndsBothAndLeavesBothUsable(DispatchMode dispatch)
    {
        InstanceOptions options = new() { Dispatch = dispatch };
        Instance? outer = null;
        using Module innerModule = Module.FromBytes(Endless());
        using Instance inner = new Linker().DefineFunction("env", "tell", () => outer!.Interrupt()).Instantiate(innerModule, options);
        using Module outerModule = Module.FromBytes(new ModuleBuilder()
            .ImportFunction("inner", "loop", [], [])
            .ImportFunction("inner", "count", [I32], [I32])
            .Function("run", [], [], static f => f.Call(0))
            .Function("count", [I32], [I32], static f => f.LocalGet(0).Call(1))
            .Build());
        outer = new Linker().DefineInstance("inner", inner).Instantiate(outerModule, options);
        using Instance disposed = outer;

        Assert.Equal(CallStatus.Trapped, outer.GetAction("run").TryInvoke());

        Assert.Equal(TrapKind.Interrupted, outer.LastTrap);
        Assert.Equal(7, outer.GetFunction<int, int>("count").Invoke(7));
        Assert.Equal(7, inner.GetFunction<int, int>("count").Invoke(7));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Interrupt_BetweenTwoInstancesThatCallEachOther_EndsTheRun(DispatchMode dispatch)
    {
        using Module innerModule = Module.FromBytes(new ModuleBuilder().Function("nothing", [], [], static _ => { }).Build());
        using Instance inner = new Linker().Instantiate(innerModule, new InstanceOptions { Dispatch = dispatch });
        using Module outerModule = Module.FromBytes(new ModuleBuilder()
            .ImportFunction("env", "tell", [], [])
            .ImportFunction("inner", "nothing", [], [])
            .Function("run", [], [], static f => f.Call(0).Loop().Call(1).Br(0).End())
            .Build());
        using ManualResetEventSlim running = new();
        using Instance outer = new Linker()
            .DefineInstance("inner", inner)
            .DefineFunction("env", "tell", running.Set)
            .Instantiate(outerModule, new InstanceOptions { Dispatch = dispatch });
        for (int i = 0; i < 20; i++)
        {
            running.Reset();
            Thread thread = new(() =>
            {
                running.Wait();
                outer.Interrupt();
            });
            thread.Start();

            Assert.Equal(CallStatus.Trapped, outer.GetAction("run").TryInvoke());
            thread.Join();
        }
    }

    [Fact]
    public void Interrupt_ProfiledInstance_Ends()
    {
        using Module module = Module.FromBytes(Endless());
        Profiler profiler = new();
        using Instance instance = new Linker()
            .DefineFunction("env", "tell", (Caller caller) => caller.Instance.Interrupt())
            .Instantiate(module, new InstanceOptions { Profiler = profiler });

        Assert.Equal(CallStatus.Trapped, instance.GetAction("loop").TryInvoke());
        Assert.Equal(2, instance.GetFunction<int, int>("count").Invoke(2));
        Assert.True(profiler.GetProfile().Instructions > 2);
    }

    [Fact]
    public void Interrupt_DisposedInstance_DoesNothing()
    {
        using Module module = Module.FromBytes(Endless());
        Instance instance = new Linker().DefineFunction("env", "tell", static () => { }).Instantiate(module);
        instance.Dispose();

        instance.Interrupt();

        Assert.Throws<ObjectDisposedException>(() => instance.GetFunction("loop"));
    }

    [Fact]
    public void Interrupt_ByACancellationToken_EndsTheRun()
    {
        using CancellationTokenSource cancellation = new();
        using Module module = Module.FromBytes(Endless());
        using Instance instance = new Linker().DefineFunction("env", "tell", cancellation.Cancel).Instantiate(module);
        using CancellationTokenRegistration registration = cancellation.Token.Register(instance.Interrupt);

        Assert.Equal(CallStatus.Trapped, instance.GetAction("loop").TryInvoke());
    }

    /// <summary>Two functions: one calls the host and loops for ever; the other counts to its argument.</summary>
    private static byte[] Endless() => new ModuleBuilder()
        .ImportFunction("env", "tell", [], [])
        .Function("loop", [], [], static f => f.Locals(I32).Call(0).Loop().LocalGet(0).I32(1).Op(Opcode.I32Add).LocalSet(0).Br(0).End())
        .Function("count", [I32], [I32], static f => f
            .Locals(I32)
            .Loop().LocalGet(1).I32(1).Op(Opcode.I32Add).LocalTee(1).LocalGet(0).Op(Opcode.I32LtS).BrIf(0).End()
            .LocalGet(1))
        .Build();
}
