// The owner of a group's garbage-collected heap: blocks, budget, and what hosts hold.
using System.Runtime.InteropServices;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>
/// The heap that the instances of a group share. Its memory is not the .NET heap's: blocks of native memory within a budget, a non-moving collector
/// (<see cref="GcMarker"/> marks, this sweeps), and no managed object for any of the guest's. Used by the thread only that has entered the group.
/// </summary>
/// <remarks>Unsafe: blocks are freed here only, when nothing in them is marked or with the heap; everything that runs in the group may refer to them until then.</remarks>
internal sealed unsafe class GcHeap : IDisposable
{
    private const ulong MinThreshold = 4 << 20;
    private const ulong MinProgress = 1 << 20;
    private const int MaxPooled = 64;

    // What collections of a full heap may look at for each byte that objects take, and, as often as the budget has bytes, beyond that.
    private const ulong WorkPerByte = 16;
    private const ulong Advance = 8;

    private readonly List<GcHandles> _handles = [new()];
    private readonly HashSet<uint> _types = [];
    private readonly GcMarker _marker;
    private GcHeapData* _data;
    private GcBlock* _blocks;
    private GcBlock* _pool;
    private int _pooled;
    private ulong _threshold = MinThreshold;
    private ulong _work;
    private ulong _debt;

    /// <summary>An empty heap without a budget.</summary>
    public GcHeap(InstanceGroup group)
    {
        Group = group;
        _data = (GcHeapData*)NativeMemory.AllocZeroed((nuint)sizeof(GcHeapData));
        _data->Owner = GCHandle.ToIntPtr(GCHandle.Alloc(this, GCHandleType.Weak));
        _marker = new GcMarker(_data);
    }

    /// <summary>Frees the heap with its group.</summary>
    ~GcHeap() => Free();

    /// <summary>The group that it was made for.</summary>
    public InstanceGroup Group { get; }

    /// <summary>What running code sees.</summary>
    [AllocationFree]
    public GcHeapData* Data => _data;

    /// <summary>The handles for new references of the host.</summary>
    public GcHandles Handles => _handles[0];

    /// <summary>The bytes of all blocks that objects lie in.</summary>
    [AllocationFree]
    public ulong UsedBytes { get; private set; }

    /// <summary>The bytes that <see cref="UsedBytes"/> may reach.</summary>
    [AllocationFree]
    public ulong Budget { get; private set; }

    /// <summary>The bytes of objects that the last collection found in use.</summary>
    [AllocationFree]
    public ulong LiveBytes { get; private set; }

    /// <summary>The collections so far.</summary>
    [AllocationFree]
    public int Collections { get; private set; }

    /// <summary>The heap that an object lies in.</summary>
    public static GcHeap Of(ulong slot) =>
        (GcHeap)GCHandle.FromIntPtr(GcBlocks.Entries[(uint)(slot >> GcSlots.BlockShift)].Owner->Owner).Target!;

    /// <summary>An instance comes to the group: its types live as long as the heap, and its allowance is added.</summary>
    public void Add(ModuleData* module, long allowance)
    {
        Budget += (ulong)allowance;
        for (int i = 0; i < module->Types.Count; i++)
        {
            uint number = module->RuntimeType(i)->Number;
            if (module->Types[i].Kind != TypeKind.Function && _types.Add(number))
            {
                TypeRegistry.Acquire(number);
            }
        }
    }

    /// <summary>Takes over another heap, which is empty afterwards. References into it stay as they are.</summary>
    public void Absorb(GcHeap other)
    {
        GcBlock* last = null;
        for (GcBlock* block = other._blocks; block != null; block = block->Next)
        {
            GcBlocks.SetOwner(block->Number, _data);
            last = block;
        }

        if (last != null)
        {
            last->Next = _blocks;
            _blocks = other._blocks;
            other._blocks = null;
        }

        for (int i = 0; i < GcHeapData.ClassCount; i++)
        {
            for (GcBlock* block = GcHeapData.Class(other._data, i)->FreeBlocks; block != null;)
            {
                GcBlock* next = block->NextFree;
                AddFree(block);
                block = next;
            }
        }

        foreach (uint type in other._types)
        {
            if (!_types.Add(type))
            {
                TypeRegistry.Release(type);
            }
        }

        _handles.AddRange(other._handles);
        _data->Taken += other._data->Taken;
        UsedBytes += other.UsedBytes;
        Budget += other.Budget;
        LiveBytes += other.LiveBytes;
        _threshold += other._threshold;
        _debt += other._debt;
        other._types.Clear();
        other._handles.Clear();
        other.Dispose();
    }

    /// <summary>Makes room for the object that there was none for (<see cref="GcHeapData.Wanted"/>).</summary>
    /// <param name="group">The group, with what objects can be reached from.</param>
    /// <returns>False where the budget does not allow it.</returns>
    [AllocationFree]
    public bool MakeRoom(InstanceGroup group)
    {
        ulong wanted = _data->Wanted;
        int sizeClass = GcHeapData.ClassOf(wanted);
        ulong bytes = sizeClass < 0 ? GcBlock.FirstCell + wanted : GcBlock.Size;
        if (bytes > Math.Min(Budget, uint.MaxValue))
        {
            return false;
        }

        if (UsedBytes + bytes <= Math.Min(_threshold, Budget) && TryAddBlock(sizeClass, bytes))
        {
            return true;
        }

        bool full = UsedBytes + bytes > Budget;
        if (full ? _debt <= Advance * Budget : _data->Taken >= Math.Max(MinProgress, LiveBytes / 4))
        {
            group.CollectGarbage();
            _debt += _work;
        }

        bool made = (sizeClass >= 0 && GcHeapData.Refill(_data, sizeClass)) || (UsedBytes + bytes <= Budget && TryAddBlock(sizeClass, bytes));
        if (!made)
        {
            // The run ends in a trap; the next one may find less in use.
            _debt = 0;
        }

        return made;
    }

    /// <summary>Begins a collection: nothing is marked but what hosts hold.</summary>
    /// <param name="exceptions">Is told of exceptions that objects refer to; null where that is of no interest.</param>
    /// <returns>Who marks.</returns>
    [AllocationFree]
    public GcMarker BeginMarking(ExceptionMarker* exceptions)
    {
        for (GcBlock* block = _blocks; block != null; block = block->Next)
        {
            GcBlock.ClearMarks(block);
        }

        _marker.Begin(_blocks, exceptions);
        foreach (GcHandles handles in _handles)
        {
            foreach (ulong slot in handles.Slots)
            {
                _marker.Mark(slot);
            }
        }

        return _marker;
    }

    /// <summary>Ends a collection: what is not marked is free.</summary>
    [AllocationFree]
    public void Sweep()
    {
        for (int i = 0; i < GcHeapData.ClassCount; i++)
        {
            *GcHeapData.Class(_data, i) = default;
        }

        ReleasePrepared();
        GcBlock* kept = null;
        LiveBytes = 0;
        _debt -= Math.Min(_debt, WorkPerByte * _data->Taken);
        _work = UsedBytes / 32;
        for (GcBlock* block = _blocks; block != null;)
        {
            GcBlock* next = block->Next;
            int live = GcBlock.CountMarks(block);
            if (live == 0)
            {
                Discard(block);
            }
            else
            {
                LiveBytes += (ulong)live * block->CellSize;
                block->Next = kept;
                kept = block;
                if (block->Class >= 0 && live < block->CellCount)
                {
                    AddFree(block);
                }
            }

            block = next;
        }

        _blocks = kept;
        _work += LiveBytes;
        _data->Taken = 0;
        _threshold = Math.Max(MinThreshold, 2 * LiveBytes);
        Collections++;
    }

    /// <summary>Frees everything; references to objects must not be used any more.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_data == null)
        {
            return;
        }

        ReleasePrepared();
        while (_blocks != null)
        {
            GcBlock* next = _blocks->Next;
            Release(_blocks);
            _blocks = next;
        }

        while (_pool != null)
        {
            GcBlock* next = _pool->Next;
            NativeMemory.Free(_pool);
            _pool = next;
        }

        foreach (uint type in _types)
        {
            TypeRegistry.Release(type);
        }

        _types.Clear();
        _marker.Free();
        GCHandle.FromIntPtr(_data->Owner).Free();
        NativeMemory.Free(_data);
        _data = null;
    }

    [AllocationFree]
    private void AddFree(GcBlock* block)
    {
        GcClass* cells = GcHeapData.Class(_data, block->Class);
        block->NextFree = cells->FreeBlocks;
        cells->FreeBlocks = block;
    }

    [AllocationFree]
    private bool TryAddBlock(int sizeClass, ulong bytes)
    {
        GcBlock* block = _pool;
        if (sizeClass >= 0 && block != null)
        {
            _pool = block->Next;
            _pooled--;
            NativeMemory.Clear(block, GcBlock.Size);
        }
        else
        {
            block = Allocate(bytes);
            if (block == null)
            {
                return false;
            }
        }

        uint number = GcBlocks.Add((byte*)block, _data);
        if (number == 0)
        {
            NativeMemory.Free(block);
            return false;
        }

        GcBlock.Begin(block, sizeClass, sizeClass < 0 ? (uint)(bytes - GcBlock.FirstCell) : GcHeapData.SizeOf(sizeClass));
        block->Number = number;
        block->Bytes = bytes;
        block->Next = _blocks;
        _blocks = block;
        UsedBytes += bytes;
        if (sizeClass < 0)
        {
            ReleasePrepared();
            _data->Prepared = block;
            _data->Taken += bytes;
        }
        else
        {
            AddFree(block);
        }

        return true;
    }

    [AllocationFree]
    private static GcBlock* Allocate(ulong bytes)
    {
        try
        {
            return (GcBlock*)NativeMemory.AllocZeroed((nuint)bytes);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>The block of an object that was not made after all goes with the next collection, as others do that nothing refers to.</summary>
    [AllocationFree]
    private void ReleasePrepared() => _data->Prepared = null;

    [AllocationFree]
    private void Discard(GcBlock* block)
    {
        UsedBytes -= block->Bytes;
        if (block->Class < 0 || _pooled == MaxPooled)
        {
            Release(block);
            return;
        }

        GcBlocks.Remove(block->Number);
        block->Next = _pool;
        _pool = block;
        _pooled++;
    }

    [AllocationFree]
    private static void Release(GcBlock* block)
    {
        GcBlocks.Remove(block->Number);
        NativeMemory.Free(block);
    }
}
