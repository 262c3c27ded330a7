// Where a heap-free instance's pieces lie.
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm;

/// <content>Takes the pieces of the instance from the workspace.</content>
internal unsafe partial struct NanoMachine
{
    /// <summary>The bytes that memory may grow to.</summary>
    private readonly long MemoryLimit => Math.Min(_bufferLength, _limits.MemoryBytes);

    private bool LayOut()
    {
        int functions = _module.Functions.Count;
        int halves = (_module.Traits & ModuleTraits.Vectors) != 0 ? 2 : 1;
        long slotCount = _limits.StackValues + (_limits.Calls * (_limits.Locals + 2L));
        long high = (halves - 1) * ExecutionStack.DistanceToHighHalves(slotCount + 1 + MostArguments());
        if (!Take(out Context* context, 1)
            || !Take(out _stack, 1)
            || !Take(out Frame* frames, _limits.Calls)
            || !Take(out ulong* slots, slotCount + 1 + MostArguments() + high)
            || !Take(out nint* memories, 1)
            || !Take(out nint* tables, _module.Tables.Count)
            || !Take(out _tables, _module.Tables.Count)
            || !Take(out nint* globals, _module.Globals.Count)
            || !Take(out ulong* cells, halves * _module.Globals.Count)
            || !Take(out nint* highs, (halves - 1) * _module.Globals.Count)
            || !Take(out nint* references, functions)
            || !Take(out FunctionReference* functionReferences, functions)
            || !Take(out DataSegment* data, _module.Data.Count)
            || !Take(out ElementSegment* elements, _module.Elements.Count)
            || !Take(out TagData* tags, _module.Tags.Count)
            || !Take(out nint* tagPointers, _module.Tags.Count)
            || !LayOutTables()
            || !LayOutElements(elements))
        {
            return false;
        }

        *_stack = new ExecutionStack(slots, (int)slotCount, frames, _limits.Calls) { High = (nint)high };
        *context = default;
        context->Functions = _module.Functions.Items;
        context->Types = (RuntimeType**)_module.RuntimeTypes.Items;
        context->Memories = (MemoryData**)memories;
        context->Tables = (TableData**)tables;
        context->Globals = (ulong**)globals;
        context->GlobalHighs = halves == 2 ? (ulong**)highs : null;
        context->References = (FunctionReference**)references;
        context->DataSegments = data;
        context->ElementSegments = elements;
        *memories = _module.Memories.Count == 0 ? 0 : (nint)MemoryPointer();
        for (int i = 0; i < _module.Tables.Count; i++)
        {
            tables[i] = (nint)(&_tables[i].Data);
        }

        for (int i = 0; i < _module.Globals.Count; i++)
        {
            globals[i] = (nint)(cells + i);
            if (halves == 2)
            {
                highs[i] = (nint)(cells + _module.Globals.Count + i);
            }
        }

        for (int i = 0; i < functions; i++)
        {
            functionReferences[i] = new FunctionReference { Function = _module.Functions.Items + i, Owner = i < _module.ImportedFunctions ? null : context };
            references[i] = (nint)(functionReferences + i);
        }

        for (int i = 0; i < _module.Tags.Count; i++)
        {
            TypeData type = _module.Types[(int)_module.Tags[i].TypeIndex];
            tags[i] = new TagData { Count = type.ParameterCount, HasVectors = _module.HasVectors(type) };
            tagPointers[i] = (nint)(tags + i);
        }

        context->Tags = (TagData**)tagPointers;
        context->Handlers = _module.Handlers;
        _context = context;
        return _module.CatchClauses.Count == 0 || LayOutExceptions(context);
    }

    private bool LayOutExceptions(Context* context)
    {
        long size = _limits.ExceptionBytes / sizeof(ulong) * sizeof(ulong);
        if (!Take(out ExceptionStore* store, 1) || !Take(out byte* block, size) || !Take(out byte* map, ExceptionStore.MapBytes(size)))
        {
            return false;
        }

        new Span<byte>(map, (int)ExceptionStore.MapBytes(size)).Clear();
        store->Initialize(context, block, size, (ulong*)map);
        context->Exceptions = store;
        return true;
    }

    /// <summary>The address of the memory's data in this structure, which lies in the pinned workspace.</summary>
    private readonly MemoryData* MemoryPointer() => (MemoryData*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.CompilerServices.Unsafe.AsRef(in _memory));

    /// <summary>Tables share what <see cref="NanoLimits.TableElements"/> leaves over their minimum: the first one that wants more gets it.</summary>
    private bool LayOutTables()
    {
        ulong spare = (ulong)_limits.TableElements;
        foreach (TableTypeData table in _module.Tables.Span)
        {
            spare -= table.Limits.Minimum;
        }

        for (int i = 0; i < _module.Tables.Count; i++)
        {
            LimitsData limits = _module.Tables[i].Limits;
            ulong more = Math.Min(limits.Maximum - limits.Minimum, spare);
            spare -= more;
            _tables[i] = new NanoTable { Capacity = (uint)(limits.Minimum + more) };
            _tables[i].Data.Is64 = limits.Is64;
            if (!Take(out _tables[i].Data.Items, _tables[i].Capacity))
            {
                return false;
            }
        }

        return true;
    }

    private bool LayOutElements(ElementSegment* segments)
    {
        for (int i = 0; i < _module.Elements.Count; i++)
        {
            segments[i] = default;
            if (_module.Elements[i].Mode == SegmentMode.Passive && !Take(out segments[i].Items, _module.Elements[i].Count))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Slots that arguments or results of the host need beyond the stack's limit.</summary>
    private readonly int MostArguments()
    {
        int most = 0;
        foreach (TypeData type in _module.Types.Span)
        {
            most = Math.Max(most, Math.Max(type.ParameterCount, type.ResultCount));
        }

        return most;
    }

    private bool Take<T>(out T* piece, long count)
        where T : unmanaged
    {
        piece = (T*)_space.Allocate(count * sizeof(T), scratch: false);
        return piece != null;
    }
}
