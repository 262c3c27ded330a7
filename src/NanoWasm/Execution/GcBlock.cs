// A piece of the garbage-collected heap.
using System.Numerics;
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>
/// A block of memory of a heap: this header, then cells of one size, or one large object. An object is a header of eight bytes (the number of its type and one, and an
/// array's length) and its fields or elements. Marks are those of the last collection: cells without one are free, from <see cref="Cursor"/> on.
/// </summary>
[AllocationFree]
internal unsafe struct GcBlock
{
    /// <summary>The size of a block of small objects in bytes, this header included.</summary>
    public const int Size = 1 << GcSlots.BlockShift;

    /// <summary>Where the first cell lies.</summary>
    public const int FirstCell = 640;

    /// <summary>The most cells of a block.</summary>
    public const int MaxCells = 4096;

    /// <summary>The bytes of an object before its fields or elements.</summary>
    public const int ObjectHeader = 8;

    private const int MarkWords = MaxCells / 64;

    /// <summary>Its number in <see cref="GcBlocks"/>.</summary>
    public uint Number;

    /// <summary>The size of its cells in bytes.</summary>
    public uint CellSize;

    /// <summary>The number of its cells.</summary>
    public uint CellCount;

    /// <summary>The cell to go on with when looking for free ones.</summary>
    public uint Cursor;

    /// <summary>2^32 / <see cref="CellSize"/>, rounded up: dividing by multiplying.</summary>
    public uint Reciprocal;

    /// <summary>The index of its size among <see cref="GcHeapData.Class"/>; -1 for a large object.</summary>
    public int Class;

    /// <summary>All bytes that it takes.</summary>
    public ulong Bytes;

    /// <summary>The next one of the heap.</summary>
    public GcBlock* Next;

    /// <summary>The next one of its size that has free cells.</summary>
    public GcBlock* NextFree;

    /// <summary>Whether objects in it were marked while there was no room to remember that they have to be looked at.</summary>
    public bool Rescan;

    /// <summary>A bit for each cell.</summary>
    public fixed ulong Marks[MarkWords];

    /// <summary>Prepares a block for cells of a size, or for a large object.</summary>
    public static void Begin(GcBlock* block, int sizeClass, uint cellSize)
    {
        block->Class = sizeClass;
        block->CellSize = cellSize;
        block->CellCount = sizeClass < 0 ? 1 : (uint)(Size - FirstCell) / cellSize;
        block->Reciprocal = sizeClass < 0 ? 0 : (uint)(((1UL << 32) + cellSize - 1) / cellSize);
        block->Cursor = 0;
        ClearMarks(block);
    }

    /// <summary>Forgets all marks.</summary>
    public static void ClearMarks(GcBlock* block)
    {
        block->Rescan = false;
        NativeMemory.Clear(block->Marks, MarkWords * sizeof(ulong));
    }

    /// <summary>The number of marked cells.</summary>
    public static int CountMarks(GcBlock* block)
    {
        int count = 0;
        for (int i = 0; i < MarkWords; i++)
        {
            count += BitOperations.PopCount(block->Marks[i]);
        }

        return count;
    }

    /// <summary>The cell that begins at an offset, or -1 if none does.</summary>
    public static int CellAt(GcBlock* block, uint offset)
    {
        if (block->Class < 0)
        {
            return offset == FirstCell ? 0 : -1;
        }

        uint distance = offset - FirstCell;
        uint cell = (uint)((ulong)distance * block->Reciprocal >> 32);
        return offset >= FirstCell && cell < block->CellCount && cell * block->CellSize == distance ? (int)cell : -1;
    }

    /// <summary>The first cell from one on that is marked, or that is not; the number of cells if there is none.</summary>
    public static uint Find(GcBlock* block, uint cell, bool marked)
    {
        while (cell < block->CellCount)
        {
            ulong marks = block->Marks[cell / 64];
            ulong word = (marked ? marks : ~marks) >> (int)(cell % 64);
            if (word != 0)
            {
                return Math.Min(cell + (uint)BitOperations.TrailingZeroCount(word), block->CellCount);
            }

            cell = (cell & ~63u) + 64;
        }

        return block->CellCount;
    }
}
