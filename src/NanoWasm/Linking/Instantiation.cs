// From a module and its imports to an instance, step by step.
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>One instantiation (specification 4.5.4).</summary>
/// <remarks>Relies on validation for indices and types, and on <see cref="ImportMatching"/> for those of imports.</remarks>
internal unsafe ref struct Instantiation
{
    private readonly InstanceOptions _options;
    private readonly Extern[] _imports;
    private readonly Instance _instance;
    private readonly ModuleData* _module;
    private readonly Context* _context;

    /// <summary>Checks the imports and allocates the instance.</summary>
    public Instantiation(Module module, Linker linker, InstanceOptions options)
    {
        _options = options;
        _imports = ImportMatching.Resolve(module, linker);
        _instance = new Instance(module, options);
        _module = module.Data;
        _context = _instance.Context;
    }

    /// <summary>Makes the instance ready and runs its start function.</summary>
    public readonly Instance Run()
    {
        _instance.Enter();
        try
        {
            _instance.Group.Add(_instance);
            AddImports();
            MakeTags();
            if ((_module->UsedFeatures & WasmFeatures.Gc) != 0)
            {
                _instance.UseHeap(_options.MaxGcHeapBytes);
            }

            AllocateTables();
            AllocateMemories();
            InitializeGlobals();
            InitializeTables();
            EvaluatePassiveElements();
            CopyActiveElements();
            CopyActiveData();
            Start();
        }
        catch
        {
            // Its functions may be in imported tables by now; the group knows how long it is needed.
            _instance.Dispose();
            throw;
        }
        finally
        {
            _instance.Leave();
        }

        return _instance;
    }

    private readonly void AddImports()
    {
        for (int i = 0; i < _imports.Length; i++)
        {
            int index = _module->Imports[i].Index;
            switch (_imports[i])
            {
                case Function function:
                    AddFunction(index, function);
                    break;
                case Table table:
                    _instance.Join(table.Group);
                    _instance.Tables[index] = table;
                    _context->Tables[index] = table.Data;
                    break;
                case Memory memory:
                    if (memory.IsShared)
                    {
                        // Other instances run meanwhile: a shared memory unites nobody.
                        memory.AddUser();
                    }
                    else
                    {
                        _instance.Join(memory.Group);
                    }

                    _instance.Memories[index] = memory;
                    _context->Memories[index] = memory.Data;
                    break;
                case Global global:
                    AddGlobal(index, global);
                    break;
                case Tag tag:
                    AddTag(index, tag);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    private readonly void AddFunction(int index, Function function)
    {
        if (function.Instance is Instance owner)
        {
            _instance.Join(owner.Group);
            owner.ThrowIfFreed();
        }
        else
        {
            _instance.AddHostFunction(function.Host!);
        }

        _context->References[index] = function.Reference;
    }

    private readonly void AddGlobal(int index, Global global)
    {
        if (global.IsShared)
        {
            _instance.Join(global.Group);
            _instance.AddImportedGlobal(index, global);
            _context->Globals[index] = global.Cell;
            if (global.Type is GlobalType { Value.Kind: ValueKind.V128 })
            {
                _context->GlobalHighs[index] = global.HighCell;
            }
        }
        else
        {
            // Nobody can tell a copy from the original.
            ulong* cell = _context->Globals[index];
            global.Value.Store(cell, _context->GlobalHighs == null ? 0 : (nint)(_context->GlobalHighs[index] - cell), _instance.Group);
        }
    }

    private readonly void MakeTags()
    {
        for (int i = _module->ImportedTags; i < _module->Tags.Count; i++)
        {
            AddTag(i, new Tag(new TagType(TypeRegistry.ToFuncType(_module, (int)_module->Tags[i].TypeIndex))));
        }
    }

    private readonly void AddTag(int index, Tag tag)
    {
        _instance.Group.AddTag(tag);
        _instance.Tags[index] = tag;
        _context->Tags[index] = tag.Data;
    }

    private readonly void AllocateTables()
    {
        ulong total = 0;
        for (int i = _module->ImportedTables; i < _module->Tables.Count; i++)
        {
            TableTypeData data = _module->Tables[i];
            if (data.Limits.Minimum > _options.MaxTableElements - total)
            {
                throw new InstantiationException(
                    $"The module needs tables of {(UInt128)total + data.Limits.Minimum:N0} elements or more; {_options.MaxTableElements:N0} are allowed.");
            }

            total += data.Limits.Minimum;

            Table table = new(data.ToTableType(_module), _options.MaxTableElements, _instance.Group);
            _instance.Group.Add(table);
            _instance.Tables[i] = table;
            _context->Tables[i] = table.Data;
        }
    }

    private readonly void AllocateMemories()
    {
        MemoryBudget budget = new(_options.MaxMemoryBytes);
        for (int i = _module->ImportedMemories; i < _module->Memories.Count; i++)
        {
            Memory<byte> buffer = i == _module->ImportedMemories ? _options.MemoryBuffer : default;
            Memory memory = new(_module->Memories[i].ToMemoryType(), budget, buffer, _instance.Group);
            if (!memory.IsShared)
            {
                _instance.Group.Add(memory);
            }

            _instance.Memories[i] = memory;
            _context->Memories[i] = memory.Data;
        }
    }

    private readonly void InitializeGlobals()
    {
        for (int i = _module->ImportedGlobals; i < _module->Globals.Count; i++)
        {
            ConstantExpression.InitializeGlobal(default(InstanceHost), _instance.Stack, _context, i, _module->Bytes + _module->Globals[i].Initializer.Offset, out TrapKind trap);
            if (trap != TrapKind.None)
            {
                throw new TrapException(trap, []);
            }
        }
    }

    private readonly void InitializeTables()
    {
        for (int i = _module->ImportedTables; i < _module->Tables.Count; i++)
        {
            ByteRange initializer = _module->Tables[i].Initializer;
            if (initializer.Length != 0)
            {
                TableData* table = _context->Tables[i];
                new Span<ulong>(table->Items, (int)table->Size).Fill(Evaluate(initializer));
            }
        }
    }

    private readonly void EvaluatePassiveElements()
    {
        for (int i = 0; i < _module->Elements.Count; i++)
        {
            // The segments of others stay empty: they count as dropped from the beginning.
            if (_module->Elements[i].Mode == SegmentMode.Passive)
            {
                EvaluateItems(_module->Elements[i], _context->ElementSegments[i].Items);
            }
        }
    }

    private readonly void CopyActiveElements()
    {
        for (int i = 0; i < _module->Elements.Count; i++)
        {
            ElementData element = _module->Elements[i];
            if (element.Mode != SegmentMode.Active)
            {
                continue;
            }

            ulong offset = Evaluate(element.Offset);
            TableData* table = _context->Tables[element.Table];
            if (BulkOperations.Beyond(offset, (uint)element.Count, table->Size))
            {
                throw new TrapException(TrapKind.TableOutOfBounds, []);
            }

            EvaluateItems(element, table->Items + offset);
        }
    }

    private readonly void CopyActiveData()
    {
        for (int i = 0; i < _module->Data.Count; i++)
        {
            DataData data = _module->Data[i];
            if (data.Mode != SegmentMode.Active)
            {
                continue;
            }

            ulong offset = Evaluate(data.Offset);
            MemoryData* memory = _context->Memories[data.Memory];
            if (BulkOperations.Beyond(offset, (uint)data.Bytes.Length, memory->Size))
            {
                throw new TrapException(TrapKind.MemoryOutOfBounds, []);
            }

            new ReadOnlySpan<byte>(_module->Bytes + data.Bytes.Offset, data.Bytes.Length).CopyTo(new Span<byte>(memory->Base + offset, data.Bytes.Length));
        }
    }

    private readonly void Start()
    {
        _instance.AddSuperinstructions();
        if (_module->StartFunction < 0)
        {
            return;
        }

        FunctionReference* start = _context->References[_module->StartFunction];
        Invocation invocation = new(start->Owner == null ? _instance : InstanceHost.InstanceOf(start->Owner), start);
        try
        {
            CallStatus status = invocation.Run();
            if (status != CallStatus.Finished)
            {
                throw status == CallStatus.Trapped ? invocation.CreateTrapException() : invocation.GetException(withFrames: true);
            }
        }
        finally
        {
            invocation.Dispose();
        }
    }

    private readonly void EvaluateItems(ElementData element, ulong* target)
    {
        ReadOnlySpan<uint> items = _module->ElementItems.Span.Slice(element.First, element.Count);
        foreach (uint item in items)
        {
            *target++ = element.Expressions ? EvaluateAt((int)item) : (ulong)_context->References[item];
        }
    }

    private readonly ulong Evaluate(ByteRange expression) => EvaluateAt(expression.Offset);

    private readonly ulong EvaluateAt(int offset)
    {
        ulong value = ConstantExpression.Evaluate(default(InstanceHost), _instance.Stack, _context, _module->Bytes + offset, out TrapKind trap);
        return trap == TrapKind.None ? value : throw new TrapException(trap, []);
    }
}
