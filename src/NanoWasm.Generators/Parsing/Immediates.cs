// The kinds of immediates that a row can name.
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>A kind of immediate.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Doc">What it is, for documentation.</param>
/// <param name="HasType">Whether <c>$x</c> can be the type of what such an immediate names.</param>
/// <param name="MustBeUsed">Whether an expression that does not use it is surely mistaken: it changes what the instruction does.</param>
internal sealed record ImmediateKindInfo(string Name, ImmediateKind Kind, string Doc, bool HasType, bool MustBeUsed);

/// <summary>The kinds of immediates.</summary>
internal static class Immediates
{
    /// <summary>The kinds in the order of <see cref="ImmediateKind"/>.</summary>
    public static readonly IReadOnlyList<ImmediateKindInfo> All =
    [
        new("local", ImmediateKind.Local, "The index of a local.", HasType: true, MustBeUsed: true),
        new("global", ImmediateKind.Global, "The index of a global.", HasType: true, MustBeUsed: true),
        new("mutable_global", ImmediateKind.MutableGlobal, "The index of a mutable global.", HasType: true, MustBeUsed: true),
        new("func", ImmediateKind.Func, "The index of a function.", HasType: false, MustBeUsed: true),
        new("declared_func", ImmediateKind.DeclaredFunc, "The index of a function that is declared as a reference.", HasType: true, MustBeUsed: true),
        new("type", ImmediateKind.Type, "The index of a type.", HasType: false, MustBeUsed: false),
        new("table", ImmediateKind.Table, "The index of a table.", HasType: true, MustBeUsed: true),
        new("elem", ImmediateKind.Elem, "The index of an element segment.", HasType: true, MustBeUsed: true),
        new("data", ImmediateKind.Data, "The index of a data segment.", HasType: false, MustBeUsed: true),
        new("memory", ImmediateKind.Memory, "The index of a memory.", HasType: false, MustBeUsed: false),
        new("tag", ImmediateKind.Tag, "The index of a tag.", HasType: false, MustBeUsed: false),
        new("memarg", ImmediateKind.Memarg, "Alignment and offset of a memory access.", HasType: false, MustBeUsed: false),
        new("label", ImmediateKind.Label, "The relative depth of a label.", HasType: false, MustBeUsed: false),
        new("labels", ImmediateKind.Labels, "The relative depths of several labels; the last one is the default.", HasType: false, MustBeUsed: false),
        new("catches", ImmediateKind.Catches, "The clauses of a try_table: what they catch and the labels they go to.", HasType: false, MustBeUsed: false),
        new("blocktype", ImmediateKind.Blocktype, "The type of a block: none, a value type or the index of a type.", HasType: false, MustBeUsed: false),
        new("field", ImmediateKind.Field, "The index of a field of the type before it.", HasType: false, MustBeUsed: true),
        new("count", ImmediateKind.Count, "A number of operands.", HasType: false, MustBeUsed: true),
        new("castflags", ImmediateKind.CastFlags, "Which of the two reference types behind it may be null.", HasType: false, MustBeUsed: false),
        new("heaptype", ImmediateKind.Heaptype, "The type of what a reference refers to.", HasType: true, MustBeUsed: false),
        new("valtypes", ImmediateKind.Valtypes, "Value types.", HasType: false, MustBeUsed: false),
        new("i32", ImmediateKind.I32, "A 32-bit integer.", HasType: false, MustBeUsed: true),
        new("i64", ImmediateKind.I64, "A 64-bit integer.", HasType: false, MustBeUsed: true),
        new("f32", ImmediateKind.F32, "A 32-bit float.", HasType: false, MustBeUsed: true),
        new("f64", ImmediateKind.F64, "A 64-bit float.", HasType: false, MustBeUsed: true),
        new("v128", ImmediateKind.V128, "A 128-bit vector.", HasType: false, MustBeUsed: true),
        new("lane", ImmediateKind.Lane, "The number of a lane.", HasType: false, MustBeUsed: true),
        new("lanes", ImmediateKind.Lanes, "Sixteen numbers of bytes of two vectors.", HasType: false, MustBeUsed: true),
        new("zero", ImmediateKind.Zero, "A byte that must be zero.", HasType: false, MustBeUsed: false),
    ];

    private static readonly Dictionary<string, ImmediateKindInfo> ByName = All.ToDictionary(static kind => kind.Name);

    /// <summary>The kinds' names.</summary>
    public static IEnumerable<string> Names => All.Select(static kind => kind.Name);

    /// <summary>The name of a kind.</summary>
    public static string NameOf(ImmediateKind kind) => All[(int)kind].Name;

    /// <summary>The kind with a name, or null.</summary>
    public static ImmediateKindInfo? Find(string name) => ByName.TryGetValue(name, out ImmediateKindInfo kind) ? kind : null;
}
