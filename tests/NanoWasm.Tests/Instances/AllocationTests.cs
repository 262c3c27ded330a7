// Calls allocate nothing on the collector's heap.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Instances;

public sealed class AllocationTests
{
    public static TheoryData<DispatchMode> Dispatchers => [DispatchMode.Threaded, DispatchMode.Switch];

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Invoke_OfHandles_AllocatesNothing(DispatchMode mode)
    {
        using Instance instance = Instantiate(mode);
        WasmFunction<int> none = instance.GetFunction<int>("none");
        WasmFunction<int, int> one = instance.GetFunction<int, int>("one");
        WasmFunction<int, long, float, double, (int, long, float, double)> four = instance.GetFunction<int, long, float, double, (int, long, float, double)>("four");
        WasmAction<int, long, float, double> drop = instance.GetAction<int, long, float, double>("drop");
        AssertNothing(() => none.Invoke());
        AssertNothing(() => one.Invoke(1));
        AssertNothing(() => four.Invoke(1, 2, 3, 4));
        AssertNothing(() => drop.Invoke(1, 2, 3, 4));
        AssertNothing(() => one.TryInvoke(1, out _));
        AssertNothing(() => four.TryInvoke(1, 2, 3, 4, out _));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Invoke_OfHostFunctions_AllocatesNothing(DispatchMode mode)
    {
        using Instance instance = Instantiate(mode);
        WasmFunction<int, int> host = instance.GetFunction<int, int>("callHost");
        WasmFunction<int, int> withCaller = instance.GetFunction<int, int>("callWithCaller");
        WasmFunction<int, (int, long)> tuple = instance.GetFunction<int, (int, long)>("callTuple");
        WasmFunction<int, int> untyped = instance.GetFunction<int, int>("callUntyped");
        WasmFunction<int, int> nested = instance.GetFunction<int, int>("callNested");
        WasmFunction<int, int> direct = instance.GetFunction<int, int>("host");
        AssertNothing(() => host.Invoke(1));
        AssertNothing(() => withCaller.Invoke(1));
        AssertNothing(() => tuple.Invoke(1));
        AssertNothing(() => untyped.Invoke(1));
        AssertNothing(() => nested.Invoke(1));
        AssertNothing(() => direct.Invoke(1));
        Assert.Equal((6, 7L), tuple.Invoke(5));
        Assert.Equal(6, nested.Invoke(5));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void TryInvoke_ThatTraps_AllocatesNothing(DispatchMode mode)
    {
        using Instance instance = Instantiate(mode);
        WasmAction trap = instance.GetAction("trap");
        WasmAction deep = instance.GetAction("deep");
        AssertNothing(() => trap.TryInvoke());
        AssertNothing(() => deep.TryInvoke());
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void References_KnownBefore_AllocateNothing(DispatchMode mode)
    {
        using Instance instance = Instantiate(mode);
        object something = new();
        Function function = instance.GetFunction("none")!;
        WasmFunction<object?, object?> external = instance.GetFunction<object?, object?>("external");
        WasmFunction<Function?, Function?> passed = instance.GetFunction<Function?, Function?>("function");
        Table table = instance.GetTable("table");
        AssertNothing(() => external.Invoke(something));
        AssertNothing(() => passed.Invoke(function));
        AssertNothing(() => table[0] = Value.FromFunction(function));
        AssertNothing(() => table[0].AsFunction());
        AssertNothing(() => instance.GetFunction("none"));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void UntypedInvoke_OverSpans_AllocatesNothing(DispatchMode mode)
    {
        using Instance instance = Instantiate(mode);
        Function four = instance.GetFunction("four")!;
        Value[] arguments = [1, 2L, 3f, 4d];
        Value[] results = new Value[4];
        AssertNothing(() => four.Invoke(arguments, results));
        AssertNothing(() => four.TryInvoke(arguments, results));
        Assert.Equal(arguments, results);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void MemoryAndGlobals_Accessed_AllocateNothing(DispatchMode mode)
    {
        using Instance instance = Instantiate(mode);
        Memory memory = instance.GetMemory("memory");
        Global global = instance.GetGlobal("global");
        AssertNothing(() => memory.Span[0]++);
        AssertNothing(() => memory.Write(8, memory.Read<long>(8) + 1));
        AssertNothing(() => memory.GetSpan(5, 10).Clear());
        AssertNothing(() => memory.WriteString(5, "text"));
        AssertNothing(() => global.Value = global.Value.AsInt32() + 1);
        WasmFunction<int, int> grow = instance.GetFunction<int, int>("grow");
        AssertNothing(() => grow.Invoke(1));
    }

    private static void AssertNothing(Action action)
    {
        // Everything that happens once, tiered compilation included, happens before.
        for (int i = 0; i < 3; i++)
        {
            action();
        }

        // In one of several runs of all tests at once the runtime itself allocates a kilobyte once, while memory grows. What a call allocates shows
        // every time, so the least of a few attempts counts.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static Instance Instantiate(DispatchMode mode)
    {
        Linker linker = new Linker()
            .DefineFunction("env", "host", static (int a) => a + 1)
            .DefineFunction("env", "withCaller", static (Caller caller, int a) => a + caller.Memory.Pages)
            .DefineFunction("env", "tuple", static (int a) => (a + 1, (long)a + 2))
            .DefineFunction("env", "untyped", new FuncType([I32], [I32]), static (caller, arguments, results) => results[0] = arguments[0].AsInt32() + 1)
            .DefineFunction("env", "nested", static (Caller caller, int a) => caller.Instance.GetFunction("one") is null ? 0 : a + 1);
        ValueKind[] four = [I32, I64, F32, F64];
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("env", "host", [I32], [I32])
            .ImportFunction("env", "withCaller", [I32], [I32])
            .ImportFunction("env", "tuple", [I32], [I32, I64])
            .ImportFunction("env", "untyped", [I32], [I32])
            .ImportFunction("env", "nested", [I32], [I32])
            .Export("host", ExternalKind.Function, 0)
            .Memory(1, export: "memory").Table(FuncRef, 1, export: "table").Global(I32, true, c => c.I32(0), "global")
            .Function("none", [], [I32], f => f.I32(1))
            .Function("one", [I32], [I32], f => f.LocalGet(0))
            .Function("four", four, four, f => f.LocalGet(0).LocalGet(1).LocalGet(2).LocalGet(3))
            .Function("drop", four, [], f => { })
            .Function("callHost", [I32], [I32], f => f.LocalGet(0).Call(0))
            .Function("callWithCaller", [I32], [I32], f => f.LocalGet(0).Call(1))
            .Function("callTuple", [I32], [I32, I64], f => f.LocalGet(0).Call(2))
            .Function("callUntyped", [I32], [I32], f => f.LocalGet(0).Call(3))
            .Function("callNested", [I32], [I32], f => f.LocalGet(0).Call(4))
            .Function("trap", [], [], f => f.Unreachable())
            .Function("deep", [], [], f => f.Call(15))
            .Function("external", [ExternRef], [ExternRef], f => f.LocalGet(0))
            .Function("function", [FuncRef], [FuncRef], f => f.LocalGet(0))
            .Function("grow", [I32], [I32], f => f.LocalGet(0).Op(Opcode.MemoryGrow, 0));
        return linker.Instantiate(Module.FromBytes(module.Build()), new InstanceOptions { Dispatch = mode, MaxCallDepth = 100 });
    }
}
