// Counts durations without taking memory for them.
using System.Diagnostics;
using System.Numerics;

namespace SplitBrain;

/// <summary>A histogram whose buckets grow with what they count: each is about 3 % wide, from a nanosecond to hours.</summary>
internal sealed class LatencyHistogram
{
    private const int Parts = 32;
    private const int PartBits = 5;

    private readonly long[] _counts = new long[64 * Parts];
    private long _total;

    /// <summary>The longest duration in nanoseconds.</summary>
    public long Max { get; private set; }

    /// <summary>Counts a duration.</summary>
    /// <param name="ticks">In ticks of the <see cref="Stopwatch"/>.</param>
    public void Add(long ticks)
    {
        long nanoseconds = (long)(ticks * (1e9 / Stopwatch.Frequency));
        Max = Math.Max(Max, nanoseconds);
        _counts[BucketOf(nanoseconds)]++;
        _total++;
    }

    /// <summary>The duration in nanoseconds that a part of all does not exceed.</summary>
    /// <param name="part">E.g. 0.99.</param>
    public long Percentile(double part)
    {
        long wanted = (long)Math.Ceiling(_total * part);
        long seen = 0;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= wanted)
            {
                return Math.Min(Max, EndOf(bucket));
            }
        }

        return Max;
    }

    private static int BucketOf(long value)
    {
        if (value < Parts)
        {
            return (int)Math.Max(value, 0);
        }

        int shift = BitOperations.Log2((ulong)value) - PartBits;
        return ((shift + 1) * Parts) + (int)((value >> shift) - Parts);
    }

    private static long EndOf(int bucket)
    {
        int shift = Math.Max((bucket / Parts) - 1, 0);
        long part = bucket < Parts ? bucket : (bucket % Parts) + Parts;
        return ((part + 1) << shift) - 1;
    }
}
