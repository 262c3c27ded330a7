// Pseudo-random numbers that are the same on every runtime.
namespace NanoWasm.Testing.RandomModules;

/// <summary>SplitMix64 (Steele, Lea and Flood, 2014). The sequence is part of what a seed means, so it is written down here.</summary>
/// <param name="seed">The same seed gives the same numbers.</param>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong bits = _state;
        bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>A number from 0 up to, but not including, a bound.</summary>
    public int Next(int bound) => (int)Math.BigMul(NextBits(), (ulong)bound, out _);

    /// <summary>True so many times in a hundred.</summary>
    public bool Percent(int percent) => Next(100) < percent;

    /// <summary>True so many times in a thousand.</summary>
    public bool PerMille(int perMille) => Next(1000) < perMille;

    /// <summary>One of some items.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>Numbers of their own for a part: what the part uses changes nothing elsewhere.</summary>
    public static SeededRandom ForPart(ulong seed, int part) => new(new SeededRandom(seed ^ ((ulong)part << 40)).NextBits());
}
