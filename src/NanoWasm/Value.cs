// A value of any WebAssembly type.
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NanoWasm.Binary;
using NanoWasm.Execution;
using NanoWasm.Linking;

namespace NanoWasm;

/// <summary>A value of any type (specification 4.2.1), for calls whose types are not known when the program is written.</summary>
public readonly struct Value : IEquatable<Value>
{
    /// <summary>Stands for exceptions that wasm code refers to.</summary>
    private const string AnyException = "exn";

    private readonly ulong _bits;
    private readonly ulong _high;
    private readonly object? _reference;

    [AllocationFree]
    private Value(ValueKind kind, ulong bits, object? reference = null, ulong high = 0)
    {
        Kind = kind;
        _bits = bits;
        _high = high;
        _reference = reference;
    }

    /// <summary>The value's type.</summary>
    public ValueKind Kind { get; }

    /// <summary>Whether it is a null reference.</summary>
    [AllocationFree]
    public bool IsNull => Kind.IsReference() && _reference is null && _bits == 0;

    /// <summary>An i32.</summary>
    public static implicit operator Value(int value) => FromInt32(value);

    /// <summary>An i64.</summary>
    public static implicit operator Value(long value) => FromInt64(value);

    /// <summary>An f32.</summary>
    public static implicit operator Value(float value) => FromSingle(value);

    /// <summary>An f64.</summary>
    public static implicit operator Value(double value) => FromDouble(value);

    /// <summary>A v128.</summary>
    public static implicit operator Value(Vector128<byte> value) => FromVector128(value);

    /// <summary>Whether two values have the same type and the same bits, or are the same reference.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Whether two values differ.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>An i32.</summary>
    public static Value FromInt32(int value) => new(ValueKind.I32, (uint)value);

    /// <summary>An i32, from an unsigned number.</summary>
    public static Value FromUInt32(uint value) => new(ValueKind.I32, value);

    /// <summary>An i64.</summary>
    public static Value FromInt64(long value) => new(ValueKind.I64, (ulong)value);

    /// <summary>An i64, from an unsigned number.</summary>
    public static Value FromUInt64(ulong value) => new(ValueKind.I64, value);

    /// <summary>An f32; the bits of a NaN are kept.</summary>
    public static Value FromSingle(float value) => new(ValueKind.F32, BitConverter.SingleToUInt32Bits(value));

    /// <summary>An f64; the bits of a NaN are kept.</summary>
    public static Value FromDouble(double value) => new(ValueKind.F64, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A v128; the first byte is the lowest.</summary>
    public static Value FromVector128(Vector128<byte> value) =>
        new(ValueKind.V128, value.AsUInt64().GetElement(0), high: value.AsUInt64().GetElement(1));

    /// <summary>A funcref; null is the null reference.</summary>
    [AllocationFree]
    public static Value FromFunction(Function? function) => new(ValueKind.FuncRef, 0, function);

    /// <summary>An externref; null is the null reference.</summary>
    [AllocationFree]
    public static Value FromExternal(object? value) => new(ValueKind.ExternRef, 0, value);

    /// <summary>A number of 31 bits as an anyref; the topmost bit is lost.</summary>
    public static Value FromI31(int value) => new(ValueKind.AnyRef, GcSlots.FromNumber(value));

    /// <summary>A struct or an array as an anyref; null is the null reference.</summary>
    [AllocationFree]
    public static Value FromReference(GcReference? reference) => new(ValueKind.AnyRef, 0, reference);

    /// <summary>An anyref of any origin: null, a <see cref="GcReference"/>, or an object of the host, as <c>any.convert_extern</c> makes them.</summary>
    [AllocationFree]
    public static Value FromAny(object? value) => new(ValueKind.AnyRef, 0, value);

    /// <summary>Zero or null of a type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    [AllocationFree]
    public static Value Default(ValueKind kind)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)kind, (int)ValueKind.ExnRef, nameof(kind));
        return new Value(kind, 0);
    }

    /// <summary>The value of an i32.</summary>
    /// <exception cref="InvalidOperationException">It has another type; so for all methods of this kind.</exception>
    public int AsInt32() => (int)Bits(ValueKind.I32);

    /// <summary>The value of an i32 as an unsigned number.</summary>
    public uint AsUInt32() => (uint)Bits(ValueKind.I32);

    /// <summary>The value of an i64.</summary>
    public long AsInt64() => (long)Bits(ValueKind.I64);

    /// <summary>The value of an i64 as an unsigned number.</summary>
    public ulong AsUInt64() => Bits(ValueKind.I64);

    /// <summary>The value of an f32.</summary>
    public float AsSingle() => BitConverter.UInt32BitsToSingle((uint)Bits(ValueKind.F32));

    /// <summary>The value of an f64.</summary>
    public double AsDouble() => BitConverter.UInt64BitsToDouble(Bits(ValueKind.F64));

    /// <summary>The value of a v128; the first byte is the lowest.</summary>
    public Vector128<byte> AsVector128() => Vector128.Create(Bits(ValueKind.V128), _high).AsByte();

    /// <summary>The function of a funcref, or null.</summary>
    public Function? AsFunction()
    {
        Bits(ValueKind.FuncRef);
        return (Function?)_reference;
    }

    /// <summary>The object of an externref, or null.</summary>
    public object? AsExternal()
    {
        Bits(ValueKind.ExternRef);
        return _reference;
    }

    /// <summary>The number of an anyref that is one of 31 bits, with its sign; null if it is something else.</summary>
    public int? AsI31() => Bits(ValueKind.AnyRef) is ulong bits && _reference is null && bits != 0 ? GcSlots.SignedNumber(bits) : null;

    /// <summary>The struct or array of an anyref; null if it is something else.</summary>
    public GcReference? AsReference()
    {
        Bits(ValueKind.AnyRef);
        return _reference as GcReference;
    }

    /// <summary>The <see cref="GcReference"/> or the object of the host that an anyref is; null for null and for numbers.</summary>
    public object? AsAny()
    {
        Bits(ValueKind.AnyRef);
        return _reference;
    }

    /// <inheritdoc/>
    public bool Equals(Value other) => Kind == other.Kind && _bits == other._bits && _high == other._high
        && (_reference is GcReference reference ? reference.Equals(other._reference as GcReference) : ReferenceEquals(_reference, other._reference));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Kind, _bits, _high, _reference switch { null => 0, GcReference reference => reference.GetHashCode(), _ => RuntimeHelpers.GetHashCode(_reference) });

    /// <summary>
    /// The value without its type: integers signed and decimal, floats as the text format has them (specification 6.3.2: shortest decimal numbers
    /// that read back as the same bits, <c>inf</c>, NaNs with their payload), vectors as four numbers (<c>i32x4 0x00000001 …</c>), references as <c>null</c> or what their objects say of themselves.
    /// </summary>
    public string ToLiteral() => Kind switch
    {
        ValueKind.I32 => AsInt32().ToString(CultureInfo.InvariantCulture),
        ValueKind.I64 => AsInt64().ToString(CultureInfo.InvariantCulture),
        ValueKind.F32 => FloatText.Format((uint)_bits),
        ValueKind.F64 => FloatText.Format(_bits),
        ValueKind.V128 => VectorText.Format(_bits, _high),
        ValueKind.AnyRef when AsI31() is int number => $"i31 {number.ToString(CultureInfo.InvariantCulture)}",
        _ => _reference?.ToString() ?? "null",
    };

    /// <summary>The type and the value, e.g. <c>i32:42</c>.</summary>
    public override string ToString() => $"{Kind.ToText()}:{ToLiteral()}";

    /// <summary>Whether the value is of a type.</summary>
    [AllocationFree]
    internal bool HasType(WasmType type) => HasType(type.Kind, type.Code);

    /// <summary>Whether the value is of a type in the process-wide form, whose kind is given.</summary>
    [AllocationFree]
    internal bool HasType(ValueKind kind, ValType type)
    {
        if (Kind != kind)
        {
            return false;
        }

        if (!Kind.IsReference() || type == Kind.ToValType())
        {
            return true;
        }

        return IsNull ? type.IsNullable() : TypeRegistry.Matches(ReferenceType(), type);
    }

    /// <summary>The type, for messages.</summary>
    internal string Describe() => IsNull ? "null" : Kind.ToText();

    /// <summary>The value as a slot of the machine; the low half of a vector.</summary>
    /// <param name="group">The group that the slot belongs to, entered by this thread.</param>
    [AllocationFree]
    internal ulong ToSlot(InstanceGroup group) => Kind switch
    {
        ValueKind.FuncRef => group.AddFunction((Function?)_reference),
        ValueKind.ExternRef or ValueKind.AnyRef when _reference is GcReference reference => AddReference(group, reference),
        ValueKind.ExternRef or ValueKind.AnyRef when _reference is null => _bits,
        ValueKind.ExternRef => group.AddExternal(_reference),
        ValueKind.AnyRef => GcSlots.ToAny(group.AddExternal(_reference)),
        ValueKind.ExnRef => _reference is null ? 0 : ThrowException(),
        _ => _bits,
    };

    /// <summary>Writes the value to a slot of the machine.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="high">From a slot to the high half of the vector in it.</param>
    /// <param name="group">The group that the slot belongs to, entered by this thread.</param>
    [AllocationFree]
    internal unsafe void Store(ulong* slot, nint high, InstanceGroup group)
    {
        *slot = ToSlot(group);
        if (Kind == ValueKind.V128)
        {
            slot[high] = _high;
        }
    }

    /// <summary>The value of a slot of the machine that holds no vector.</summary>
    [AllocationFree]
    internal static Value FromSlot(ValueKind kind, ulong slot) => kind switch
    {
        ValueKind.I32 or ValueKind.F32 => new Value(kind, (uint)slot),
        ValueKind.FuncRef => FromFunction(Slots.ToFunction(slot)),
        ValueKind.ExternRef or ValueKind.AnyRef when GcSlots.IsNumber(slot) => new Value(kind, slot),
        ValueKind.ExternRef or ValueKind.AnyRef => new Value(kind, 0, Slots.ToExternal(slot)),
        ValueKind.ExnRef => new Value(kind, 0, slot == 0 ? null : AnyException),
        _ => new Value(kind, slot),
    };

    /// <summary>Reads the value of a slot of the machine.</summary>
    /// <param name="kind">Its type.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="high">From a slot to the high half of the vector in it.</param>
    [AllocationFree]
    internal static unsafe Value Load(ValueKind kind, ulong* slot, nint high) =>
        kind == ValueKind.V128 ? new Value(kind, *slot, high: slot[high]) : FromSlot(kind, *slot);

    /// <summary>The slot value for an object of a heap, whose group becomes one with another. This thread has entered that one.</summary>
    [AllocationFree]
    private static ulong AddReference(InstanceGroup group, GcReference reference)
    {
        ulong slot = reference.Slot;
        if (!ReferenceEquals(group, InstanceGroup.Direct))
        {
#pragma warning disable NW1020 // Once for each pair of groups.
            InstanceGroup.Unite(group, reference.Group);
#pragma warning restore NW1020
        }

        return slot;
    }

    /// <summary>The type of a reference that is not null, in the process-wide form.</summary>
    [AllocationFree]
    private ValType ReferenceType() => _reference switch
    {
        Function function => Kind == ValueKind.FuncRef ? function.ReferenceType : Kind.ToValType().WithoutNull(),
        GcReference reference => Kind == ValueKind.AnyRef ? reference.ReferenceType : Kind.ToValType().WithoutNull(),
        null => Kind == ValueKind.AnyRef ? ValType.I31Ref.WithoutNull() : Kind.ToValType().WithoutNull(),
        _ => Kind.ToValType().WithoutNull(),
    };

    [DoesNotReturn]
    private static ulong ThrowException() => throw new InvalidOperationException("A reference to an exception cannot be given to wasm code; throw a WasmException from a host function.");

    private ulong Bits(ValueKind kind)
    {
        return Kind == kind ? _bits : throw new InvalidOperationException($"The value is of type {Kind.ToText()}, not {kind.ToText()}.");
    }
}
