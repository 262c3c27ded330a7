// A number or vector on its way into or out of a heap-free run.
using System.Runtime.Intrinsics;

namespace NanoWasm;

/// <summary>A value of a number type, or a vector. References do not leave a <see cref="NanoInterpreter"/>.</summary>
[AllocationFree]
public readonly record struct NanoValue
{
    private NanoValue(ValueKind kind, ulong bits, ulong highBits = 0)
    {
        Kind = kind;
        Bits = bits;
        HighBits = highBits;
    }

    /// <summary>Its type.</summary>
    public ValueKind Kind { get; }

    /// <summary>Its bits; the upper half is zero where the type has 32. Of a v128, the low 64.</summary>
    public ulong Bits { get; }

    /// <summary>Of a v128, the high 64 bits; else 0.</summary>
    public ulong HighBits { get; }

    /// <summary>A v128, the first byte lowest; zero for other types.</summary>
    public Vector128<byte> Vector => Kind == ValueKind.V128 ? Vector128.Create(Bits, HighBits).AsByte() : Vector128<byte>.Zero;

    /// <summary>An i32 as it is, an i64 by its low half; 0 for other types.</summary>
    public int Int32 => Kind is ValueKind.I32 or ValueKind.I64 ? (int)Bits : 0;

    /// <summary>An i64 as it is, an i32 sign-extended; 0 for other types.</summary>
    public long Int64 => Kind switch
    {
        ValueKind.I64 => (long)Bits,
        ValueKind.I32 => (int)Bits,
        _ => 0,
    };

    /// <summary>An f32 as it is, an f64 rounded; NaN for other types.</summary>
    public float Single => Kind switch
    {
        ValueKind.F32 => BitConverter.UInt32BitsToSingle((uint)Bits),
        ValueKind.F64 => (float)BitConverter.UInt64BitsToDouble(Bits),
        _ => float.NaN,
    };

    /// <summary>An f64 or f32; NaN for other types.</summary>
    public double Double => Kind switch
    {
        ValueKind.F64 => BitConverter.UInt64BitsToDouble(Bits),
        ValueKind.F32 => BitConverter.UInt32BitsToSingle((uint)Bits),
        _ => double.NaN,
    };

    /// <summary>An i32.</summary>
    public static implicit operator NanoValue(int value) => FromInt32(value);

    /// <summary>An i64.</summary>
    public static implicit operator NanoValue(long value) => FromInt64(value);

    /// <summary>An f32.</summary>
    public static implicit operator NanoValue(float value) => FromSingle(value);

    /// <summary>An f64.</summary>
    public static implicit operator NanoValue(double value) => FromDouble(value);

    /// <summary>A v128.</summary>
    public static implicit operator NanoValue(Vector128<byte> value) => FromVector128(value);

    /// <summary>An i32.</summary>
    public static NanoValue FromInt32(int value) => new(ValueKind.I32, (uint)value);

    /// <summary>An i64.</summary>
    public static NanoValue FromInt64(long value) => new(ValueKind.I64, (ulong)value);

    /// <summary>An f32.</summary>
    public static NanoValue FromSingle(float value) => new(ValueKind.F32, BitConverter.SingleToUInt32Bits(value));

    /// <summary>An f64.</summary>
    public static NanoValue FromDouble(double value) => new(ValueKind.F64, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A v128; the first byte is the lowest.</summary>
    public static NanoValue FromVector128(Vector128<byte> value) => new(ValueKind.V128, value.AsUInt64().GetElement(0), value.AsUInt64().GetElement(1));

    /// <summary>Reads a value.</summary>
    /// <param name="kind">Its type.</param>
    /// <param name="slot">Its slot.</param>
    /// <param name="high">From a slot to the high half of the vector in it.</param>
    internal static unsafe NanoValue Load(ValueKind kind, ulong* slot, nint high) => new(kind, *slot, kind == ValueKind.V128 ? slot[high] : 0);
}
