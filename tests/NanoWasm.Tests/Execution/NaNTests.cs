// NaNs of instances that do not ask for canonical ones: the processor's, within what the specification allows.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class NaNTests
{
    private const ulong Canonical = 0x7FF8_0000_0000_0000;
    private const ulong Negative = 0xFFF8_0000_0000_0000;
    private const ulong Payload = 0xFFF8_0000_0000_0123;
    private const ulong Signalling = 0x7FF0_0000_0000_0456;

    private static readonly Opcode[] Binary = [Opcode.F64Add, Opcode.F64Sub, Opcode.F64Mul, Opcode.F64Div, Opcode.F64Min, Opcode.F64Max];
    private static readonly Opcode[] Unary = [Opcode.F64Sqrt, Opcode.F64Ceil, Opcode.F64Floor, Opcode.F64Trunc, Opcode.F64Nearest];

    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Arithmetic_WithoutCanonicalNaNs_GivesTheProcessorsOwn(DispatchMode mode)
    {
        using Instance instance = Instantiate(mode, canonical: false);
        foreach (ulong nan in (ulong[])[Payload, Signalling])
        {
            Assert.Equal(Bits(Add(ToDouble(nan), 1)), Call(instance, Opcode.F64Add, nan, Bits(1)));
            Assert.Equal(Bits(Multiply(ToDouble(nan), 1)), Call(instance, Opcode.F64Mul, nan, Bits(1)));
            Assert.Equal(Bits(SquareRoot(ToDouble(nan))), Call(instance, Opcode.F64Sqrt, nan));
            Assert.Equal(Bits(Add(Multiply(ToDouble(nan), 1), 1)), Call(instance, "multiply-add", nan));
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Arithmetic_WithoutCanonicalNaNs_GivesQuietOnesAndCanonicalOfCanonical(DispatchMode mode)
    {
        using Instance instance = Instantiate(mode, canonical: false);
        foreach (Opcode opcode in Binary)
        {
            foreach (ulong other in (ulong[])[Bits(1), Bits(double.NegativeInfinity), Signalling, Canonical])
            {
                Assert.Equal(Canonical, Call(instance, opcode, Signalling, other) & Canonical);
                Assert.Equal(Canonical, Call(instance, opcode, other, Signalling) & Canonical);
            }

            Assert.Equal(Canonical, Call(instance, opcode, Canonical, Negative) & ~(1UL << 63));
            Assert.Equal(Canonical, Call(instance, opcode, Bits(2), Negative) & ~(1UL << 63));
        }

        foreach (Opcode opcode in Unary)
        {
            Assert.Equal(Canonical, Call(instance, opcode, Signalling) & Canonical);
            Assert.Equal(Canonical, Call(instance, opcode, Negative) & ~(1UL << 63));
        }

        Assert.Equal(Canonical, Call(instance, Opcode.F64Div, 0, 0) & ~(1UL << 63));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Arithmetic_OfVectorsWithoutCanonicalNaNs_GivesTheProcessorsOwn(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder()
            .Function("add", [V128, V128], [V128], f => f.LocalGet(0).LocalGet(1).Op(Opcode.F64x2Add))
            .Function("min", [V128, V128], [V128], f => f.LocalGet(0).LocalGet(1).Op(Opcode.F64x2Min))
            .Function("chain", [V128, V128], [V128], f => f.LocalGet(0).LocalGet(1).Op(Opcode.F64x2Mul).LocalGet(1).Op(Opcode.F64x2Add));
        Vector128<double> nans = Vector128.Create(Payload, Signalling).AsDouble();
        Vector128<double> ones = Vector128.Create(1.0);

        using Instance any = Run.Instantiate(mode, module, new InstanceOptions { CanonicalNaNs = false });
        Assert.Equal(Add(nans, ones).AsUInt64(), Call(any, "add"));
        Assert.Equal(Add(Multiply(nans, ones), ones).AsUInt64(), Call(any, "chain"));
        Assert.Equal(Vector128.Create(Canonical), Call(any, "min") & Vector128.Create(Canonical));

        using Instance canonical = Run.Instantiate(mode, module);
        Assert.All(["add", "min", "chain"], name => Assert.Equal(Vector128.Create(Canonical), Call(canonical, name)));

        Vector128<ulong> Call(Instance instance, string name) =>
            instance.GetFunction(name)!.Invoke(Value.FromVector128(nans.AsByte()), Value.FromVector128(ones.AsByte()))[0].AsVector128().AsUInt64();
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Instances_WithAndWithoutCanonicalNaNs_CallEachOther(DispatchMode mode)
    {
        using Module module = Module.FromBytes(new ModuleBuilder()
            .ImportFunction("other", "f", [F64], [F64])
            .Function("f", [F64], [F64], f => f.LocalGet(0).F64(1).Op(Opcode.F64Add).Call(0).F64(1).Op(Opcode.F64Add)).Build());
        using Module identity = Module.FromBytes(new ModuleBuilder().Function("f", [F64], [F64], f => f.LocalGet(0)).Build());
        using Instance end = new Linker().Instantiate(identity);
        using Instance canonical = new Linker().DefineInstance("other", end).Instantiate(module, Run.Options(mode));
        using Instance any = new Linker().DefineInstance("other", end).Instantiate(module, Run.Options(mode, new InstanceOptions { CanonicalNaNs = false }));
        using Instance both = new Linker().DefineInstance("other", canonical).Instantiate(module, Run.Options(mode, new InstanceOptions { CanonicalNaNs = false }));

        Assert.Equal(Canonical, Call(canonical, "f", Payload));
        Assert.Equal(Bits(Add(ToDouble(Payload), 1)), Call(any, "f", Payload));
        Assert.Equal(Bits(Add(ToDouble(Canonical), 1)), Call(both, "f", Payload));
    }

    /// <summary>A function for each operation, and some over sequences of them.</summary>
    private static Instance Instantiate(DispatchMode mode, bool canonical)
    {
        ModuleBuilder module = new();
        foreach (Opcode opcode in Binary)
        {
            module.Function(opcode.ToString(), [F64, F64], [F64], f => f.LocalGet(0).LocalGet(1).Op(opcode));
        }

        foreach (Opcode opcode in Unary)
        {
            module.Function(opcode.ToString(), [F64], [F64], f => f.LocalGet(0).Op(opcode));
        }

        module.Function("multiply-add", [F64], [F64], f => f.Locals(F64).F64(1).LocalSet(1).LocalGet(0).LocalGet(1).Op(Opcode.F64Mul).LocalGet(1).Op(Opcode.F64Add));
        return Run.Instantiate(mode, module, new InstanceOptions { CanonicalNaNs = canonical });
    }

    private static ulong Call(Instance instance, Opcode opcode, params ulong[] operands) => Call(instance, opcode.ToString(), operands);

    private static ulong Call(Instance instance, string name, params ulong[] operands) =>
        Bits(instance.GetFunction(name)!.Invoke([.. operands.Select(static operand => Value.FromDouble(ToDouble(operand)))])[0].AsDouble());

    private static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(value);

    private static double ToDouble(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

    // Not inlined: the processor's result is wanted, not the compiler's.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Add(double a, double b) => a + b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Multiply(double a, double b) => a * b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double SquareRoot(double a) => Math.Sqrt(a);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<double> Add(Vector128<double> a, Vector128<double> b) => a + b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<double> Multiply(Vector128<double> a, Vector128<double> b) => a * b;
}
