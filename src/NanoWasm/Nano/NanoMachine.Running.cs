// One run of a heap-free instance.
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm;

/// <content>Makes the instance ready and calls a function of it.</content>
internal unsafe partial struct NanoMachine
{
    /// <summary>Begins a run: fresh globals, tables and segments, and memory unless it is kept; then the start function.</summary>
    /// <param name="preserve">Whether memory keeps what it holds.</param>
    /// <param name="again">Whether this is not the first run, so that preserved memory has got its active segments before.</param>
    /// <param name="mode">The dispatcher.</param>
    /// <param name="host">The host.</param>
    public NanoError Begin<THost>(bool preserve, bool again, DispatchMode mode, ref THost host)
        where THost : INanoHost
    {
        // The caller's bytes stay where they are, whatever lies behind them.
        DispatchTables.Fill(_context, _module.UsedOpcodes, _module.Traits, ReadableBytes.AreBehind(_module.Bytes, _module.Length) ? mode : DispatchMode.Switch);
        if (DispatchTables.CanAdd(_context))
        {
            DispatchTables.AddSharedSuperinstructions(_context, _module.UsedOpcodes);
        }

        ResetMemory(preserve);
        for (int i = 0; i < _module.Tables.Count; i++)
        {
            _tables[i].Data.Size = (uint)_module.Tables[i].Limits.Minimum;
            new Span<ulong>(_tables[i].Data.Items, (int)_tables[i].Capacity).Clear();
        }

        for (int i = 0; i < _module.Globals.Count; i++)
        {
            ConstantExpression.InitializeGlobal(default(NoHost), _stack, _context, i, _module.Bytes + _module.Globals[i].Initializer.Offset, out _);
        }

        for (int i = 0; i < _module.Tables.Count; i++)
        {
            ByteRange initializer = _module.Tables[i].Initializer;
            if (initializer.Length != 0)
            {
                new Span<ulong>(_tables[i].Data.Items, (int)_tables[i].Data.Size).Fill(Evaluate(initializer));
            }
        }

        NanoError error = CopyElements();
        if (error.Kind == NanoErrorKind.None)
        {
            error = CopyData(preserve && again);
        }

        return error.Kind == NanoErrorKind.None && _module.StartFunction >= 0 ? Call(_module.StartFunction, [], [], ref host) : error;
    }

    /// <summary>Calls a function.</summary>
    /// <param name="function">Its index.</param>
    /// <param name="arguments">The arguments; zeros where there are none but parameters are.</param>
    /// <param name="results">Room for the results, or for some of them.</param>
    /// <param name="host">The host.</param>
    public NanoError Call<THost>(int function, ReadOnlySpan<NanoValue> arguments, Span<NanoValue> results, ref THost host)
        where THost : INanoHost
    {
        FunctionReference* reference = _context->References[function];
        FunctionData* data = reference->Function;
        ReadOnlySpan<ValType> types = TypesOf((int)data->TypeIndex);
        ulong* slots = _stack->Top;
        for (int i = 0; i < data->ParameterCount; i++)
        {
            slots[i] = arguments.IsEmpty ? 0 : arguments[i].Bits;
            if (_stack->High != 0)
            {
                slots[_stack->High + i] = arguments.IsEmpty ? 0 : arguments[i].HighBits;
            }
        }

        NanoMachineHost<THost> driverHost = new(ref host, _self);
        if (reference->Owner == null)
        {
            TrapKind trap = driverHost.CallHost(_context, reference, slots, _stack->High, out _);
            if (trap != TrapKind.None)
            {
                return new NanoError(NanoErrorKind.Trap, function: function, trap: trap);
            }
        }
        else if (Driver.Run(ref driverHost, _stack, _context, data, slots) != null)
        {
            return TrapError();
        }

        for (int i = 0; i < Math.Min(results.Length, data->ResultCount); i++)
        {
            results[i] = NanoValue.Load(types[data->ParameterCount + i].ToValueKind(), slots + i, _stack->High);
        }

        return default;
    }

    /// <summary>The function exported by a name, or -1.</summary>
    public readonly int FindExport(ReadOnlySpan<byte> name)
    {
        foreach (ExportData export in _module.Exports.Span)
        {
            if (export.Kind == ExternalKind.Function && Bytes(export.Name).SequenceEqual(name))
            {
                return export.Index;
            }
        }

        return -1;
    }

    /// <summary>What runs if no name is given: <c>_start</c>, <c>main</c>, <c>run</c>, or the only exported function; -1 if there is none.</summary>
    public readonly int FindEntry()
    {
        int entry = FindExport("_start"u8);
        entry = entry < 0 ? FindExport("main"u8) : entry;
        entry = entry < 0 ? FindExport("run"u8) : entry;
        if (entry >= 0)
        {
            return entry;
        }

        int only = -1;
        foreach (ExportData export in _module.Exports.Span)
        {
            if (export.Kind == ExternalKind.Function)
            {
                if (only >= 0)
                {
                    return -1;
                }

                only = export.Index;
            }
        }

        return only;
    }

    /// <summary>Whether the module has a start function, which every run calls.</summary>
    public readonly bool HasStart => _module.StartFunction >= 0;

    /// <summary>The number of results of a function.</summary>
    public readonly int ResultCount(int function) => _module.Functions[function].ResultCount;

    /// <summary>Whether arguments have the types of a function's parameters, which must be numbers.</summary>
    public readonly bool Accepts(int function, ReadOnlySpan<NanoValue> arguments)
    {
        FunctionData data = _module.Functions[function];
        if (arguments.Length != data.ParameterCount)
        {
            return false;
        }

        ReadOnlySpan<ValType> types = TypesOf((int)data.TypeIndex);
        for (int i = 0; i < arguments.Length; i++)
        {
            if (types[i].ToValueKind() != arguments[i].Kind || arguments[i].Kind is ValueKind.FuncRef or ValueKind.ExternRef)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Grows memory within the buffer.</summary>
    /// <returns>The old size in pages, or -1.</returns>
    public long GrowMemory(ulong pages)
    {
        int shift = _memory.PageShift;
        ulong old = _memory.Size >> shift;
        if (pages > (ulong)(MemoryLimit - (long)_memory.Size) >> shift || old + pages > _module.Memories[0].Limits.Maximum)
        {
            return -1;
        }

        ulong size = (old + pages) << shift;

        new Span<byte>(_memory.Base + _memory.Size, (int)(size - _memory.Size)).Clear();
        _memory.Size = size;
        return (long)old;
    }

    /// <summary>Grows a table within its room.</summary>
    /// <returns>The old size, or -1.</returns>
    public readonly long GrowTable(uint table, ulong count, ulong initial)
    {
        NanoTable* target = _tables + table;
        uint old = target->Data.Size;
        if (count > target->Capacity - old)
        {
            return -1;
        }

        new Span<ulong>(target->Data.Items + old, (int)count).Fill(initial);
        target->Data.Size = old + (uint)count;
        return old;
    }

    /// <summary>Finds out which exceptions are in use.</summary>
    public readonly void CollectExceptions()
    {
        ExceptionMarker marker = default;
        marker.Add(_context->Exceptions);
        marker.Mark(_stack->InUse);
        for (int i = 0; i < _module.Globals.Count; i++)
        {
            if (_module.Globals[i].Type.IsException())
            {
                marker.Mark(*_context->Globals[i]);
            }
        }

        for (int i = 0; i < _module.Tables.Count; i++)
        {
            if (_module.Tables[i].ElementType.IsException())
            {
                marker.Mark(new ReadOnlySpan<ulong>(_tables[i].Data.Items, (int)_tables[i].Data.Size));
            }
        }

        marker.Run(null);
    }

    private void ResetMemory(bool keep)
    {
        if (_module.Memories.Count == 0)
        {
            return;
        }

        MemoryTypeData type = _module.Memories[0];
        _memory.Base = _buffer;
        _memory.PageShift = type.PageShift;
        _memory.Is64 = type.Limits.Is64;
        if (keep && _memory.Size != 0)
        {
            return;
        }

        _memory.Size = type.Limits.Minimum << type.PageShift;
        if (!keep)
        {
            new Span<byte>(_memory.Base, (int)_memory.Size).Clear();
        }
    }

    private readonly NanoError CopyElements()
    {
        for (int i = 0; i < _module.Elements.Count; i++)
        {
            ElementData element = _module.Elements[i];
            ulong* target = _context->ElementSegments[i].Items;
            _context->ElementSegments[i].Length = element.Mode == SegmentMode.Passive ? (uint)element.Count : 0;
            if (element.Mode == SegmentMode.Active)
            {
                ulong offset = Evaluate(element.Offset);
                TableData* table = _context->Tables[element.Table];
                if (BulkOperations.Beyond(offset, (uint)element.Count, table->Size))
                {
                    return new NanoError(NanoErrorKind.Trap, element.Offset.Offset, trap: TrapKind.TableOutOfBounds);
                }

                target = table->Items + offset;
            }

            for (int j = 0; element.Mode != SegmentMode.Declarative && j < element.Count; j++)
            {
                target[j] = Item(element, j);
            }
        }

        return default;
    }

    private readonly ulong Item(in ElementData element, int index)
    {
        uint item = _module.ElementItems[element.First + index];
        return element.Expressions ? EvaluateAt((int)item) : (ulong)_context->References[item];
    }

    private readonly NanoError CopyData(bool passiveOnly)
    {
        for (int i = 0; i < _module.Data.Count; i++)
        {
            DataData data = _module.Data[i];
            bool passive = data.Mode == SegmentMode.Passive;
            _context->DataSegments[i] = new DataSegment { Bytes = _module.Bytes + data.Bytes.Offset, Length = passive ? (uint)data.Bytes.Length : 0 };
            if (passive || passiveOnly)
            {
                continue;
            }

            ulong offset = Evaluate(data.Offset);
            if (BulkOperations.Beyond(offset, (uint)data.Bytes.Length, _memory.Size))
            {
                return new NanoError(NanoErrorKind.Trap, data.Offset.Offset, trap: TrapKind.MemoryOutOfBounds);
            }

            Bytes(data.Bytes).CopyTo(new Span<byte>(_memory.Base + offset, data.Bytes.Length));
        }

        return default;
    }

    private readonly ulong Evaluate(ByteRange expression) => EvaluateAt(expression.Offset);

    private readonly ulong EvaluateAt(int offset) => ConstantExpression.Evaluate(default(NoHost), _stack, _context, _module.Bytes + offset, out _);

    private readonly NanoError TrapError()
    {
        FunctionData* function = _context->Function;
        int offset = (int)(CodePosition.InstructionAt(function, _context->Pc) - _module.Bytes);
        if (_context->Trap == TrapKind.None)
        {
            return new NanoError(NanoErrorKind.Exception, offset, (int)function->Index);
        }

        if (_context->Trap != TrapKind.CallStackExhausted)
        {
            return new NanoError(NanoErrorKind.Trap, offset, (int)function->Index, _context->Trap);
        }

        bool calls = _context->Frame == _stack->FrameLimit;
        return new NanoError(calls ? NanoLimit.Calls : NanoLimit.StackValues, calls ? _limits.Calls : _limits.StackValues, offset, (int)function->Index);
    }
}

/// <summary>What a heap-free instance does for the machine.</summary>
[AllocationFree]
internal readonly unsafe ref struct NanoMachineHost<THost> : IMachineHost
    where THost : INanoHost
{
    private readonly ref THost _host;
    private readonly NanoMachine* _machine;

    public NanoMachineHost(ref THost host, NanoMachine* machine)
    {
        _host = ref host;
        _machine = machine;
    }

    /// <inheritdoc/>
    public long GrowMemory(Context* context, uint memory, ulong pages) => _machine->GrowMemory(pages);

    /// <inheritdoc/>
    public long GrowTable(Context* context, uint table, ulong count, ulong initial) => _machine->GrowTable(table, count, initial);

    /// <inheritdoc/>
    public bool MakeRoom(Context* context) => false;

    /// <inheritdoc/>
    public TrapKind CallHost(Context* caller, FunctionReference* function, ulong* slots, nint high, out bool threw)
    {
        threw = false;
        return _host.Call((int)function->Host, new NanoCall(slots, high, function->Function, *caller->Memories));
    }

    /// <inheritdoc/>
    public Thrown TakeThrown(Context* caller, ulong* slots) => default;

    /// <inheritdoc/>
    public void CollectExceptions(Context* context) => _machine->CollectExceptions();

    /// <inheritdoc/>
    /// <remarks>Never: modules with a shared memory are refused.</remarks>
    public WaitEnd Wait(ExecutionStack* stack, Context* context, uint memory, ulong address, ulong expected, int size, long timeout) => WaitEnd.NotEqual;

    /// <inheritdoc/>
    /// <remarks>Never: modules with a shared memory are refused.</remarks>
    public uint Notify(Context* context, uint memory, ulong address, uint count) => 0;
}
