// Value types as the parser and the validator handle them: a number each.
using System.Runtime.CompilerServices;

namespace NanoWasm.Binary;

/// <summary>
/// A value type, or what stands in its place in validation. The low byte is a code of the binary format: that of a number type, that of an abstract heap type
/// (a nullable reference to it), or <see cref="Defined"/>; then <see cref="NonNull"/>, and for references to defined types the type's index from bit
/// <see cref="ValTypes.IndexShift"/> on. Equal types of a module are equal numbers, because indices are those of <see cref="TypeData.Canonical"/> types.
/// In the process-wide form (<see cref="TypeRegistry"/>), the index is the type's number there.
/// </summary>
internal enum ValType : uint
{
    /// <summary>No type: the operand stack of unreachable code gives these.</summary>
    Bottom = 0,

    /// <summary>A reference of no type: what unreachable code gives where it must be a reference. Never null.</summary>
    BottomRef = 0x01 | NonNull,

    /// <summary>32-bit integer.</summary>
    I32 = 0x7F,

    /// <summary>64-bit integer.</summary>
    I64 = 0x7E,

    /// <summary>32-bit float.</summary>
    F32 = 0x7D,

    /// <summary>64-bit float.</summary>
    F64 = 0x7C,

    /// <summary>128-bit vector.</summary>
    V128 = 0x7B,

    /// <summary>Packed: a field or element of 8 bits.</summary>
    I8 = 0x78,

    /// <summary>Packed: a field or element of 16 bits.</summary>
    I16 = 0x77,

    /// <summary>No exception but null.</summary>
    NullExnRef = 0x74,

    /// <summary>No function but null.</summary>
    NullFuncRef = 0x73,

    /// <summary>No host object but null.</summary>
    NullExternRef = 0x72,

    /// <summary>Nothing of <see cref="AnyRef"/> but null.</summary>
    NullRef = 0x71,

    /// <summary>Reference to a function, or null.</summary>
    FuncRef = 0x70,

    /// <summary>Reference to a host object, or null.</summary>
    ExternRef = 0x6F,

    /// <summary>Any reference that the module's code can look into, or null.</summary>
    AnyRef = 0x6E,

    /// <summary>A reference that can be compared: to a struct, an array or an i31; or null.</summary>
    EqRef = 0x6D,

    /// <summary>A number of 31 bits, or null.</summary>
    I31Ref = 0x6C,

    /// <summary>Reference to a struct, or null.</summary>
    StructRef = 0x6B,

    /// <summary>Reference to an array, or null.</summary>
    ArrayRef = 0x6A,

    /// <summary>Reference to an exception, or null.</summary>
    ExnRef = 0x69,

    /// <summary>The low byte of references to types that a module defines.</summary>
    Defined = 0x63,

    /// <summary>Set where a reference is never null.</summary>
    NonNull = 0x100,

    /// <summary>Set in types of fields and elements that may be set.</summary>
    Mutable = 0x8000_0000,
}

/// <summary>What is known about a <see cref="ValType"/> by itself.</summary>
[AllocationFree]
internal static class ValTypes
{
    /// <summary>The lowest bit of a defined type's index.</summary>
    public const int IndexShift = 9;

    /// <summary>The most types that indices can tell apart.</summary>
    public const uint MaxTypes = 1 << (31 - IndexShift);

    private const uint LargestReferenceCode = 0x74;

    /// <summary>Whether it is a reference type (<see cref="ValType.BottomRef"/> is, <see cref="ValType.Bottom"/> is not).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsReference(this ValType type) => ((uint)type & 0xFF) - 1 < LargestReferenceCode;

    /// <summary>Whether it is a reference to exceptions.</summary>
    public static bool IsException(this ValType type) => ((uint)type & 0xFF) is (uint)ValType.ExnRef or (uint)ValType.NullExnRef;

    /// <summary>Whether a value of the type may be null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNullable(this ValType type) => IsReference(type) && (type & ValType.NonNull) == 0;

    /// <summary>Whether it is a reference to a type that a module defines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDefined(this ValType type) => ((uint)type & 0xFF) == (uint)ValType.Defined;

    /// <summary>The index of the type that a reference to a defined type refers to.</summary>
    public static int Index(this ValType type) => (int)((uint)(type & ~ValType.Mutable) >> IndexShift);

    /// <summary>A reference to a defined type.</summary>
    public static ValType Reference(int index, bool nullable) =>
        (ValType)((uint)index << IndexShift) | ValType.Defined | (nullable ? 0 : ValType.NonNull);

    /// <summary>The same reference type without null.</summary>
    public static ValType WithoutNull(this ValType type) => type | ValType.NonNull;

    /// <summary>The same reference type with null.</summary>
    public static ValType WithNull(this ValType type) => type & ~ValType.NonNull;

    /// <summary>The type of a field's value: packed ones are i32 on the stack.</summary>
    public static ValType Unpacked(this ValType field)
    {
        ValType type = field & ~ValType.Mutable;
        return type is ValType.I8 or ValType.I16 ? ValType.I32 : type;
    }

    /// <summary>Whether there is a value that locals and fields of the type can begin with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDefaultable(this ValType type) => (type & ValType.NonNull) == 0;

    /// <summary>Whether an abstract heap type is another one or a subtype of it (specification 3.3.3), both given as nullable references.</summary>
    public static bool IsAbstractSubtype(ValType type, ValType super) => type == super || type switch
    {
        ValType.NullRef => super is ValType.AnyRef or ValType.EqRef or ValType.I31Ref or ValType.StructRef or ValType.ArrayRef,
        ValType.I31Ref or ValType.StructRef or ValType.ArrayRef => super is ValType.AnyRef or ValType.EqRef,
        ValType.EqRef => super == ValType.AnyRef,
        ValType.NullFuncRef => super == ValType.FuncRef,
        ValType.NullExternRef => super == ValType.ExternRef,
        ValType.NullExnRef => super == ValType.ExnRef,
        _ => false,
    };

    /// <summary>The topmost type above an abstract heap type, as a nullable reference.</summary>
    public static ValType TopOf(ValType type) => (ValType)((uint)type & 0xFF) switch
    {
        ValType.FuncRef or ValType.NullFuncRef => ValType.FuncRef,
        ValType.ExternRef or ValType.NullExternRef => ValType.ExternRef,
        ValType.ExnRef or ValType.NullExnRef => ValType.ExnRef,
        _ => ValType.AnyRef,
    };

    /// <summary>The feature that an abstract heap type belongs to.</summary>
    public static WasmFeatures FeatureOf(ValType type) => type switch
    {
        ValType.FuncRef or ValType.ExternRef => WasmFeatures.ReferenceTypes,
        ValType.ExnRef or ValType.NullExnRef => WasmFeatures.Exceptions,
        _ => WasmFeatures.Gc,
    };
}
