// Reads types (specification 5.3), and names the feature of those that are not supported.
namespace NanoWasm.Binary;

/// <content>Types.</content>
internal unsafe partial struct ModuleReader
{
    // Flags of limits (specification 5.3.13, threads and custom page sizes proposals).
    private const byte HasMaximumFlag = 0b0001;
    private const byte SharedFlag = 0b0010;
    private const byte Is64Flag = 0b0100;
    private const byte HasPageSizeFlag = 0b1000;

    /// <summary>Reads a value type.</summary>
    /// <returns>The type; <see cref="ValType.Bottom"/> after an error.</returns>
    public ValType ReadValueType()
    {
        byte* at = Position;
        byte code = ReadByte();
        switch ((ValType)code)
        {
            case ValType.I32 or ValType.I64 or ValType.F32 or ValType.F64:
                return (ValType)code;
            case ValType.FuncRef or ValType.ExternRef:
                return Require(WasmFeatures.ReferenceTypes, at) ? (ValType)code : ValType.Bottom;
            case ValType.V128:
                return Require(WasmFeatures.Simd, at) ? ValType.V128 : ValType.Bottom;
            default:
                return ReadReferenceType(at, code, ErrorCode.ValueType);
        }
    }

    /// <summary>Reads a reference type.</summary>
    /// <returns>The type; <see cref="ValType.Bottom"/> after an error.</returns>
    public ValType ReadReferenceType()
    {
        byte* at = Position;
        byte code = ReadByte();
        return (ValType)code == ValType.FuncRef ? ValType.FuncRef : ReadReferenceType(at, code, ErrorCode.ReferenceType);
    }

    /// <summary>Reads a field's type: a value type or a packed one, and whether it may be set.</summary>
    /// <returns>The type, with <see cref="ValType.Mutable"/>; <see cref="ValType.Bottom"/> after an error.</returns>
    public ValType ReadFieldType()
    {
        ValType type;
        if (Position != End && *Position is (byte)ValType.I8 or (byte)ValType.I16)
        {
            type = (ValType)ReadByte();
        }
        else
        {
            type = ReadValueType();
        }

        return ReadMutability() ? type | ValType.Mutable : type;
    }

    /// <summary>Reads whether something may be set.</summary>
    public bool ReadMutability()
    {
        byte* at = Position;
        byte mutability = ReadByte();
        if (mutability > 1)
        {
            Fail(ErrorCode.Mutability, at, mutability);
        }

        return mutability == 1;
    }

    /// <summary>Reads a heap type (specification 5.3.2).</summary>
    /// <returns>The type of nullable references to it; <see cref="ValType.Bottom"/> after an error.</returns>
    public ValType ReadHeapType()
    {
        byte* at = Position;
        long code = ReadS33();
        if (Failed)
        {
            return ValType.Bottom;
        }

        if (code >= 0)
        {
            return Require(WasmFeatures.FunctionReferences, at) ? Defined((ulong)code, at) : ValType.Bottom;
        }

        // Abstract heap types are negative numbers of one byte.
        ValType type = Position == at + 1 ? (ValType)(code & 0x7F) : 0;
        if (type is >= ValType.ExnRef and <= ValType.NullExnRef)
        {
            return Require(ValTypes.FeatureOf(type), at) ? type : ValType.Bottom;
        }

        Fail(ErrorCode.HeapType, at, (ulong)type);
        return ValType.Bottom;
    }

    /// <summary>Reads the index of a type.</summary>
    /// <returns>The index of the first type that is equal to it; 0 after an error.</returns>
    public int ReadTypeIndex()
    {
        byte* at = Position;
        return Defined(ReadU32(), at).Index();
    }

    private ValType Defined(ulong index, byte* at)
    {
        if (Failed)
        {
            return ValType.Bottom;
        }

        if (index >= (uint)TypeLimit)
        {
            Fail(ErrorCode.UnknownType, at, index, (ulong)TypeLimit);
            return ValType.Bottom;
        }

        // Types of the recursive group that is being read may follow.
        return ValTypes.Reference(index < (ulong)Module->Types.Count ? Module->Types[(int)index].Canonical : (int)index, nullable: true);
    }

    private ValType ReadReferenceType(byte* at, byte code, ErrorCode malformed)
    {
        if (Failed)
        {
            return ValType.Bottom;
        }

        if (code is 0x63 or 0x64)
        {
            ValType type = Require(WasmFeatures.FunctionReferences, at) ? ReadHeapType() : ValType.Bottom;
            return code == 0x63 || Failed ? type : type.WithoutNull();
        }

        if ((ValType)code is >= ValType.ExnRef and <= ValType.NullExnRef)
        {
            return Require(ValTypes.FeatureOf((ValType)code), at) ? (ValType)code : ValType.Bottom;
        }

        Fail(malformed, at, code);
        return ValType.Bottom;
    }

    /// <summary>Reads limits of a table: a minimum and perhaps a maximum number of elements.</summary>
    public LimitsData ReadTableLimits()
    {
        byte* at = Position;
        byte flags = ReadByte();
        if ((flags & ~(HasMaximumFlag | Is64Flag)) != 0)
        {
            Fail(ErrorCode.LimitsFlags, at, flags);
        }

        RequireFor(flags, Is64Flag, WasmFeatures.Memory64, at);
        LimitsData limits = ReadLimits(flags, out byte* maximumAt);
        CheckLimits(limits, at, maximumAt, limits.Is64 ? ulong.MaxValue : ImplementationLimits.TableElements, ErrorCode.TableSize);
        return limits;
    }

    /// <summary>Reads a memory type: a minimum and perhaps a maximum number of pages, whether it is shared, and perhaps the size of a page.</summary>
    public MemoryTypeData ReadMemoryType()
    {
        byte* at = Position;
        byte flags = ReadByte();
        if ((flags & ~(HasMaximumFlag | SharedFlag | Is64Flag | HasPageSizeFlag)) != 0 || ((flags & HasPageSizeFlag) != 0 && Remaining == 0))
        {
            // A flag of a proposal, with nothing behind it, is a wrong flag rather than the beginning of limits.
            Fail(ErrorCode.LimitsFlags, at, flags);
        }

        RequireFor(flags, HasPageSizeFlag, WasmFeatures.CustomPageSizes, at);
        RequireFor(flags, Is64Flag, WasmFeatures.Memory64, at);
        RequireFor(flags, SharedFlag, WasmFeatures.Threads, at);

        MemoryTypeData memory = new() { Limits = ReadLimits(flags, out byte* maximumAt), PageShift = MemoryTypeData.StandardPageShift, Shared = (flags & SharedFlag) != 0 };
        if ((flags & HasPageSizeFlag) != 0)
        {
            memory.PageShift = ReadPageShift();
        }

        CheckLimits(memory.Limits, at, maximumAt, memory.MostPages, ErrorCode.MemorySize);
        if (memory.Shared && !memory.Limits.HasMaximum)
        {
            Fail(ErrorCode.SharedWithoutMaximum, at);
        }

        return memory;
    }

    /// <summary>Notes a feature that a flag belongs to.</summary>
    private void RequireFor(byte flags, byte flag, WasmFeatures feature, byte* at)
    {
        if ((flags & flag) != 0)
        {
            Require(feature, at);
        }
    }

    /// <summary>Reads the binary logarithm of the size of a page.</summary>
    private byte ReadPageShift()
    {
        byte* at = Position;
        uint shift = ReadU32();
        if (shift is not (0 or MemoryTypeData.StandardPageShift))
        {
            Fail(ErrorCode.PageSize, at, shift);
            return MemoryTypeData.StandardPageShift;
        }

        return (byte)shift;
    }

    private LimitsData ReadLimits(byte flags, out byte* maximumAt)
    {
        LimitsData limits = new()
        {
            Minimum = ReadU64(),
            Maximum = ulong.MaxValue,
            HasMaximum = (flags & HasMaximumFlag) != 0,
            Is64 = (flags & Is64Flag) != 0,
        };
        maximumAt = Position;
        if (limits.HasMaximum)
        {
            limits.Maximum = ReadU64();
        }

        return limits;
    }

    /// <summary>Compares limits with the largest size that there is, and with one another.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="at">Where they stand: their flags.</param>
    /// <param name="maximumAt">Where their maximum stands.</param>
    /// <param name="most">The largest size.</param>
    /// <param name="tooLarge">The error if they are larger.</param>
    private void CheckLimits(in LimitsData limits, byte* at, byte* maximumAt, ulong most, ErrorCode tooLarge)
    {
        if (limits.Minimum > most)
        {
            Fail(tooLarge, at + 1, limits.Minimum, most);
        }
        else if (limits.HasMaximum && limits.Maximum > most)
        {
            Fail(tooLarge, maximumAt, limits.Maximum, most);
        }
        else if (limits.Minimum > limits.Maximum)
        {
            Fail(ErrorCode.LimitsOrder, at + 1, limits.Minimum, limits.Maximum);
        }
    }
}
