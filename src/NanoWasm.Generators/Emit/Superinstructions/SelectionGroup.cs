// All superinstructions that begin with the same opcode, and the bits of the code that choose between them.
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>
/// A group has a table, indexed by some bits of the eight bytes at the opcode. An entry is the handler of the longest sequence that
/// these bits allow; what they leave open, the handler checks.
/// </summary>
internal sealed class SelectionGroup
{
    /// <summary>Sequences count by their place in the table: the first this many about alike, those behind them less and less.</summary>
    private const double FirstWeight = 100;

    private static readonly ConditionalWeakTable<OpcodeTable, IReadOnlyList<SelectionGroup>> Known = new();

    private SelectionGroup(Instruction first, IReadOnlyList<RankedSequence> sequences, IReadOnlyList<RankedSequence> frequent)
    {
        First = first;
        RankedSequence[] ordered = [.. sequences.OrderBy(static s => s.Sequence.Elements.Count).ThenBy(static s => s.Weight)];
        IndexMask = IndexBits.Choose(ordered, frequent);
        Sequences = [.. ordered.OrderBy(s => s.Weight * (1L << CountBits(s.Pattern.Mask & IndexMask))).Select(static s => s.Sequence)];
    }

    /// <summary>The opcode that they begin with.</summary>
    public Instruction First { get; }

    /// <summary>
    /// The sequences; where the index allows several, the last one is chosen: the one that is most frequent among the entries that it can have.
    /// </summary>
    public IReadOnlyList<Superinstruction> Sequences { get; }

    /// <summary>The bits of the eight bytes at the opcode, the opcode lowest, that the table is indexed by.</summary>
    public ulong IndexMask { get; }

    /// <summary>The groups of a table, by their first opcode. They are worked out once: several files are made of them.</summary>
    public static IReadOnlyList<SelectionGroup> Of(OpcodeTable table) => Known.GetValue(table, Make);

    private static IReadOnlyList<SelectionGroup> Make(OpcodeTable table)
    {
        RankedSequence[] all = [.. table.Superinstructions.Select(static (sequence, place) => new RankedSequence(sequence, new BytePattern(sequence), 1 / (place + FirstWeight)))];
        RankedSequence[] frequent = [.. all.Where(static s => s.Sequence.Elements.Count > 1).Take(IndexBits.Continuations)];
        return
        [
            .. all.GroupBy(static s => s.Sequence.Elements[0].Instruction.Code).OrderBy(static g => g.Key)
                .Select(g => new SelectionGroup(g.First().Sequence.Elements[0].Instruction, [.. g], frequent)),
        ];
    }

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
