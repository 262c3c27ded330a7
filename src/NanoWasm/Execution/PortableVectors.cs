// Vector operations for processors that have no instruction for them: what VectorOperations falls back to.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NanoWasm.Execution;

/// <summary>The same results as the paths of <see cref="VectorOperations"/> for particular processors, by what every processor has.</summary>
[AllocationFree]
internal static class PortableVectors
{
    /// <inheritdoc cref="VectorOperations.Swizzle"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Swizzle(Vector128<byte> a, Vector128<byte> numbers) => Vector128.Shuffle(a, numbers);

    /// <inheritdoc cref="VectorOperations.Shuffle"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Shuffle(Vector128<byte> a, Vector128<byte> b, Vector128<byte> numbers) =>
        Vector128.Shuffle(a, numbers) | Vector128.Shuffle(b, numbers - Vector128.Create((byte)16));

    /// <inheritdoc cref="VectorOperations.PopCount"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PopCount(Vector128<byte> a)
    {
        a -= (a.AsUInt16() >> 1).AsByte() & Vector128.Create((byte)0x55);
        a = (a & Vector128.Create((byte)0x33)) + ((a.AsUInt16() >> 2).AsByte() & Vector128.Create((byte)0x33));
        return (a + (a.AsUInt16() >> 4).AsByte()) & Vector128.Create((byte)0x0F);
    }

    /// <inheritdoc cref="VectorOperations.Average(Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Average(Vector128<byte> a, Vector128<byte> b) => (a | b) - ((a ^ b) >>> 1);

    /// <inheritdoc cref="VectorOperations.Average(Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> Average(Vector128<ushort> a, Vector128<ushort> b) => (a | b) - ((a ^ b) >>> 1);

    /// <inheritdoc cref="VectorOperations.MultiplyQ15"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> MultiplyQ15(Vector128<short> a, Vector128<short> b)
    {
        Vector128<int> half = Vector128.Create(1 << 14);
        return Vector128.NarrowWithSaturation(
            ((Vector128.WidenLower(a) * Vector128.WidenLower(b)) + half) >> 15,
            ((Vector128.WidenUpper(a) * Vector128.WidenUpper(b)) + half) >> 15);
    }

    /// <inheritdoc cref="VectorOperations.NarrowUnsigned(Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NarrowUnsigned(Vector128<short> a, Vector128<short> b) => Vector128.NarrowWithSaturation(
        Vector128.Max(a, Vector128<short>.Zero).AsUInt16(),
        Vector128.Max(b, Vector128<short>.Zero).AsUInt16());

    /// <inheritdoc cref="VectorOperations.NarrowUnsigned(Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> NarrowUnsigned(Vector128<int> a, Vector128<int> b) => Vector128.NarrowWithSaturation(
        Vector128.Max(a, Vector128<int>.Zero).AsUInt32(),
        Vector128.Max(b, Vector128<int>.Zero).AsUInt32());

    /// <inheritdoc cref="VectorOperations.AddPairs(Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddPairs(Vector128<short> a) => ((a.AsInt32() << 16) >> 16) + (a.AsInt32() >> 16);

    /// <inheritdoc cref="VectorOperations.DotProduct(Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> DotProduct(Vector128<short> a, Vector128<short> b) =>
        (((a.AsInt32() << 16) >> 16) * ((b.AsInt32() << 16) >> 16)) + ((a.AsInt32() >> 16) * (b.AsInt32() >> 16));

    /// <inheritdoc cref="VectorOperations.TruncateToInt32"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> TruncateToInt32(Vector128<double> a) => Vector128.NarrowWithSaturation(Vector128.ConvertToInt64(a), Vector128<long>.Zero);

    /// <inheritdoc cref="VectorOperations.TruncateToUInt32"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> TruncateToUInt32(Vector128<double> a) => Vector128.NarrowWithSaturation(Vector128.ConvertToUInt64(a), Vector128<ulong>.Zero);

    /// <inheritdoc cref="VectorOperations.ConvertLower(Vector128{int})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> ConvertLower(Vector128<int> a) => Vector128.ConvertToDouble(Vector128.WidenLower(a));
}
