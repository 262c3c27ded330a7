// Which WebAssembly values .NET types stand for.
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NanoWasm.Bindings;

/// <summary>How a value is passed.</summary>
internal enum PassedAs
{
    /// <summary>As it is.</summary>
    Value,

    /// <summary>An enum, as the integer under it.</summary>
    Enum,

    /// <summary>Bytes of the guest's memory, by address and length.</summary>
    Bytes,

    /// <summary>Text in the guest's memory, by address and length.</summary>
    Text,

    /// <summary>The instance that calls: no value of the guest.</summary>
    Caller,
}

/// <summary>A memory that views are of.</summary>
/// <param name="Name">The name of its export; null for the first memory.</param>
/// <param name="Is64">Whether address and length have 64 bits.</param>
internal readonly record struct GuestMemory(string? Name, bool Is64);

/// <summary>The type of a parameter or result.</summary>
/// <param name="How">How it is passed.</param>
/// <param name="Type">The C# type.</param>
/// <param name="Carrier">The C# type that linkers and handles have for it.</param>
/// <param name="Wasm">The WebAssembly types, with spaces between them.</param>
internal readonly record struct WasmShape(PassedAs How, string Type, string Carrier, string Wasm)
{
    /// <summary>Types as C# has them everywhere: with their namespaces, and with the question marks of reference types.</summary>
    public static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private const int MaxTuple = 7;

    /// <summary>Whether it is a view of the guest's memory.</summary>
    public bool IsView => How is PassedAs.Bytes or PassedAs.Text;

    /// <summary>The name of the memory that a view is of; null for the first one.</summary>
    public string? Memory { get; private init; }

    /// <summary>A view of another memory; what is no view stays as it is.</summary>
    public WasmShape In(GuestMemory memory) => !IsView
        ? this
        : this with { Memory = memory.Name, Carrier = memory.Is64 ? "ulong" : Carrier, Wasm = memory.Is64 ? "i64 i64" : Wasm };

    /// <summary>The shape of a parameter or a single result; null if there is none.</summary>
    public static WasmShape? Of(ITypeSymbol type)
    {
        string name = type.ToDisplayString(Format);
        switch (type.ToDisplayString())
        {
            case "NanoWasm.Caller":
                return new WasmShape(PassedAs.Caller, name, name, string.Empty);
            case "NanoWasm.GuestString":
                return new WasmShape(PassedAs.Text, name, "uint", "i32 i32");
            case "System.Span<byte>" or "System.ReadOnlySpan<byte>":
                return new WasmShape(PassedAs.Bytes, name, "uint", "i32 i32");
        }

        if (type is INamedTypeSymbol { EnumUnderlyingType: INamedTypeSymbol underlying })
        {
            return SingleValue(underlying) is string wasm ? new WasmShape(PassedAs.Enum, name, underlying.ToDisplayString(), wasm) : null;
        }

        return SingleValue(type) is string single ? new WasmShape(PassedAs.Value, name, name, single) : null;
    }

    /// <summary>The shape of a result: a single value, or a tuple of values as they are.</summary>
    public static WasmShape? OfResult(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { IsTupleType: true } tuple)
        {
            return Of(type);
        }

        List<string?> elements = [.. tuple.TupleElements.Select(static element => SingleValue(element.Type))];
        string name = type.ToDisplayString(Format);
        return elements.Count <= MaxTuple && !elements.Contains(null) ? new WasmShape(PassedAs.Value, name, name, string.Join(" ", elements)) : null;
    }

    /// <summary>What to do instead of using a type that has no shape.</summary>
    public static string Advice(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_String => "use GuestString, which is UTF-8 in the guest's memory",
        SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => "use int or uint",
        _ when type.TypeKind == TypeKind.Enum => "only enums over int, uint, long and ulong do",
        _ when type.IsTupleType => "tuples have up to 7 elements that are no enums",
        _ => "use int, uint or bool (i32), long or ulong (i64), float (f32), double (f64), Vector128<byte> (v128), Function (funcref) or a class (externref)",
    };

    private static string? SingleValue(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Boolean => "i32",
        SpecialType.System_Int64 or SpecialType.System_UInt64 => "i64",
        SpecialType.System_Single => "f32",
        SpecialType.System_Double => "f64",
        SpecialType.System_String => null,
        _ when type.ToDisplayString() == "System.Runtime.Intrinsics.Vector128<byte>" => "v128",
        _ when type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString() == "NanoWasm.Function" => "funcref",
        _ => type.IsReferenceType && type.TypeKind is TypeKind.Class or TypeKind.Interface or TypeKind.Array or TypeKind.Delegate ? "externref" : null,
    };
}
