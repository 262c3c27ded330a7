// The handlers of superinstructions, and the data from which their tables are made.
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>Emits the superinstructions of modules without vectors, or of those with some (<see cref="SelectionGroup"/>).</summary>
/// <param name="form">Their traits: none, or <see cref="Traits.Vectors"/>.</param>
internal sealed class SuperinstructionEmitter(Traits form) : IEmitter
{
    /// <summary>Ends the names of handlers that do not check the bytes.</summary>
    public const string ProvenSuffix = "Proven";

    private readonly string _suffix = HandlerForms.Suffix(form);

    public string FileName => $"Superinstructions{_suffix}.g.cs";

    public string Emit(OpcodeTable table, string path)
    {
        CodeWriter writer = new($"The handlers of superinstructions in modules with{(form == Traits.None ? "out" : string.Empty)} vectors, and the data from which their tables are made.");
        writer.Line().Lines(ThreadedDispatcherEmitter.Usings).Line(ThreadedDispatcherEmitter.HandlerAlias).Line();
        writer.Line("namespace NanoWasm.Execution;").Line();
        writer.Line("/// <remarks>Relies on validation, and on bytes being readable behind the code (see <see cref=\"ReadableBytes\"/>).</remarks>");
        writer.Open("internal static unsafe partial class ThreadedDispatcher");
        IReadOnlyList<SelectionGroup> groups = SelectionGroup.Of(table, form);
        writer.Line("// Where the bytes are known to be those of the sequence. What runs most is kept together: it is what caches have to hold.");
        WriteHandlers(writer, groups, isProven: true, path);
        writer.Line("// Where they are not.");
        WriteHandlers(writer, groups, isProven: false, path);
        WriteData(writer, groups);
        writer.Close();
        return writer.ToString();
    }

    private void WriteHandlers(CodeWriter writer, IReadOnlyList<SelectionGroup> groups, bool isProven, string path)
    {
        foreach (SelectionGroup group in groups)
        {
            foreach (Superinstruction sequence in group.Sequences)
            {
                foreach (Traits own in HandlerForms.Sets(OwnForms(sequence)))
                {
                    WriteHandler(writer, sequence, form | own, group, isProven, path);
                }
            }
        }
    }

    private static void WriteHandler(CodeWriter writer, Superinstruction sequence, Traits handlerForm, SelectionGroup group, bool isProven, string path)
    {
        string shorter = LongestPrefix(sequence, group) is { } prefix ? Name(prefix, handlerForm)
            : group.IsPrefixed ? ThreadedDispatcherEmitter.PrefixHandler(group.First)
            : HandlerBody.Name(sequence.Elements[0].Instruction, handlerForm & HandlerForms.Of(sequence.Elements[0].Instruction));
        writer.Line($"// {sequence.Text}");
        string? condition = isProven ? null : ByteCheck.Condition(new BytePattern(sequence));
        ThreadedDispatcherEmitter.WriteMethod(
            writer,
            Name(sequence, handlerForm) + (isProven ? ProvenSuffix : string.Empty),
            () => new SequenceBody(writer, sequence, new ThreadedStyle(), path, handlerForm).Write(condition, shorter));
    }

    /// <summary>The traits for which a sequence has handlers of its own in the same tables.</summary>
    private static Traits OwnForms(Superinstruction sequence) => HandlerForms.Of(sequence.Elements.Select(static e => e.Instruction)) & Traits.AnyNaNs;

    /// <summary>The name of a sequence's handler for certain traits.</summary>
    private static string Name(Superinstruction sequence, Traits form) => sequence.HandlerName + HandlerForms.Suffix(form & (Traits.Vectors | OwnForms(sequence)));

    /// <summary>The sequence to go on with where one turns out to be another: the longest that it begins with.</summary>
    private static Superinstruction? LongestPrefix(Superinstruction sequence, SelectionGroup group) => group.Sequences
        .Where(other => other.Elements.Count < sequence.Elements.Count && other.Elements.SequenceEqual(sequence.Elements.Take(other.Elements.Count)))
        .OrderByDescending(static other => other.Elements.Count)
        .FirstOrDefault();

    private void WriteData(CodeWriter writer, IReadOnlyList<SelectionGroup> groups)
    {
        Superinstruction[] all = [.. groups.SelectMany(static g => g.Sequences)];
        writer.Line("/// <summary>First byte, bits of the code that index the table, and number of sequences of each group; groups in the order of their bytes.</summary>");
        writer.Line($"private static ReadOnlySpan<ulong> Groups{_suffix} =>").Line("[").Indent();
        foreach (SelectionGroup group in groups)
        {
            writer.Line($"0x{group.First:X2}, 0x{group.IndexMask:X}, {group.Sequences.Count}, // {(group.IsPrefixed ? "a prefix" : group.Sequences[0].Elements[0].Instruction.Mnemonic)}");
        }

        writer.Outdent().Line("];").Line();
        writer.Line("/// <summary>The bits that matter of each sequence, and what they are, for each eight bytes; in the order of the groups.</summary>");
        writer.Line($"private static ReadOnlySpan<ulong> Patterns{_suffix} =>").Line("[").Indent();
        foreach (Superinstruction sequence in all)
        {
            BytePattern pattern = new(sequence);
            IEnumerable<string> words = Enumerable.Range(0, BytePattern.Words).Select(word => $"0x{pattern.MaskOf(word):X}, 0x{pattern.ValueOf(word):X}, ");
            writer.Line($"{string.Concat(words)}// {sequence.Text}");
        }

        writer.Outdent().Line("];").Line();
        writer.Line("/// <summary>1 + the number within its group of the longest sequence that each begins with; 0 where there is none; in the order of the groups.</summary>");
        writer.Line($"private static ReadOnlySpan<ushort> Shorter{(_suffix.Length == 0 ? "Sequences" : _suffix)} =>").Line("[").Indent();
        foreach (SelectionGroup group in groups)
        {
            foreach (Superinstruction sequence in group.Sequences)
            {
                int shorter = LongestPrefix(sequence, group) is { } prefix ? group.Sequences.ToList().IndexOf(prefix) + 1 : 0;
                writer.Line($"{shorter}, // {sequence.Text}");
            }
        }

        writer.Outdent().Line("];").Line();
        writer.Line("/// <summary>The number of instructions of each sequence; in the order of the groups.</summary>");
        writer.Line($"private static ReadOnlySpan<byte> Lengths{_suffix} =>").Line("[").Indent();
        foreach (Superinstruction sequence in all)
        {
            writer.Line($"{sequence.Elements.Count}, // {sequence.Text}");
        }

        writer.Outdent().Line("];").Line();
        writer.Line("/// <summary>The other traits with which an opcode of each sequence does something else; in the order of the groups.</summary>");
        writer.Line($"private static ReadOnlySpan<byte> SequenceTraits{_suffix} =>").Line("[").Indent();
        foreach (Superinstruction sequence in all)
        {
            Traits traits = HandlerForms.Of(sequence.Elements.Select(static e => e.Instruction)) & ~Traits.Vectors;
            writer.Line($"{(int)traits}, // {sequence.Text}");
        }

        writer.Outdent().Line("];").Line();
        writer.Line("/// <summary>Writes the addresses of the handlers of a group for modules with certain traits, in its order: of each the one that checks the bytes, then the one that does not.</summary>");
        writer.Open($"private static void WriteGroups{_suffix}(int first, ModuleTraits traits, ulong* table)");
        writer.Open("switch (first)");
        foreach (SelectionGroup group in groups)
        {
            writer.Line($"case 0x{group.First:X2}:").Indent();
            writer.Line($"WriteGroup{group.First:X2}{_suffix}(traits, table);").Line("break;").Outdent();
        }

        writer.Close().Close();
        foreach (SelectionGroup group in groups)
        {
            writer.Line().Open($"private static void WriteGroup{group.First:X2}{_suffix}(ModuleTraits traits, ulong* table)");
            WriteAddresses(Traits.None);
            if (group.Sequences.Any(static sequence => OwnForms(sequence) != Traits.None))
            {
                writer.Line().Open($"if ((traits & ModuleTraits.{Traits.AnyNaNs}) != 0)");
                WriteAddresses(Traits.AnyNaNs);
                writer.Close();
            }

            writer.Close();

            void WriteAddresses(Traits own)
            {
                for (int i = 0; i < group.Sequences.Count; i++)
                {
                    if ((own & ~OwnForms(group.Sequences[i])) == 0)
                    {
                        string name = Name(group.Sequences[i], form | own);
                        writer.Line($"table[{2 * i}] = (ulong)(Handler)(&{name});");
                        writer.Line($"table[{(2 * i) + 1}] = (ulong)(Handler)(&{name}{ProvenSuffix});");
                    }
                }
            }
        }
    }
}
