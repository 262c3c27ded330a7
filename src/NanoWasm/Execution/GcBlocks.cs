// All blocks of all garbage-collected heaps of the process by number.
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>Where a block lies and whose it is.</summary>
internal unsafe struct GcBlockEntry
{
    /// <summary>The block; null if there is none with the number.</summary>
    public byte* Base;

    /// <summary>The heap that it belongs to.</summary>
    public GcHeapData* Owner;
}

/// <summary>
/// Gives numbers to blocks. One table for all heaps, so that heaps can become one without any reference changing. It is never freed and never moves: whoever has a number of another
/// heap's block, which only a number on a stack that is no reference can be, finds an entry with another owner. Thread-safe.
/// </summary>
internal static unsafe class GcBlocks
{
    /// <summary>The most blocks there may be.</summary>
    public const uint MaxBlocks = 1 << 20;

    private static readonly GcBlockEntry* Table = (GcBlockEntry*)NativeMemory.AllocZeroed(MaxBlocks, (nuint)sizeof(GcBlockEntry));
    private static readonly uint* Free = (uint*)NativeMemory.Alloc(MaxBlocks, sizeof(uint));
    private static int _gate;
    private static uint _freeCount;
    private static uint _count = 1;

    /// <summary>The entries by number.</summary>
    [AllocationFree]
    public static GcBlockEntry* Entries => Table;

    /// <summary>Enters a block.</summary>
    /// <returns>Its number; 0 if there are too many.</returns>
    [AllocationFree]
    public static uint Add(byte* block, GcHeapData* owner)
    {
        Enter();
        uint number = _freeCount != 0 ? Free[--_freeCount] : _count < MaxBlocks ? _count++ : 0;
        if (number != 0)
        {
            Table[number] = new GcBlockEntry { Base = block, Owner = owner };
        }

        Leave();
        return number;
    }

    /// <summary>Gives a block to another heap.</summary>
    [AllocationFree]
    public static void SetOwner(uint number, GcHeapData* owner) => Table[number].Owner = owner;

    /// <summary>Removes a block.</summary>
    [AllocationFree]
    public static void Remove(uint number)
    {
        Enter();
        Table[number] = default;
        Free[_freeCount++] = number;
        Leave();
    }

    /// <summary>Waits for its turn. A few instructions need it at a time, so nobody waits for long, and nothing is allocated, as other locks would for whoever waits.</summary>
    [AllocationFree]
    private static void Enter()
    {
        while (Interlocked.CompareExchange(ref _gate, 1, 0) != 0)
        {
        }
    }

    [AllocationFree]
    private static void Leave() => Volatile.Write(ref _gate, 0);
}
