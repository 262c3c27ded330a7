// The two forms of opcodes that touch memories or tables: for the one memory that nearly all modules have, and for any.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Dispatch;

/// <summary>
/// Turns opcodes as the table has them into what handlers are written from. In the plain form there is one memory with 32-bit addresses, whose base and size
/// the context holds, and indices of tables have 32 bits. In the general form (<see cref="Traits.Memories"/>) memories are looked up by their index, and all
/// addresses have 64 bits: slots of i32 addresses do, too, and their upper half is zero.
/// </summary>
internal static class MemoryForm
{
    /// <summary>Whether the two forms of an opcode differ.</summary>
    public static bool Differs(Instruction instruction) =>
        instruction.Flow != Flow.Exit && (instruction.Access is not null || Memories(instruction).Any() || Types(instruction).Any(static type => type.IsAddress));

    /// <summary>An opcode in the form for modules with certain traits.</summary>
    public static Instruction Of(Instruction instruction, Traits form) => (form & Traits.Memories) != 0 ? General(instruction) : Plain(instruction);

    private static Instruction Plain(Instruction instruction)
    {
        Instruction plain = Rewrite(instruction, static (text, memory) => Replace(text, $@"\b{memory}->Base\b", "ctx->MemoryBase", $@"\b{memory}->Size\b", "ctx->MemorySize", $@"\b{memory}\b", "*ctx->Memories"));
        return instruction.Flow != Flow.Exit && plain.Exec is { } exec && plain.Results.Any(static type => type.IsAddress)
            ? plain with { Exec = exec with { Text = $"(uint){exec.Text}" } }
            : plain;
    }

    private static Instruction General(Instruction instruction) => Rewrite(instruction, static (text, memory) => Replace(text, $@"\b{memory}\b", $"ctx->Memories[{memory}]")) with
    {
        Operands = new EquatableArray<Operand>(instruction.Operands.Select(static operand => operand with { Type = Widen(operand.Type) })),
        Results = new EquatableArray<TypeView>(instruction.Results.Select(Widen)),
    };

    private static TypeView Widen(TypeView type) => type.IsAddress || type.Text == "addr" ? type with { CSharp = "ulong" } : type;

    private static IEnumerable<string> Memories(Instruction instruction) =>
        instruction.Immediates.Where(static immediate => immediate.Kind == ImmediateKind.Memory).Select(static immediate => immediate.Name);

    private static IEnumerable<TypeView> Types(Instruction instruction) => instruction.Operands.Select(static operand => operand.Type).Concat(instruction.Results);

    private static string Replace(string text, params string[] replacements)
    {
        for (int i = 0; i < replacements.Length; i += 2)
        {
            text = Regex.Replace(text, replacements[i], replacements[i + 1], RegexOptions.CultureInvariant);
        }

        return text;
    }

    /// <summary>Rewrites what the expressions say about each memory.</summary>
    private static Instruction Rewrite(Instruction instruction, Func<string, string, string> rewrite)
    {
        string[] memories = instruction.Flow == Flow.Exit ? [] : [.. Memories(instruction)];
        return memories.Length == 0 ? instruction : instruction with
        {
            Exec = instruction.Exec is { } exec ? Rewritten(exec) : null,
            Traps = new EquatableArray<TrapCheck>(instruction.Traps.Select(trap => trap with { Condition = Rewritten(trap.Condition) })),
        };

        Expression Rewritten(Expression expression) => expression with { Text = memories.Aggregate(expression.Text, rewrite) };
    }
}
