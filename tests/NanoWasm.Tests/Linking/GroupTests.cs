// Lifetimes of instances that share things.
using System.Runtime.CompilerServices;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Linking;

public sealed class GroupTests
{
    [Fact]
    public void Instances_ThatShareNothing_AreGroupsOfTheirOwn()
    {
        Linker linker = new Linker().DefineFunction("env", "f", static () => 1);
        Module module = Module.FromBytes(new ModuleBuilder().ImportFunction("env", "f", [], [I32]).Memory(1).Build());
        using Instance a = linker.Instantiate(module);
        using Instance b = linker.Instantiate(module);
        Assert.NotSame(a.Group, b.Group);
    }

    [Fact]
    public void Instances_ThatImportImmutableNumbersOnly_AreGroupsOfTheirOwn()
    {
        using Instance a = Instantiate(new ModuleBuilder().Global(I64, false, c => c.I64(5), "g"));
        using Instance b = Instantiate(new ModuleBuilder().ImportGlobal("a", "g", I64).Export("g", ExternalKind.Global, 0), a);
        Assert.NotSame(a.Group, b.Group);
        a.Dispose();
        Assert.Equal(5, b.GetGlobal("g").Value.AsInt64());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dispose_OfTheExporter_KeepsWhatTheImporterUses(bool collect)
    {
        Instance a = Instantiate(Exporter());
        using Instance b = Instantiate(Importer(), a);
        Function function = a.GetFunction("f")!;
        Memory memory = a.GetMemory("memory");
        Assert.Same(a.Group, b.Group);
        a.Dispose();
        if (collect)
        {
            Collect();
        }

        Assert.False(a.IsFreed);
        Assert.Equal(7, b.GetFunction<int>("call").Invoke());
        Assert.Equal(7, function.Invoke()[0].AsInt32());
        memory.Write(0, 5);
        Assert.Equal(5, b.GetFunction<int>("load").Invoke());
        Assert.Throws<ObjectDisposedException>(() => a.GetFunction("f"));

        b.Dispose();
        Assert.True(a.IsFreed);
        Assert.True(b.IsFreed);
        Assert.Throws<ObjectDisposedException>(() => function.Invoke());
        Assert.Throws<ObjectDisposedException>(() => memory.ByteLength);
    }

    [Fact]
    public void Dispose_OfTheImporter_FreesItAtOnce()
    {
        using Instance a = Instantiate(Exporter());
        for (int i = 0; i < 3; i++)
        {
            Instance b = Instantiate(Importer(), a);
            b.Dispose();
            Assert.True(b.IsFreed);
        }

        Assert.Equal(7, a.GetFunction<int>("f").Invoke());
        Assert.Equal(2, a.Group.MemberCount);
    }

    [Fact]
    public void Dispose_OfAnInstanceWhoseFunctionIsInATable_KeepsItAsLongAsTheTableHoldsIt()
    {
        using Table table = new(FuncRef, 2);
        Instance instance = Instantiate(Exporter());
        Function function = instance.GetFunction("f")!;
        table[1] = Value.FromFunction(function);
        instance.Dispose();
        Assert.False(instance.IsFreed);
        Assert.Same(function, table[1].AsFunction());
        Assert.Equal(7, function.Invoke()[0].AsInt32());

        // The next collection in the group finds nobody who refers to it.
        table[1] = Value.FromFunction(null);
        Instance other = new Linker().Define("env", "table", table).Instantiate(
            Module.FromBytes(new ModuleBuilder().ImportTable("env", "table", FuncRef, 1).Build()));
        other.Dispose();
        Assert.True(instance.IsFreed);
        Assert.Throws<ObjectDisposedException>(() => function.Invoke());
    }

    [Fact]
    public void Dispose_OfEverythingInAnyOrder_FreesEverything()
    {
        foreach (int[] order in (int[][])[[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]])
        {
            // Each one's table holds a function of the one before; the last one's table is the host's.
            Table table = new(FuncRef, 4);
            Instance a = Instantiate(Exporter());
            Instance b = Instantiate(Importer(), a);
            Instance c = new Linker().DefineInstance("a", b).Define("env", "table", table).Instantiate(Module.FromBytes(new ModuleBuilder()
                .ImportFunction("a", "call", [], [I32]).ImportTable("env", "table", FuncRef, 4).Elements(0, 0, 1)
                .Function("f", [], [I32], f => f.I32(1)).Build()));
            IDisposable[] members = [a, b, c, table];
            foreach (int i in order)
            {
                Assert.False(a.IsFreed && b.IsFreed && c.IsFreed);
                members[i].Dispose();
                Collect();
            }

            Assert.True(a.IsFreed && b.IsFreed && c.IsFreed);
            Assert.Throws<ObjectDisposedException>(() => table.Size);
        }
    }

    [Fact]
    public void Dispose_WhileRunning_WaitsForTheEnd()
    {
        Instance? instance = null;
        Linker linker = new Linker().DefineFunction("env", "f", () =>
        {
            instance!.Dispose();
            Assert.False(instance.IsFreed);
            return 4;
        });
        instance = linker.Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportFunction("env", "f", [], [I32]).Function("call", [], [I32], f => f.I32(1).Call(0).Op(Opcode.I32Add)).Build()));
        WasmFunction<int> call = instance.GetFunction<int>("call");
        Assert.Equal(5, call.Invoke());
        Assert.True(instance.IsFreed);
        Assert.Throws<ObjectDisposedException>(() => call.Invoke());
    }

    [Fact]
    public void Dispose_OnAnotherThreadWhileRunning_WaitsForTheEnd()
    {
        Instance? instance = null;
        Linker linker = new Linker().DefineFunction("env", "f", () =>
        {
            Thread other = new(instance!.Dispose);
            other.Start();
            other.Join();
            Assert.False(instance.IsFreed);
            return 4;
        });
        instance = linker.Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportFunction("env", "f", [], [I32]).Function("call", [], [I32], f => f.Call(0)).Build()));
        Assert.Equal(4, instance.GetFunction<int>("call").Invoke());
        Assert.True(instance.IsFreed);
    }

    [Fact]
    public void Instances_NobodyHoldsAnyLonger_AreCollectedThoughTheyReferToEachOther()
    {
        WeakReference[] references = MakeCycle();
        for (int i = 0; i < 10 && references.Any(static reference => reference.IsAlive); i++)
        {
            Collect();
        }

        Assert.All(references, static reference => Assert.False(reference.IsAlive));
    }

    [Fact]
    public void Memory_NobodyDisposes_SurvivesInstanceAfterInstance()
    {
        Memory memory = new(1);
        Module module = Module.FromBytes(new ModuleBuilder().ImportMemory("env", "memory", 1)
            .Function("add", [], [], f => f.I32(0).I32(0).Access(Opcode.I32Load).I32(1).Op(Opcode.I32Add).Access(Opcode.I32Store)).Build());
        Linker linker = new Linker().Define("env", "memory", memory);
        for (int i = 0; i < 10; i++)
        {
            using Instance instance = linker.Instantiate(module);
            instance.GetAction("add").Invoke();
        }

        Assert.Equal(10, memory.Read<int>(0));
        Assert.Equal(1, memory.Group.Root.MemberCount);
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Read<int>(0));
        Assert.Throws<ObjectDisposedException>(() => linker.Instantiate(module));
    }

    [Fact]
    public void Module_DisposedFirst_LivesAsLongAsItsInstances()
    {
        Module module = Module.FromBytes(new ModuleBuilder().FunctionName(0, "inner").Function("f", [], [I32], f => f.Unreachable()).Build());
        Instance instance = new Linker().Instantiate(module);
        module.Dispose();
        Collect();
        TrapException trap = Assert.Throws<TrapException>(() => instance.GetFunction<int>("f").Invoke());
        Assert.Equal("inner", trap.Frames[0].FunctionName);
        instance.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new Linker().Instantiate(module));
    }

    [Fact]
    public void Instantiate_ThatTraps_KeepsTheInstanceWhileItsFunctionIsInATable()
    {
        using Table table = new(FuncRef, 1);
        Linker linker = new Linker().Define("env", "table", table);
        Assert.Throws<TrapException>(() => linker.Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportTable("env", "table", FuncRef, 1).Memory(1)
            .Function([], [I32], f => f.I32(12)).Elements(0, 0).Data(65_536, 1).Build())));
        Collect();
        Assert.Equal(12, table[0].AsFunction()!.Invoke()[0].AsInt32());
    }

    [Fact]
    public void HostFunctionInATable_WhoseInstanceIsGone_StillWorks()
    {
        using Table table = new(FuncRef, 1);
        PutHostFunction(table);
        Collect();
        using Instance instance = new Linker().Define("env", "table", table).Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportTable("env", "table", FuncRef, 1).Function("f", [], [I32], f => f.I32(0).CallIndirect([], [I32])).Build()));
        Assert.Equal(123, instance.GetFunction<int>("f").Invoke());
        Assert.Equal(123, table[0].AsFunction()!.Invoke()[0].AsInt32());
    }

    [Fact]
    public void FunctionOfAnotherGroup_AsArgument_UnitesTheGroups()
    {
        using Instance a = Instantiate(Exporter());
        using Instance b = Instantiate(new ModuleBuilder().Table(FuncRef, 1)
            .Function("set", [FuncRef], [], f => f.I32(0).LocalGet(0).Op(Opcode.TableSet, 0))
            .Function("call", [], [I32], f => f.I32(0).CallIndirect([], [I32])));
        Assert.NotSame(a.Group, b.Group);
        b.GetAction<Function?>("set").Invoke(a.GetFunction("f"));
        Assert.Same(a.Group, b.Group);
        a.Dispose();
        Assert.Equal(7, b.GetFunction<int>("call").Invoke());
    }

    [Fact]
    public void FunctionOfAFreedInstance_AsArgument_IsRefused()
    {
        Instance a = Instantiate(Exporter());
        Function function = a.GetFunction("f")!;
        a.Dispose();
        using Table table = new(FuncRef, 1);
        Assert.Throws<ObjectDisposedException>(() => table[0] = Value.FromFunction(function));
        Assert.Throws<ObjectDisposedException>(() => new Global(Value.FromFunction(function)));
        Assert.True(table[0].IsNull);
        Assert.Throws<ObjectDisposedException>(() => new Linker().Define("a", "f", function).Instantiate(
            Module.FromBytes(new ModuleBuilder().ImportFunction("a", "f", [], [I32]).Build())));
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PutHostFunction(Table table)
    {
        Linker linker = new Linker().DefineFunction("env", "f", static () => 123).Define("env", "table", table);
        using Instance instance = linker.Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportFunction("env", "f", [], [I32]).ImportTable("env", "table", FuncRef, 1).Elements(0, 0).Build()));
    }

    /// <summary>A memory, an instance whose host function captures it, and an object in its table that refers back to it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] MakeCycle()
    {
        Instance? instance = null;
        Memory memory = new(1);
        Linker linker = new Linker().DefineFunction("env", "f", () => instance!.Exports.Count).Define("env", "memory", memory);
        instance = linker.Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportFunction("env", "f", [], [I32]).ImportMemory("env", "memory", 1).Table(ExternRef, 1, export: "table").Table(FuncRef, 1)
            .Function("call", [], [I32], f => f.Call(0)).Build()));
        Assert.Equal(2, instance.GetFunction<int>("call").Invoke());
        instance.GetTable("table")[0] = Value.FromExternal(instance);
        return [new WeakReference(instance), new WeakReference(memory), new WeakReference(linker)];
    }

    private static ModuleBuilder Exporter() => new ModuleBuilder().Memory(1, export: "memory").Function("f", [], [I32], f => f.I32(7));

    private static ModuleBuilder Importer() => new ModuleBuilder().ImportFunction("a", "f", [], [I32]).ImportMemory("a", "memory", 1)
        .Function("call", [], [I32], f => f.Call(0))
        .Function("load", [], [I32], f => f.I32(0).Access(Opcode.I32Load));

    private static Instance Instantiate(ModuleBuilder module, Instance? imported = null)
    {
        Linker linker = new();
        if (imported is not null)
        {
            linker.DefineInstance("a", imported);
        }

        return linker.Instantiate(Module.FromBytes(module.Build()));
    }
}
