// Host objects in wasm code: who they are, and how long they live.
using System.Runtime.CompilerServices;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Linking;

public sealed class ExternalReferenceTests
{
    [Fact]
    public void Object_InTableAndGlobal_StaysTheSame()
    {
        using Instance instance = Instantiate();
        object something = new();
        instance.GetAction<int, object?>("put").Invoke(3, something);
        Assert.Same(something, instance.GetFunction<int, object?>("take").Invoke(3));
        Assert.Same(something, instance.GetTable("table")[3].AsExternal());
        instance.GetGlobal("global").Value = Value.FromExternal(something);
        Assert.Same(something, instance.GetFunction<object?>("get").Invoke());
        Assert.Equal(1, instance.Group.ExternalCount);
        Assert.Null(instance.GetFunction<int, object?>("take").Invoke(0));
    }

    [Fact]
    public void Object_OnlyTheGuestRefersTo_IsKeptAlive()
    {
        using Instance instance = Instantiate();
        WeakReference reference = Put(instance, 5);
        Collect();
        Assert.True(reference.IsAlive);
        Assert.Equal("made for the table", instance.GetFunction<int, object?>("take").Invoke(5)!.ToString());
    }

    [Fact]
    public void Objects_NobodyRefersTo_AreSweptNowAndThen()
    {
        using Instance instance = Instantiate();
        WasmAction<int, object?> put = instance.GetAction<int, object?>("put");
        WeakReference first = Put(instance, 5);
        int most = 0;
        for (int i = 0; i < 20_000; i++)
        {
            put.Invoke(i % 3, new object());
            most = Math.Max(most, instance.Group.ExternalCount);
        }

        Assert.InRange(most, 4, 1_000);
        put.Invoke(5, null);
        for (int i = 0; i < 1_000; i++)
        {
            put.Invoke(i % 3, new object());
        }

        Collect();
        Assert.False(first.IsAlive);
        Assert.NotNull(instance.GetFunction<int, object?>("take").Invoke(0));
    }

    [Fact]
    public void Objects_ManyInUse_RaiseTheThreshold()
    {
        using Instance instance = Instantiate();
        WasmAction<int, object?> put = instance.GetAction<int, object?>("put");
        for (int i = 0; i < 5_000; i++)
        {
            put.Invoke(i, (object)i);
        }

        WasmFunction<int, object?> take = instance.GetFunction<int, object?>("take");
        for (int i = 0; i < 5_000; i++)
        {
            Assert.Equal((object)i, take.Invoke(i));
        }
    }

    [Fact]
    public void Object_KnownToTwoGroupsThatAreUnited_WorksInBoth()
    {
        object something = new();
        using Instance a = Instantiate();
        using Instance b = Instantiate();
        a.GetAction<int, object?>("put").Invoke(1, something);
        b.GetAction<int, object?>("put").Invoke(2, something);
        using Instance c = new Linker().DefineInstance("a", a).Instantiate(
            Module.FromBytes(new ModuleBuilder().ImportTable("a", "table", ExternRef, 1).Table(FuncRef, 1, export: "functions").Build()));
        c.GetTable("functions")[0] = Value.FromFunction(b.GetFunction("take"));
        Assert.Same(a.Group, b.Group);
        Assert.Equal(2, a.Group.ExternalCount);
        c.Dispose();
        Assert.Same(something, a.GetFunction<int, object?>("take").Invoke(1));
        Assert.Same(something, b.GetFunction<int, object?>("take").Invoke(2));
        b.GetAction<int, object?>("put").Invoke(2, null);
        b.Dispose();
        Assert.Equal(1, a.Group.ExternalCount);
        Assert.Same(something, a.GetFunction<int, object?>("take").Invoke(1));
    }

    [Fact]
    public void Object_InAPassiveElementSegment_SurvivesSweeps()
    {
        object something = new();
        using Global global = new(Value.FromExternal(something));
        using Instance instance = new Linker().Define("env", "global", global).Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportGlobal("env", "global", ExternRef).Table(ExternRef, 1)
            .PassiveExpressions(ExternRef, c => c.GlobalGet(0))
            .Function("init", [], [ExternRef], f => f.I32(0).I32(0).I32(1).Op(Opcode.TableInit, 0, 0).I32(0).Op(Opcode.TableGet, 0))
            .Function("churn", [ExternRef], [], f => { }).Build()));
        WasmAction<object?> churn = instance.GetAction<object?>("churn");
        for (int i = 0; i < 2_000; i++)
        {
            churn.Invoke(new object());
        }

        Assert.Same(something, instance.GetFunction<object?>("init").Invoke());
    }

    [Fact]
    public void Object_OnTheStackOfARunningCall_SurvivesNestedCallsThatMakeMany()
    {
        Instance? instance = null;
        Linker linker = new Linker().DefineFunction("env", "nested", () =>
        {
            WasmAction<object?> churn = instance!.GetAction<object?>("churn");
            for (int i = 0; i < 2_000; i++)
            {
                churn.Invoke(new object());
            }

            Collect();
        });
        instance = linker.Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportFunction("env", "nested", [], [])
            .Function("f", [ExternRef], [ExternRef], f => f.Call(0).LocalGet(0))
            .Function("churn", [ExternRef], [], f => { }).Build()));
        using (instance)
        {
            Assert.Equal("kept 1", instance.GetFunction<object?, object?>("f").Invoke("kept " + instance.Exports.Count / 2));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Put(Instance instance, int index)
    {
        System.Text.StringBuilder something = new("made for the table");
        instance.GetAction<int, object?>("put").Invoke(index, something);
        return new WeakReference(something);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static Instance Instantiate() => new Linker().Instantiate(Module.FromBytes(new ModuleBuilder()
        .Table(ExternRef, 5_000, export: "table")
        .Global(ExternRef, true, c => c.RefNull(ExternRef), "global")
        .Function("put", [I32, ExternRef], [], f => f.LocalGet(0).LocalGet(1).Op(Opcode.TableSet, 0))
        .Function("take", [I32], [ExternRef], f => f.LocalGet(0).Op(Opcode.TableGet, 0))
        .Function("get", [], [ExternRef], f => f.GlobalGet(0))
        .Build()));
}
