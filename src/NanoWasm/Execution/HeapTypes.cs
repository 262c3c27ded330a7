// Heap types as handlers read them.
using System.Runtime.CompilerServices;

namespace NanoWasm.Execution;

/// <summary>
/// A heap type in code is the index of a type, or a negative number of one byte for an abstract one. Handlers hand on the byte of short ones, which tells the two apart, and
/// of longer ones, which are indices, the number and <see cref="Long"/>.
/// </summary>
[AllocationFree]
internal static unsafe class HeapTypes
{
    /// <summary>What is added to indices that take more than a byte.</summary>
    public const uint Long = 0x100;

    private const uint FirstAbstract = 0x40;

    /// <summary>Whether it is the index of a type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsIndex(uint heapType) => heapType is < FirstAbstract or >= Long;

    /// <summary>The index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ToIndex(uint heapType) => heapType >= Long ? heapType - Long : heapType;

    /// <summary>Reads a heap type of validated code.</summary>
    public static uint Read(byte* p) => *p < 0x80 ? *p : (uint)Leb128.ReadUInt32(p) + Long;
}
