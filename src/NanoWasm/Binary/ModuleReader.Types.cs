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
                FailType(at, code, ErrorCode.ValueType);
                return ValType.Bottom;
        }
    }

    /// <summary>Reads a reference type.</summary>
    /// <returns>The type; <see cref="ValType.Bottom"/> after an error.</returns>
    public ValType ReadReferenceType()
    {
        byte* at = Position;
        byte code = ReadByte();
        switch ((ValType)code)
        {
            case ValType.FuncRef:
                return ValType.FuncRef;
            case ValType.ExternRef:
                return Require(WasmFeatures.ReferenceTypes, at) ? ValType.ExternRef : ValType.Bottom;
            default:
                FailType(at, code, ErrorCode.ReferenceType);
                return ValType.Bottom;
        }
    }

    /// <summary>Reads a heap type, of <c>ref.null</c>.</summary>
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
            FailUnsupported(WasmFeatures.FunctionReferences, at);
            return ValType.Bottom;
        }

        // Abstract heap types are negative numbers of one byte.
        byte type = code >= -64 ? (byte)(code & 0x7F) : (byte)0;
        switch ((ValType)type)
        {
            case ValType.FuncRef or ValType.ExternRef:
                return (ValType)type;
            default:
                FailType(at, type is 0x63 or 0x64 ? (byte)0 : type, ErrorCode.HeapType);
                return ValType.Bottom;
        }
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

    /// <summary>Refuses a type code: as one of a feature that is not supported, or as malformed.</summary>
    private void FailType(byte* at, byte code, ErrorCode malformed)
    {
        WasmFeatures feature = code switch
        {
            0x63 or 0x64 => WasmFeatures.FunctionReferences,
            (>= 0x6A and <= 0x6E) or (>= 0x71 and <= 0x73) => WasmFeatures.Gc,
            0x69 or 0x74 => WasmFeatures.Exceptions,
            _ => WasmFeatures.None,
        };

        if (feature == WasmFeatures.None)
        {
            Fail(malformed, at, code);
        }
        else
        {
            FailUnsupported(feature, at);
        }
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
