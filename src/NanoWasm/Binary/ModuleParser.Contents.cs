// Element segments, code and data.

namespace NanoWasm.Binary;

/// <content>Sections with contents: element segments, function bodies, data segments.</content>
internal unsafe partial struct ModuleParser
{
    private readonly void ParseElements()
    {
        int count = _reader->ReadCount(ImplementationLimits.ElementSegments, LimitedItem.ElementSegments);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            ParseElement();
        }
    }

    /// <summary>
    /// Reads an element segment (specification 5.5.12). Bit 0 of its flags: passive or declarative; bit 1: declarative, or has a table index;
    /// bit 2: items are expressions.
    /// </summary>
    private readonly void ParseElement()
    {
        byte* at = _reader->Position;
        uint flags = _reader->ReadU32();
        if (flags > 7)
        {
            _reader->Fail(ErrorCode.ElementSegmentKind, at, flags);
            return;
        }

        if (flags != 0 && !_reader->Require(WasmFeatures.BulkMemory, at))
        {
            return;
        }

        if ((flags & 3) == 3 && !_reader->Require(WasmFeatures.ReferenceTypes, at))
        {
            // A declarative segment.
            return;
        }

        bool active = (flags & 1) == 0;
        bool expressions = (flags & 4) != 0;
        ElementData segment = new() { Mode = active ? SegmentMode.Active : (flags & 2) == 0 ? SegmentMode.Passive : SegmentMode.Declarative, Expressions = expressions };
        byte* tableAt = _reader->Position;
        if (active)
        {
            segment.Table = (flags & 2) != 0 ? (int)_reader->ReadU32() : 0;
            CheckIndex((uint)segment.Table, _module->Tables.Count, ErrorCode.UnknownTable, tableAt);
            segment.Offset = ParseConstant(_reader->Failed ? ValType.I32 : _module->Tables[segment.Table].Limits.AddressType);
        }

        segment.Type = (flags & 3) == 0 ? (expressions ? ValType.FuncRef : ValType.FuncRef.WithoutNull()) : expressions ? _reader->ReadReferenceType() : ReadElementKind();
        if (!_reader->Failed && active && !TypeMatching.Matches(_module, segment.Type, _module->Tables[segment.Table].ElementType))
        {
            _reader->Fail(ErrorCode.TypeMismatchElements, tableAt, (ulong)_module->Tables[segment.Table].ElementType, (ulong)segment.Type);
        }

        segment.First = _module->ElementItems.Count;
        segment.Count = ParseElementItems(segment);
        Keep(_module->Elements.Add(segment));
    }

    private readonly int ParseElementItems(ElementData segment)
    {
        int count = _reader->ReadCount(ImplementationLimits.ElementItems, LimitedItem.ElementItems);
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            if (segment.Expressions)
            {
                Keep(_module->ElementItems.Add((uint)ParseConstant(segment.Type).Offset));
                continue;
            }

            byte* at = _reader->Position;
            uint function = _reader->ReadU32();
            if (CheckIndex(function, _module->Functions.Count, ErrorCode.UnknownFunction, at))
            {
                _validator->Declare(function);
                Keep(_module->ElementItems.Add(function));
            }
        }

        return count;
    }

    private readonly ValType ReadElementKind()
    {
        byte* at = _reader->Position;
        byte kind = _reader->ReadByte();
        if (kind != 0)
        {
            _reader->Fail(ErrorCode.ElementKind, at, kind);
        }

        return ValType.FuncRef.WithoutNull();
    }

    private readonly void ParseDataCount(byte* at)
    {
        if (_reader->Require(WasmFeatures.BulkMemory, at))
        {
            _module->DataCount = _reader->ReadCount(ImplementationLimits.DataSegments, LimitedItem.DataSegments);
        }
    }

    private void ParseCode()
    {
        byte* at = _reader->Position;
        uint count = _reader->ReadU32();
        int functions = _module->Functions.Count - _module->ImportedFunctions;
        if (count > (uint)functions)
        {
            _reader->Fail(ErrorCode.FunctionAndCodeCount, at, (ulong)functions, count);
            return;
        }

        _codeCount = (int)count;
        for (int i = 0; i < _codeCount && !_reader->Failed; i++)
        {
            ParseBody(_module->ImportedFunctions + i);
        }
    }

    private readonly void ParseBody(int function)
    {
        byte* at = _reader->Position;
        int length = _reader->ReadLength();
        _reader->Function = function;
        if (length > ImplementationLimits.FunctionBytes)
        {
            _reader->Fail(ErrorCode.FunctionTooLarge, at, (ulong)length);
        }

        if (_reader->Failed)
        {
            return;
        }

        byte* end = _reader->Position + length;
        _validator->ValidateFunction(ref _module->Functions[function]);
        if (!_reader->Failed && _reader->Position != end)
        {
            _reader->Fail(ErrorCode.BodySizeMismatch, at, (ulong)length, (ulong)(_reader->Position - end + length));
        }

        _module->CodeBytes += length;
        _reader->Function = -1;
    }

    private readonly void ParseData(byte* at)
    {
        int count = _reader->ReadCount(ImplementationLimits.DataSegments, LimitedItem.DataSegments);
        if (!_reader->Failed && _module->DataCount >= 0 && _module->DataCount != count)
        {
            _reader->Fail(ErrorCode.DataCountMismatch, at, (ulong)_module->DataCount, (ulong)count);
        }

        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            ParseDataSegment();
        }
    }

    private readonly void ParseDataSegment()
    {
        byte* at = _reader->Position;
        uint kind = _reader->ReadU32();
        if (kind > 2)
        {
            _reader->Fail(ErrorCode.DataSegmentKind, at, kind);
            return;
        }

        if (kind != 0 && !_reader->Require(WasmFeatures.BulkMemory, at))
        {
            return;
        }

        DataData segment = new() { Mode = kind == 1 ? SegmentMode.Passive : SegmentMode.Active };
        if (segment.Mode == SegmentMode.Active)
        {
            byte* memoryAt = _reader->Position;
            segment.Memory = kind == 2 ? (int)_reader->ReadU32() : 0;
            CheckIndex((uint)segment.Memory, _module->Memories.Count, ErrorCode.UnknownMemory, memoryAt);
            segment.Offset = ParseConstant(_reader->Failed ? ValType.I32 : _module->Memories[segment.Memory].Limits.AddressType);
        }

        uint length = _reader->ReadU32();
        if (length > (uint)_reader->Remaining)
        {
            _reader->Fail(ErrorCode.UnexpectedEnd, _reader->End);
            return;
        }

        segment.Bytes = new ByteRange { Offset = _reader->Offset, Length = (int)length };
        _reader->Skip((int)length);
        Keep(_module->Data.Add(segment));
    }
}
