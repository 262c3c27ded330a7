// Bytes of the binary format.
using System.Buffers.Binary;
using System.Text;

namespace NanoWasm.Testing;

/// <summary>Appends values of the binary format (specification 5.2) to a list of bytes.</summary>
public sealed class WasmWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>The number of bytes written so far.</summary>
    public int Length => _bytes.Count;

    /// <summary>The bytes written so far.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>Bytes as they are.</summary>
    public WasmWriter Bytes(params ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            _bytes.Add(value);
        }

        return this;
    }

    /// <summary>Takes back all but the first bytes.</summary>
    public void Truncate(int length) => _bytes.RemoveRange(length, _bytes.Count - length);

    /// <summary>An unsigned LEB128 number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="minimumLength">The bytes that it takes at least: more than it needs are valid, up to the length of the largest number.</param>
    public WasmWriter U(ulong value, int minimumLength = 1)
    {
        for (; value >= 0x80 || minimumLength > 1; value >>= 7, minimumLength--)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
        return this;
    }

    /// <summary>A signed LEB128 number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="minimumLength">The bytes that it takes at least: more than it needs are valid, up to the length of the largest number.</param>
    public WasmWriter S(long value, int minimumLength = 1)
    {
        for (; value is < -64 or > 63 || minimumLength > 1; value >>= 7, minimumLength--)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)(value & 0x7F));
        return this;
    }

    /// <summary>The bits of an f32.</summary>
    public WasmWriter F32(uint bits)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, bits);
        return Bytes(bytes);
    }

    /// <summary>The bits of an f64.</summary>
    public WasmWriter F64(ulong bits)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, bits);
        return Bytes(bytes);
    }

    /// <summary>A name: its length and its UTF-8 bytes.</summary>
    public WasmWriter Name(string name) => Vector(Encoding.UTF8.GetBytes(name));

    /// <summary>A length and as many bytes.</summary>
    public WasmWriter Vector(params ReadOnlySpan<byte> bytes) => U((ulong)bytes.Length).Bytes(bytes);

    /// <summary>A value type.</summary>
    public WasmWriter Kind(ValueKind kind) => Bytes(Code(kind));

    /// <summary>A vector of value types.</summary>
    public WasmWriter Kinds(params ReadOnlySpan<ValueKind> kinds)
    {
        U((ulong)kinds.Length);
        foreach (ValueKind kind in kinds)
        {
            Kind(kind);
        }

        return this;
    }

    /// <summary>Limits of a table.</summary>
    public WasmWriter Limits(TableType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Limits(type.Is64 ? 4 : 0, type.Minimum, type.Maximum);
    }

    /// <summary>Limits of a memory, with the size of its pages where that is not the usual one.</summary>
    public WasmWriter Limits(MemoryType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        bool custom = type.PageSize != Memory.PageSize;
        Limits((type.IsShared ? 2 : 0) | (type.Is64 ? 4 : 0) | (custom ? 8 : 0), type.Minimum, type.Maximum);
        return custom ? U((ulong)System.Numerics.BitOperations.Log2((uint)type.PageSize)) : this;
    }

    private WasmWriter Limits(int flags, ulong minimum, ulong? maximum) =>
        maximum is ulong value ? Bytes((byte)(flags | 1)).U(minimum).U(value) : Bytes((byte)flags).U(minimum);

    /// <summary>An opcode with its prefix.</summary>
    public WasmWriter Op(Opcode opcode)
    {
        uint code = (uint)opcode;
        return code > 0xFF ? Bytes((byte)(code >> 16)).U(code & 0xFFFF) : Bytes((byte)code);
    }

    /// <summary>The binary code of a value type.</summary>
    public static byte Code(ValueKind kind) => kind switch
    {
        ValueKind.I32 => 0x7F,
        ValueKind.I64 => 0x7E,
        ValueKind.F32 => 0x7D,
        ValueKind.F64 => 0x7C,
        ValueKind.V128 => 0x7B,
        ValueKind.FuncRef => 0x70,
        ValueKind.ExternRef => 0x6F,
        ValueKind.AnyRef => 0x6E,
        ValueKind.ExnRef => 0x69,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
