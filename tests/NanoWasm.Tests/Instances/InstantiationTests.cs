// What happens on the way to an instance, and in which order.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Instances;

public sealed class InstantiationTests
{
    [Fact]
    public void ActiveSegments_OutOfBounds_TrapAndKeepWhatWasWrittenBefore()
    {
        using Memory memory = new(1);
        using Table table = new(FuncRef, 2);
        Linker linker = new Linker().Define("env", "memory", memory).Define("env", "table", table);
        TrapException trap = Assert.Throws<TrapException>(() => linker.Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportMemory("env", "memory", 1).ImportTable("env", "table", FuncRef, 2)
            .Function([], [I32], f => f.I32(9)).Elements(0, 0)
            .Data(0, 1, 2, 3).Data(65_535, 4, 5).Data(10, 6).Build())));
        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        Assert.Equal("out of bounds memory access", trap.Message);
        Assert.Empty(trap.Frames);
        Assert.Equal([1, 2, 3], memory.GetSpan(0, 3).ToArray());
        Assert.Equal(0, memory.Read<byte>(65_535));
        Assert.Equal(0, memory.Read<byte>(10));
        Assert.Equal(9, table[0].AsFunction()!.Invoke()[0].AsInt32());

        trap = Assert.Throws<TrapException>(() => linker.Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportMemory("env", "memory", 1).ImportTable("env", "table", FuncRef, 2)
            .Function([], [I32], f => f.I32(8)).Elements(1, 0).Elements(1, 0, 0).Data(0, 77).Build())));
        Assert.Equal(TrapKind.TableOutOfBounds, trap.Kind);
        Assert.Equal("out of bounds table access", trap.Message);
        Assert.Equal(8, table[1].AsFunction()!.Invoke()[0].AsInt32());
        Assert.Equal(1, memory.Read<byte>(0));
    }

    [Fact]
    public void ActiveSegments_AtTheVeryEnd_MayBeEmpty()
    {
        Module fits = Module.FromBytes(new ModuleBuilder().Memory(1).Table(FuncRef, 1).Data(65_536).Elements(1).Build());
        new Linker().Instantiate(fits).Dispose();
        Module beyond = Module.FromBytes(new ModuleBuilder().Memory(1).Data(65_537).Build());
        Assert.Throws<TrapException>(() => new Linker().Instantiate(beyond));
        Module negative = Module.FromBytes(new ModuleBuilder().Memory(1).Data(-1, 1).Build());
        Assert.Throws<TrapException>(() => new Linker().Instantiate(negative));
    }

    [Fact]
    public void ActiveAndDeclarativeSegments_AfterInstantiation_AreDropped()
    {
        using Instance instance = new Linker().Instantiate(Module.FromBytes(new ModuleBuilder()
            .Memory(1).Table(FuncRef, 2).DataCount().Data(0, 1).Elements(0, 0).DeclareFunctions(0)
            .Function("memory", [I32], [], f => f.I32(0).I32(0).LocalGet(0).Op(Opcode.MemoryInit, 0, 0))
            .Function("active", [I32], [], f => f.I32(0).I32(0).LocalGet(0).Op(Opcode.TableInit, 0, 0))
            .Function("declared", [I32], [], f => f.I32(0).I32(0).LocalGet(0).Op(Opcode.TableInit, 1, 0)).Build()));
        foreach (string name in (string[])["memory", "active", "declared"])
        {
            Assert.Equal(CallStatus.Finished, instance.GetAction<int>(name).TryInvoke(0));
            Assert.Equal(CallStatus.Trapped, instance.GetAction<int>(name).TryInvoke(1));
        }
    }

    [Fact]
    public void ElementExpressions_ActiveAndPassive_AreEvaluated()
    {
        using Instance instance = new Linker().Instantiate(Module.FromBytes(new ModuleBuilder()
            .Table(FuncRef, 6, export: "table").Global(FuncRef, false, c => c.RefFunc(1))
            .ActiveExpressions(0, c => c.I32(1), FuncRef, c => c.RefFunc(0), c => c.RefNull(FuncRef), c => c.RefFunc(1))
            .PassiveExpressions(FuncRef, c => c.RefNull(FuncRef), c => c.RefFunc(1))
            .Function("f", [], [], f => { }).Function("g", [], [], f => { })
            .Function("init", [], [], f => f.I32(4).I32(0).I32(2).Op(Opcode.TableInit, 1, 0)).Build()));
        Table table = instance.GetTable("table");
        Function f = instance.GetFunction("f")!, g = instance.GetFunction("g")!;
        Assert.Equal([null, f, null, g, null, null], Functions(table));
        table[4] = Value.FromFunction(f);
        instance.GetAction("init").Invoke();
        Assert.Equal([null, f, null, g, null, g], Functions(table));
    }

    [Fact]
    public void Start_AfterSegments_SeesThem()
    {
        using Instance instance = new Linker().Instantiate(Module.FromBytes(new ModuleBuilder()
            .Memory(1).Global(I32, true, c => c.I32(0), "g").Data(4, 42, 0, 0, 0)
            .Function([], [], f => f.I32(4).Access(Opcode.I32Load).GlobalSet(0)).Start(0).Build()));
        Assert.Equal(42, instance.GetGlobal("g").Value.AsInt32());
    }

    [Fact]
    public void Start_ThatTraps_ThrowsWithABacktrace()
    {
        TrapException trap = Assert.Throws<TrapException>(() => new Linker().Instantiate(Module.FromBytes(
            new ModuleBuilder().Name("m").FunctionName(0, "begin").Function([], [], f => f.Unreachable()).Start(0).Build())));
        Assert.Equal(TrapKind.Unreachable, trap.Kind);
        Assert.Equal(("m", "begin", 0), (trap.Frames[0].ModuleName, trap.Frames[0].FunctionName, trap.Frames[0].FunctionIndex));
        Assert.StartsWith("unreachable", trap.Message, StringComparison.Ordinal);
        Assert.Contains("begin", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exports_ThatAreMissing_AreNamedWithThoseThereAre()
    {
        using Instance instance = new Linker().Instantiate(Module.FromBytes(
            new ModuleBuilder().Memory(1, export: "memory").Function("add", [I32], [I32], f => f.LocalGet(0)).Build()));
        Assert.Null(instance.GetFunction("memory"));
        Assert.Null(instance.GetExport("nothing"));
        Assert.False(instance.TryGetMemory("add", out _));
        Assert.False(instance.TryGetTable("table", out _));
        Assert.False(instance.TryGetGlobal("global", out _));
        Action[] calls = [() => instance.GetMemory("m"), () => instance.GetTable("m"), () => instance.GetGlobal("m"), () => instance.GetAction("m")];
        foreach (Action call in calls)
        {
            KeyNotFoundException exception = Assert.Throws<KeyNotFoundException>(call);
            Assert.Contains("\"m\"", exception.Message, StringComparison.Ordinal);
            Assert.Contains("\"memory\" (memory 1)", exception.Message, StringComparison.Ordinal);
            Assert.Contains("\"add\" (func (param i32) (result i32))", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Handles_OfAnotherType_SayBoth()
    {
        using Instance instance = new Linker().Instantiate(Module.FromBytes(
            new ModuleBuilder().Function("add", [I32, I64], [I32, F32], f => f.I32(1).F32(2)).Build()));
        ArgumentException exception = Assert.Throws<ArgumentException>(() => instance.GetFunction<int, long, long>("add"));
        Assert.Contains("(func (param i32 i64) (result i32 f32))", exception.Message, StringComparison.Ordinal);
        Assert.Contains("(func (param i32 i64) (result i64))", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => instance.GetAction<int, long>("add"));
        Assert.Equal((1, 2f), instance.GetFunction<int, long, (int, float)>("add").Invoke(0, 0));
    }

    [Fact]
    public void UntypedCalls_WithOtherValues_AreRefused()
    {
        using Instance instance = new Linker().Instantiate(Module.FromBytes(
            new ModuleBuilder().Function("add", [I32, I64], [I32], f => f.I32(1)).Build()));
        Function add = instance.GetFunction("add")!;
        Assert.Throws<ArgumentException>(() => add.Invoke(1));
        Assert.Throws<ArgumentException>(() => add.Invoke(1, 2));
        Assert.Throws<ArgumentException>(() => add.Invoke([1, 2L], []));
        Assert.Equal([1], add.Invoke(1, 2L));
    }

    [Fact]
    public void Handle_ThatNobodyMade_SaysSo()
    {
        Assert.Throws<InvalidOperationException>(() => default(WasmFunction<int>).Invoke());
        Assert.Throws<InvalidOperationException>(() => default(WasmAction<int>).TryInvoke(1));
        Assert.Throws<InvalidOperationException>(() => default(WasmAction).Function);
    }

    [Fact]
    public void TryInvoke_ThatTraps_SaysWhichTrap()
    {
        using Instance instance = new Linker().Instantiate(Module.FromBytes(new ModuleBuilder()
            .Function("div", [I32, I32], [I32], f => f.LocalGet(0).LocalGet(1).Op(Opcode.I32DivS)).Build()));
        WasmFunction<int, int, int> div = instance.GetFunction<int, int, int>("div");
        Assert.Equal(TrapKind.None, instance.LastTrap);
        Assert.Equal(CallStatus.Trapped, div.TryInvoke(1, 0, out int result));
        Assert.Equal((0, TrapKind.IntegerDivideByZero), (result, instance.LastTrap));
        Assert.Equal(CallStatus.Trapped, div.TryInvoke(int.MinValue, -1, out _));
        Assert.Equal(TrapKind.IntegerOverflow, instance.LastTrap);
        Assert.Equal(CallStatus.Trapped, instance.GetFunction("div")!.TryInvoke([1, 0], new Value[1]));
        Assert.Equal(TrapKind.IntegerDivideByZero, instance.LastTrap);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InstanceOptions { MaxCallDepth = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InstanceOptions { MaxCallDepth = int.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InstanceOptions { ValueStackBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InstanceOptions { ValueStackBytes = int.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InstanceOptions { MaxMemoryBytes = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InstanceOptions { MaxMemoryBytes = InstanceOptions.MemoryBytesLimit + 1 });
    }

    private static Function?[] Functions(Table table) => [.. Enumerable.Range(0, (int)table.Size).Select(i => table[(uint)i].AsFunction())];
}
