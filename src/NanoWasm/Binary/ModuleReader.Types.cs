// Reads types (specification 5.3), and names the feature of those that are not supported.
namespace NanoWasm.Binary;

/// <content>Types.</content>
internal unsafe partial struct ModuleReader
{
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
        if ((flags & ~0b0101) != 0)
        {
            Fail(ErrorCode.LimitsFlags, at, flags);
        }
        else if ((flags & 0b0100) != 0)
        {
            FailUnsupported(WasmFeatures.Memory64, at);
        }

        return ReadLimits(flags, ImplementationLimits.TableElements, ErrorCode.TableSize);
    }

    /// <summary>Reads limits of a memory: a minimum and perhaps a maximum number of pages.</summary>
    public LimitsData ReadMemoryLimits()
    {
        byte* at = Position;
        byte flags = ReadByte();
        if ((flags & ~0b1111) != 0)
        {
            Fail(ErrorCode.LimitsFlags, at, flags);
        }
        else if ((flags & 0b1000) != 0)
        {
            FailUnsupported(WasmFeatures.CustomPageSizes, at);
        }
        else if ((flags & 0b0100) != 0)
        {
            FailUnsupported(WasmFeatures.Memory64, at);
        }
        else if ((flags & 0b0010) != 0)
        {
            FailUnsupported(WasmFeatures.Threads, at);
        }

        return ReadLimits(flags, ImplementationLimits.MemoryPages, ErrorCode.MemorySize);
    }

    /// <summary>Refuses a type code: as one of a feature that is not supported, or as malformed.</summary>
    private void FailType(byte* at, byte code, ErrorCode malformed)
    {
        WasmFeatures feature = code switch
        {
            0x7B => WasmFeatures.Simd,
            0x63 or 0x64 => WasmFeatures.FunctionReferences,
            (>= 0x6A and <= 0x6E) or (>= 0x71 and <= 0x73) => WasmFeatures.Gc,
            0x69 or 0x74 => WasmFeatures.Exceptions,
            _ => WasmFeatures.None,
        };

        if (feature == WasmFeatures.None || (malformed != ErrorCode.ValueType && feature == WasmFeatures.Simd))
        {
            Fail(malformed, at, code);
        }
        else
        {
            FailUnsupported(feature, at);
        }
    }

    private LimitsData ReadLimits(byte flags, ulong most, ErrorCode tooLarge)
    {
        byte* minimumAt = Position;
        LimitsData limits = new() { Minimum = ReadU64(), Maximum = ulong.MaxValue };
        byte* maximumAt = Position;
        if (limits.Minimum > most)
        {
            Fail(tooLarge, minimumAt, limits.Minimum, most);
        }

        if ((flags & 1) != 0)
        {
            limits.Maximum = ReadU64();
            if (limits.Maximum > most)
            {
                Fail(tooLarge, maximumAt, limits.Maximum, most);
            }
            else if (limits.Minimum > limits.Maximum)
            {
                Fail(ErrorCode.LimitsOrder, minimumAt, limits.Minimum, limits.Maximum);
            }
        }

        return limits;
    }
}
