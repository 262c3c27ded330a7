// The type section.
namespace NanoWasm.Binary;

/// <content>Recursive groups of types (specification 5.5.4 and 3.2.6).</content>
internal unsafe partial struct ModuleParser
{
    private const byte FunctionForm = 0x60;
    private const byte StructForm = 0x5F;
    private const byte ArrayForm = 0x5E;
    private const byte SubForm = 0x50;
    private const byte FinalSubForm = 0x4F;
    private const byte GroupForm = 0x4E;

    private readonly void ParseTypes()
    {
        TypeCanonicalizer canonicalizer = new(_module);
        int count = _reader->ReadCount(ImplementationLimits.Types, LimitedItem.Types);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            ParseGroup(ref canonicalizer);
        }

        canonicalizer.Free();
    }

    private readonly void ParseGroup(ref TypeCanonicalizer canonicalizer)
    {
        int start = _module->Types.Count;
        int size = 1;
        if (_reader->Position != _reader->End && *_reader->Position == GroupForm)
        {
            _reader->Require(WasmFeatures.Gc, _reader->Position);
            _reader->ReadByte();
            size = _reader->ReadCount(ImplementationLimits.Types, LimitedItem.Types, start);
        }

        _reader->TypeLimit = start + size;
        byte* at = _reader->Position;
        for (int i = 0; i < size && !_reader->Failed; i++)
        {
            ParseSubtype(start, size);
        }

        if (_reader->Failed)
        {
            return;
        }

        for (int i = start; i < start + size; i++)
        {
            TypeData type = _module->Types[i];
            if (type.Super >= 0 && !TypeMatching.IsValidSubtype(_module, type, _module->Types[type.Super]))
            {
                _reader->Fail(ErrorCode.SubtypeMismatch, at, (ulong)i, (ulong)type.Super);
                return;
            }
        }

        Keep(canonicalizer.Add(start, size));
    }

    private readonly void ParseSubtype(int groupStart, int groupSize)
    {
        int index = _module->Types.Count;
        TypeData type = new()
        {
            Canonical = index,
            Super = -1,
            Jump = index,
            GroupStart = groupStart,
            GroupSize = groupSize,
            Final = true,
        };
        byte* at = _reader->Position;
        byte form = _reader->ReadByte();
        if (form is SubForm or FinalSubForm)
        {
            _reader->Require(WasmFeatures.Gc, at);
            type.Final = form == FinalSubForm;
            ParseSuper(ref type, index);
            at = _reader->Position;
            form = _reader->ReadByte();
        }

        ParseComposite(ref type, form, at);
        if (!_reader->Failed)
        {
            Keep(_module->Types.Add(type));
        }
    }

    private readonly void ParseSuper(ref TypeData type, int index)
    {
        byte* at = _reader->Position;
        uint count = _reader->ReadU32();
        if (count > 1)
        {
            _reader->Fail(ErrorCode.SeveralSupertypes, at, count);
        }

        if (count == 0 || _reader->Failed)
        {
            return;
        }

        at = _reader->Position;
        uint super = _reader->ReadU32();
        if (_reader->Failed || super >= (uint)index)
        {
            _reader->Fail(ErrorCode.UnknownType, at, super, (ulong)index);
            return;
        }

        type.Super = _module->Types[(int)super].Canonical;
        TypeData above = _module->Types[type.Super];
        if (above.Final)
        {
            _reader->Fail(ErrorCode.FinalSupertype, at, super);
        }
        else if (above.Depth == TypeData.MaxDepth)
        {
            _reader->Fail(ErrorCode.SubtypingTooDeep, at, TypeData.MaxDepth);
        }
        else
        {
            // Two jumps of the same length become one that is twice as long: so every ancestor is a few jumps away.
            TypeData jump = _module->Types[above.Jump];
            type.Depth = (byte)(above.Depth + 1);
            type.Jump = above.Depth - jump.Depth == jump.Depth - _module->Types[jump.Jump].Depth ? jump.Jump : type.Super;
        }
    }

    private readonly void ParseComposite(ref TypeData type, byte form, byte* at)
    {
        type.First = _module->ValTypes.Count;
        switch (form)
        {
            case FunctionForm:
                type.Kind = TypeKind.Function;
                type.ParameterCount = ParseValueTypes(ImplementationLimits.Parameters, LimitedItem.Parameters);
                byte* resultsAt = _reader->Position;
                type.ResultCount = ParseValueTypes(ImplementationLimits.Results, LimitedItem.Results);
                if (type.ResultCount > 1)
                {
                    _reader->Require(WasmFeatures.MultiValue, resultsAt);
                }

                break;
            case StructForm:
                type.Kind = TypeKind.Struct;
                type.ParameterCount = _reader->Require(WasmFeatures.Gc, at) ? ParseFields() : 0;
                break;
            case ArrayForm:
                type.Kind = TypeKind.Array;
                type.ParameterCount = 1;
                if (_reader->Require(WasmFeatures.Gc, at))
                {
                    Keep(_module->ValTypes.Add(_reader->ReadFieldType()));
                }

                break;
            case >= 0x80:
                _reader->Fail(ErrorCode.IntegerTooLong, at, 7);
                break;
            default:
                _reader->Fail(ErrorCode.DefinitionType, at, form);
                break;
        }
    }

    private readonly int ParseValueTypes(uint limit, LimitedItem item)
    {
        int count = _reader->ReadCount(limit, item);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            Keep(_module->ValTypes.Add(_reader->ReadValueType()));
        }

        return count;
    }

    private readonly int ParseFields()
    {
        int count = _reader->ReadCount(ImplementationLimits.Fields, LimitedItem.Fields);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            Keep(_module->ValTypes.Add(_reader->ReadFieldType()));
        }

        return count;
    }
}
