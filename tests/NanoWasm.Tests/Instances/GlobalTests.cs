// Globals from the host's side.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Instances;

public sealed class GlobalTests
{
    [Fact]
    public void Value_OfEveryType_IsSharedWithTheGuest()
    {
        object something = new();
        Value[] values = [-5, -6L, 1.5f, -2.5, Value.FromExternal(something)];
        foreach (Value value in values)
        {
            using Global global = new(Value.Default(value.Kind), mutable: true);
            using Instance instance = new Linker().Define("env", "g", global).Instantiate(Module.FromBytes(new ModuleBuilder()
                .ImportGlobal("env", "g", value.Kind, true)
                .Function("get", [], [value.Kind], f => f.GlobalGet(0))
                .Function("set", [value.Kind], [], f => f.LocalGet(0).GlobalSet(0)).Build()));
            global.Value = value;
            Assert.Equal([value], instance.GetFunction("get")!.Invoke());
            global.Value = Value.Default(value.Kind);
            instance.GetFunction("set")!.Invoke(value);
            Assert.Equal(value, global.Value);
            Assert.Equal(new GlobalType(value.Kind, true), global.Type);
        }
    }

    [Fact]
    public void Set_OfImmutableGlobalOrOtherType_IsRefused()
    {
        using Global constant = new(1);
        Assert.False(constant.IsMutable);
        Assert.Throws<InvalidOperationException>(() => constant.Value = 2);
        using Global variable = new(1, mutable: true);
        Assert.Throws<ArgumentException>(() => variable.Value = 2L);
        Assert.Equal(1, variable.Value.AsInt32());
    }

    [Fact]
    public void Initialisers_OfEveryForm_AreEvaluatedInOrder()
    {
        using Global imported = new(40L);
        using Instance instance = new Linker().Define("env", "g", imported).Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportGlobal("env", "g", I64)
            .Global(I64, false, c => c.GlobalGet(0), "copy")
            .Global(F64, true, c => c.F64(-0.0), "real")
            .Global(FuncRef, true, c => c.RefFunc(0), "function")
            .Global(ExternRef, false, c => c.RefNull(ExternRef), "nothing")
            .Function("f", [], [], f => { })
            .Build()));
        Assert.Equal(40, instance.GetGlobal("copy").Value.AsInt64());
        Assert.True(double.IsNegative(instance.GetGlobal("real").Value.AsDouble()));
        Assert.Same(instance.GetFunction("f"), instance.GetGlobal("function").Value.AsFunction());
        Assert.True(instance.GetGlobal("nothing").Value.IsNull);
        Assert.Same(instance.GetGlobal("copy"), instance.GetGlobal("copy"));
    }

    [Fact]
    public void Global_OfADisposedInstance_IsGone()
    {
        Instance instance = new Linker().Instantiate(Module.FromBytes(new ModuleBuilder().Global(I32, true, c => c.I32(1), "g").Build()));
        Global global = instance.GetGlobal("g");
        instance.Dispose();
        Assert.Throws<ObjectDisposedException>(() => global.Value);
        Assert.Throws<ObjectDisposedException>(() => global.Value = 2);
    }
}
