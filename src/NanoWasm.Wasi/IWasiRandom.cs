// Random numbers, as guests see them.
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace NanoWasm.Wasi;

/// <summary>Where a guest's random bytes come from.</summary>
public interface IWasiRandom
{
    /// <summary>Fills a buffer.</summary>
    [AllocationFree]
    void Fill(Span<byte> buffer);
}

/// <summary>The machine's cryptographic generator.</summary>
public sealed class SystemRandom : IWasiRandom
{
    private SystemRandom()
    {
    }

    /// <summary>The only one.</summary>
    public static SystemRandom Instance { get; } = new();

    /// <inheritdoc/>
    [AllocationFree]
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
}

/// <summary>A generator (SplitMix64) that gives the same bytes for the same seed, on every machine. No secret can come from it.</summary>
/// <param name="seed">The seed.</param>
public sealed class SeededRandom(ulong seed) : IWasiRandom
{
    private ulong _state = seed;

    /// <inheritdoc/>
    [AllocationFree]
    public void Fill(Span<byte> buffer)
    {
        while (buffer.Length >= sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(buffer, Next());
            buffer = buffer[sizeof(ulong)..];
        }

        ulong rest = buffer.IsEmpty ? 0 : Next();
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = (byte)(rest >> (8 * i));
        }
    }

    [AllocationFree]
    private ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong z = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
