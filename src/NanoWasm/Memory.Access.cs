// Reading and writing linear memory from the host.
using System.Runtime.CompilerServices;
using System.Text;
using NanoWasm.Execution;

namespace NanoWasm;

/// <content>Access by the host: spans, numbers and strings.</content>
public sealed unsafe partial class Memory
{
    /// <summary>The bytes; of a memory beyond 2 GiB, the first 2 GiB less one byte (use <see cref="GetSpan"/> for the others).</summary>
    [AllocationFree]
    public Span<byte> Span
    {
        get
        {
            MemoryData* data = Data;
            return new Span<byte>(data->Base, (int)Math.Min(data->Size, int.MaxValue));
        }
    }

    /// <summary>A part of the memory.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in the memory.</exception>
    [AllocationFree]
    public Span<byte> GetSpan(ulong address, int length) => new(At(address, length), length);

    /// <summary>Reads plain data, at any alignment.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in the memory.</exception>
    [AllocationFree]
    public T Read<T>(ulong address)
        where T : unmanaged
    {
        T value = Unsafe.ReadUnaligned<T>(At(address, sizeof(T)));
        GC.KeepAlive(this);
        return value;
    }

    /// <summary>Writes plain data, at any alignment.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in the memory.</exception>
    [AllocationFree]
    public void Write<T>(ulong address, T value)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned(At(address, sizeof(T)), value);
        GC.KeepAlive(this);
    }

    /// <summary>Reads a string of UTF-8 bytes; invalid ones become U+FFFD.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="byteCount">Its length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie in the memory.</exception>
    public string ReadString(ulong address, int byteCount)
    {
        string text = Encoding.UTF8.GetString(GetSpan(address, byteCount));
        GC.KeepAlive(this);
        return text;
    }

    /// <summary>Reads a string of UTF-8 bytes that ends before a zero byte; invalid ones become U+FFFD.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="maxByteCount">Where to stop looking for the zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">It begins outside of the memory, or no zero byte follows within <paramref name="maxByteCount"/> bytes.</exception>
    public string ReadZeroTerminatedString(ulong address, int maxByteCount = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxByteCount);
        ulong length = ByteLength;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address, length);
        Span<byte> bytes = GetSpan(address, (int)Math.Min((ulong)maxByteCount, length - address));
        int end = bytes.IndexOf((byte)0);
        if (end < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(address), address, $"No zero byte follows within {bytes.Length} bytes.");
        }

        string text = Encoding.UTF8.GetString(bytes[..end]);
        GC.KeepAlive(this);
        return text;
    }

    /// <summary>Writes a string as UTF-8, without a zero byte behind it.</summary>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit into the memory; nothing was written.</exception>
    [AllocationFree]
    public int WriteString(ulong address, ReadOnlySpan<char> text)
    {
        int count = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, GetSpan(address, count));
        GC.KeepAlive(this);
        return count;
    }

    /// <summary>Writes a string as UTF-8 with a zero byte behind it.</summary>
    /// <returns>The number of bytes written, the zero byte included.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit into the memory; nothing was written.</exception>
    [AllocationFree]
    public int WriteZeroTerminatedString(ulong address, ReadOnlySpan<char> text)
    {
        int count = Encoding.UTF8.GetByteCount(text) + 1;
        Span<byte> target = GetSpan(address, count);
        Encoding.UTF8.GetBytes(text, target);
        target[^1] = 0;
        GC.KeepAlive(this);
        return count;
    }

    [AllocationFree]
    private byte* At(ulong address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        MemoryData* data = Data;
        if (address > data->Size || (ulong)length > data->Size - address)
        {
            ThrowOutside(address, length, data->Size);
        }

        return data->Base + address;
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private static void ThrowOutside(ulong address, int length, ulong size) =>
        throw new ArgumentOutOfRangeException(nameof(address), address, $"{length} bytes from address {address} on do not lie in a memory of {size} bytes.");
}
