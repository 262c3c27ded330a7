// What the official suite leaves open or to chance: NaNs are the same everywhere.
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
