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
    };

    /// <summary>The types of signatures; <c>$</c> or <c>@</c> and the name of an immediate are more.</summary>
    public static IEnumerable<string> Names => Views.Keys.Concat(["T", "U", "$x", "@x"]);

    /// <summary>The types of memory accesses.</summary>
    public static IEnumerable<string> AccessNames => Accesses.Keys.Concat(["T"]);

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

    /// <summary>Puts the mnemonic's type in place of <c>T</c> and <c>U</c>.</summary>
    /// <returns>The name of a type, or null if the mnemonic does not begin with a type.</returns>
    public static string? ResolvePrefix(string name, string mnemonic)
    {
        if (name is not ("T" or "U"))
        {
            return name;
        }

        string prefix = mnemonic.Substring(0, System.Math.Max(mnemonic.IndexOf('.'), 0));
        bool unsigned = name == "U" || mnemonic.EndsWith("_u", System.StringComparison.Ordinal);
        return prefix switch
        {
            "i32" => unsigned ? "u32" : prefix,
            "i64" => unsigned ? "u64" : prefix,
            "f32" or "f64" when name == "T" => prefix,
            _ => null,
        };
    }
}
