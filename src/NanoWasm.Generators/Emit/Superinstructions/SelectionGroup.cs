// All superinstructions that begin with the same byte, and the bits of the code that choose between them.
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>
/// A group has a table, indexed by some bits of the eight bytes at the opcode. An entry is the handler of the longest sequence that
/// these bits allow; what they leave open, the handler checks. Modules with vectors have groups of their own: sequences with vectors would take bits
/// away from the others.
/// </summary>
internal sealed class SelectionGroup
{
    /// <summary>Sequences count by their place in the table: the first this many about alike, those behind them less and less.</summary>
    private const double FirstWeight = 100;

    private static readonly ConditionalWeakTable<OpcodeTable, Dictionary<Traits, IReadOnlyList<SelectionGroup>>> Known = new();

    private SelectionGroup(byte first, IReadOnlyList<RankedSequence> sequences, IReadOnlyList<RankedSequence> frequent)
    {
        First = first;
        RankedSequence[] ordered = [.. sequences.OrderBy(static s => s.Sequence.Elements.Count).ThenBy(static s => s.Weight)];
        IndexMask = IndexBits.Choose(ordered, frequent);
        Sequences = [.. ordered.OrderBy(s => s.Weight * (1L << CountBits(s.Pattern.Mask & IndexMask))).Select(static s => s.Sequence)];
    }

    /// <summary>The byte that they begin with: an opcode, or the prefix of some.</summary>
    public byte First { get; }

    /// <summary>Whether opcodes with a prefix begin them.</summary>
    public bool IsPrefixed => Sequences[0].Elements[0].Instruction.Prefix is not null;

    /// <summary>
    /// The sequences; where the index allows several, the last one is chosen: the one that is most frequent among the entries that it can have.
    /// </summary>
    public IReadOnlyList<Superinstruction> Sequences { get; }

    /// <summary>The bits of the eight bytes at the opcode, the opcode lowest, that the table is indexed by.</summary>
    public ulong IndexMask { get; }

    /// <summary>The groups of a table, by their first byte. They are worked out once: several files are made of them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="form"><see cref="Traits.Vectors"/> for modules with vectors, none for others, which have no sequences with vectors.</param>
    public static IReadOnlyList<SelectionGroup> Of(OpcodeTable table, Traits form)
    {
        Dictionary<Traits, IReadOnlyList<SelectionGroup>> known = Known.GetValue(table, static _ => []);
        lock (known)
        {
            return known.TryGetValue(form, out IReadOnlyList<SelectionGroup> groups) ? groups : known[form] = Make(table, form);
        }
    }

    private static IReadOnlyList<SelectionGroup> Make(OpcodeTable table, Traits form)
    {
        IEnumerable<RankedSequence> scalar = Rank(table.Superinstructions.Where(static sequence => !HasVectors(sequence)));
        IEnumerable<RankedSequence> vector = (form & Traits.Vectors) != 0 ? Rank(table.Superinstructions.Where(HasVectors)) : [];
        RankedSequence[] all = [.. scalar.Concat(vector).OrderByDescending(static s => s.Weight)];
        RankedSequence[] frequent = [.. all.Where(static s => s.Sequence.Elements.Count > 1).Take(IndexBits.Continuations)];
        return [.. all.GroupBy(static s => s.Sequence.Elements[0].Opcode[0]).OrderBy(static g => g.Key).Select(g => new SelectionGroup(g.Key, [.. g], frequent))];
    }

    private static bool HasVectors(Superinstruction sequence) => sequence.Elements.Any(static e => HighHalves.AreIn(e.Instruction));

    private static IEnumerable<RankedSequence> Rank(IEnumerable<Superinstruction> sequences) =>
        sequences.Select(static (sequence, place) => new RankedSequence(sequence, new BytePattern(sequence), 1 / (place + FirstWeight)));

    private static int CountBits(ulong bits)
    {
        int count = 0;
        for (; bits != 0; bits &= bits - 1)
        {
            count++;
        }

        return count;
    }
}

/// <summary>A sequence with its bytes, and how much it counts.</summary>
internal sealed record RankedSequence(Superinstruction Sequence, BytePattern Pattern, double Weight);
