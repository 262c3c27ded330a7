// A growable array outside the GC heap.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NanoWasm.Binary;

/// <summary>
/// A growable array of plain data outside the GC heap, or a fixed one in memory that somebody else owns.
/// Loading fills a handful of these; nothing in them is managed, so the collector never sees them.
/// </summary>
/// <typeparam name="T">The items: plain data.</typeparam>
internal unsafe struct NativeBuffer<T>
    where T : unmanaged
{
    private T* _items;
    private int _count;
    private int _capacity;
    private readonly bool _fixed;

    /// <summary>A buffer of fixed capacity in memory that the caller owns.</summary>
    public NativeBuffer(T* items, int capacity)
    {
        _items = items;
        _capacity = capacity;
        _fixed = true;
    }

    /// <summary>The number of items.</summary>
    public readonly int Count => _count;

    /// <summary>The first item; moves when the buffer grows.</summary>
    public readonly T* Items => _items;

    /// <summary>The bytes of memory it holds (fixed buffers: that it may use).</summary>
    public readonly long Bytes => (long)_capacity * sizeof(T);

    /// <summary>The item number <paramref name="index"/>, which must be below <see cref="Count"/>.</summary>
    public readonly ref T this[int index] => ref _items[index];

    /// <summary>The items.</summary>
    public readonly Span<T> Span => new(_items, _count);

    /// <summary>Adds an item.</summary>
    /// <returns>False where a fixed buffer is full.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(T item)
    {
        if (_count == _capacity && !Grow(1))
        {
            return false;
        }

        _items[_count++] = item;
        return true;
    }

    /// <summary>Adds <paramref name="count"/> items that are all zero.</summary>
    /// <returns>False where a fixed buffer has no room for them.</returns>
    public bool AddZeroed(int count)
    {
        if (_capacity - _count < count && !Grow(count))
        {
            return false;
        }

        NativeMemory.Clear(_items + _count, (nuint)count * (nuint)sizeof(T));
        _count += count;
        return true;
    }

    /// <summary>Removes and returns the last item; there must be one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Pop() => _items[--_count];

    /// <summary>Shortens the buffer to <paramref name="count"/> items.</summary>
    public void Truncate(int count) => _count = count;

    /// <summary>Gives back memory beyond the last item.</summary>
    public void Trim()
    {
        if (!_fixed && _capacity > _count)
        {
            Resize(_count);
        }
    }

    /// <summary>Frees the memory.</summary>
    public void Free()
    {
        if (!_fixed)
        {
            NativeMemory.Free(_items);
        }

        _items = null;
        _count = 0;
        _capacity = 0;
    }

    private bool Grow(int count)
    {
        if (_fixed)
        {
            return false;
        }

        long wanted = Math.Max((long)_count + count, Math.Max(16L, _capacity + ((long)_capacity / 2)));
        if (wanted > int.MaxValue)
        {
            ThrowTooLarge();
        }

        Resize((int)wanted);
        return true;
    }

    private void Resize(int capacity)
    {
        _items = (T*)NativeMemory.Realloc(_items, (nuint)capacity * (nuint)sizeof(T));
        _capacity = capacity;
    }

    [DoesNotReturn]
    private static void ThrowTooLarge() => throw new InsufficientMemoryException("A module needs more than 2^31 entries in one of its tables.");
}
