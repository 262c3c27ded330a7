// Checks of immediates, and rules that a signature cannot express.
using System.Runtime.CompilerServices;
using NanoWasm.Binary;

namespace NanoWasm.Validation;

/// <content>
/// What immediates name must exist. <c>start</c> is the instruction. Types of <see cref="ValType.Bottom"/> and false mean that there was an error.
/// </content>
internal unsafe partial struct FunctionValidator
{
    /// <summary>Reads a u32 of any length into <see cref="_number"/>.</summary>
    [MethodImpl(HotCode.Options | MethodImplOptions.NoInlining)]
    private bool ReadWideNumber(byte* p)
    {
        // The usual two bytes; a byte that goes on is followed by another one, or the number is malformed.
        if (_reader->End - p >= 2 && p[1] < 0x80)
        {
            _number = (uint)((p[0] & 0x7F) | (p[1] << 7));
            _reader->Position = p + 2;
            return true;
        }

        _reader->Position = p;
        _number = _reader->ReadU32();
        return !_reader->Failed;
    }

    /// <summary>Reads a memarg (specification 5.4.7) of any length.</summary>
    /// <param name="p">Where it begins.</param>
    /// <param name="start">The instruction.</param>
    /// <param name="largest">The largest alignment, as an exponent of 2.</param>
    [MethodImpl(HotCode.Options | MethodImplOptions.NoInlining)]
    private bool ReadMemarg(byte* p, byte* start, uint largest)
    {
        // Usually the alignment takes one byte and the offset two or three.
        _addressType = ValType.I32;
        if (_reader->End - p >= 4 && p[0] <= largest && (p[2] < 0x80 || p[3] < 0x80) && HasMemory32)
        {
            _reader->Position = p[1] < 0x80 ? p + 2 : p[2] < 0x80 ? p + 3 : p + 4;
            return true;
        }

        return ReadAnyMemarg(p, start, largest, ErrorCode.Alignment);
    }

    /// <summary>Reads the memarg of an atomic instruction.</summary>
    /// <param name="p">Where it begins.</param>
    /// <param name="start">The instruction.</param>
    /// <param name="natural">The alignment that it must have, as an exponent of 2.</param>
    private bool ReadAtomicMemarg(byte* p, byte* start, uint natural) => ReadAnyMemarg(p, start, natural, ErrorCode.AtomicAlignment);

    /// <summary>Reads a memarg, and sets <see cref="_addressType"/>.</summary>
    private bool ReadAnyMemarg(byte* p, byte* start, uint natural, ErrorCode wrongAlignment)
    {
        _reader->Position = p;
        uint align = _reader->ReadU32();
        if (align >= 0x80)
        {
            // The alignment has six bits, and a flag for the index of a memory.
            return _reader->Fail(ErrorCode.MemopFlags, p, align);
        }

        uint memory = 0;
        if (align >= 0x40)
        {
            align -= 0x40;
            memory = _reader->ReadU32();
            _reader->Require(WasmFeatures.MultiMemory, p);
            _module->GeneralMemory = true;
        }

        byte* offsetAt = _reader->Position;
        ulong offset = _reader->ReadU64();
        _module->GeneralMemory |= _reader->Position - offsetAt > sizeof(ulong);
        if (!CheckMemory(memory, start))
        {
            return false;
        }

        if (align > natural || (align < natural && wrongAlignment == ErrorCode.AtomicAlignment))
        {
            return _reader->Fail(wrongAlignment, start, align, natural);
        }

        _addressType = MemoryAddressType(memory);
        return _addressType == ValType.I64 || offset <= uint.MaxValue || _reader->Fail(ErrorCode.OffsetOutOfRange, offsetAt, offset);
    }

    /// <summary>Checks numbers of lanes, a byte each.</summary>
    /// <param name="p">The first one.</param>
    /// <param name="start">The instruction.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="lanes">What all must be below.</param>
    private readonly bool CheckLanes(byte* p, byte* start, int count, uint lanes)
    {
        if (_reader->End - p < count)
        {
            return _reader->Fail(ErrorCode.UnexpectedEnd, _reader->End);
        }

        for (int i = 0; i < count; i++)
        {
            if (p[i] >= lanes)
            {
                return _reader->Fail(ErrorCode.LaneIndex, start, p[i], lanes);
            }
        }

        return true;
    }

    /// <summary>Checks a byte that must be zero.</summary>
    private readonly bool CheckZero(byte* p)
    {
        if (p == _reader->End)
        {
            return _reader->Fail(ErrorCode.UnexpectedEnd, p);
        }

        return *p == 0 || _reader->Fail(ErrorCode.ZeroByteExpected, p, *p);
    }

    /// <summary>Skips an s32.</summary>
    [MethodImpl(HotCode.Options | MethodImplOptions.NoInlining)]
    private readonly bool SkipS32(byte* p)
    {
        // Up to four bytes, a number cannot be too large.
        if (SkipShort(p, 4))
        {
            return true;
        }

        _reader->Position = p;
        _reader->ReadS32();
        return !_reader->Failed;
    }

    /// <summary>Skips an s64.</summary>
    [MethodImpl(HotCode.Options | MethodImplOptions.NoInlining)]
    private readonly bool SkipS64(byte* p)
    {
        // Up to nine bytes, a number cannot be too large.
        if (SkipShort(p, 9))
        {
            return true;
        }

        _reader->Position = p;
        _reader->ReadS64();
        return !_reader->Failed;
    }

    /// <summary>Skips a number if it ends within some bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool SkipShort(byte* p, int most)
    {
        if (_reader->End - p < most)
        {
            return false;
        }

        for (int i = 1; i <= most; i++)
        {
            if (*p++ < 0x80)
            {
                _reader->Position = p;
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the type of a null reference.</summary>
    private readonly ValType ReadHeapType(byte* p)
    {
        _reader->Position = p;
        return _reader->ReadHeapType();
    }

    /// <summary>The type of a local that is not in the flat array, or that has to be set before it is read.</summary>
    private ValType LocalType(uint local, byte* start)
    {
        if (local >= _locals.Count)
        {
            _reader->Fail(ErrorCode.UnknownLocal, start, local, _locals.Count);
            return ValType.Bottom;
        }

        ValType type = _locals.Find(local);
        if (!_locals.MustBeSet(local, type))
        {
            return type;
        }

        if (*start != (byte)Opcode.LocalGet)
        {
            return _locals.Set(local) || FailForRoom() ? type : ValType.Bottom;
        }

        if (!_locals.IsSet(local))
        {
            _reader->Fail(ErrorCode.UninitializedLocal, start, local);
            return ValType.Bottom;
        }

        return type;
    }

    private readonly ValType GlobalType(uint global, byte* start)
    {
        if (global < (uint)_module->Globals.Count)
        {
            return _module->Globals[(int)global].Type;
        }

        _reader->Fail(ErrorCode.UnknownGlobal, start, global, (ulong)_module->Globals.Count);
        return ValType.Bottom;
    }

    private readonly ValType MutableGlobalType(uint global, byte* start)
    {
        ValType type = GlobalType(global, start);
        if (type != ValType.Bottom && !_module->Globals[(int)global].Mutable)
        {
            _reader->Fail(ErrorCode.ImmutableGlobal, start, global);
            return ValType.Bottom;
        }

        return type;
    }

    /// <summary>A global in a constant expression: immutable, and imported, or an earlier one of the module, which later versions of WebAssembly allow.</summary>
    private readonly ValType ConstantGlobalType(uint global, byte* start)
    {
        ValType type = GlobalType(global, start);
        if (type == ValType.Bottom)
        {
            return ValType.Bottom;
        }

        if (_module->Globals[(int)global].Mutable)
        {
            _reader->Fail(ErrorCode.ConstantExpressionRequired, start);
            return ValType.Bottom;
        }

        return global < (uint)_module->ImportedGlobals || _reader->Require(WasmFeatures.ExtendedConst, start) ? type : ValType.Bottom;
    }

    private readonly ValType TableElementType(uint table, byte* start)
    {
        if (table < (uint)_module->Tables.Count)
        {
            return _module->Tables[(int)table].ElementType;
        }

        _reader->Fail(ErrorCode.UnknownTable, start, table, (ulong)_module->Tables.Count);
        return ValType.Bottom;
    }

    private readonly bool CheckFunction(uint function, byte* start) =>
        function < (uint)_module->Functions.Count || _reader->Fail(ErrorCode.UnknownFunction, start, function, (ulong)_module->Functions.Count);

    /// <summary>The type of a reference to a function that must have been declared.</summary>
    private readonly ValType DeclaredFunctionType(uint function, byte* start)
    {
        if (!CheckFunction(function, start))
        {
            return ValType.Bottom;
        }

        if (_declared.Count == 0 || (_declared[(int)(function / 64)] >> (int)(function % 64) & 1) == 0)
        {
            _reader->Fail(ErrorCode.UndeclaredFunction, start, function);
            return ValType.Bottom;
        }

        return FunctionReferenceType(function);
    }

    /// <summary>The type of a function reference in a constant expression, which declares the function.</summary>
    private ValType ConstantFunctionType(uint function, byte* start)
    {
        if (!CheckFunction(function, start))
        {
            return ValType.Bottom;
        }

        Declare(function);
        return FunctionReferenceType(function);
    }

    private readonly ValType FunctionReferenceType(uint function) =>
        ValTypes.Reference((int)_module->Functions[(int)function].TypeIndex, nullable: false);

    private readonly bool CheckType(uint type, byte* start) =>
        type < (uint)_module->Types.Count || _reader->Fail(ErrorCode.UnknownType, start, type, (ulong)_module->Types.Count);

    /// <summary>Looks for a defined type of a kind.</summary>
    /// <param name="type">Its index; becomes the canonical one.</param>
    /// <param name="kind">What it must be.</param>
    private readonly bool FindType(ref uint type, TypeKind kind)
    {
        TypeData data = _module->Types[(int)type];
        if (data.Kind == kind)
        {
            type = (uint)data.Canonical;
            return true;
        }

        ErrorCode error = kind switch
        {
            TypeKind.Function => ErrorCode.NoFunctionType,
            TypeKind.Struct => ErrorCode.NoStructType,
            _ => ErrorCode.NoArrayType,
        };
        return _reader->Fail(error, _instruction, type);
    }

    private readonly bool CheckMemory(uint memory, byte* start) =>
        (!_reader->Failed && memory < (uint)_module->Memories.Count) || _reader->Fail(ErrorCode.UnknownMemory, start, memory, (ulong)_module->Memories.Count);

    /// <summary>The type of a memory's addresses; there is such a memory.</summary>
    private readonly ValType MemoryAddressType(uint memory) => _module->Memories[(int)memory].Limits.AddressType;

    /// <summary>The type of a table's indices; there is such a table.</summary>
    private readonly ValType TableAddressType(uint table) => _module->Tables[(int)table].Limits.AddressType;

    /// <summary>The type of the number of bytes or elements that go from one memory or table to another.</summary>
    private static ValType SmallerAddressType(ValType first, ValType second) => first == second ? first : ValType.I32;

    private readonly bool CheckElementSegment(uint segment, byte* start) =>
        segment < (uint)_module->Elements.Count || _reader->Fail(ErrorCode.UnknownElementSegment, start, segment, (ulong)_module->Elements.Count);

    private readonly bool CheckDataSegment(uint segment, byte* start)
    {
        if (_module->DataCount < 0)
        {
            return _reader->Fail(ErrorCode.DataCountRequired, start);
        }

        return segment < (uint)_module->DataCount || _reader->Fail(ErrorCode.UnknownDataSegment, start, segment, (ulong)_module->DataCount);
    }

    private bool ValidateSelect()
    {
        if (!Pop(ValType.I32) || !PopAny(out ValType second) || !PopAny(out ValType first))
        {
            return false;
        }

        ValType type = first == ValType.Bottom ? second : first;
        if (type.IsReference() || second.IsReference())
        {
            return _reader->Fail(ErrorCode.TypeMismatchNumeric, _instruction, (ulong)type);
        }

        return second == type || second == ValType.Bottom ? Push(type) : _reader->Fail(ErrorCode.TypeMismatch, _instruction, (ulong)first, (ulong)second);
    }

    private bool ValidateSelectT()
    {
        byte* at = _reader->Position;
        uint count = _reader->ReadU32();
        if (!_reader->Failed && count != 1)
        {
            return _reader->Fail(ErrorCode.InvalidResultArity, at, count);
        }

        ValType type = _reader->ReadValueType();
        return !_reader->Failed && Pop(ValType.I32) && Pop(type) && Pop(type) && Push(type);
    }

    private bool ValidateTableInit(uint segment, uint table)
    {
        ValType from = _module->Elements[(int)segment].Type;
        ValType to = _module->Tables[(int)table].ElementType;
        return (Matches(from, to) || _reader->Fail(ErrorCode.TypeMismatchElements, _instruction, (ulong)to, (ulong)from))
            && Pop(ValType.I32) && Pop(ValType.I32) && Pop(TableAddressType(table));
    }

    private bool ValidateTableCopy(uint to, uint from)
    {
        ValType target = _module->Tables[(int)to].ElementType;
        ValType source = _module->Tables[(int)from].ElementType;
        return (Matches(source, target) || _reader->Fail(ErrorCode.TypeMismatchElements, _instruction, (ulong)target, (ulong)source))
            && Pop(SmallerAddressType(TableAddressType(to), TableAddressType(from))) && Pop(TableAddressType(from)) && Pop(TableAddressType(to));
    }

    /// <summary>Refuses an opcode that has no rule: it is reserved for a feature, or illegal.</summary>
    private readonly bool FailOpcode(byte* start)
    {
        byte code = *start;
        if (code is not (>= 0xFB and <= 0xFE))
        {
            return FailOpcode(start, ReservedOpcodes.Find(-1, code), ErrorCode.IllegalOpcode, code, 0);
        }

        _reader->Position = start + 1;
        uint number = _reader->ReadU32();
        return !_reader->Failed && FailOpcode(start, ReservedOpcodes.Find(code, number), ErrorCode.IllegalPrefixedOpcode, code, number);
    }

    private readonly bool FailOpcode(byte* start, WasmFeatures feature, ErrorCode illegal, byte code, uint number) =>
        feature == WasmFeatures.None ? _reader->Fail(illegal, start, code, number) : _reader->FailUnsupported(feature, start);

    /// <summary>Refuses an opcode that may not stand in a constant expression.</summary>
    private readonly bool FailConstant(byte* start)
    {
        ByteRange section = _module->Sections[_module->Sections.Count - 1].Contents;
        if (start - _reader->Start >= section.Offset + section.Length)
        {
            return _reader->Fail(ErrorCode.UnexpectedEnd, start);
        }

        uint slot = *start;
        if (slot is >= 0xFB and <= 0xFE)
        {
            _reader->Position = start + 1;
            slot = SlotOf((byte)slot, _reader->ReadU32());
        }

        return FeatureOf(slot) == WasmFeatures.None ? FailOpcode(start) : _reader->Fail(ErrorCode.ConstantExpressionRequired, start);
    }
}
