// Types of references as the binary format has them.
namespace NanoWasm.Testing.RandomModules;

/// <summary>A type of references.</summary>
/// <param name="Heap">The index of a defined type, or one of the constants, which are the codes of the abstract heap types.</param>
/// <param name="IsNullable">Whether it contains null.</param>
internal readonly record struct RefType(int Heap, bool IsNullable)
{
    public const int Exn = -0x17;
    public const int Array = -0x16;
    public const int Struct = -0x15;
    public const int I31 = -0x14;
    public const int Eq = -0x13;
    public const int Any = -0x12;
    public const int Extern = -0x11;
    public const int Func = -0x10;
    public const int None = -0x0F;

    private const byte Nullable = 0x63;
    private const byte NonNull = 0x64;

    /// <summary>The type without null.</summary>
    public RefType AsNonNull => this with { IsNullable = false };

    /// <summary>The heap type's bytes.</summary>
    public byte[] HeapCode => new WasmWriter().S(Heap).ToArray();

    /// <summary>The type's bytes, in the short form where there is one.</summary>
    public byte[] Code => Heap < 0 && IsNullable ? [(byte)(Heap & 0x7F)] : [IsNullable ? Nullable : NonNull, .. HeapCode];

    /// <summary>The type of references that a kind stands for.</summary>
    public static RefType Of(ValueKind kind) => new(
        kind switch
        {
            ValueKind.FuncRef => Func,
            ValueKind.ExternRef => Extern,
            ValueKind.AnyRef => Any,
            _ => Exn,
        },
        IsNullable: true);
}
