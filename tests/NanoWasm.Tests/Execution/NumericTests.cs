// What the official suite leaves open or to chance: NaNs are the same everywhere.
using NanoWasm.Execution;

namespace NanoWasm.Tests.Execution;

public sealed class NumericTests
{
    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Arithmetic_ThatMakesANaN_MakesThePositiveCanonicalOne(DispatchMode mode)
    {
        // Signalling, negative, with payload: whatever goes in, 7FF8000000000000 comes out.
        double[] nans = [double.NaN, BitConverter.UInt64BitsToDouble(0xFFF8_0000_0000_0001), BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001)];
        Opcode[] binary = [Opcode.F64Add, Opcode.F64Sub, Opcode.F64Mul, Opcode.F64Div, Opcode.F64Min, Opcode.F64Max];
        Opcode[] unary = [Opcode.F64Sqrt, Opcode.F64Ceil, Opcode.F64Floor, Opcode.F64Trunc, Opcode.F64Nearest];
        foreach (double nan in nans)
        {
            foreach (Opcode opcode in binary)
            {
                Assert.Equal(0x7FF8_0000_0000_0000, Bits(mode, f => f.F64(nan).F64(1).Op(opcode)));
                Assert.Equal(0x7FF8_0000_0000_0000, Bits(mode, f => f.F64(1).F64(nan).Op(opcode)));
            }

            foreach (Opcode opcode in unary)
            {
                Assert.Equal(0x7FF8_0000_0000_0000, Bits(mode, f => f.F64(nan).Op(opcode)));
            }
        }

        Assert.Equal(0x7FF8_0000_0000_0000, Bits(mode, f => f.F64(0).F64(0).Op(Opcode.F64Div)));
        Assert.Equal(0x7FF8_0000_0000_0000, Bits(mode, f => f.F64(-1).Op(Opcode.F64Sqrt)));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void SignOperations_OnNaNs_KeepTheirBits(DispatchMode mode)
    {
        double nan = BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0123);
        Assert.Equal(unchecked((long)0xFFF0_0000_0000_0123), Bits(mode, f => f.F64(nan).Op(Opcode.F64Neg)));
        Assert.Equal(0x7FF0_0000_0000_0123, Bits(mode, f => f.F64(nan).Op(Opcode.F64Neg).Op(Opcode.F64Abs)));
        Assert.Equal(unchecked((long)0xFFF0_0000_0000_0123), Bits(mode, f => f.F64(nan).F64(-1).Op(Opcode.F64Copysign)));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void WideArithmetic_OnEdges_AgreesWithInt128(DispatchMode mode)
    {
        long[] numbers = [0, 1, -1, 2, long.MinValue, long.MaxValue, 0x1_0000_0000, 0xFFFF_FFFF, -0x1_0000_0000, 0x1234_5678_9ABC_DEF0];
        ValueKind[] two = [ValueKind.I64, ValueKind.I64];
        ModuleBuilder builder = new();
        foreach (Opcode opcode in (Opcode[])[Opcode.I64Add128, Opcode.I64Sub128])
        {
            builder.Function(opcode.ToString(), [.. two, .. two], two, f => f.LocalGet(0).LocalGet(1).LocalGet(2).LocalGet(3).Op(opcode));
        }

        foreach (Opcode opcode in (Opcode[])[Opcode.I64MulWideS, Opcode.I64MulWideU])
        {
            builder.Function(opcode.ToString(), two, two, f => f.LocalGet(0).LocalGet(1).Op(opcode));
        }

        using Instance instance = Run.Instantiate(mode, builder);
        foreach (long a in numbers)
        {
            foreach (long b in numbers)
            {
                Int128 first = new((ulong)a, (ulong)b);
                Int128 second = new((ulong)b, (ulong)~a);
                Assert.Equal(unchecked(first + second), Call(Opcode.I64Add128, b, a, ~a, b));
                Assert.Equal(unchecked(first - second), Call(Opcode.I64Sub128, b, a, ~a, b));
                Assert.Equal((Int128)a * b, Call(Opcode.I64MulWideS, a, b));
                Assert.Equal((Int128)((UInt128)(ulong)a * (ulong)b), Call(Opcode.I64MulWideU, a, b));
                Assert.Equal((ulong)((UInt128)(ulong)a * (ulong)b >> 64), NumericOperations.MultiplyHighByHalves((ulong)a, (ulong)b));
            }
        }

        Int128 Call(Opcode opcode, params long[] arguments)
        {
            Value[] halves = instance.GetFunction(opcode.ToString())!.Invoke([.. arguments.Select(static argument => (Value)argument)]);
            return new Int128(halves[1].AsUInt64(), halves[0].AsUInt64());
        }
    }

    private static long Bits(DispatchMode mode, Action<CodeBuilder> body)
    {
        using Instance instance = Run.Instantiate(mode, new ModuleBuilder().Function("f", [], [ValueKind.I64], f =>
        {
            body(f);
            f.Op(Opcode.I64ReinterpretF64);
        }));
        return instance.GetFunction<long>("f").Invoke();
    }
}
