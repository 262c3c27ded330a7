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
    private const int MaxBits = 14;

    /// <summary>Sites count by the place of their sequence in the table: the first this many count about alike, those behind them less and less.</summary>
    private const double FirstWeight = 50;

    /// <summary>A further bit must spare this share of the wrong choices that are left.</summary>
    private const double LeastGain = 0.004;

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
        (ulong Mask, ulong Value)[] sites = [(0, 0), .. patterns.Select(static p => (p.Pattern.Mask, p.Pattern.Value))];
        List<(int Site, int Choice)> pairs = [];
        List<double> shares = [];
        for (int site = 0; site < sites.Length; site++)
        {
            for (int choice = Math.Max(site, 1); choice < sites.Length; choice++)
            {
                if (choice != site)
                {
                    pairs.Add((site, choice));
                    shares.Add(site == 0 ? patterns.Max(static p => p.Weight) : patterns[site - 1].Weight);
                }
            }
        }

        ulong candidates = sites.Aggregate(0UL, static (all, site) => all | site.Mask);
        ulong chosen = 0;
        double left = shares.Sum();
        for (int bits = 0; bits < MaxBits && left > 0; bits++)
        {
            (ulong best, double rest) = (0, left);
            for (ulong bit = 1; bit != 0; bit <<= 1)
            {
                if ((candidates & ~chosen & bit) != 0)
                {
                    double sum = 0;
                    for (int i = 0; i < shares.Count; i++)
                    {
                        sum += shares[i] * Share(sites, pairs[i], bit);
                    }

                    (best, rest) = sum < rest ? (bit, sum) : (best, rest);
                }
            }

            if (left - rest < LeastGain * left)
            {
                break;
            }

            chosen |= best;
            left = rest;
            for (int i = 0; i < shares.Count; i++)
            {
                shares[i] *= Share(sites, pairs[i], best);
            }
        }

        return chosen;
    }

    /// <summary>The share of a site's occurrences that a bit leaves to a choice: none, half of them, or all.</summary>
    private static double Share((ulong Mask, ulong Value)[] sites, (int Site, int Choice) pair, ulong bit)
    {
        (ulong mask, ulong value) = sites[pair.Choice];
        (ulong siteMask, ulong siteValue) = sites[pair.Site];
        return (mask & bit) == 0 ? 1 : (siteMask & bit) == 0 ? 0.5 : ((value ^ siteValue) & bit) == 0 ? 1 : 0;
    }
}
