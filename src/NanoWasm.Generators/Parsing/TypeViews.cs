// The types that a row can name, and what they are for validation and in C#.
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>Types are views: a wasm type seen through a C# type.</summary>
internal static class TypeViews
{
    /// <summary>The C# type of a raw slot, for values whose type only the validator knows.</summary>
    private const string Slot = "ulong";

    private static readonly Dictionary<string, TypeView> Views = new TypeView[]
    {
        new("i32", WasmType.I32, "int", null),
        new("i64", WasmType.I64, "long", null),
        new("f32", WasmType.F32, "float", null),
        new("f64", WasmType.F64, "double", null),
        new("u32", WasmType.I32, "uint", null),
        new("u64", WasmType.I64, "ulong", null),
        new("bool", WasmType.I32, "bool", null),
        new("addr", WasmType.I32, "uint", null),
        new("any", WasmType.Any, Slot, null),
        new("ref", WasmType.Ref, Slot, null),
        new("funcref", WasmType.FuncRef, Slot, null),
        new("externref", WasmType.ExternRef, Slot, null),
        new("v128", WasmType.V128, "Vector128<byte>", null),
        new("i8x16", WasmType.V128, "Vector128<sbyte>", null),
        new("u8x16", WasmType.V128, "Vector128<byte>", null),
        new("i16x8", WasmType.V128, "Vector128<short>", null),
        new("u16x8", WasmType.V128, "Vector128<ushort>", null),
        new("i32x4", WasmType.V128, "Vector128<int>", null),
        new("u32x4", WasmType.V128, "Vector128<uint>", null),
        new("i64x2", WasmType.V128, "Vector128<long>", null),
        new("u64x2", WasmType.V128, "Vector128<ulong>", null),
        new("f32x4", WasmType.V128, "Vector128<float>", null),
        new("f64x2", WasmType.V128, "Vector128<double>", null),
    }.ToDictionary(static view => view.Text);

    private static readonly Dictionary<string, (string CSharp, int Size)> Accesses = new()
    {
        ["i8"] = ("sbyte", 1),
        ["u8"] = ("byte", 1),
        ["i16"] = ("short", 2),
        ["u16"] = ("ushort", 2),
        ["i32"] = ("int", 4),
        ["u32"] = ("uint", 4),
        ["i64"] = ("long", 8),
        ["u64"] = ("ulong", 8),
        ["f32"] = ("float", 4),
        ["f64"] = ("double", 8),
        ["v128"] = ("Vector128<byte>", 16),
    };

    /// <summary>The types of signatures; <c>$</c> or <c>@</c> and the name of an immediate are more.</summary>
    public static IEnumerable<string> Names => Views.Keys.Concat(["T", "U", "S", "N", "$x", "@x"]);

    /// <summary>The types of memory accesses.</summary>
    public static IEnumerable<string> AccessNames => Accesses.Keys.Concat(["T"]);

    /// <summary>The number of lanes of the vectors that a mnemonic begins with, or of those that it accesses memory with; 0 if there are none.</summary>
    public static int LaneCount(Instruction instruction)
    {
        const int VectorBytes = 16;
        return (instruction.Load ?? instruction.Store) is { } access
            ? VectorBytes / access.Size
            : instruction.Mnemonic.Split('.')[0] switch
            {
                "i8x16" => 16,
                "i16x8" => 8,
                "i32x4" or "f32x4" => 4,
                "i64x2" or "f64x2" => 2,
                _ => 0,
            };
    }

    /// <summary>The type with a name, or null.</summary>
    public static TypeView? Find(string name) => Views.TryGetValue(name, out TypeView view) ? view : null;

    /// <summary>The type of what an immediate names, <c>$x</c>.</summary>
    public static TypeView OfImmediate(string name) => new("$" + name, WasmType.OfImmediate, Slot, name);

    /// <summary>The type of the addresses of what immediates name, <c>@x</c> or <c>@x&amp;y</c>.</summary>
    public static TypeView OfAddress(IReadOnlyList<string> names) =>
        new("@" + string.Join("&", names), WasmType.I32, "uint", null, new EquatableArray<string>(names));

    /// <summary>The memory access with a type name, or null.</summary>
    /// <param name="type">The name of the type.</param>
    /// <param name="name">The name of the loaded value.</param>
    public static MemoryAccess? FindAccess(string type, string? name) =>
        Accesses.TryGetValue(type, out (string CSharp, int Size) access) ? new MemoryAccess(name, access.CSharp, access.Size) : null;

    /// <summary>Puts the mnemonic's type, or one that follows from it, in place of <c>T</c>, <c>U</c>, <c>S</c> and <c>N</c>.</summary>
    /// <returns>The name of a type, or null if there is none for the mnemonic.</returns>
    public static string? ResolvePrefix(string name, string mnemonic)
    {
        if (name is not ("T" or "U" or "S" or "N"))
        {
            return name;
        }

        string prefix = mnemonic.Substring(0, System.Math.Max(mnemonic.IndexOf('.'), 0));
        bool unsigned = name == "U" || mnemonic.EndsWith("_u", System.StringComparison.Ordinal);
        return (name, prefix) switch
        {
            ("S", "i8x16" or "i16x8" or "i32x4") => "i32",
            ("S", "i64x2" or "f32x4" or "f64x2") => prefix.Substring(0, 3),
            ("N", "i16x8") => unsigned ? "u8x16" : "i8x16",
            ("N", "i32x4") => unsigned ? "u16x8" : "i16x8",
            ("N", "i64x2") => unsigned ? "u32x4" : "i32x4",
            ("S" or "N", _) => null,
            (_, "i32" or "i64" or "i8x16" or "i16x8" or "i32x4" or "i64x2") => unsigned ? "u" + prefix.Substring(1) : prefix,
            ("T", "f32" or "f64" or "v128" or "f32x4" or "f64x2") => prefix,
            _ => null,
        };
    }
}
