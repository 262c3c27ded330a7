// Arithmetic that rows of the table name because a C# operator does not say it.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NanoWasm.Execution;

/// <summary>Numeric operations of the specification (4.3) that are more than one C# operator.</summary>
/// <remarks>
/// Where the specification leaves a NaN's sign and payload open, the result is the positive canonical NaN (as in the deterministic profile),
/// so that all machines agree; unless an instance does not ask for that (<see cref="InstanceOptions.CanonicalNaNs"/>).
/// </remarks>
[AllocationFree]
internal static class NumericOperations
{
    private const uint CanonicalNaN32 = 0x7FC0_0000;
    private const ulong CanonicalNaN64 = 0x7FF8_0000_0000_0000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsMinimum(int a) => a == int.MinValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsMinimum(long a) => a == long.MinValue;

    /// <summary>The remainder; 0 where the quotient would overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Remainder(int a, int b) => b == -1 ? 0 : a % b;

    /// <inheritdoc cref="Remainder(int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Remainder(long a, long b) => b == -1 ? 0 : a % b;

    /// <summary>The high half of a product of 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyHigh(ulong a, ulong b) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(a, b) : ArmBase.Arm64.IsSupported ? ArmBase.Arm64.MultiplyHigh(a, b) : MultiplyHighByHalves(a, b);

    /// <inheritdoc cref="MultiplyHigh(ulong, ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long MultiplyHigh(long a, long b) => (long)MultiplyHigh((ulong)a, (ulong)b) - ((a >> 63) & b) - ((b >> 63) & a);

    /// <summary><see cref="MultiplyHigh(ulong, ulong)"/> for machines without an instruction for it.</summary>
    internal static ulong MultiplyHighByHalves(ulong a, ulong b)
    {
        ulong low = (ulong)(uint)a * (uint)b;
        ulong middle = ((a >> 32) * (uint)b) + (low >> 32);
        ulong other = ((uint)a * (b >> 32)) + (uint)middle;
        return ((a >> 32) * (b >> 32)) + (middle >> 32) + (other >> 32);
    }

    /// <summary>The value, or the canonical NaN for any NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Canonical(float a) => float.IsNaN(a) ? BitConverter.UInt32BitsToSingle(CanonicalNaN32) : a;

    /// <inheritdoc cref="Canonical(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Canonical(double a) => double.IsNaN(a) ? BitConverter.UInt64BitsToDouble(CanonicalNaN64) : a;

    /// <summary>The value, or the canonical NaN for any NaN if that is what <typeparamref name="TNaNs"/> says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Canonical<TNaNs>(float a)
        where TNaNs : struct, INaNs => TNaNs.AreCanonical ? Canonical(a) : a;

    /// <inheritdoc cref="Canonical{TNaNs}(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Canonical<TNaNs>(double a)
        where TNaNs : struct, INaNs => TNaNs.AreCanonical ? Canonical(a) : a;

    /// <summary>The value, or the canonical NaN for any NaN, whatever the instance asks for: of operations that may hand on an operand's signalling NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AlwaysCanonical(float a) => Canonical(a);

    /// <inheritdoc cref="AlwaysCanonical(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AlwaysCanonical(double a) => Canonical(a);

    /// <summary>Clears the sign bit, of NaNs too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Abs(float a) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(a) & 0x7FFF_FFFF);

    /// <inheritdoc cref="Abs(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Abs(double a) => BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(a) & 0x7FFF_FFFF_FFFF_FFFF);

    /// <summary>Flips the sign bit, of NaNs too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Negate(float a) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(a) ^ 0x8000_0000);

    /// <inheritdoc cref="Negate(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Negate(double a) => BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(a) ^ 0x8000_0000_0000_0000);

    /// <summary>The magnitude of one value with the sign of another, of NaNs too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float CopySign(float a, float b) => MathF.CopySign(a, b);

    /// <inheritdoc cref="CopySign(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double CopySign(double a, double b) => Math.CopySign(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Ceiling(float a) => MathF.Ceiling(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Ceiling(double a) => Math.Ceiling(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Floor(float a) => MathF.Floor(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Floor(double a) => Math.Floor(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Truncate(float a) => MathF.Truncate(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Truncate(double a) => Math.Truncate(a);

    /// <summary>The nearest integer, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Nearest(float a) => MathF.Round(a, MidpointRounding.ToEven);

    /// <inheritdoc cref="Nearest(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Nearest(double a) => Math.Round(a, MidpointRounding.ToEven);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float a) => MathF.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sqrt(double a) => Math.Sqrt(a);

    /// <summary>The lesser value; NaN if one is; -0 is less than +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float a, float b) => MathF.Min(a, b);

    /// <inheritdoc cref="Min(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Min(double a, double b) => Math.Min(a, b);

    /// <summary>The greater value; NaN if one is; +0 is greater than -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float a, float b) => MathF.Max(a, b);

    /// <inheritdoc cref="Max(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Max(double a, double b) => Math.Max(a, b);
}
