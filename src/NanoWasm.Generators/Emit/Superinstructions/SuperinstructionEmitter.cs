// The handlers of superinstructions, and the data from which their tables are made.
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Superinstructions;

internal sealed class SuperinstructionEmitter : IEmitter
{
    public string FileName => "Superinstructions.g.cs";

    public string Emit(OpcodeTable table, string path)
    {
        CodeWriter writer = new("The handlers of superinstructions, and the data from which their tables are made.");
        writer.Line().Lines(ThreadedDispatcherEmitter.Usings).Line(ThreadedDispatcherEmitter.HandlerAlias).Line();
        writer.Line("namespace NanoWasm.Execution;").Line();
        writer.Line("/// <remarks>Relies on validation, and on bytes being readable behind the code (see <see cref=\"ReadableBytes\"/>).</remarks>");
        writer.Open("internal static unsafe partial class ThreadedDispatcher");
        IReadOnlyList<SelectionGroup> groups = SelectionGroup.Of(table);
        foreach (SelectionGroup group in groups)
        {
            WriteHandlers(writer, group, table, path);
        }

        WriteData(writer, groups);
        writer.Close();
        return writer.ToString();
    }

    private static void WriteHandlers(CodeWriter writer, SelectionGroup group, OpcodeTable table, string path)
    {
        ThreadedStyle style = new();
        foreach (Superinstruction sequence in group.Sequences)
        {
            string shorter = LongestPrefix(sequence, group) ?? group.First.Identifier + (sequence.Elements[0].IsShortest ? string.Empty : "Wide");
            string? condition = ByteCheck.Condition(new BytePattern(sequence), group.IndexMask, table);
            writer.Line($"// {sequence.Text}");
            ThreadedDispatcherEmitter.WriteMethod(writer, sequence.Identifier, () => new SequenceBody(writer, sequence, style, path).Write(condition, shorter));
        }
    }

    /// <summary>The handler to go on with where a sequence turns out to be another: the longest sequence that it begins with.</summary>
    private static string? LongestPrefix(Superinstruction sequence, SelectionGroup group) => group.Sequences
        .Where(other => other.Elements.Count < sequence.Elements.Count && other.Elements.SequenceEqual(sequence.Elements.Take(other.Elements.Count)))
        .OrderByDescending(static other => other.Elements.Count)
        .Select(static other => other.Identifier)
        .FirstOrDefault();

    private static void WriteData(CodeWriter writer, IReadOnlyList<SelectionGroup> groups)
    {
        Superinstruction[] all = [.. groups.SelectMany(static g => g.Sequences)];
        writer.Line("/// <summary>First opcode, bits of the code that index the table, and number of sequences of each group; groups in the order of opcodes.</summary>");
        writer.Line("private static ReadOnlySpan<ulong> Groups =>").Line("[").Indent();
        foreach (SelectionGroup group in groups)
        {
            writer.Line($"0x{group.First.Code:X2}, 0x{group.IndexMask:X}, {group.Sequences.Count}, // {group.First.Mnemonic}");
        }

        writer.Outdent().Line("];").Line();
        writer.Line("/// <summary>The bits that matter among the first eight bytes of each sequence, and what they are; in the order of the groups.</summary>");
        writer.Line("private static ReadOnlySpan<ulong> Patterns =>").Line("[").Indent();
        foreach (Superinstruction sequence in all)
        {
            BytePattern pattern = new(sequence);
            writer.Line($"0x{pattern.Mask:X}, 0x{pattern.Value:X}, // {sequence.Text}");
        }

        writer.Outdent().Line("];").Line();
        writer.Line("/// <summary>The traits of modules in which an opcode of each sequence does something else, so that the sequence must not be used; in the order of the groups.</summary>");
        writer.Line("private static ReadOnlySpan<byte> Exclusions =>").Line("[").Indent();
        foreach (Superinstruction sequence in all)
        {
            Traits traits = HandlerForms.Of(sequence.Elements.Select(static e => e.Instruction));
            writer.Line($"{(int)traits}, // {sequence.Text}");
        }

        writer.Outdent().Line("];").Line();
        writer.Line("/// <summary>Writes the addresses of the handlers of a group, in its order.</summary>");
        writer.Open("internal static void WriteSuperinstructions(int opcode, ulong* table)");
        writer.Open("switch (opcode)");
        foreach (SelectionGroup group in groups)
        {
            writer.Line($"case 0x{group.First.Code:X2}:").Indent();
            writer.Line($"WriteGroup{group.First.Code:X2}(table);").Line("break;").Outdent();
        }

        writer.Close().Close();
        foreach (SelectionGroup group in groups)
        {
            writer.Line().Open($"private static void WriteGroup{group.First.Code:X2}(ulong* table)");
            for (int i = 0; i < group.Sequences.Count; i++)
            {
                writer.Line($"table[{i}] = (ulong)(Handler)(&{group.Sequences[i].Identifier});");
            }

            writer.Close();
        }
    }
}
