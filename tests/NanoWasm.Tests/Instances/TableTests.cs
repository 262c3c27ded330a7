// Tables from the host's side.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Instances;

public sealed class TableTests
{
    [Fact]
    public void New_Table_HoldsNulls()
    {
        using Table table = new(ExternRef, 3, 5);
        Assert.Equal(new TableType(ExternRef, 3, 5), table.Type);
        Assert.Equal(3u, table.Size);
        Assert.True(table[0].IsNull && table[2].IsNull);
        Assert.Equal(ExternRef, table[1].Kind);
    }

    [Fact]
    public void New_WithBadArguments_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Table(I32, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Table(FuncRef, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Table(FuncRef, uint.MaxValue));
    }

    [Fact]
    public void Elements_SetAndGet_AreChecked()
    {
        using Table table = new(ExternRef, 2);
        object something = new();
        table[1] = Value.FromExternal(something);
        Assert.Same(something, table[1].AsExternal());
        Assert.Throws<ArgumentOutOfRangeException>(() => table[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => table[uint.MaxValue] = Value.FromExternal(something));
        Assert.Throws<ArgumentException>(() => table[0] = Value.FromFunction(null));
        Assert.Throws<ArgumentException>(() => table[0] = 1);
    }

    [Fact]
    public void Functions_ReadFromATable_AreTheExportedOnes()
    {
        ModuleBuilder module = new ModuleBuilder().Table(FuncRef, 3, export: "table").Elements(0, 0, 1)
            .Function("f", [], [I32], f => f.I32(1)).Function("g", [], [I32], f => f.I32(2));
        using Instance instance = new Linker().Instantiate(Module.FromBytes(module.Build()));
        Table table = instance.GetTable("table");
        Assert.Same(instance.GetFunction("f"), table[0].AsFunction());
        Assert.Same(instance.GetFunction("g"), table[1].AsFunction());
        Assert.Same(instance.GetFunction("g"), instance.GetFunction("g"));
        Assert.NotSame(instance.GetFunction("f"), instance.GetFunction("g"));
        Assert.True(table[2].IsNull);
        Assert.Equal(instance.GetFunction<int>("f"), instance.GetFunction<int>("f"));
        Assert.NotEqual(instance.GetFunction<int>("f"), instance.GetFunction<int>("g"));
    }

    [Fact]
    public void Grow_WithinTheMaximum_KeepsElementsAndAddsTheValue()
    {
        using Table table = new(ExternRef, 1, 10);
        object first = new(), rest = new();
        table[0] = Value.FromExternal(first);
        Assert.Equal(1, table.Grow(4, Value.FromExternal(rest)));
        Assert.Equal(5u, table.Size);
        Assert.Same(first, table[0].AsExternal());
        Assert.Same(rest, table[1].AsExternal());
        Assert.Same(rest, table[4].AsExternal());
        Assert.Equal(-1, table.Grow(6, Value.FromExternal(null)));
        Assert.Equal(-1, table.Grow(uint.MaxValue, Value.FromExternal(null)));
        Assert.Equal(5, table.Grow(0, Value.FromExternal(null)));
        Assert.Throws<ArgumentException>(() => table.Grow(1, 5));
    }

    [Fact]
    public void Limit_OfTheOptions_BoundsGrowthAndAllTablesTogether()
    {
        ModuleBuilder module = new ModuleBuilder().Table(FuncRef, 60).Table(ExternRef, 40)
            .Function("grow", [I32], [I32], f => f.RefNull(FuncRef).LocalGet(0).Op(Opcode.TableGrow, 0));
        Module built = Module.FromBytes(module.Build());
        Assert.Throws<InstantiationException>(() => new Linker().Instantiate(built, new InstanceOptions { MaxTableElements = 99 }));
        using Instance instance = new Linker().Instantiate(built, new InstanceOptions { MaxTableElements = 100 });
        Assert.Equal(-1, instance.GetFunction<int, int>("grow").Invoke(41));
        Assert.Equal(60, instance.GetFunction<int, int>("grow").Invoke(40));
        Assert.Equal(-1, instance.GetFunction<int, int>("grow").Invoke(1));
    }

    [Fact]
    public void Hostile_TableOf4BillionElements_FailsCleanly()
    {
        Module module = Module.FromBytes(new ModuleBuilder().Table(FuncRef, uint.MaxValue).Build());
        InstantiationException exception = Assert.Throws<InstantiationException>(() => new Linker().Instantiate(module));
        Assert.Contains("4,294,967,295", exception.Message, StringComparison.Ordinal);
        Assert.Throws<InstantiationException>(() => new Linker().Instantiate(module, new InstanceOptions { MaxTableElements = uint.MaxValue }));
    }
}
