// Where exceptions that wasm code refers to lie: a bounded block of an instance, with a mark-and-sweep collection.
namespace NanoWasm.Execution;

/// <summary>
/// A block of memory that exceptions are made in. A cursor goes over it, takes what is dead and skips what is alive; when it has reached the end, a collection
/// (<see cref="ExceptionMarker"/>) finds out what is alive, and it begins anew. So sweeping costs nothing of its own, and making an exception takes constant time on average.
/// </summary>
/// <remarks>
/// Unsafe: blocks follow one another without gaps from <c>_start</c> to <c>_end</c>, each with its size in its header; only this type writes headers. The
/// map of exceptions tells addresses of exceptions from other numbers, whatever code puts on the stack.
/// </remarks>
[AllocationFree]
internal unsafe struct ExceptionStore
{
    private const int Unit = sizeof(ulong);

    private byte* _start;
    private byte* _end;
    private byte* _cursor;
    private ulong* _map;
    private uint _epoch;

    /// <summary>The instance that the store belongs to.</summary>
    public Context* Owner { get; private set; }

    /// <summary>The next store that takes part in a collection.</summary>
    public ExceptionStore* Next { get; set; }

    /// <summary>The bytes of the map that goes with a block.</summary>
    public static long MapBytes(long size) => ((size / Unit) + 63) / 64 * sizeof(ulong);

    /// <summary>An empty store.</summary>
    /// <param name="owner">The instance that it belongs to.</param>
    /// <param name="block">The block.</param>
    /// <param name="size">Its size in bytes, a multiple of 8; it may be too small for any exception.</param>
    /// <param name="map">Memory for <see cref="MapBytes"/>, zeroed.</param>
    public void Initialize(Context* owner, byte* block, long size, ulong* map)
    {
        Owner = owner;
        _start = block;
        _end = size < sizeof(ExceptionData) ? block : block + size;
        _cursor = block;
        _map = map;
        _epoch = 0;
        if (_start != _end)
        {
            *(ExceptionData*)block = new ExceptionData { Size = (uint)size };
        }
    }

    /// <summary>Makes an exception; its values are anything.</summary>
    /// <returns>Null where the cursor has reached the end.</returns>
    public static ExceptionData* TryMake(ExceptionStore* store, TagData* tag)
    {
        uint size = (uint)(sizeof(ExceptionData) + (tag->Slots * Unit));
        while (store->_cursor < store->_end)
        {
            ExceptionData* block = (ExceptionData*)store->_cursor;
            if (store->IsAlive(block))
            {
                store->_cursor += block->Size;
                continue;
            }

            store->Merge(block, size);
            if (block->Size < size)
            {
                store->_cursor += block->Size;
                continue;
            }

            Split(block, size);
            store->_cursor += block->Size;
            block->Tag = tag;
            block->Store = store;
            block->Epoch = store->_epoch;
            store->Flag(block);
            return block;
        }

        return null;
    }

    /// <summary>Whether a number is the address of an exception here.</summary>
    public readonly bool Contains(ulong value)
    {
        ulong offset = value - (ulong)_start;
        return offset < (ulong)(_end - _start) && offset % Unit == 0 && (_map[offset / (Unit * 64)] >> (int)(offset / Unit % 64) & 1) != 0;
    }

    /// <summary>Begins a collection: everything counts as dead until it is reached.</summary>
    public void BeginCollection()
    {
        _epoch++;
        _cursor = _start;
    }

    /// <summary>Makes an exception count as alive.</summary>
    /// <returns>Whether it did not before.</returns>
    public readonly bool Reach(ExceptionData* exception)
    {
        bool isNew = exception->Epoch != _epoch;
        exception->Epoch = _epoch;
        return isNew;
    }

    private readonly bool IsAlive(ExceptionData* block) => block->Tag != null && block->Epoch == _epoch;

    /// <summary>Makes one free block of a dead one and those behind it, until it is large enough.</summary>
    private readonly void Merge(ExceptionData* block, uint size)
    {
        Free(block);
        while (block->Size < size && (byte*)block + block->Size < _end)
        {
            ExceptionData* next = (ExceptionData*)((byte*)block + block->Size);
            if (IsAlive(next))
            {
                break;
            }

            Free(next);
            block->Size += next->Size;
        }
    }

    /// <summary>Makes a free block of what is not needed of a block, if that is enough for a header.</summary>
    private static void Split(ExceptionData* block, uint size)
    {
        uint rest = block->Size - size;
        if (rest >= sizeof(ExceptionData))
        {
            *(ExceptionData*)((byte*)block + size) = new ExceptionData { Size = rest };
            block->Size = size;
        }
    }

    private readonly void Free(ExceptionData* block)
    {
        if (block->Tag != null)
        {
            block->Tag = null;
            Flag(block);
        }
    }

    /// <summary>Changes whether the map has an exception at an address.</summary>
    private readonly void Flag(ExceptionData* block)
    {
        ulong unit = (ulong)((byte*)block - _start) / Unit;
        _map[unit / 64] ^= 1UL << (int)(unit % 64);
    }
}

/// <summary>
/// A collection: begin with all stores that exceptions may lie in, mark all places that references may lie in, run. Places are looked at without asking for their types: a
/// number that is by chance the address of an exception keeps it alive until the next collection.
/// </summary>
[AllocationFree]
internal unsafe ref struct ExceptionMarker
{
    private ExceptionStore* _stores;
    private ExceptionData* _pending;

    /// <summary>Adds a store; null is none.</summary>
    public void Add(ExceptionStore* store)
    {
        if (store != null)
        {
            store->BeginCollection();
            store->Next = _stores;
            _stores = store;
        }
    }

    /// <summary>Marks what slots refer to.</summary>
    public void Mark(ReadOnlySpan<ulong> slots)
    {
        foreach (ulong slot in slots)
        {
            Mark(slot);
        }
    }

    /// <summary>Marks what a slot refers to.</summary>
    public void Mark(ulong slot)
    {
        for (ExceptionStore* store = _stores; store != null; store = store->Next)
        {
            if (store->Contains(slot))
            {
                ExceptionData* exception = (ExceptionData*)slot;
                if (store->Reach(exception))
                {
                    exception->Next = _pending;
                    _pending = exception;
                }

                return;
            }
        }
    }

    /// <summary>Marks what marked exceptions refer to.</summary>
    /// <param name="heap">Is told of objects that they refer to; null where there are none.</param>
    /// <returns>Whether there were any that had been marked since the last time.</returns>
    public bool Run(Linking.GcMarker? heap)
    {
        bool any = _pending != null;
        while (_pending != null)
        {
            ExceptionData* exception = _pending;
            _pending = exception->Next;
            foreach (ulong slot in ExceptionData.SlotsOf(exception))
            {
                Mark(slot);
                heap?.Mark(slot);
            }
        }

        return any;
    }
}
