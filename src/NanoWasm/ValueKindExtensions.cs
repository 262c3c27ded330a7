// Between value kinds, their binary codes and their names.
using System.Diagnostics.CodeAnalysis;
using NanoWasm.Binary;

namespace NanoWasm;

/// <summary>Conversions of <see cref="ValueKind"/>.</summary>
[AllocationFree]
internal static class ValueKindExtensions
{
    /// <summary>The name in the text format, e.g. <c>i32</c>.</summary>
    public static string ToText(this ValueKind kind) => kind switch
    {
        ValueKind.I32 => "i32",
        ValueKind.I64 => "i64",
        ValueKind.F32 => "f32",
        ValueKind.F64 => "f64",
        ValueKind.V128 => "v128",
        ValueKind.FuncRef => "funcref",
        ValueKind.ExternRef => "externref",
        ValueKind.AnyRef => "anyref",
        ValueKind.ExnRef => "exnref",
        _ => ThrowUnknown<string>(nameof(kind)),
    };

    /// <summary>The code in the binary format.</summary>
    public static ValType ToValType(this ValueKind kind) => kind switch
    {
        ValueKind.I32 => ValType.I32,
        ValueKind.I64 => ValType.I64,
        ValueKind.F32 => ValType.F32,
        ValueKind.F64 => ValType.F64,
        ValueKind.V128 => ValType.V128,
        ValueKind.FuncRef => ValType.FuncRef,
        ValueKind.ExternRef => ValType.ExternRef,
        ValueKind.AnyRef => ValType.AnyRef,
        ValueKind.ExnRef => ValType.ExnRef,
        _ => ThrowUnknown<ValType>(nameof(kind)),
    };

    /// <summary>Whether values of a kind are references.</summary>
    public static bool IsReference(this ValueKind kind) => kind is ValueKind.FuncRef or ValueKind.ExternRef or ValueKind.AnyRef or ValueKind.ExnRef;

    /// <summary>The public kind of a type of a validated module.</summary>
    public static unsafe ValueKind ToValueKind(this ValType type, ModuleData* module) =>
        type.IsDefined() ? WasmType.KindOf(module->Types[type.Index()].Kind) : type.ToValueKind();

    /// <summary>The public kind of a type, for whom defined types are those of functions.</summary>
    public static ValueKind ToValueKind(this ValType type) => type.IsReference()
        ? ValTypes.TopOf(type.IsDefined() ? ValType.FuncRef : type) switch
        {
            ValType.FuncRef => ValueKind.FuncRef,
            ValType.ExternRef => ValueKind.ExternRef,
            ValType.AnyRef => ValueKind.AnyRef,
            ValType.ExnRef => ValueKind.ExnRef,
            _ => ThrowUnknown<ValueKind>(nameof(type)),
        }
        : type switch
        {
            ValType.I32 => ValueKind.I32,
            ValType.I64 => ValueKind.I64,
            ValType.F32 => ValueKind.F32,
            ValType.F64 => ValueKind.F64,
            ValType.V128 => ValueKind.V128,
            _ => ThrowUnknown<ValueKind>(nameof(type)),
        };

    [DoesNotReturn]
    private static T ThrowUnknown<T>(string parameter) => throw new ArgumentOutOfRangeException(parameter, "Not a type of WebAssembly values.");
}
