// Imports, functions, tables, memories, globals, exports and the start function.
using NanoWasm.Execution;

namespace NanoWasm.Binary;

/// <content>Sections that declare things.</content>
internal unsafe partial struct ModuleParser
{
    private readonly void ParseImports()
    {
        int count = _reader->ReadCount(ImplementationLimits.Imports, LimitedItem.Imports);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            ImportData import = new() { Module = _reader->ReadName(), Name = _reader->ReadName() };
            byte* at = _reader->Position;
            import.Kind = (ExternalKind)_reader->ReadByte();
            switch (import.Kind)
            {
                case ExternalKind.Function:
                    import.Index = _module->Functions.Count;
                    ParseFunction();
                    _module->ImportedFunctions = _module->Functions.Count;
                    break;
                case ExternalKind.Table:
                    import.Index = _module->Tables.Count;
                    ParseTable();
                    _module->ImportedTables = _module->Tables.Count;
                    break;
                case ExternalKind.Memory:
                    import.Index = _module->Memories.Count;
                    ParseMemory();
                    _module->ImportedMemories = _module->Memories.Count;
                    break;
                case ExternalKind.Global:
                    import.Index = _module->Globals.Count;
                    byte* globalAt = _reader->Position;
                    GlobalData global = ParseGlobalType();
                    if (global.Mutable)
                    {
                        _reader->Require(WasmFeatures.MutableGlobals, globalAt);
                    }

                    Keep(_module->Globals.Add(global));
                    _module->ImportedGlobals = _module->Globals.Count;
                    break;
                case ExternalKind.Tag:
                    import.Index = _module->Tags.Count;
                    ParseTag();
                    _module->ImportedTags = _module->Tags.Count;
                    break;
                default:
                    _reader->Fail(ErrorCode.ImportKind, at, (ulong)import.Kind);
                    break;
            }

            Keep(_module->Imports.Add(import));
        }

        if (_module->Functions.Count > ImplementationLimits.Functions)
        {
            _reader->Fail(ErrorCode.TooManyItems, _reader->Position, (ulong)_module->Functions.Count, (ulong)LimitedItem.Functions);
        }
    }

    private readonly void ParseFunctions()
    {
        int count = _reader->ReadCount(ImplementationLimits.Functions, LimitedItem.Functions, _module->Functions.Count);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            ParseFunction();
        }
    }

    /// <summary>Reads a function's type index and adds the function; the code section completes those that are no imports.</summary>
    private readonly void ParseFunction()
    {
        byte* at = _reader->Position;
        int type = _reader->ReadTypeIndex();
        if (_reader->Failed || _module->Types[type].Kind != TypeKind.Function)
        {
            _reader->Fail(ErrorCode.NoFunctionType, at, (ulong)type);
            return;
        }

        Keep(_module->Functions.Add(new FunctionData
        {
            FrameSize = FunctionData.ImportFrameSize,
            ParameterCount = (ushort)_module->Types[type].ParameterCount,
            ResultCount = (ushort)_module->Types[type].ResultCount,
            TypeIndex = (uint)type,
            Index = (uint)_module->Functions.Count,
        }));
    }

    private readonly void ParseTables()
    {
        int count = _reader->ReadCount(ImplementationLimits.Tables, LimitedItem.Tables, _module->Tables.Count);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            byte* at = _reader->Position;
            bool initialized = _reader->Position != _reader->End && *_reader->Position == 0x40;
            if (initialized && _reader->Require(WasmFeatures.FunctionReferences, at))
            {
                _reader->ReadByte();
                byte* zeroAt = _reader->Position;
                byte zero = _reader->ReadByte();
                if (zero != 0)
                {
                    _reader->Fail(ErrorCode.TableInitializer, zeroAt, zero);
                }
            }

            ParseTable();
            if (_reader->Failed)
            {
                return;
            }

            ref TableTypeData table = ref _module->Tables[_module->Tables.Count - 1];
            if (initialized)
            {
                table.Initializer = ParseConstant(table.ElementType);
            }
            else if (!table.ElementType.IsDefaultable())
            {
                _reader->Fail(ErrorCode.TableWithoutInitializer, at, (ulong)table.ElementType);
            }
        }
    }

    private readonly void ParseTable()
    {
        byte* at = _reader->Position;
        TableTypeData table = new() { ElementType = _reader->ReadReferenceType(), Limits = _reader->ReadTableLimits() };
        if (_module->Tables.Count != 0)
        {
            _reader->Require(WasmFeatures.ReferenceTypes, at);
        }

        _module->GeneralMemory |= table.Limits.Is64;
        Keep(_module->Tables.Add(table));
    }

    private readonly void ParseMemories()
    {
        int count = _reader->ReadCount(ImplementationLimits.Memories, LimitedItem.Memories, _module->Memories.Count);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            ParseMemory();
        }
    }

    private readonly void ParseMemory()
    {
        byte* at = _reader->Position;
        MemoryTypeData memory = _reader->ReadMemoryType();
        if (_module->Memories.Count != 0)
        {
            _reader->Require(WasmFeatures.MultiMemory, at);
        }

        if (_module->Memories.Count >= ImplementationLimits.Memories)
        {
            _reader->Fail(ErrorCode.TooManyItems, at, (ulong)_module->Memories.Count + 1, (ulong)LimitedItem.Memories);
        }

        _module->GeneralMemory |= _module->Memories.Count != 0 || memory.Limits.Is64;
        Keep(_module->Memories.Add(memory));
    }

    private readonly void ParseGlobals()
    {
        int count = _reader->ReadCount(ImplementationLimits.Globals, LimitedItem.Globals, _module->Globals.Count);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            GlobalData global = ParseGlobalType();
            global.Initializer = ParseConstant(global.Type);
            Keep(_module->Globals.Add(global));
        }
    }

    private readonly GlobalData ParseGlobalType()
    {
        GlobalData global = new() { Type = _reader->ReadValueType() };
        global.Mutable = _reader->ReadMutability();
        return global;
    }

    private readonly void ParseExports()
    {
        int count = _reader->ReadCount(ImplementationLimits.Exports, LimitedItem.Exports);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            ParseExport();
        }

        if (!_reader->Failed)
        {
            ExportNames.CheckUnique(_module, _reader);
        }
    }

    private readonly void ParseExport()
    {
        ByteRange name = _reader->ReadName();
        byte* kindAt = _reader->Position;
        ExternalKind kind = (ExternalKind)_reader->ReadByte();
        byte* at = _reader->Position;
        uint index = _reader->ReadU32();
        switch (kind)
        {
            case ExternalKind.Function:
                CheckIndex(index, _module->Functions.Count, ErrorCode.UnknownFunction, at);
                _validator->Declare(index);
                break;
            case ExternalKind.Table:
                CheckIndex(index, _module->Tables.Count, ErrorCode.UnknownTable, at);
                break;
            case ExternalKind.Memory:
                CheckIndex(index, _module->Memories.Count, ErrorCode.UnknownMemory, at);
                break;
            case ExternalKind.Global:
                if (CheckIndex(index, _module->Globals.Count, ErrorCode.UnknownGlobal, at) && _module->Globals[(int)index].Mutable)
                {
                    _reader->Require(WasmFeatures.MutableGlobals, at);
                }

                break;
            case ExternalKind.Tag:
                CheckIndex(index, _module->Tags.Count, ErrorCode.UnknownTag, at);
                break;
            default:
                _reader->Fail(ErrorCode.ExportKind, kindAt, (ulong)kind);
                break;
        }

        Keep(_module->Exports.Add(new ExportData { Name = name, Kind = kind, Index = (int)index }));
    }

    private readonly void ParseStart()
    {
        byte* at = _reader->Position;
        uint index = _reader->ReadU32();
        if (!CheckIndex(index, _module->Functions.Count, ErrorCode.UnknownFunction, at))
        {
            return;
        }

        FunctionData function = _module->Functions[(int)index];
        if (function.ParameterCount != 0 || function.ResultCount != 0)
        {
            _reader->Fail(ErrorCode.StartFunction, at, index);
        }

        _module->StartFunction = (int)index;
    }

    private readonly bool CheckIndex(uint index, int count, ErrorCode unknown, byte* at) =>
        !_reader->Failed && (index < (uint)count || _reader->Fail(unknown, at, index, (ulong)count));

    private readonly ByteRange ParseConstant(ValType type)
    {
        int offset = _reader->Offset;
        _validator->ValidateConstant(type);
        return new ByteRange { Offset = offset, Length = _reader->Offset - offset };
    }
}
