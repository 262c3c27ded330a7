// Value types as the text format writes them.
namespace NanoWasm.Binary;

/// <summary>A value type of a module, to be written in a message.</summary>
/// <param name="Type">The type; <see cref="ValType.Bottom"/> for none.</param>
[AllocationFree]
internal readonly record struct TypeName(ValType Type)
{
    /// <summary>More characters than any name has.</summary>
    public const int MaxLength = 32;

    /// <summary>What stands before a defined type's index: nothing where the name is complete.</summary>
    public string Text => Type switch
    {
        ValType.Bottom => "nothing",
        ValType.I32 => "i32",
        ValType.I64 => "i64",
        ValType.F32 => "f32",
        ValType.F64 => "f64",
        ValType.V128 => "v128",
        ValType.I8 => "i8",
        ValType.I16 => "i16",
        ValType.FuncRef => "funcref",
        ValType.ExternRef => "externref",
        ValType.AnyRef => "anyref",
        ValType.EqRef => "eqref",
        ValType.I31Ref => "i31ref",
        ValType.StructRef => "structref",
        ValType.ArrayRef => "arrayref",
        ValType.ExnRef => "exnref",
        ValType.NullRef => "nullref",
        ValType.NullFuncRef => "nullfuncref",
        ValType.NullExternRef => "nullexternref",
        ValType.NullExnRef => "nullexnref",
        _ => Type.IsNullable() ? "(ref null " : "(ref ",
    };

    /// <summary>The name of an abstract heap type, e.g. <c>func</c>.</summary>
    public static string OfHeapType(ValType type) => type.WithNull() switch
    {
        ValType.FuncRef => "func",
        ValType.ExternRef => "extern",
        ValType.AnyRef => "any",
        ValType.EqRef => "eq",
        ValType.I31Ref => "i31",
        ValType.StructRef => "struct",
        ValType.ArrayRef => "array",
        ValType.ExnRef => "exn",
        ValType.NullRef => "none",
        ValType.NullFuncRef => "nofunc",
        ValType.NullExternRef => "noextern",
        ValType.NullExnRef => "noexn",
        _ => "any type",
    };
}
