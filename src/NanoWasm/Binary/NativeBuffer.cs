// A growable array outside the GC heap.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NanoWasm.Binary;

/// <summary>
/// A growable array of plain data outside the GC heap: in memory of its own, or in a <see cref="Workspace"/>.
/// Loading fills a handful of these; nothing in them is managed, so the collector never sees them.
/// </summary>
/// <typeparam name="T">The items: plain data.</typeparam>
[AllocationFree]
internal unsafe struct NativeBuffer<T>
    where T : unmanaged
{
    private T* _items;
    private int _count;
    private int _capacity;
    private readonly Workspace* _workspace;
    private readonly bool _scratch;

    /// <summary>A buffer in a workspace.</summary>
    /// <param name="workspace">The workspace; null for memory of its own.</param>
    /// <param name="scratch">Whether it is needed only while loading.</param>
    public NativeBuffer(Workspace* workspace, bool scratch)
    {
        _workspace = workspace;
        _scratch = scratch;
    }

    /// <summary>The number of items.</summary>
    public readonly int Count => _count;

    /// <summary>The number of items that there is room for.</summary>
    public readonly int Capacity => _capacity;

    /// <summary>The first item; moves when the buffer grows.</summary>
    public readonly T* Items => _items;

    /// <summary>The bytes of memory it holds.</summary>
    public readonly long Bytes => (long)_capacity * sizeof(T);

    /// <summary>The item number <paramref name="index"/>, which must be below <see cref="Count"/>.</summary>
    public readonly ref T this[int index] => ref _items[index];

    /// <summary>The items.</summary>
    public readonly Span<T> Span => new(_items, _count);

    /// <summary>Adds an item.</summary>
    /// <returns>False where the workspace is full.</returns>
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

    /// <summary>Adds an item that the caller fills in: its contents are anything.</summary>
    /// <returns>The item, which stays where it is until the next one is added; null where the workspace is full.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Append() => _count == _capacity && !Grow(1) ? null : _items + _count++;

    /// <summary>Adds <paramref name="count"/> items that are all zero.</summary>
    /// <returns>False where the workspace has no room for them.</returns>
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

    /// <summary>Makes room for <paramref name="capacity"/> items in all.</summary>
    /// <returns>False where the workspace has no room for them.</returns>
    public bool Reserve(int capacity) => capacity <= _capacity || Grow(capacity - _count);

    /// <summary>Gives back memory beyond the last item.</summary>
    public void Trim()
    {
        if (_capacity > _count)
        {
            Resize(_count);
        }
    }

    /// <summary>Frees the memory.</summary>
    public void Free()
    {
        if (_workspace == null)
        {
            NativeMemory.Free(_items);
        }
        else
        {
            _workspace->Release((byte*)_items, Bytes, _scratch);
        }

        _items = null;
        _count = 0;
        _capacity = 0;
    }

    private bool Grow(int count)
    {
        long needed = (long)_count + count;
        long wanted = Math.Max(needed, Math.Max(16L, _capacity + ((long)_capacity / 2)));
        if (wanted > int.MaxValue)
        {
            ThrowTooLarge();
        }

        return Resize((int)wanted) || Resize((int)needed);
    }

    private bool Resize(int capacity)
    {
        T* items = _workspace == null
            ? (T*)NativeMemory.Realloc(_items, (nuint)capacity * (nuint)sizeof(T))
            : (T*)_workspace->Reallocate((byte*)_items, Bytes, (long)capacity * sizeof(T), _scratch);
        if (items == null && capacity != 0)
        {
            return false;
        }

        _items = items;
        _capacity = capacity;
        return true;
    }

    [DoesNotReturn]
    private static void ThrowTooLarge() => throw new InsufficientMemoryException("A module needs more than 2^31 entries in one of its tables.");
}
