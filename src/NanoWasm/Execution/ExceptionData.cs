// Tags and exceptions as plain data.
namespace NanoWasm.Execution;

/// <summary>A tag: two tags are the same if they are the same data.</summary>
internal unsafe struct TagData
{
    /// <summary>The values that an exception carries.</summary>
    public int Count;

    /// <summary>Whether some of them may be vectors, so that exceptions hold high halves, too.</summary>
    public bool HasVectors;

    /// <summary>A handle to the <see cref="NanoWasm.Tag"/>; 0 in a heap-free instance.</summary>
    public nint Owner;

    /// <summary>The number of slots that the values of an exception take.</summary>
    [AllocationFree]
    public readonly int Slots => HasVectors ? 2 * Count : Count;
}

/// <summary>
/// An exception that wasm code has a reference to: the pointee of an <c>exnref</c>, in an <see cref="ExceptionStore"/>. Its values follow, then their high halves where
/// the tag has vectors. It never changes.
/// </summary>
internal unsafe struct ExceptionData
{
    /// <summary>The tag; null where the block is free.</summary>
    public TagData* Tag;

    /// <summary>The store that it lies in.</summary>
    public ExceptionStore* Store;

    /// <summary>In bytes, all included.</summary>
    public uint Size;

    /// <summary>The collection that it was reached in, or that it was made after: others than the store's are dead.</summary>
    public uint Epoch;

    /// <summary>The next one whose values a collection has to look at.</summary>
    public ExceptionData* Next;

    /// <summary>
    /// All slots of an exception, which may be dead: its values, and perhaps some that nobody has written. The tag is not asked, which lives only as long as an exception does.
    /// </summary>
    [AllocationFree]
    public static ReadOnlySpan<ulong> SlotsOf(ExceptionData* exception) =>
        new(ValuesOf(exception), (int)((exception->Size - (uint)sizeof(ExceptionData)) / sizeof(ulong)));

    /// <summary>The values of an exception.</summary>
    [AllocationFree]
    public static ulong* ValuesOf(ExceptionData* exception) => (ulong*)(exception + 1);
}

/// <summary>What is being thrown.</summary>
internal unsafe struct Thrown
{
    /// <summary>The tag.</summary>
    public TagData* Tag;

    /// <summary>The values: on the stack, or in <see cref="Exception"/>.</summary>
    public ulong* Values;

    /// <summary>From a value to its high half, in slots.</summary>
    public nint High;

    /// <summary>Whether it is the latest one that a function of the host has thrown, unchanged.</summary>
    public bool IsHosts;

    /// <summary>The exception that there is a reference to already, or null.</summary>
    public ExceptionData* Exception;

    /// <summary>Copies the values, and their high halves where there are some.</summary>
    /// <param name="target">Where to: slots of a stack, or of an <see cref="ExceptionData"/>.</param>
    /// <param name="high">From there to the place of the high halves, in slots.</param>
    [AllocationFree]
    public readonly void CopyTo(ulong* target, nint high)
    {
        int count = Tag->Count;
        new ReadOnlySpan<ulong>(Values, count).CopyTo(new Span<ulong>(target, count));
        if (Tag->HasVectors)
        {
            new ReadOnlySpan<ulong>(Values + High, count).CopyTo(new Span<ulong>(target + high, count));
        }
    }

    /// <summary>An exception that there is a reference to.</summary>
    [AllocationFree]
    public static Thrown Again(ExceptionData* exception) =>
        new() { Tag = exception->Tag, Values = ExceptionData.ValuesOf(exception), High = exception->Tag->Count, Exception = exception };
}
