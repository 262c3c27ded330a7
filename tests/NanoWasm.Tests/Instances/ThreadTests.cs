// One instance, one thread at a time; one module, many threads.
using System.Collections.Concurrent;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Instances;

public sealed class ThreadTests
{
    [Fact]
    public void Instance_InUseByAnotherThread_IsRefusedInEveryWay()
    {
        Instance? instance = null;
        List<Exception?> seen = [];
        Linker linker = new Linker().DefineFunction("env", "f", () =>
        {
            Action[] uses =
            [
                () => instance!.GetAction("g").Invoke(),
                () => instance!.GetAction("g").TryInvoke(),
                () => instance!.GetFunction("g")!.Invoke(),
                () => _ = instance!.GetTable("t")[0],
                () => instance!.GetMemory("m").Grow(1),
                () => _ = instance!.GetGlobal("v").Value,
                () => new Linker().DefineInstance("a", instance!).Instantiate(Module.FromBytes(new ModuleBuilder().ImportMemory("a", "m", 1).Build())),
            ];
            OnAnotherThread(() => seen.AddRange(uses.Select(Record.Exception)));
        });
        instance = linker.Instantiate(Module.FromBytes(new ModuleBuilder().ImportFunction("env", "f", [], [])
            .Memory(1, export: "m").Table(FuncRef, 1, export: "t").Global(I32, true, c => c.I32(0), "v")
            .Function("call", [], [], f => f.Call(0)).Function("g", [], [], f => { }).Build()));
        using (instance)
        {
            instance.GetAction("call").Invoke();
            Assert.Equal(7, seen.Count);
            Assert.All(seen, static exception => Assert.Contains("thread", Assert.IsType<InvalidOperationException>(exception).Message, StringComparison.Ordinal));

            // Nothing is left behind: the next thread is welcome.
            OnAnotherThread(instance.GetAction("g").Invoke);
            instance.GetAction("g").Invoke();
        }
    }

    [Fact]
    public void InstancesOfOneGroup_OnTwoThreads_AreRefused()
    {
        Instance? other = null;
        Exception? seen = null;
        using Memory memory = new(1);
        Linker linker = new Linker().Define("env", "memory", memory)
            .DefineFunction("env", "f", () => OnAnotherThread(() => seen = Record.Exception(() => other!.GetAction("g").Invoke())));
        Module module = Module.FromBytes(new ModuleBuilder().ImportFunction("env", "f", [], []).ImportMemory("env", "memory", 1)
            .Function("call", [], [], f => f.Call(0)).Function("g", [], [], f => { }).Build());
        using Instance first = linker.Instantiate(module);
        using Instance second = other = linker.Instantiate(module);
        first.GetAction("call").Invoke();
        Assert.IsType<InvalidOperationException>(seen);
    }

    [Fact]
    public void Instance_UsedByOneThreadAfterAnother_Works()
    {
        using Instance instance = Counter(new Linker());
        for (int i = 0; i < 5; i++)
        {
            OnAnotherThread(() => instance.GetFunction<int>("next").Invoke());
        }

        Assert.Equal(6, instance.GetFunction<int>("next").Invoke());
    }

    [Fact]
    public void Module_InstantiatedOnManyThreads_RunsIndependently()
    {
        Linker linker = new Linker().DefineFunction("env", "one", static () => 1);
        Module module = Module.FromBytes(CounterModule().Build());
        ConcurrentBag<int> results = [];
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using Instance instance = linker.Instantiate(module);
            WasmFunction<int> next = instance.GetFunction<int>("next");
            for (int i = 0; i < 999; i++)
            {
                next.Invoke();
            }

            results.Add(next.Invoke());
        });
        Assert.Equal(Enumerable.Repeat(1_000, 64), results);
    }

    [Fact]
    public void Groups_UsedAndDisposedOnManyThreads_AreFreedOnce()
    {
        // Threads fight for instances that share a table; whoever finds it busy tries again.
        using Table table = new(FuncRef, 1);
        Linker linker = new Linker().Define("env", "table", table).DefineFunction("env", "one", static () => 1);
        Module module = Module.FromBytes(new ModuleBuilder().ImportTable("env", "table", FuncRef, 1)
            .Function("f", [], [I32], f => f.I32(3)).Elements(0, 0).Build());
        ConcurrentBag<Instance> made = [];
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            Instance? instance = null;
            while (instance is null)
            {
                if (Record.Exception(() => instance = linker.Instantiate(module)) is { } exception)
                {
                    Assert.IsType<InvalidOperationException>(exception);
                }
            }

            made.Add(instance);
            instance.Dispose();
        });
        Assert.Equal(3, table[0].AsFunction()!.Invoke()[0].AsInt32());

        // Only the one whose function is in the table may be left.
        linker.Instantiate(module).Dispose();
        table[0] = Value.FromFunction(null);
        linker.Instantiate(Module.FromBytes(new ModuleBuilder().ImportTable("env", "table", FuncRef, 1).Build())).Dispose();
        Assert.All(made, static instance => Assert.True(instance.IsFreed));
        Assert.Equal(1, table.Group.Root.MemberCount);
    }

    private static void OnAnotherThread(Action action)
    {
        Thread thread = new(() => action());
        thread.Start();
        thread.Join();
    }

    private static Instance Counter(Linker linker) =>
        linker.DefineFunction("env", "one", static () => 1).Instantiate(Module.FromBytes(CounterModule().Build()));

    private static ModuleBuilder CounterModule() => new ModuleBuilder().ImportFunction("env", "one", [], [I32]).Global(I32, true, c => c.I32(0))
        .Function("next", [], [I32], f => f.GlobalGet(0).Call(0).Op(Opcode.I32Add).GlobalSet(0).GlobalGet(0));
}
