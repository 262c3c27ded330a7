// Memory that a caller has handed in for loading and running a module.
using System.Runtime.InteropServices;

namespace NanoWasm.Binary;

/// <summary>
/// Hands out pieces of a block that somebody else owns: what stays from its beginning upwards, what is needed only while loading from its end
/// downwards. The newest piece of either side grows in place; other pieces move.
/// </summary>
/// <remarks>The block must not move while pieces of it are in use.</remarks>
[AllocationFree]
internal unsafe struct Workspace
{
    /// <summary>The alignment of every piece.</summary>
    public const int Alignment = 16;

    private readonly byte* _start;
    private readonly byte* _end;
    private byte* _low;
    private byte* _high;

    /// <summary>A workspace of <paramref name="length"/> bytes.</summary>
    public Workspace(byte* start, int length)
    {
        _start = (byte*)(((nuint)start + Alignment - 1) & ~(nuint)(Alignment - 1));
        _end = (byte*)((nuint)(start + length) & ~(nuint)(Alignment - 1));
        if (_end < _start)
        {
            _end = _start;
        }

        _low = _start;
        _high = _end;
        Peak = 0;
    }

    /// <summary>The most bytes that were in use at once.</summary>
    public long Peak { get; private set; }

    /// <summary>A piece of a size, its contents undefined.</summary>
    /// <returns>Null where there is no room.</returns>
    public byte* Allocate(long bytes, bool scratch)
    {
        long size = Round(bytes);
        if (_high - _low < size)
        {
            return null;
        }

        byte* piece = scratch ? _high -= size : _low;
        if (!scratch)
        {
            _low += size;
        }

        Peak = Math.Max(Peak, (_low - _start) + (_end - _high));
        return piece;
    }

    /// <summary>A piece of a new size with the contents of an old one, which must not be used any more.</summary>
    /// <returns>Null where there is no room; the old piece is as it was then.</returns>
    public byte* Reallocate(byte* piece, long oldBytes, long newBytes, bool scratch)
    {
        if (!scratch && piece != null && piece + Round(oldBytes) == _low)
        {
            if (_high - piece < Round(newBytes))
            {
                return null;
            }

            _low = piece + Round(newBytes);
            Peak = Math.Max(Peak, (_low - _start) + (_end - _high));
            return piece;
        }

        byte* moved = Allocate(newBytes, scratch);
        if (moved != null && piece != null)
        {
            NativeMemory.Copy(piece, moved, (nuint)Math.Min(oldBytes, newBytes));
            Release(piece, oldBytes, scratch);
        }

        return moved;
    }

    /// <summary>Gives a piece back; its room is used again if it is the newest of its side.</summary>
    public void Release(byte* piece, long bytes, bool scratch)
    {
        if (piece == null)
        {
            return;
        }

        if (scratch && piece == _high)
        {
            _high += Round(bytes);
        }
        else if (!scratch && piece + Round(bytes) == _low)
        {
            _low = piece;
        }
    }

    /// <summary>Gives all pieces for loading back.</summary>
    public void ReleaseScratch() => _high = _end;

    private static long Round(long bytes) => (bytes + Alignment - 1) & -Alignment;
}
