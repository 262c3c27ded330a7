// LEB128 numbers in validated code.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NanoWasm.Execution;

/// <summary>Reads LEB128 numbers (specification 5.2.2) that validation has found well formed; nothing is checked here.</summary>
/// <remarks>
/// Numbers of 32 bits come with their length in bytes in the upper half of the result, so that no caller has to give the address of a
/// local, which would cost a handler its tail call.
/// </remarks>
[AllocationFree]
internal static unsafe class Leb128
{
    /// <summary>The number whose bytes, two to four of them, are given: their lower seven bits one behind the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Join(uint bytes) => Bmi2.IsSupported
        ? Bmi2.ParallelBitExtract(bytes, 0x7F7F_7F7F)
        : (bytes & 0x7F) | ((bytes >> 1) & (0x7F << 7)) | ((bytes >> 2) & (0x7F << 14)) | ((bytes >> 3) & (0x7F << 21));

    /// <inheritdoc cref="Join(uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Join(ulong bytes) => Bmi2.X64.IsSupported
        ? Bmi2.X64.ParallelBitExtract(bytes, 0x7F7F_7F7F_7F7F_7F7F)
        : Join((uint)bytes) | ((ulong)Join((uint)(bytes >> 32)) << 28);

    /// <summary>A signed number of nine or ten bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long JoinLong(byte* source)
    {
        byte ninth = source[sizeof(ulong)];
        long value = (long)(Join(*(ulong*)source) | ((ulong)ninth << 56));

        // The topmost bit is the sign that nine bytes end with, or all that the tenth byte adds.
        return ninth < 0x80 ? (value << 1) >> 1 : (value & long.MaxValue) | ((long)source[sizeof(ulong) + 1] << 63);
    }

    /// <summary>The number of the top bit of the first of eight bytes that ends a number, counted from the lowest bit: 7 where it is the first one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FindEnd(ulong bytes) => BitOperations.TrailingZeroCount(~bytes & 0x8080_8080_8080_8080);

    /// <summary>The number in the bytes up to <see cref="FindEnd"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Take(ulong bytes, int end) => Join(bytes & ((2UL << end) - 1));

    /// <summary>An unsigned 32-bit number; its length in bytes in the upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadUInt32(byte* source)
    {
        uint value = *source;
        return value < 0x80 ? value | (1UL << 32) : ReadLongUInt32(source);
    }

    /// <summary>A signed 32-bit number as its unsigned bit pattern; its length in bytes in the upper half.</summary>
    /// <remarks>Without loops and calls, whatever the length: addresses and masks are constants of three bytes and more.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadInt32(byte* source)
    {
        int value = *source;
        if (value < 0x80)
        {
            return (uint)((value << 25) >> 25) | (1UL << 32);
        }

        value = (value & 0x7F) | (source[1] << 7);
        if (value < 1 << 14)
        {
            return (uint)((value << 18) >> 18) | (2UL << 32);
        }

        value = (value & 0x3FFF) | (source[2] << 14);
        if (value < 1 << 21)
        {
            return (uint)((value << 11) >> 11) | (3UL << 32);
        }

        value = (value & 0x1F_FFFF) | (source[3] << 21);
        if ((uint)value < 1 << 28)
        {
            return (uint)((value << 4) >> 4) | (4UL << 32);
        }

        return (uint)((value & 0xFFF_FFFF) | (source[4] << 28)) | (5UL << 32);
    }

    /// <summary>A signed 64-bit number.</summary>
    public static long ReadInt64(byte* source)
    {
        long value = 0;
        int shift = 0;
        byte b;
        do
        {
            b = *source++;
            value |= (long)(b & 0x7F) << shift;
            shift += 7;
        }
        while (b >= 0x80);

        return shift < 64 ? (value << (64 - shift)) >> (64 - shift) : value;
    }

    /// <summary>An unsigned 64-bit number.</summary>
    public static ulong ReadUInt64(byte* source)
    {
        ulong value = 0;
        int shift = 0;
        byte b;
        do
        {
            b = *source++;
            value |= (ulong)(b & 0x7F) << shift;
            shift += 7;
        }
        while (b >= 0x80);

        return value;
    }

    /// <summary>The first byte behind the number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Skip(byte* source)
    {
        while (*source++ >= 0x80)
        {
        }

        return source;
    }

    /// <summary>The first byte behind a value type or a block's type, which is a number, or a byte and a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* SkipType(byte* source) => Skip((byte)(*source - 0x63) < 2 ? source + 1 : source);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong ReadLongUInt32(byte* source)
    {
        uint value = 0;
        int shift = 0;
        byte b;
        byte* next = source;
        do
        {
            b = *next++;
            value |= (uint)(b & 0x7F) << shift;
            shift += 7;
        }
        while (b >= 0x80);

        return value | ((ulong)(next - source) << 32);
    }
}
