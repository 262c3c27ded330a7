// Chooses the bits of the code by which superinstructions are told apart.
using System.Collections.Generic;
using System.Linq;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>
/// Takes, one after the other, the bit that leaves the fewest places in code to the handler of another sequence. What code looks like is
/// estimated from the sequences themselves: each of them followed by the most frequent ones.
/// </summary>
internal static class IndexBits
{
    /// <summary>How many of the most frequent sequences stand for what follows a sequence.</summary>
    public const int Continuations = 60;

    /// <summary>Tables have at most 2^MaxBits entries.</summary>
    private const int MaxBits = 16;

    /// <summary>A further bit must spare this share of the wrong choices that are left; and there must be some left, as a share of all sites.</summary>
    private const double LeastGain = 0.002;
    private const double LeastLeft = 0.003;

    /// <summary>
    /// What it costs if a longer sequence is chosen for one that it begins with: its handler goes on with that of the shorter one. Where another
    /// sequence is chosen, the right one is not found at all, which costs 1.
    /// </summary>
    private const double CostOfFallback = 0.25;

    /// <summary>How often each bit is set in immediates, which are small numbers; the lowest bit first.</summary>
    private static readonly double[] ImmediateBits = [0.45, 0.45, 0.4, 0.35, 0.2, 0.15, 0.1, 0.07];

    /// <summary>Chooses the bits of a group.</summary>
    /// <param name="sequences">Its sequences in ascending order of preference.</param>
    /// <param name="frequent">The most frequent sequences of all groups.</param>
    public static ulong Choose(IReadOnlyList<RankedSequence> sequences, IReadOnlyList<RankedSequence> frequent)
    {
        // Behind a prefix, the next byte says which opcode it is.
        ulong chosen = sequences[0].Sequence.Elements[0].Instruction.Prefix is null ? 0 : 0xFF00UL;
        List<WrongChoice> wrong = FindWrongChoices(sequences, frequent, chosen, out double total);
        ulong candidates = sequences.Aggregate(0UL, static (all, s) => all | s.Pattern.Mask);
        for (int bits = chosen == 0 ? 0 : 8; bits < MaxBits; bits++)
        {
            double left = wrong.Sum(static w => w.Cost);
            (int best, double rest) = (-1, left);
            for (int bit = 8; bit < 64; bit++)
            {
                if ((candidates & ~chosen & (1UL << bit)) != 0)
                {
                    double sum = 0;
                    foreach (WrongChoice choice in wrong)
                    {
                        sum += choice.Cost * choice.Share(bit);
                    }

                    (best, rest) = sum < rest ? (bit, sum) : (best, rest);
                }
            }

            if (best < 0 || left - rest < LeastGain * left || left < LeastLeft * total)
            {
                break;
            }

            chosen |= 1UL << best;
            wrong = [.. wrong.Select(w => w with { Cost = w.Cost * w.Share(best) }).Where(w => w.Cost > LeastGain * LeastGain * total / wrong.Count)];
        }

        return chosen;
    }

    /// <summary>Pairs of what stands in code and a sequence that could be chosen for it though it is another.</summary>
    private static List<WrongChoice> FindWrongChoices(
        IReadOnlyList<RankedSequence> sequences, IReadOnlyList<RankedSequence> frequent, ulong chosen, out double total)
    {
        List<WrongChoice> wrong = [];
        total = 0;
        (ulong Mask, ulong Value)[] patterns = [.. sequences.Select(static s => (s.Pattern.Mask, s.Pattern.Value))];
        for (int own = chosen == 0 ? -1 : 0; own < sequences.Count; own++)
        {
            (ulong ownMask, ulong ownValue) = own < 0 ? Alone(sequences[0].Pattern) : patterns[own];
            int length = own < 0 ? LengthAlone(sequences[0].Pattern) : sequences[own].Pattern.Length;
            double weight = own < 0 ? sequences.Max(static s => s.Weight) : sequences[own].Weight;
            foreach ((ulong mask, ulong value, double share) in length < sizeof(ulong) ? Continue(ownMask, ownValue, length, frequent) : [(ownMask, ownValue, 1)])
            {
                total += weight * share;
                for (int choice = own + 1; choice < patterns.Length; choice++)
                {
                    (ulong choiceMask, ulong choiceValue) = patterns[choice];
                    if (((choiceValue ^ ownValue) & chosen) != 0)
                    {
                        continue;
                    }

                    bool extends = own >= 0 && (ownMask & ~choiceMask) == 0 && ((ownValue ^ choiceValue) & ownMask) == 0;
                    bool isRight = (choiceMask & ~mask) == 0 && ((value ^ choiceValue) & choiceMask) == 0;
                    if (!isRight)
                    {
                        wrong.Add(new WrongChoice(mask, value, choiceMask, choiceValue, weight * share * (extends ? CostOfFallback : 1)));
                    }
                }
            }
        }

        return wrong;
    }

    /// <summary>What eight bytes can be that begin with some, and with what share. Continuations that look alike within them are one.</summary>
    private static IEnumerable<(ulong Mask, ulong Value, double Share)> Continue(ulong mask, ulong value, int length, IReadOnlyList<RankedSequence> frequent)
    {
        double all = frequent.Sum(static f => f.Weight);
        return frequent
            .GroupBy(next => (
                Mask: mask | (next.Pattern.Mask << (8 * length)) | (0xFFUL << (8 * length)),
                Value: value | (next.Pattern.Value << (8 * length)) | ((ulong)next.Sequence.Elements[0].Opcode[0] << (8 * length))))
            .Select(alike => (alike.Key.Mask, alike.Key.Value, alike.Sum(static next => next.Weight) / all));
    }

    /// <summary>The bytes of the group's first opcode alone, with immediates of a byte each.</summary>
    private static (ulong Mask, ulong Value) Alone(BytePattern pattern) => (pattern.Mask & Below(LengthAlone(pattern)), 0);

    private static int LengthAlone(BytePattern pattern) =>
        pattern.Bytes.Where(static b => b.IsOpcode).Select(static b => b.Offset).DefaultIfEmpty(pattern.Length).First();

    private static ulong Below(int bytes) => bytes >= sizeof(ulong) ? ulong.MaxValue : (1UL << (8 * bytes)) - 1;

    /// <summary>A place in code, a sequence that it is not, and what it costs if that is chosen.</summary>
    private sealed record WrongChoice(ulong Mask, ulong Value, ulong ChoiceMask, ulong ChoiceValue, double Cost)
    {
        /// <summary>The share that an index with this bit leaves.</summary>
        public double Share(int bit)
        {
            ulong mask = 1UL << bit;
            if ((ChoiceMask & mask) == 0)
            {
                return 1;
            }

            if ((Mask & mask) != 0)
            {
                return ((ChoiceValue ^ Value) & mask) == 0 ? 1 : 0;
            }

            double isSet = ImmediateBits[bit % 8];
            return (ChoiceValue & mask) != 0 ? isSet : 1 - isSet;
        }
    }
}
