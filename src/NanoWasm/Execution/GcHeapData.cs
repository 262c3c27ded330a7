// What running code sees of a garbage-collected heap.
using System.Runtime.CompilerServices;

namespace NanoWasm.Execution;

/// <summary>The part of a size class that objects are being put into.</summary>
internal unsafe struct GcClass
{
    /// <summary>The next free cell.</summary>
    public byte* Next;

    /// <summary>Behind the last of the free cells that follow one another.</summary>
    public byte* Limit;

    /// <summary>What makes a reference of a cell's address.</summary>
    public ulong Delta;

    /// <summary>The size of a cell in bytes.</summary>
    public ulong CellSize;

    /// <summary>The block, or null.</summary>
    public GcBlock* Block;

    /// <summary>The next blocks with free cells.</summary>
    public GcBlock* FreeBlocks;
}

/// <summary>
/// A heap: plain data, which the instances of a group share. Handlers take cells of blocks that are there; where that does not do, the driver has its owner
/// (<see cref="Linking.GcHeap"/>) make room, and the instruction is run again.
/// </summary>
[AllocationFree]
internal unsafe struct GcHeapData
{
    /// <summary>The number of size classes.</summary>
    public const int ClassCount = 40;

    /// <summary>The largest object that lies in a cell, in bytes.</summary>
    public const uint LargestCell = 8192;

    /// <summary>Bytes of cells that were taken since the last collection, up to the latest <see cref="Refill"/>.</summary>
    public ulong Taken;

    /// <summary>The size in bytes of the object that there was no room for.</summary>
    public ulong Wanted;

    /// <summary>The block for the large object of <see cref="Wanted"/> bytes, or null.</summary>
    public GcBlock* Prepared;

    /// <summary>A handle to the owner, which handlers never touch.</summary>
    public nint Owner;

    /// <summary>The size classes.</summary>
    private GcClasses _classes;

    /// <summary>The class of objects of a size; -1 for large ones. Up to 64 bytes each multiple of eight, then four steps for each doubling.</summary>
    public static int ClassOf(ulong bytes)
    {
        if (bytes > LargestCell)
        {
            return -1;
        }

        uint words = (uint)((Math.Max(bytes, 16) + 7) / 8);
        if (words <= 8)
        {
            return (int)words - 2;
        }

        int exponent = 31 - System.Numerics.BitOperations.LeadingZeroCount(words - 1);
        uint step = (words - 1) >> (exponent - 2) & 3;
        return 7 + ((exponent - 3) * 4) + (int)step;
    }

    /// <summary>The cells' size of a class in bytes.</summary>
    public static uint SizeOf(int sizeClass)
    {
        if (sizeClass < 7)
        {
            return (uint)(sizeClass + 2) * 8;
        }

        int exponent = ((sizeClass - 7) / 4) + 3;
        uint step = (uint)(sizeClass - 7) % 4;
        return ((4 + step + 1) << (exponent - 2)) * 8;
    }

    /// <summary>A size class.</summary>
    public static GcClass* Class(GcHeapData* heap, int sizeClass) => (GcClass*)&heap->_classes + sizeClass;

    /// <summary>Takes room for an object.</summary>
    /// <param name="heap">The heap.</param>
    /// <param name="sizeClass">The class of its size.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="reference">The reference to it.</param>
    /// <returns>Where its header belongs; null where room has to be made first.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Take(GcHeapData* heap, int sizeClass, ulong bytes, out ulong reference)
    {
        reference = 0;
        if (sizeClass < 0)
        {
            return TakeLarge(heap, bytes, out reference);
        }

        GcClass* cells = Class(heap, sizeClass);
        if (cells->Next == cells->Limit && !Refill(heap, sizeClass))
        {
            heap->Wanted = bytes;
            return null;
        }

        byte* cell = cells->Next;
        cells->Next = cell + cells->CellSize;
        reference = (ulong)cell + cells->Delta;
        return cell;
    }

    /// <summary>Finds the next free cells of a class in blocks that are there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Refill(GcHeapData* heap, int sizeClass)
    {
        GcClass* cells = Class(heap, sizeClass);
        for (; ; )
        {
            GcBlock* block = cells->Block;
            if (block != null)
            {
                uint first = GcBlock.Find(block, block->Cursor, marked: false);
                if (first < block->CellCount)
                {
                    uint last = GcBlock.Find(block, first, marked: true);
                    byte* start = (byte*)block + GcBlock.FirstCell;
                    block->Cursor = last;
                    cells->CellSize = block->CellSize;
                    cells->Next = start + (first * block->CellSize);
                    cells->Limit = start + (last * block->CellSize);
                    cells->Delta = (GcSlots.ObjectTag | ((ulong)block->Number << GcSlots.BlockShift)) - (ulong)block;
                    heap->Taken += (last - first) * (ulong)block->CellSize;
                    return true;
                }
            }

            block = cells->FreeBlocks;
            cells->Block = block;
            cells->Next = null;
            cells->Limit = null;
            if (block == null)
            {
                return false;
            }

            cells->FreeBlocks = block->NextFree;
            block->Cursor = 0;
        }
    }

    private static byte* TakeLarge(GcHeapData* heap, ulong bytes, out ulong reference)
    {
        GcBlock* block = heap->Prepared;
        reference = 0;
        if (block == null || block->CellSize < bytes)
        {
            heap->Wanted = bytes;
            return null;
        }

        heap->Prepared = null;
        reference = GcSlots.ObjectTag | ((ulong)block->Number << GcSlots.BlockShift) | GcBlock.FirstCell;
        return (byte*)block + GcBlock.FirstCell;
    }

    [InlineArray(ClassCount)]
    private struct GcClasses
    {
        private GcClass _first;
    }
}
