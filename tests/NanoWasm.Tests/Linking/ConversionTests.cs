// Every .NET type that stands for a wasm type, as argument and as result, to the guest and to the host.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Linking;

public sealed class ConversionTests
{
    [Fact]
    public void Values_OfEveryType_SurviveTheWayThroughGuestAndHost()
    {
        Check(I32, int.MinValue, -1, 0, int.MaxValue);
        Check(I32, 0u, uint.MaxValue, 0x8000_0000u);
        Check(I32, true, false);
        Check(I64, long.MinValue, -1L, long.MaxValue);
        Check(I64, ulong.MaxValue, 0x8000_0000_0000_0000UL, 1UL);
        Check(F32, -0f, float.Epsilon, float.NegativeInfinity, 1.5f);
        Check(F64, -0d, double.Epsilon, double.PositiveInfinity, 1.5);
        Check<object?>(ExternRef, new object(), null, "text", 5);
        Check<string?>(ExternRef, "text", null);
    }

    [Fact]
    public void Floats_NotANumber_KeepTheirBits()
    {
        using Instance instance = PassingOn([F32, F64], static linker => linker.DefineFunction("env", "host", static (float a, double b) => (a, b)));

        // Signalling NaNs; as constants, the JIT would make quiet ones of them.
        byte[] bits = [0x45, 0x23, 0xA1, 0xFF];
        float single = BitConverter.ToSingle(bits);
        double real = BitConverter.UInt64BitsToDouble(0x7FF4_1234_5678_9ABC);
        (float a, double b) = instance.GetFunction<float, double, (float, double)>("f").Invoke(single, real);
        Assert.Equal(0xFFA1_2345u, BitConverter.SingleToUInt32Bits(a));
        Assert.Equal(0x7FF4_1234_5678_9ABCu, BitConverter.DoubleToUInt64Bits(b));
    }

    [Fact]
    public void Function_AsArgumentAndResult_StaysTheSameFunction()
    {
        using Instance instance = PassingOn([FuncRef], static linker => linker.DefineFunction("env", "host", static (Function? f) => f));
        Function own = instance.GetFunction("f")!;
        WasmFunction<Function?, Function?> handle = instance.GetFunction<Function?, Function?>("f");
        Assert.Same(own, handle.Invoke(own));
        Assert.Null(handle.Invoke(null));
    }

    [Fact]
    public void Tuples_OfEveryKindOfField_AreReadAndWrittenInOrder()
    {
        object something = new();
        using Instance instance = PassingOn(
            [I32, I64, F32, F64, ExternRef, FuncRef, I32],
            static linker => linker.DefineFunction(
                "env", "host", static (int a, long b, float c, double d, object? e, Function? f, bool g) => (a, b, c, d, e, f, g)));
        Function own = instance.GetFunction("f")!;
        (int, long, float, double, object?, Function?, bool) result =
            instance.GetFunction<int, long, float, double, object?, Function?, bool, (int, long, float, double, object?, Function?, bool)>("f")
                .Invoke(-1, long.MinValue, 2.5f, -3.5, something, own, true);
        Assert.Equal((-1, long.MinValue, 2.5f, -3.5, something, own, true), result);
    }

    [Fact]
    public void Tuples_OfUnsignedNumbers_KeepAllBits()
    {
        using Instance instance = PassingOn([I32, I64], static linker => linker.DefineFunction("env", "host", static (uint a, ulong b) => (a, b)));
        Assert.Equal((uint.MaxValue, ulong.MaxValue), instance.GetFunction<uint, ulong, (uint, ulong)>("f").Invoke(uint.MaxValue, ulong.MaxValue));
    }

    [Fact]
    public void Tuple_OfOneItem_StandsForOneResult()
    {
        using Instance instance = PassingOn([I64], static linker => linker.DefineFunction("env", "host", static (long a) => ValueTuple.Create(a + 1)));
        Assert.Equal(ValueTuple.Create(6L), instance.GetFunction<long, ValueTuple<long>>("f").Invoke(5));
    }

    [Fact]
    public void UntypedHostFunction_WithEveryType_GetsAndGivesValues()
    {
        ValueKind[] kinds = [I32, I64, F32, F64, FuncRef, ExternRef, I32, I64];
        using Instance instance = PassingOn(kinds, linker => linker.DefineFunction(
            "env", "host", new FuncType([.. kinds], [.. kinds]), static (caller, arguments, results) => arguments.CopyTo(results)));
        Function own = instance.GetFunction("f")!;
        Value[] values = [1, 2L, 3f, 4d, Value.FromFunction(own), Value.FromExternal("five"), -6, -7L];
        Assert.Equal(values, own.Invoke(values));

        Value[] results = new Value[10];
        Assert.Equal(CallStatus.Finished, own.TryInvoke(values, results));
        Assert.Equal([.. values, default, default], results);
    }

    [Fact]
    public void UntypedHostFunction_GivingAnotherType_ThrowsAtTheCaller()
    {
        using Instance instance = PassingOn([I32], static linker => linker.DefineFunction(
            "env", "host", new FuncType([I32], [I32]), static (caller, arguments, results) => results[0] = 1L));
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => instance.GetFunction<int, int>("f").Invoke(1));
        Assert.Contains("(func (param i32) (result i32))", exception.Message, StringComparison.Ordinal);
        Assert.Contains("i64", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UntypedHostFunction_LeavingResultsAlone_GivesZero()
    {
        using Instance instance = PassingOn([I32, ExternRef], static linker => linker.DefineFunction(
            "env", "host", new FuncType([I32, ExternRef], [I32, ExternRef]), static (caller, arguments, results) => { }));
        Assert.Equal((0, null), instance.GetFunction<int, object?, (int, object?)>("f").Invoke(5, "x"));
    }

    [Fact]
    public void UntypedHostFunction_WithTheMostParametersAndResults_GetsThemAll()
    {
        ValueKind[] most = [.. Enumerable.Repeat(I64, 1_000)];
        using Instance instance = PassingOn(most, linker => linker.DefineFunction(
            "env", "host", new FuncType([.. most], [.. most]), static (caller, arguments, results) => arguments.CopyTo(results)));
        Value[] values = [.. Enumerable.Range(0, 1_000).Select(static i => Value.FromInt64(i))];
        Assert.Equal(values, instance.GetFunction("f")!.Invoke(values));
        Assert.Throws<ArgumentException>(() => new Linker().DefineFunction("env", "f", new FuncType([.. most, I32], []), static (caller, arguments, results) => { }));
        Assert.Throws<ArgumentException>(() => new Linker().DefineFunction("env", "f", new FuncType([], [.. most, I32]), static (caller, arguments, results) => { }));
    }

    [Fact]
    public void Types_ThatStandForNothing_AreRefused()
    {
        Linker linker = new();
        Assert.Throws<ArgumentException>(() => linker.DefineFunction("env", "f", static (byte a) => { }));
        Assert.Throws<ArgumentException>(() => linker.DefineFunction("env", "f", static () => default(DateTime)));
        Assert.Throws<ArgumentException>(() => linker.DefineFunction("env", "f", static () => (1, (short)2)));
        Assert.Throws<ArgumentException>(() => linker.DefineFunction("env", "f", static () => (1, 2, 3, 4, 5, 6, 7, 8)));
        Assert.Throws<ArgumentException>(() => linker.DefineFunction("env", "f", static () => (1, "only object and Function in tuples")));
    }

    [Fact]
    public void External_OfAnotherClassThanAskedFor_IsAnInvalidCast()
    {
        using Instance instance = PassingOn([ExternRef], static linker => linker.DefineFunction("env", "host", static (object? a) => a));
        Assert.Throws<InvalidCastException>(() => instance.GetFunction<object?, string?>("f").Invoke(new object()));
        Assert.Equal("x", instance.GetFunction<object?, string?>("f").Invoke("x"));
    }

    private static void Check<T>(ValueKind kind, params ReadOnlySpan<T> values)
    {
        T? seen = default;
        using Instance instance = PassingOn([kind], linker => linker.DefineFunction("env", "host", (T value) => seen = value));
        WasmFunction<T, T> handle = instance.GetFunction<T, T>("f");
        foreach (T value in values)
        {
            Assert.Equal(value, handle.Invoke(value));
            Assert.Equal(value, seen);
            Assert.Equal(CallStatus.Finished, handle.TryInvoke(value, out T tried));
            Assert.Equal(value, tried);
        }
    }

    /// <summary>An instance whose function <c>f</c> passes everything on to the host and back.</summary>
    private static Instance PassingOn(ValueKind[] kinds, Func<Linker, Linker> define) =>
        define(new Linker()).Instantiate(Module.FromBytes(new ModuleBuilder()
            .ImportFunction("env", "host", kinds, kinds)
            .Function("f", kinds, kinds, f =>
            {
                for (uint i = 0; i < kinds.Length; i++)
                {
                    f.LocalGet(i);
                }

                f.Call(0);
            })
            .Build()));
}
