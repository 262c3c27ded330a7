// Parses and validates a module in one pass over its bytes.
using NanoWasm.Execution;
using NanoWasm.Validation;

namespace NanoWasm.Binary;

/// <summary>
/// Reads a module section by section (specification 5.5) into a <see cref="ModuleData"/>. Function bodies and constant expressions are validated where
/// they are met, because everything that they refer to comes before them. Allocates nothing managed and throws nothing (but for want of native memory);
/// work and memory are linear in the module's size.
/// </summary>
/// <remarks>Unsafe: bytes are read through <see cref="ModuleReader"/>, which compares with the end. Pointers into buffers are not kept while the buffers grow.</remarks>
[AllocationFree]
internal unsafe partial struct ModuleParser
{
    private const uint Magic = 0x6D736100;

    private const uint Version = 1;

    private readonly ModuleData* _module;
    private readonly ModuleReader* _reader;
    private readonly FunctionValidator* _validator;
    private int _codeCount;

    private ModuleParser(ModuleData* module, ModuleReader* reader, FunctionValidator* validator)
    {
        _module = module;
        _reader = reader;
        _validator = validator;
    }

    /// <summary>Parses and validates a module.</summary>
    /// <param name="module">Where the bytes are, else empty; filled. The caller frees it, whatever happens.</param>
    /// <returns>What is wrong with the module; <see cref="ErrorCode.None"/> if it is valid.</returns>
    public static ModuleError Parse(ModuleData* module)
    {
        ModuleReader reader = new(module->Bytes, module->Length, module->EnabledFeatures, module);
        FunctionValidator validator = new(module, &reader);
        try
        {
            ModuleParser parser = new(module, &reader, &validator);
            parser.ParseModule();
        }
        finally
        {
            module->ScratchBytes = validator.Bytes;
            validator.Free();
        }

        return reader.Error;
    }

    private void ParseModule()
    {
        _module->StartFunction = -1;
        _module->DataCount = -1;
        if (!BlockTypes.AddSingles(ref _module->ValTypes))
        {
            _reader->Fail(ErrorCode.OutOfWorkspace, _reader->Start);
        }

        ParseHeader();
        int rank = 0;
        while (!_reader->Failed && _reader->Position != _reader->End)
        {
            ParseSection(ref rank);
        }

        if (!_reader->Failed)
        {
            CheckCounts();
        }

        if (!_reader->Failed)
        {
            Complete();
        }
    }

    private readonly void ParseHeader()
    {
        if (_reader->Remaining < sizeof(uint))
        {
            _reader->Fail(ErrorCode.UnexpectedEnd, _reader->End);
        }
        else if (ReadHeaderWord() != Magic)
        {
            _reader->Fail(ErrorCode.MagicNotDetected, _reader->Start);
        }
        else if (_reader->Remaining < sizeof(uint))
        {
            _reader->Fail(ErrorCode.UnexpectedEnd, _reader->End);
        }
        else
        {
            byte* at = _reader->Position;
            uint version = ReadHeaderWord();
            if (version != Version)
            {
                _reader->Fail(ErrorCode.UnknownVersion, at, version);
            }
        }
    }

    private readonly uint ReadHeaderWord()
    {
        uint word = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            word |= (uint)_reader->ReadByte() << shift;
        }

        return word;
    }

    private void ParseSection(ref int rank)
    {
        byte* at = _reader->Position;
        byte id = _reader->ReadByte();
        if (id > SectionIds.Largest)
        {
            _reader->Fail(ErrorCode.SectionId, at, id);
            return;
        }

        int length = _reader->ReadLength();
        if (_reader->Failed)
        {
            return;
        }

        SectionData section = new() { Id = id, Contents = new ByteRange { Offset = _reader->Offset, Length = length } };
        byte* end = _reader->Position + length;
        Keep(_module->Sections.Add(section));
        if (id == (byte)SectionId.Custom)
        {
            ParseCustomSection(end);
            return;
        }

        if (SectionIds.Rank((SectionId)id) <= rank)
        {
            _reader->Fail(ErrorCode.SectionOrder, at, id);
            return;
        }

        rank = SectionIds.Rank((SectionId)id);
        ParseContents((SectionId)id, at);
        if (!_reader->Failed && _reader->Position != end)
        {
            _reader->Fail(ErrorCode.SectionSizeMismatch, at, id, (ulong)(_reader->Position - end + length));
        }
    }

    private void ParseContents(SectionId id, byte* at)
    {
        switch (id)
        {
            case SectionId.Type:
                ParseTypes();
                break;
            case SectionId.Import:
                ParseImports();
                break;
            case SectionId.Function:
                ParseFunctions();
                break;
            case SectionId.Table:
                ParseTables();
                break;
            case SectionId.Memory:
                ParseMemories();
                break;
            case SectionId.Tag:
                ParseTags();
                break;
            case SectionId.Global:
                ParseGlobals();
                break;
            case SectionId.Export:
                ParseExports();
                break;
            case SectionId.Start:
                ParseStart();
                break;
            case SectionId.Element:
                ParseElements();
                break;
            case SectionId.DataCount:
                ParseDataCount(at);
                break;
            case SectionId.Code:
                ParseCode();
                break;
            case SectionId.Data:
            default:
                ParseData(at);
                break;
        }
    }

    private readonly void ParseCustomSection(byte* end)
    {
        ByteRange name = _reader->ReadName();
        if (_reader->Failed)
        {
            return;
        }

        if (_reader->Position > end)
        {
            _reader->Fail(ErrorCode.UnexpectedEnd, end);
            return;
        }

        ByteRange contents = new() { Offset = _reader->Offset, Length = (int)(end - _reader->Position) };
        Keep(_module->CustomSections.Add(new CustomSectionData { Name = name, Contents = contents }));
        _reader->Position = end;
    }

    /// <summary>What can only be known once all sections have been read.</summary>
    private readonly void CheckCounts()
    {
        int functions = _module->Functions.Count - _module->ImportedFunctions;
        if (_codeCount != functions)
        {
            _reader->Fail(ErrorCode.FunctionAndCodeCount, _reader->End, (ulong)functions, (ulong)_codeCount);
        }

        if (_module->DataCount >= 0 && _module->DataCount != _module->Data.Count)
        {
            _reader->Fail(ErrorCode.DataCountMismatch, _reader->End, (ulong)_module->DataCount, (ulong)_module->Data.Count);
        }
    }

    /// <summary>Gives back spare memory and turns side-table indices into pointers, now that nothing moves any more.</summary>
    private readonly void Complete()
    {
        _module->Trim();
        for (int i = _module->ImportedFunctions; i < _module->Functions.Count; i++)
        {
            ref FunctionData function = ref _module->Functions[i];
            function.SideTable = _module->SideTable.Items + (nint)function.SideTable;
        }

        _validator->Collect(ref _module->UsedOpcodes);
        _module->UsedFeatures = _reader->Features;
    }

    /// <summary>Turns a full workspace into an error.</summary>
    private readonly void Keep(bool added)
    {
        if (!added)
        {
            _reader->Fail(ErrorCode.OutOfWorkspace, _reader->Position);
        }
    }
}
