// Words of the command line as vectors.
using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace NanoWasm.Cli;

/// <summary>Parses vectors: a shape and as many lanes as it has, e.g. <c>i32x4:1,2,3,4</c>, or as results are printed, <c>i32x4 0x00000001 …</c>.</summary>
internal static class VectorArgument
{
    private static readonly char[] Separators = [':', ',', ' '];

    /// <summary>A word as a vector, or null where it is none.</summary>
    public static Value? TryParse(string word)
    {
        string[] parts = word.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        (int bits, ValueKind kind) = (parts.Length == 0 ? string.Empty : parts[0]) switch
        {
            "i8x16" => (8, ValueKind.I32),
            "i16x8" => (16, ValueKind.I32),
            "i32x4" => (32, ValueKind.I32),
            "i64x2" => (64, ValueKind.I64),
            "f32x4" => (32, ValueKind.F32),
            "f64x2" => (64, ValueKind.F64),
            _ => (0, ValueKind.I32),
        };
        if (bits == 0 || parts.Length != 1 + (128 / bits))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Vector128<byte>.Count + sizeof(ulong)];
        for (int i = 1; i < parts.Length; i++)
        {
            if (Lane(kind, parts[i], bits) is not ulong lane)
            {
                return null;
            }

            // What is written beyond the lane is overwritten by the next one.
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[((i - 1) * bits / 8)..], lane);
        }

        return Value.FromVector128(Vector128.Create<byte>(bytes[..Vector128<byte>.Count]));
    }

    private static ulong? Lane(ValueKind kind, string word, int bits) => kind switch
    {
        ValueKind.F32 => ArgumentValues.TryParse(kind, word) is Value value ? BitConverter.SingleToUInt32Bits(value.AsSingle()) : null,
        ValueKind.F64 => ArgumentValues.TryParse(kind, word) is Value value ? BitConverter.DoubleToUInt64Bits(value.AsDouble()) : null,
        _ => ArgumentValues.Integer(word, bits),
    };
}
