// What importers get, and what they are told where it does not fit.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Linking;

public sealed class LinkerTests
{
    [Fact]
    public void Instantiate_WithMissingImport_SaysWhichAndWhatIsWanted()
    {
        using Module module = Module.FromBytes(new ModuleBuilder().ImportFunction("env", "log", [I32, I64], [F32]).Build());
        LinkException exception = Assert.Throws<LinkException>(() => new Linker().Instantiate(module));
        Assert.StartsWith("unknown import", exception.Message, StringComparison.Ordinal);
        Assert.Contains("\"env\" \"log\"", exception.Message, StringComparison.Ordinal);
        Assert.Contains("(func (param i32 i64) (result f32))", exception.Message, StringComparison.Ordinal);
        Assert.Equal(("env", "log"), (exception.ImportModule, exception.ImportName));
        Assert.Equal(new FuncType([I32, I64], [F32]), exception.Wanted);
        Assert.Null(exception.Given);
    }

    [Fact]
    public void Instantiate_WithImportOfAnotherType_SaysBoth()
    {
        using Module module = Module.FromBytes(new ModuleBuilder().ImportMemory("env", "memory", 2, 3).Build());
        using Memory memory = new(1, 3);
        LinkException exception = Assert.Throws<LinkException>(() => new Linker().Define("env", "memory", memory).Instantiate(module));
        Assert.StartsWith("incompatible import type", exception.Message, StringComparison.Ordinal);
        Assert.Contains("(memory 2 3)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("(memory 1 3)", exception.Message, StringComparison.Ordinal);
        Assert.Equal(new MemoryType(1, 3), exception.Given);
    }

    [Fact]
    public void Instantiate_WithMemoryThatHasGrown_CountsItsPresentSize()
    {
        using Module module = Module.FromBytes(new ModuleBuilder().ImportMemory("env", "memory", 2).Build());
        using Memory memory = new(1);
        Linker linker = new Linker().Define("env", "memory", memory);
        Assert.Throws<LinkException>(() => linker.Instantiate(module));
        Assert.Equal(1, memory.Grow(1));
        linker.Instantiate(module).Dispose();
    }

    [Fact]
    public void Define_TheSameNameTwice_ReplacesTheFirst()
    {
        Linker linker = new Linker().DefineFunction("env", "f", static () => 1).DefineFunction("env", "f", static () => 2);
        using Instance instance = linker.Instantiate(CallingImport());
        Assert.Equal(2, instance.GetFunction<int>("call").Invoke());
    }

    [Fact]
    public void DefineInstance_WithEveryKindOfExport_ResolvesThem()
    {
        Module exporting = Module.FromBytes(new ModuleBuilder()
            .Memory(1, export: "memory").Table(FuncRef, 1, export: "table")
            .Global(I32, true, c => c.I32(5), "variable").Global(I64, false, c => c.I64(6), "constant")
            .Function("f", [], [I32], f => f.I32(7))
            .Build());
        Module importing = Module.FromBytes(new ModuleBuilder()
            .ImportMemory("a", "memory", 1).ImportTable("a", "table", FuncRef, 1)
            .ImportGlobal("a", "variable", I32, true).ImportGlobal("a", "constant", I64)
            .ImportFunction("a", "f", [], [I32])
            .Export("memory", ExternalKind.Memory, 0).Export("table", ExternalKind.Table, 0).Export("variable", ExternalKind.Global, 0)
            .Export("constant", ExternalKind.Global, 1).Export("f", ExternalKind.Function, 0)
            .Function("set", [I32], [], f => f.LocalGet(0).GlobalSet(0))
            .Build());
        using Instance a = new Linker().Instantiate(exporting);
        using Instance b = new Linker().DefineInstance("a", a).Instantiate(importing);

        Assert.Same(a.GetMemory("memory"), b.GetMemory("memory"));
        Assert.Same(a.GetTable("table"), b.GetTable("table"));
        Assert.Same(a.GetGlobal("variable"), b.GetGlobal("variable"));
        Assert.Same(a.GetFunction("f"), b.GetFunction("f"));
        Assert.Equal(a.GetGlobal("constant").Value, b.GetGlobal("constant").Value);
        b.GetAction<int>("set").Invoke(99);
        Assert.Equal(99, a.GetGlobal("variable").Value.AsInt32());
        Assert.Equal(7, b.GetFunction<int>("f").Invoke());
    }

    [Fact]
    public void HostFunction_ReExported_CanBeCalledAndIsOneObject()
    {
        Linker linker = new Linker().DefineFunction("env", "f", static (int a) => a * 2);
        Module module = Module.FromBytes(new ModuleBuilder().ImportFunction("env", "f", [I32], [I32]).Export("g", ExternalKind.Function, 0).Build());
        using Instance a = linker.Instantiate(module);
        using Instance b = linker.Instantiate(module);
        Assert.Same(a.GetFunction("g"), b.GetFunction("g"));
        Assert.Null(a.GetFunction("g")!.Instance);
        Assert.Equal(42, a.GetFunction<int, int>("g").Invoke(21));
        Assert.Equal([Value.FromInt32(10)], a.GetFunction("g")!.Invoke(5));
    }

    [Fact]
    public void HostFunction_CalledByTheHost_PassesReferencesAndHasNoCaller()
    {
        Function? seen = null;
        Linker linker = new Linker()
            .DefineFunction("env", "f", (Caller caller, object? a, Function? f) =>
            {
                Assert.Throws<InvalidOperationException>(() => caller.Instance);
                seen = f;
                return a;
            });
        Module module = Module.FromBytes(new ModuleBuilder().ImportFunction("env", "f", [ExternRef, FuncRef], [ExternRef]).Export("g", ExternalKind.Function, 0).Build());
        using Instance instance = linker.Instantiate(module);
        object something = new();
        Function function = instance.GetFunction("g")!;
        Assert.Same(something, instance.GetFunction<object?, Function?, object?>("g").Invoke(something, function));
        Assert.Same(function, seen);
    }

    [Fact]
    public void Caller_InTheHostFunction_IsTheCallingInstanceWithItsMemory()
    {
        Linker linker = new Linker().DefineFunction("env", "f", static (Caller caller) => caller.Memory.Read<int>(8) + (int)caller.Instance.GetMemory("m").Pages);
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("env", "f", [], [I32]).Memory(1, export: "m").Data(8, 40, 0, 0, 0)
            .Function("call", [], [I32], f => f.Call(0));
        using Instance instance = linker.Instantiate(Module.FromBytes(module.Build()));
        Assert.Equal(41, instance.GetFunction<int>("call").Invoke());
    }

    [Fact]
    public void Caller_WithoutMemory_SaysSo()
    {
        Linker linker = new Linker().DefineFunction("env", "f", static (Caller caller) => (int)caller.Memory.Pages);
        using Instance instance = linker.Instantiate(CallingImport());
        Assert.Throws<InvalidOperationException>(() => instance.GetFunction<int>("call").Invoke());
    }

    [Theory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void HostFunction_Throwing_ReachesTheCallerUnchanged(DispatchMode mode)
    {
        InvalidTimeZoneException thrown = new("from the host");
        bool fail = true;
        Linker linker = new Linker().DefineFunction("env", "f", () => fail ? throw thrown : 3);
        using Instance instance = linker.Instantiate(CallingImport(), new InstanceOptions { Dispatch = mode });
        WasmFunction<int> call = instance.GetFunction<int>("call");
        for (int i = 0; i < 3; i++)
        {
            Assert.Same(thrown, Assert.Throws<InvalidTimeZoneException>(() => call.Invoke()));
            Assert.Same(thrown, Assert.Throws<InvalidTimeZoneException>(() => call.TryInvoke(out _)));
        }

        fail = false;
        Assert.Equal(3, call.Invoke());
    }

    [Fact]
    public void HostFunction_ThrowingThroughTwoInstancesAndAHost_LeavesAllUsable()
    {
        // host → a.outer → host "middle" → b.call → host "f", which throws; the host in the middle catches and goes on.
        Instance? b = null;
        Linker linker = new Linker()
            .DefineFunction("env", "f", static int () => throw new InvalidTimeZoneException())
            .DefineFunction("env", "middle", () =>
            {
                Assert.Throws<InvalidTimeZoneException>(() => b!.GetFunction<int>("call").Invoke());
                return 5;
            });
        using Instance inner = b = linker.Instantiate(CallingImport());
        using Instance a = linker.Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportFunction("env", "middle", [], [I32]).Function("outer", [], [I32], f => f.I32(100).Call(0).Op(Opcode.I32Add)).Build()));
        Assert.Equal(105, a.GetFunction<int>("outer").Invoke());
        Assert.Equal(105, a.GetFunction<int>("outer").Invoke());
    }

    [Fact]
    public void StartFunction_ThatIsImported_RunsWithTheNewInstanceAsCaller()
    {
        Instance? seen = null;
        Linker linker = new Linker().DefineFunction("env", "start", (Caller caller) => { seen = caller.Instance; });
        using Instance instance = linker.Instantiate(Module.FromBytes(new ModuleBuilder().ImportFunction("env", "start", [], []).Start(0).Build()));
        Assert.Same(instance, seen);

        using Instance second = new Linker().DefineInstance("env", Counting()).Instantiate(
            Module.FromBytes(new ModuleBuilder().ImportFunction("env", "start", [], []).ImportGlobal("env", "count", I32, true)
                .Export("count", ExternalKind.Global, 0).Start(0).Build()));
        Assert.Equal(1, second.GetGlobal("count").Value.AsInt32());
    }

    private static Instance Counting() => new Linker().Instantiate(Module.FromBytes(new ModuleBuilder()
        .Global(I32, true, c => c.I32(0), "count").Function("start", [], [], f => f.GlobalGet(0).I32(1).Op(Opcode.I32Add).GlobalSet(0)).Build()));

    private static Module CallingImport() => Module.FromBytes(new ModuleBuilder()
        .ImportFunction("env", "f", [], [I32]).Function("call", [], [I32], f => f.Call(0)).Build());
}
