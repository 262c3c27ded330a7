// Value types with everything that they say.
using NanoWasm.Binary;

namespace NanoWasm;

/// <summary>
/// A value type (specification 2.3.4): a number type, a vector type, or a reference type, which says what it refers to and whether it may be null.
/// Compared by value: equal types of different modules are equal. <see cref="ValueKind"/> converts to it: <c>ValueKind.FuncRef</c> is <c>(ref null func)</c>.
/// </summary>
public readonly struct WasmType : IEquatable<WasmType>
{
    private readonly TypeHandle? _defined;

    [AllocationFree]
    private WasmType(ValType code, TypeHandle? defined)
    {
        Code = code;
        _defined = defined;
    }

    /// <summary>How values of the type are represented: what <see cref="Value.Kind"/> says of them.</summary>
    [AllocationFree]
    public ValueKind Kind => Code.IsDefined() ? KindOf(_defined!.Kind) : Code.ToValueKind();

    /// <summary>Whether it is a reference type.</summary>
    [AllocationFree]
    public bool IsReference => Code.IsReference();

    /// <summary>Whether it is a reference type whose values may be null.</summary>
    [AllocationFree]
    public bool IsNullable => Code.IsNullable();

    /// <summary>The type in the process-wide form.</summary>
    [AllocationFree]
    internal ValType Code { get; }

    /// <summary>The type of all values of a kind: of references, the one of all of them, null included.</summary>
    [AllocationFree]
    public static implicit operator WasmType(ValueKind kind) => FromValueKind(kind);

    /// <summary>Whether two types are equal.</summary>
    public static bool operator ==(WasmType left, WasmType right) => left.Equals(right);

    /// <summary>Whether two types differ.</summary>
    public static bool operator !=(WasmType left, WasmType right) => !left.Equals(right);

    /// <summary>The type of all values of a kind: of references, the one of all of them, null included.</summary>
    [AllocationFree]
    public static WasmType FromValueKind(ValueKind kind) => new(kind.ToValType(), null);

    /// <summary>Whether every value of this type is one of another type, too (specification 3.3.5).</summary>
    [AllocationFree]
    public bool Matches(WasmType super) => TypeRegistry.Matches(Code, super.Code);

    /// <inheritdoc/>
    [AllocationFree]
    public bool Equals(WasmType other) => Code == other.Code;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WasmType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Code;

    /// <summary>The type as in the text format, e.g. <c>i32</c>, <c>funcref</c> or <c>(ref null 3)</c>, with the index of a type of the module that the type is from.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[TypeName.MaxLength];
        ValType shown = Code.IsDefined() ? ValTypes.Reference(_defined!.Index, Code.IsNullable()) : Code;
        text.TryWriteText($"{new TypeName(shown)}", out int length);
        return new string(text[..length]);
    }

    /// <summary>A type of a module.</summary>
    internal static unsafe WasmType Of(ModuleData* module, ValType type) => type.IsDefined()
        ? new WasmType(TypeRegistry.ToProcessWide(module, type), new TypeHandle(module, type.Index()))
        : new WasmType(type, null);

    /// <summary>The kind of references to a defined type.</summary>
    [AllocationFree]
    internal static ValueKind KindOf(TypeKind kind) => kind == TypeKind.Function ? ValueKind.FuncRef : ValueKind.AnyRef;
}
