// Vectors in slots, and the lane operations that rows of the table name because Vector128 does not say them.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NanoWasm.Execution;

/// <summary>Vector operations of the specification (4.3.5) that are more than a method of <see cref="Vector128"/>.</summary>
/// <remarks>
/// An operation with instructions of its own on a processor has a path for it, chosen by the JIT, and one in <see cref="PortableVectors"/>; both give the same
/// bits. NaNs are the canonical ones in each lane, as for scalars. Unsafe: the pointers of <see cref="Join"/> and
/// <see cref="StoreHigh"/> are slots of the machine's stack, which handlers are given.
/// </remarks>
[AllocationFree]
internal static unsafe class VectorOperations
{
    private const int ByteBits = 8;

    private static Vector128<byte> Nibbles => Vector128.Create((byte)0x0F);

    /// <summary>A vector from its low half and the place of its high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Join<T>(ulong low, ulong* high) => Sse2.IsSupported
        ? Sse2.LoadHigh(Vector128.CreateScalarUnsafe(low).AsDouble(), (double*)high).As<double, T>()
        : Vector128.Create(low, *high).As<ulong, T>();

    /// <summary>The low half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Low<T>(Vector128<T> vector) => vector.AsUInt64().ToScalar();

    /// <summary>Writes the high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHigh<T>(ulong* high, Vector128<T> vector)
    {
        if (Sse2.IsSupported)
        {
            Sse2.StoreHigh((double*)high, vector.AsDouble());
        }
        else
        {
            *high = vector.AsUInt64().GetElement(1);
        }
    }

    /// <summary>The lanes, with the canonical NaN for every NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Canonical(Vector128<float> a) =>
        Vector128.ConditionalSelect(Vector128.Equals(a, a), a, Vector128.Create(0x7FC0_0000u).AsSingle());

    /// <inheritdoc cref="Canonical(Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Canonical(Vector128<double> a) =>
        Vector128.ConditionalSelect(Vector128.Equals(a, a), a, Vector128.Create(0x7FF8_0000_0000_0000ul).AsDouble());

    /// <summary>The lanes, with the canonical NaN for every NaN if that is what <typeparamref name="TNaNs"/> says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Canonical<TNaNs>(Vector128<float> a)
        where TNaNs : struct, INaNs => TNaNs.AreCanonical ? Canonical(a) : a;

    /// <inheritdoc cref="Canonical{TNaNs}(Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Canonical<TNaNs>(Vector128<double> a)
        where TNaNs : struct, INaNs => TNaNs.AreCanonical ? Canonical(a) : a;

    /// <summary>The lanes, with the canonical NaN for every NaN, whatever the instance asks for: of operations that may hand on an operand's signalling NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AlwaysCanonical(Vector128<float> a) => Canonical(a);

    /// <inheritdoc cref="AlwaysCanonical(Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> AlwaysCanonical(Vector128<double> a) => Canonical(a);

    /// <summary>Whether no lane is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllTrue<T>(Vector128<T> a) => !Vector128.EqualsAny(a, Vector128<T>.Zero);

    /// <summary>A lane.</summary>
    /// <param name="a">The vector.</param>
    /// <param name="lane">The lane's number: validation has found it in range.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ExtractLane(Vector128<byte> a, uint lane) => (byte)Bits(a, lane);

    /// <inheritdoc cref="ExtractLane(Vector128{byte}, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte ExtractLane(Vector128<sbyte> a, uint lane) => (sbyte)Bits(a, lane);

    /// <inheritdoc cref="ExtractLane(Vector128{byte}, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ExtractLane(Vector128<ushort> a, uint lane) => (ushort)Bits(a, lane);

    /// <inheritdoc cref="ExtractLane(Vector128{byte}, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static short ExtractLane(Vector128<short> a, uint lane) => (short)Bits(a, lane);

    /// <inheritdoc cref="ExtractLane(Vector128{byte}, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ExtractLane(Vector128<uint> a, uint lane) => (uint)Bits(a, lane);

    /// <inheritdoc cref="ExtractLane(Vector128{byte}, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ExtractLane(Vector128<int> a, uint lane) => (int)Bits(a, lane);

    /// <inheritdoc cref="ExtractLane(Vector128{byte}, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ExtractLane(Vector128<ulong> a, uint lane) => Bits(a, lane);

    /// <inheritdoc cref="ExtractLane(Vector128{byte}, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ExtractLane(Vector128<long> a, uint lane) => (long)Bits(a, lane);

    /// <inheritdoc cref="ExtractLane(Vector128{byte}, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ExtractLane(Vector128<float> a, uint lane) => BitConverter.UInt32BitsToSingle((uint)Bits(a, lane));

    /// <inheritdoc cref="ExtractLane(Vector128{byte}, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ExtractLane(Vector128<double> a, uint lane) => BitConverter.UInt64BitsToDouble(Bits(a, lane));

    /// <summary>The vector with another value in one lane.</summary>
    /// <param name="a">The vector.</param>
    /// <param name="lane">The lane's number: validation has found it in range.</param>
    /// <param name="value">The value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ReplaceLane(Vector128<byte> a, uint lane, byte value) =>
        Vector128.ConditionalSelect(Vector128.Equals(Vector128<byte>.Indices, Vector128.Create((byte)lane)), Vector128.Create(value), a);

    /// <inheritdoc cref="ReplaceLane(Vector128{byte}, uint, byte)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> ReplaceLane(Vector128<sbyte> a, uint lane, int value) => ReplaceLane(a.AsByte(), lane, (byte)value).AsSByte();

    /// <inheritdoc cref="ReplaceLane(Vector128{byte}, uint, byte)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> ReplaceLane(Vector128<ushort> a, uint lane, ushort value) =>
        Vector128.ConditionalSelect(Vector128.Equals(Vector128<ushort>.Indices, Vector128.Create((ushort)lane)), Vector128.Create(value), a);

    /// <inheritdoc cref="ReplaceLane(Vector128{byte}, uint, byte)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> ReplaceLane(Vector128<short> a, uint lane, int value) => ReplaceLane(a.AsUInt16(), lane, (ushort)value).AsInt16();

    /// <inheritdoc cref="ReplaceLane(Vector128{byte}, uint, byte)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> ReplaceLane(Vector128<uint> a, uint lane, uint value) =>
        Vector128.ConditionalSelect(Vector128.Equals(Vector128<uint>.Indices, Vector128.Create(lane)), Vector128.Create(value), a);

    /// <inheritdoc cref="ReplaceLane(Vector128{byte}, uint, byte)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ReplaceLane(Vector128<int> a, uint lane, int value) => ReplaceLane(a.AsUInt32(), lane, (uint)value).AsInt32();

    /// <inheritdoc cref="ReplaceLane(Vector128{byte}, uint, byte)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> ReplaceLane(Vector128<ulong> a, uint lane, ulong value) =>
        Vector128.ConditionalSelect(Vector128.Equals(Vector128<ulong>.Indices, Vector128.Create((ulong)lane)), Vector128.Create(value), a);

    /// <inheritdoc cref="ReplaceLane(Vector128{byte}, uint, byte)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> ReplaceLane(Vector128<long> a, uint lane, long value) => ReplaceLane(a.AsUInt64(), lane, (ulong)value).AsInt64();

    /// <inheritdoc cref="ReplaceLane(Vector128{byte}, uint, byte)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ReplaceLane(Vector128<float> a, uint lane, float value) => ReplaceLane(a.AsUInt32(), lane, BitConverter.SingleToUInt32Bits(value)).AsSingle();

    /// <inheritdoc cref="ReplaceLane(Vector128{byte}, uint, byte)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> ReplaceLane(Vector128<double> a, uint lane, double value) => ReplaceLane(a.AsUInt64(), lane, BitConverter.DoubleToUInt64Bits(value)).AsDouble();

    /// <summary>Bytes of a vector by their numbers; 0 for numbers above 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Swizzle(Vector128<byte> a, Vector128<byte> numbers) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(a, Sse2.AddSaturate(numbers, Vector128.Create((byte)0x70)))
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.VectorTableLookup(a, numbers)
        : PortableVectors.Swizzle(a, numbers);

    /// <summary>Bytes of two vectors by their numbers, which are below 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Shuffle(Vector128<byte> a, Vector128<byte> b, Vector128<byte> numbers) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(a, numbers + Vector128.Create((byte)0x70)) | Ssse3.Shuffle(b, numbers - Vector128.Create((byte)16))
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.VectorTableLookup((a, b), numbers)
        : PortableVectors.Shuffle(a, b, numbers);

    /// <summary>The number of one bits of each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PopCount(Vector128<byte> a)
    {
        if (!Ssse3.IsSupported)
        {
            return AdvSimd.IsSupported ? AdvSimd.PopCount(a) : PortableVectors.PopCount(a);
        }

        Vector128<byte> counts = Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        return Ssse3.Shuffle(counts, a & Nibbles) + Ssse3.Shuffle(counts, (a.AsUInt16() >>> 4).AsByte() & Nibbles);
    }

    /// <summary>Averages, rounded up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Average(Vector128<byte> a, Vector128<byte> b) =>
        Sse2.IsSupported ? Sse2.Average(a, b) : AdvSimd.IsSupported ? AdvSimd.FusedAddRoundedHalving(a, b) : PortableVectors.Average(a, b);

    /// <inheritdoc cref="Average(Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> Average(Vector128<ushort> a, Vector128<ushort> b) =>
        Sse2.IsSupported ? Sse2.Average(a, b) : AdvSimd.IsSupported ? AdvSimd.FusedAddRoundedHalving(a, b) : PortableVectors.Average(a, b);

    /// <summary>Products of numbers with 15 fractional bits, rounded and saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> MultiplyQ15(Vector128<short> a, Vector128<short> b)
    {
        if (Ssse3.IsSupported)
        {
            // The one product that does not fit, -1 times -1, wraps around to the smallest number.
            Vector128<short> product = Ssse3.MultiplyHighRoundScale(a, b);
            return product ^ Vector128.Equals(product, Vector128.Create(short.MinValue));
        }

        return AdvSimd.IsSupported ? AdvSimd.MultiplyRoundedDoublingSaturateHigh(a, b) : PortableVectors.MultiplyQ15(a, b);
    }

    /// <summary>Signed lanes of two vectors with half as many bits, as unsigned numbers that saturate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NarrowUnsigned(Vector128<short> a, Vector128<short> b) =>
        Sse2.IsSupported ? Sse2.PackUnsignedSaturate(a, b)
        : AdvSimd.IsSupported ? AdvSimd.ExtractNarrowingSaturateUnsignedUpper(AdvSimd.ExtractNarrowingSaturateUnsignedLower(a), b)
        : PortableVectors.NarrowUnsigned(a, b);

    /// <inheritdoc cref="NarrowUnsigned(Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> NarrowUnsigned(Vector128<int> a, Vector128<int> b) =>
        Sse41.IsSupported ? Sse41.PackUnsignedSaturate(a, b)
        : AdvSimd.IsSupported ? AdvSimd.ExtractNarrowingSaturateUnsignedUpper(AdvSimd.ExtractNarrowingSaturateUnsignedLower(a), b)
        : PortableVectors.NarrowUnsigned(a, b);

    /// <summary>Products of the lower half of the lanes, with twice as many bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> MultiplyLower(Vector128<sbyte> a, Vector128<sbyte> b) => Vector128.WidenLower(a) * Vector128.WidenLower(b);

    /// <inheritdoc cref="MultiplyLower(Vector128{sbyte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> MultiplyLower(Vector128<byte> a, Vector128<byte> b) => Vector128.WidenLower(a) * Vector128.WidenLower(b);

    /// <inheritdoc cref="MultiplyLower(Vector128{sbyte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyLower(Vector128<short> a, Vector128<short> b) => Vector128.WidenLower(a) * Vector128.WidenLower(b);

    /// <inheritdoc cref="MultiplyLower(Vector128{sbyte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> MultiplyLower(Vector128<ushort> a, Vector128<ushort> b) => Vector128.WidenLower(a) * Vector128.WidenLower(b);

    /// <inheritdoc cref="MultiplyLower(Vector128{sbyte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> MultiplyLower(Vector128<int> a, Vector128<int> b) => Multiply(Vector128.WidenLower(a), Vector128.WidenLower(b));

    /// <inheritdoc cref="MultiplyLower(Vector128{sbyte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyLower(Vector128<uint> a, Vector128<uint> b) => Multiply(Vector128.WidenLower(a), Vector128.WidenLower(b));

    /// <summary>Products of the upper half of the lanes, with twice as many bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> MultiplyUpper(Vector128<sbyte> a, Vector128<sbyte> b) => Vector128.WidenUpper(a) * Vector128.WidenUpper(b);

    /// <inheritdoc cref="MultiplyUpper(Vector128{sbyte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> MultiplyUpper(Vector128<byte> a, Vector128<byte> b) => Vector128.WidenUpper(a) * Vector128.WidenUpper(b);

    /// <inheritdoc cref="MultiplyUpper(Vector128{sbyte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyUpper(Vector128<short> a, Vector128<short> b) => Vector128.WidenUpper(a) * Vector128.WidenUpper(b);

    /// <inheritdoc cref="MultiplyUpper(Vector128{sbyte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> MultiplyUpper(Vector128<ushort> a, Vector128<ushort> b) => Vector128.WidenUpper(a) * Vector128.WidenUpper(b);

    /// <inheritdoc cref="MultiplyUpper(Vector128{sbyte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> MultiplyUpper(Vector128<int> a, Vector128<int> b) => Multiply(Vector128.WidenUpper(a), Vector128.WidenUpper(b));

    /// <inheritdoc cref="MultiplyUpper(Vector128{sbyte}, Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyUpper(Vector128<uint> a, Vector128<uint> b) => Multiply(Vector128.WidenUpper(a), Vector128.WidenUpper(b));

    /// <summary>Sums of neighbouring lanes, with twice as many bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> AddPairs(Vector128<sbyte> a) => ((a.AsInt16() << 8) >> 8) + (a.AsInt16() >> 8);

    /// <inheritdoc cref="AddPairs(Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> AddPairs(Vector128<byte> a) => (a.AsUInt16() & Vector128.Create((ushort)0xFF)) + (a.AsUInt16() >> 8);

    /// <inheritdoc cref="AddPairs(Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddPairs(Vector128<short> a) =>
        Sse2.IsSupported ? Sse2.MultiplyAddAdjacent(a, Vector128<short>.One) : PortableVectors.AddPairs(a);

    /// <inheritdoc cref="AddPairs(Vector128{sbyte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> AddPairs(Vector128<ushort> a) => (a.AsUInt32() & Vector128.Create(0xFFFFu)) + (a.AsUInt32() >> 16);

    /// <summary>Sums of the products of neighbouring lanes, with twice as many bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> DotProduct(Vector128<short> a, Vector128<short> b) =>
        Sse2.IsSupported ? Sse2.MultiplyAddAdjacent(a, b) : PortableVectors.DotProduct(a, b);

    /// <inheritdoc cref="DotProduct(Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> DotProduct(Vector128<sbyte> a, Vector128<sbyte> b) =>
        (((a.AsInt16() << ByteBits) >> ByteBits) * ((b.AsInt16() << ByteBits) >> ByteBits)) + ((a.AsInt16() >> ByteBits) * (b.AsInt16() >> ByteBits));

    /// <summary>Two lanes rounded towards zero, saturated, 0 for NaN; the upper lanes are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> TruncateToInt32(Vector128<double> a) => Sse2.IsSupported
        ? Sse2.ConvertToVector128Int32WithTruncation(Sse2.Min(a & Vector128.Equals(a, a), Vector128.Create((double)int.MaxValue)))
        : PortableVectors.TruncateToInt32(a);

    /// <inheritdoc cref="TruncateToInt32(Vector128{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> TruncateToUInt32(Vector128<double> a)
    {
        if (!Sse41.IsSupported)
        {
            return PortableVectors.TruncateToUInt32(a);
        }

        // The maximum of NaN and 0 is the second operand. The sum with 2^52 has the integer in its low bits.
        Vector128<double> clamped = Sse2.Min(Sse2.Max(a, Vector128<double>.Zero), Vector128.Create((double)uint.MaxValue));
        Vector128<double> sum = Sse41.RoundToZero(clamped) + Vector128.Create((double)(1L << 52));
        return Sse.Shuffle(sum.AsSingle(), Vector128<float>.Zero, 0b00_00_10_00).AsUInt32();
    }

    /// <summary>The lower two lanes as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> ConvertLower(Vector128<int> a) =>
        Sse2.IsSupported ? Sse2.ConvertToVector128Double(a) : PortableVectors.ConvertLower(a);

    /// <inheritdoc cref="ConvertLower(Vector128{int})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> ConvertLower(Vector128<uint> a)
    {
        // With the exponent of 2^52 above it, an integer is that much more than itself.
        Vector128<double> magic = Vector128.Create((double)(1L << 52));
        return (Vector128.WidenLower(a) | magic.AsUInt64()).AsDouble() - magic;
    }

    /// <summary>The 64 bits that a lane begins with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits<T>(Vector128<T> a, uint lane)
        where T : unmanaged
    {
        ulong low = a.AsUInt64().ToScalar();
        ulong high = a.AsUInt64().GetElement(1);
        int bit = (int)lane * ByteBits * sizeof(T);
        return (bit >= 64 ? high : low) >> bit;
    }

    /// <summary>Products of lanes that have been widened to 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> Multiply(Vector128<long> a, Vector128<long> b) =>
        Sse41.IsSupported ? Sse41.Multiply(a.AsInt32(), b.AsInt32()) : a * b;

    /// <inheritdoc cref="Multiply(Vector128{long}, Vector128{long})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Multiply(Vector128<ulong> a, Vector128<ulong> b) =>
        Sse2.IsSupported ? Sse2.Multiply(a.AsUInt32(), b.AsUInt32()) : a * b;
}
