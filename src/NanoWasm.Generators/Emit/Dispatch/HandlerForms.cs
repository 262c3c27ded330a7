// Which opcodes do something else in modules with certain traits, and what their handlers are called.
using System;
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>
/// Opcodes whose handlers depend on traits of the module have one for each set of those traits, composed of the same row; all others have one handler, which every
/// module runs. A trait is a member of <see cref="Traits"/>, a line in <see cref="Changes"/>, and what <see cref="HandlerBody"/> and
/// <see cref="FlowBody"/> write for it.
/// </summary>
internal static class HandlerForms
{
    private static readonly (Traits Trait, string Doc, Func<Instruction, bool> Changes)[] Rules =
    [
        (Traits.Vectors, "It uses v128.", HighHalves.Concern),
        (Traits.Memories, "It has several memories, or memories or tables with 64-bit addresses.", MemoryForm.Differs),
        (Traits.ReferenceBlocks, "Types of blocks may be references in two parts.", static instruction => instruction.Immediates.Any(static i => i.Kind == ImmediateKind.Blocktype)),
        (Traits.AnyNaNs, "Operators may give any NaN that the specification allows.", NaNForm.Differs),
    ];

    /// <summary>
    /// The traits for which the switch dispatcher needs no methods of their own: its handlers expect immediates of any length, and what NaNs become is a type parameter of its methods.
    /// </summary>
    public const Traits ThreadedOnly = Traits.ReferenceBlocks | Traits.AnyNaNs;

    /// <summary>The traits with what they say of a module.</summary>
    public static IEnumerable<(Traits Trait, string Doc)> All => Rules.Select(static rule => (rule.Trait, rule.Doc));

    /// <summary>The traits that change what an opcode does.</summary>
    public static Traits Of(Instruction instruction) =>
        Rules.Where(rule => rule.Changes(instruction)).Aggregate(Traits.None, static (all, rule) => all | rule.Trait);

    /// <summary>The traits that change what any of some opcodes does.</summary>
    public static Traits Of(IEnumerable<Instruction> instructions) => instructions.Aggregate(Traits.None, static (all, instruction) => all | Of(instruction));

    /// <summary>An opcode as handlers for certain traits are written from it.</summary>
    public static Instruction Apply(Instruction instruction, Traits form) => NaNForm.Of(MemoryForm.Of(instruction, form), form);

    /// <summary>The sets of some traits: first the empty one, each behind those that it contains.</summary>
    public static IEnumerable<Traits> Sets(Traits traits) =>
        Enumerable.Range(0, (int)traits + 1).Select(static set => (Traits)set).Where(set => (set & ~traits) == 0);

    /// <summary>What the names of handlers and methods for a set of traits end in.</summary>
    public static string Suffix(Traits form) => string.Concat(Rules.Where(rule => (form & rule.Trait) != 0).Select(static rule => rule.Trait.ToString()));

    /// <summary>A set of traits as emitted code writes it, e.g. <c>ModuleTraits.Vectors</c>.</summary>
    public static string Text(Traits form) => form == Traits.None
        ? "ModuleTraits.None"
        : string.Join(" | ", Rules.Where(rule => (form & rule.Trait) != 0).Select(static rule => "ModuleTraits." + rule.Trait));
}
