// Values without static types.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Instances;

public sealed class ValueTests
{
    [Fact]
    public void Value_ReadAsItsType_IsWhatItWasMadeFrom()
    {
        Assert.Equal(-1, Value.FromInt32(-1).AsInt32());
        Assert.Equal(uint.MaxValue, Value.FromInt32(-1).AsUInt32());
        Assert.Equal(-1, Value.FromUInt64(ulong.MaxValue).AsInt64());
        Assert.Equal(1.5f, Value.FromSingle(1.5f).AsSingle());
        Assert.Equal(-1.5, Value.FromDouble(-1.5).AsDouble());
        Assert.Equal("x", Value.FromExternal("x").AsExternal());
        Assert.Null(Value.FromFunction(null).AsFunction());
        Assert.Equal(0, default(Value).AsInt32());
    }

    [Fact]
    public void Value_ReadAsAnotherType_SaysBoth()
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => Value.FromInt64(1).AsInt32());
        Assert.Contains("i64", exception.Message, StringComparison.Ordinal);
        Assert.Contains("i32", exception.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Value.FromExternal(null).AsFunction());
        Assert.Throws<InvalidOperationException>(() => Value.FromFunction(null).AsExternal());
    }

    [Fact]
    public void Values_Compared_NeedTypeAndBits()
    {
        Assert.Equal<Value>(1, 1);
        Assert.NotEqual<Value>(1, 1L);
        Assert.NotEqual<Value>(0.0, -0.0);
        Assert.Equal<Value>(double.NaN, double.NaN);
        Assert.NotEqual(Value.FromExternal(new object()), Value.FromExternal(new object()));
        Assert.NotEqual(Value.FromExternal(null), Value.FromFunction(null));
    }

    [Fact]
    public void ToString_OfEveryType_HasTypeAndValue() =>
        Assert.Equal(
            ["i32:-1", "i64:2", "f32:0.1", "f64:0.1", "funcref:null", "externref:x"],
            new Value[] { -1, 2L, 0.1f, 0.1, Value.FromFunction(null), Value.FromExternal("x") }.Select(static value => value.ToString()));

    [Fact]
    public void Default_OfNoType_IsRefused()
    {
        Assert.True(Value.Default(FuncRef).IsNull);
        Assert.Throws<ArgumentOutOfRangeException>(() => Value.Default((ValueKind)99));
    }
}
