// All superinstructions that begin with the same opcode, and the bits of the code that choose between them.
using System;
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>
/// A group has a table, indexed by some bits of the eight bytes at the opcode. An entry is the handler of the longest sequence that
/// these bits allow; what they leave open, the handler checks.
/// </summary>
internal sealed class SelectionGroup
{
    /// <summary>Tables have at most 2^MaxBits entries.</summary>
    private const int MaxBits = 16;

    /// <summary>Sites count by the place of their sequence in the table: the first this many count about alike, those behind them less and less.</summary>
    private const double FirstWeight = 20;

    /// <summary>
    /// What it costs if a longer sequence is chosen for one that it begins with: its handler goes on with that of the shorter one. Where another
    /// sequence is chosen, the right one is not found at all, which costs 1.
    /// </summary>
    private const double CostOfFallback = 0.25;

    /// <summary>A further bit must spare this share of the wrong choices that are left.</summary>
    private const double LeastGain = 0.003;

    /// <summary>How often each bit is set in the opcodes of real programs, and in their immediates; the lowest bit first.</summary>
    private static readonly double[] OpcodeBits = [0.35, 0.35, 0.15, 0.3, 0.1, 0.7, 0.35, 0.05];
    private static readonly double[] ImmediateBits = [0.45, 0.45, 0.4, 0.35, 0.2, 0.15, 0.1, 0.07];

    private SelectionGroup(Instruction first, IReadOnlyList<(Superinstruction Sequence, int Place)> sequences)
    {
        First = first;
        (Superinstruction Sequence, int Place)[] ordered = [.. sequences.OrderBy(static s => s.Sequence.Elements.Count).ThenByDescending(static s => s.Place)];
        Sequences = [.. ordered.Select(static s => s.Sequence)];
        IndexMask = ChooseBits([.. ordered.Select(static s => (new BytePattern(s.Sequence), 1.0 / (s.Place + FirstWeight)))]);
    }

    /// <summary>The opcode that they begin with.</summary>
    public Instruction First { get; }

    /// <summary>The sequences; where several fit, the later one is chosen: the longer one, or the one that stands first in the table.</summary>
    public IReadOnlyList<Superinstruction> Sequences { get; }

    /// <summary>The bits of the eight bytes at the opcode, the opcode lowest, that the table is indexed by.</summary>
    public ulong IndexMask { get; }

    /// <summary>The groups of a table, by their first opcode.</summary>
    public static IReadOnlyList<SelectionGroup> Of(OpcodeTable table) =>
    [
        .. table.Superinstructions.Select(static (sequence, place) => (Sequence: sequence, Place: place))
            .GroupBy(static s => s.Sequence.Elements[0].Instruction.Code).OrderBy(static g => g.Key)
            .Select(static g => new SelectionGroup(g.First().Sequence.Elements[0].Instruction, [.. g])),
    ];

    /// <summary>Takes, one after the other, the bit that leaves the fewest sites to a handler of another sequence.</summary>
    private static ulong ChooseBits((BytePattern Pattern, double Weight)[] patterns)
    {
        // What sites look like (the opcode alone, too) and which sequences may wrongly be chosen for them.
        Site[] sites = [new Site(0, 0, 1), .. patterns.Select(static p => new Site(p.Pattern.Mask, p.Pattern.Value, p.Pattern.Length))];
        List<(Site Site, Site Choice)> pairs = [];
        List<double> shares = [];
        for (int site = 0; site < sites.Length; site++)
        {
            for (int choice = site + 1; choice < sites.Length; choice++)
            {
                pairs.Add((sites[site], sites[choice]));
                double weight = site == 0 ? patterns.Max(static p => p.Weight) : patterns[site - 1].Weight;
                shares.Add(weight * (sites[site].IsBeginningOf(sites[choice]) ? CostOfFallback : 1));
            }
        }

        ulong candidates = sites.Aggregate(0UL, static (all, site) => all | site.Mask);
        ulong chosen = 0;
        double left = shares.Sum();
        for (int bits = 0; bits < MaxBits && left > 0; bits++)
        {
            (int best, double rest) = (-1, left);
            for (int bit = 0; bit < 64; bit++)
            {
                if ((candidates & ~chosen & (1UL << bit)) != 0)
                {
                    double sum = 0;
                    for (int i = 0; i < shares.Count; i++)
                    {
                        sum += shares[i] * Share(pairs[i].Site, pairs[i].Choice, bit);
                    }

                    (best, rest) = sum < rest ? (bit, sum) : (best, rest);
                }
            }

            if (best < 0 || left - rest < LeastGain * left)
            {
                break;
            }

            chosen |= 1UL << best;
            left = rest;
            for (int i = 0; i < shares.Count; i++)
            {
                shares[i] *= Share(pairs[i].Site, pairs[i].Choice, best);
            }
        }

        return chosen;
    }

    /// <summary>The share of a site's occurrences that a bit leaves to a choice.</summary>
    private static double Share(Site site, Site choice, int bit)
    {
        ulong mask = 1UL << bit;
        if ((choice.Mask & mask) == 0)
        {
            return 1;
        }

        if ((site.Mask & mask) != 0)
        {
            return ((choice.Value ^ site.Value) & mask) == 0 ? 1 : 0;
        }

        // What follows a sequence is most often local.get; immediates are small numbers.
        double isSet = bit / 8 >= site.Length ? OpcodeBits[bit % 8] : ImmediateBits[bit % 8];
        return (choice.Value & mask) != 0 ? isSet : 1 - isSet;
    }

    /// <summary>What the first eight bytes at an opcode are.</summary>
    private readonly record struct Site(ulong Mask, ulong Value, int Length)
    {
        public bool IsBeginningOf(Site other) => ((other.Mask & Mask) ^ Mask) == 0 && ((other.Value ^ Value) & Mask) == 0;
    }
}
