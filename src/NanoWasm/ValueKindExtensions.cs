// Between value kinds, their binary codes and their names.
using NanoWasm.Binary;

namespace NanoWasm;

/// <summary>Conversions of <see cref="ValueKind"/>.</summary>
internal static class ValueKindExtensions
{
    /// <summary>The name in the text format, e.g. <c>i32</c>.</summary>
    public static string ToText(this ValueKind kind) => kind switch
    {
        ValueKind.I32 => "i32",
        ValueKind.I64 => "i64",
        ValueKind.F32 => "f32",
        ValueKind.F64 => "f64",
        ValueKind.FuncRef => "funcref",
        ValueKind.ExternRef => "externref",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a value kind."),
    };

    /// <summary>The code in the binary format.</summary>
    public static ValType ToValType(this ValueKind kind) => kind switch
    {
        ValueKind.I32 => ValType.I32,
        ValueKind.I64 => ValType.I64,
        ValueKind.F32 => ValType.F32,
        ValueKind.F64 => ValType.F64,
        ValueKind.FuncRef => ValType.FuncRef,
        ValueKind.ExternRef => ValType.ExternRef,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a value kind."),
    };

    /// <summary>The public kind of a type of a validated module.</summary>
    public static ValueKind ToValueKind(this ValType type) => type switch
    {
        ValType.I32 => ValueKind.I32,
        ValType.I64 => ValueKind.I64,
        ValType.F32 => ValueKind.F32,
        ValType.F64 => ValueKind.F64,
        ValType.FuncRef => ValueKind.FuncRef,
        ValType.ExternRef => ValueKind.ExternRef,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a value type."),
    };
}
