// The guest's memory, with every access checked.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NanoWasm.Wasi.Functions;

/// <summary>An entry of the arrays that <c>fd_read</c> and <c>fd_write</c> are given (<c>iovec</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct IoVector
{
    public readonly uint Address;
    public readonly uint Length;
}

/// <summary>The memory of a guest. What does not lie in it is refused, never an exception.</summary>
/// <param name="memory">The memory; null if the guest has none, so that nothing lies in it.</param>
[AllocationFree]
internal readonly struct GuestMemory(Memory? memory)
{
    /// <summary>Arrays are processed up to this length; the rest is the guest's to ask for again, as after any partial transfer.</summary>
    public const int MaxVectors = 1024;

    /// <summary>A part of the memory.</summary>
    /// <returns>False if it does not lie in it, or is longer than a span can be.</returns>
    public bool TryGet(uint address, uint length, out Span<byte> bytes)
    {
        if (memory is null || length > int.MaxValue || address + (ulong)length > memory.ByteLength)
        {
            bytes = default;
            return false;
        }

        bytes = memory.GetSpan(address, (int)length);
        return true;
    }

    /// <summary>Whether a part lies in the memory: to find out before something is done whose result will go there.</summary>
    public bool Contains(uint address, uint length) => TryGet(address, length, out _);

    /// <summary>Writes plain data.</summary>
    public bool TryWrite<T>(uint address, T value)
        where T : unmanaged
    {
        if (!TryGet(address, (uint)Unsafe.SizeOf<T>(), out Span<byte> bytes))
        {
            return false;
        }

        MemoryMarshal.Write(bytes, in value);
        return true;
    }

    /// <summary>Reads plain data.</summary>
    public bool TryRead<T>(uint address, out T value)
        where T : unmanaged
    {
        bool read = TryGet(address, (uint)Unsafe.SizeOf<T>(), out Span<byte> bytes);
        value = read ? MemoryMarshal.Read<T>(bytes) : default;
        return read;
    }

    /// <summary>The buffer that an array's entry names.</summary>
    public bool TryGet(in IoVector vector, out Span<byte> bytes) => TryGet(vector.Address, vector.Length, out bytes);

    /// <summary>An array of buffers, as far as it is processed.</summary>
    public bool TryGetVectors(uint address, uint count, out ReadOnlySpan<IoVector> vectors)
    {
        bool found = memory is not null && address + ((ulong)count * (uint)Unsafe.SizeOf<IoVector>()) <= memory.ByteLength;
        vectors = found && TryGet(address, Math.Min(count, MaxVectors) * (uint)Unsafe.SizeOf<IoVector>(), out Span<byte> bytes)
            ? MemoryMarshal.Cast<byte, IoVector>(bytes)
            : default;
        return found;
    }
}
