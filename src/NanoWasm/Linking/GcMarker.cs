// Finds the objects of a heap that are in use.
using System.Runtime.InteropServices;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>
/// Marks objects and what they refer to, without recursion and in bounded memory: objects that are yet to be looked at stand on a stack, and where that is full, their
/// block is looked through again later. Slots on value stacks may be any number; one that is the reference of an object keeps it alive, in every run the same.
/// </summary>
/// <remarks>Unsafe: nothing is read of a number that names no block of this heap, or no cell of it, or a cell that never held an object.</remarks>
internal sealed unsafe class GcMarker(GcHeapData* heap)
{
    private const int Capacity = 1 << 15;

    private readonly GcHeapData* _heap = heap;
    private readonly byte** _pending = (byte**)NativeMemory.Alloc(Capacity, (nuint)sizeof(nint));
    private GcBlock* _blocks;
    private ExceptionMarker* _exceptions;
    private int _count;
    private bool _overflown;

    /// <summary>Begins a collection.</summary>
    /// <param name="blocks">The first block of the heap.</param>
    /// <param name="exceptions">Is told of exceptions that objects refer to, until the collection ends; null where that is of no interest.</param>
    [AllocationFree]
    public void Begin(GcBlock* blocks, ExceptionMarker* exceptions)
    {
        _blocks = blocks;
        _exceptions = exceptions;
        _count = 0;
        _overflown = false;
    }

    /// <summary>Marks the objects that slots refer to.</summary>
    [AllocationFree]
    public void MarkAll(ulong* first, ulong* end)
    {
        for (ulong* slot = first; slot < end; slot++)
        {
            Mark(*slot);
        }
    }

    /// <summary>Marks the object that a slot refers to, if it does.</summary>
    [AllocationFree]
    public void Mark(ulong slot)
    {
        uint number = (uint)(slot >> GcSlots.BlockShift);
        if (!GcSlots.IsObject(slot) || number >= GcBlocks.MaxBlocks || GcBlocks.Entries[number].Owner != _heap)
        {
            return;
        }

        GcBlock* block = (GcBlock*)GcBlocks.Entries[number].Base;
        uint offset = (uint)(slot & GcSlots.OffsetMask);
        int cell = GcBlock.CellAt(block, offset);
        if (cell < 0)
        {
            return;
        }

        byte* target = (byte*)block + offset;
        uint header = *(uint*)target;
        ulong bit = 1UL << (cell % 64);
        if (header == 0 || (block->Marks[cell / 64] & bit) != 0)
        {
            return;
        }

        block->Marks[cell / 64] |= bit;
        if (!TypeRegistry.Get(header - 1)->HasReferences)
        {
            return;
        }

        if (_count == Capacity)
        {
            block->Rescan = true;
            _overflown = true;
            return;
        }

        _pending[_count++] = target;
    }

    /// <summary>Marks everything that marked objects refer to.</summary>
    /// <param name="group">Is told of functions and host objects that objects refer to; null where that is of no interest.</param>
    [AllocationFree]
    public void Drain(GroupMarker? group)
    {
        for (; ; )
        {
            while (_count != 0)
            {
                Scan(_pending[--_count], group);
            }

            if (!_overflown)
            {
                return;
            }

            _overflown = false;
            for (GcBlock* block = _blocks; block != null; block = block->Next)
            {
                if (block->Rescan)
                {
                    block->Rescan = false;
                    ScanMarked(block, group);

                    // So that the stack is empty for the next one.
                    while (_count != 0)
                    {
                        Scan(_pending[--_count], group);
                    }
                }
            }
        }
    }

    /// <summary>Frees the stack.</summary>
    public void Free() => NativeMemory.Free(_pending);

    [AllocationFree]
    private void ScanMarked(GcBlock* block, GroupMarker? group)
    {
        for (uint cell = GcBlock.Find(block, 0, marked: true); cell < block->CellCount; cell = GcBlock.Find(block, cell + 1, marked: true))
        {
            Scan((byte*)block + GcBlock.FirstCell + (cell * block->CellSize), group);
        }
    }

    [AllocationFree]
    private void Scan(byte* target, GroupMarker? group)
    {
        RuntimeType* type = TypeRegistry.Get(*(uint*)target - 1);
        if (!type->HasReferences)
        {
            return;
        }

        GcField* fields = RuntimeType.Fields(type);
        ulong* slots = (ulong*)(target + GcBlock.ObjectHeader);
        if (type->Kind == TypeKind.Array)
        {
            uint length = ((uint*)target)[1];
            for (uint i = 0; i < length; i++)
            {
                MarkField(*fields, slots[i], group);
            }

            return;
        }

        for (uint i = 0; i < type->FieldCount; i++)
        {
            MarkField(fields[i], slots[i], group);
        }
    }

    [AllocationFree]
    private void MarkField(GcField field, ulong slot, GroupMarker? group)
    {
        if (field == GcField.Reference)
        {
            Mark(slot);
        }
        else if (field == GcField.Exception && _exceptions != null)
        {
            _exceptions->Mark(slot);
        }

        if (group is not null && slot != 0 && field >= GcField.Function)
        {
#pragma warning disable NW1020 // Only where members of the group are being freed.
            group.MarkReference(field switch { GcField.Function => ValueKind.FuncRef, GcField.Exception => ValueKind.ExnRef, _ => ValueKind.ExternRef }, slot);
#pragma warning restore NW1020
        }
    }
}
