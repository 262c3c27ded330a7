// Reads the values of the binary format (specification 5.2); errors stick.
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace NanoWasm.Binary;

/// <summary>
/// A position in a module's bytes and the first error that was met. After an error everything reads as zero and nothing moves, so that callers
/// need to look at <see cref="Failed"/> only in loops and before they use what was read.
/// </summary>
/// <remarks>
/// Unsafe: the bytes are pinned by whoever made the reader, and no byte is read without a comparison of <see cref="Position"/> with <see cref="End"/>.
/// As in the specification's reference interpreter, sizes of sections and bodies are checked once their contents have been read, so
/// contents may run up to the end of the file before the mistake is found.
/// </remarks>
[AllocationFree]
internal unsafe partial struct ModuleReader
{
    /// <summary>The module's first byte.</summary>
    public readonly byte* Start;

    /// <summary>Behind the module's last byte.</summary>
    public readonly byte* End;

    /// <summary>The module, for what types refer to.</summary>
    public readonly ModuleData* Module;

    /// <summary>The number of types that may be referred to.</summary>
    public int TypeLimit;

    /// <summary>The next byte.</summary>
    public byte* Position;

    /// <summary>The first error.</summary>
    public ModuleError Error;

    /// <summary>The function whose body is being read, or -1.</summary>
    public int Function;

    /// <summary>The features that the module may use.</summary>
    public readonly WasmFeatures Enabled;

    /// <summary>The features that what was read belongs to.</summary>
    public WasmFeatures Features;

    /// <summary>A reader at the beginning of a module.</summary>
    /// <param name="bytes">The module's first byte.</param>
    /// <param name="length">Its length.</param>
    /// <param name="features">What it may use, as far as the engine implements it. Every module may use what all share, <see cref="WasmFeatures.Mvp"/>.</param>
    /// <param name="module">What types refer to; may be null where none are read.</param>
    public ModuleReader(byte* bytes, int length, WasmFeatures features, ModuleData* module = null)
    {
        Module = module;
        Enabled = (features & FeatureSets.Implemented) | WasmFeatures.Mvp;
        Start = bytes;
        End = bytes + length;
        Position = bytes;
        Function = -1;
    }

    /// <summary>Whether there was an error.</summary>
    public readonly bool Failed => Error.Code != ErrorCode.None;

    /// <summary>The next byte's offset in the module.</summary>
    public readonly int Offset => (int)(Position - Start);

    /// <summary>The bytes that are left.</summary>
    public readonly int Remaining => (int)(End - Position);

    /// <summary>Keeps an error unless there was one before.</summary>
    /// <returns>False, for <c>return Fail(…)</c>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Fail(ErrorCode code, byte* at, ulong argument0 = 0, ulong argument1 = 0)
    {
        if (!Failed)
        {
            Error = new ModuleError { Code = code, Offset = (int)(at - Start), Function = Function, Argument0 = argument0, Argument1 = argument1 };
        }

        return false;
    }

    /// <summary>Keeps the error that a feature is not implemented, or not enabled, unless there was one before.</summary>
    public bool FailUnsupported(WasmFeatures feature, byte* at) => Fail(ErrorCode.Unsupported, at, (ulong)feature);

    /// <summary>Notes that the module uses a feature at some place.</summary>
    /// <returns>False, and an error is kept, where the feature is not enabled.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Require(WasmFeatures feature, byte* at)
    {
        Features |= feature;
        return (Enabled & feature) != 0 || FailUnsupported(feature, at);
    }

    /// <summary>Reads a byte.</summary>
    public byte ReadByte()
    {
        if (Failed)
        {
            return 0;
        }

        if (Position == End)
        {
            Fail(ErrorCode.UnexpectedEnd, End);
            return 0;
        }

        return *Position++;
    }

    /// <summary>Reads a u32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadU32() => Position < End && *Position < 0x80 && !Failed ? *Position++ : (uint)ReadNumber(32, signed: false);

    /// <summary>Reads a u64.</summary>
    public ulong ReadU64() => ReadNumber(64, signed: false);

    /// <summary>Reads an s32.</summary>
    public int ReadS32() => (int)ReadNumber(32, signed: true);

    /// <summary>Reads an s33.</summary>
    public long ReadS33() => (long)ReadNumber(33, signed: true);

    /// <summary>Reads an s64.</summary>
    public long ReadS64() => (long)ReadNumber(64, signed: true);

    /// <summary>Reads a u32 that counts bytes that follow.</summary>
    public int ReadLength()
    {
        byte* at = Position;
        uint length = ReadU32();
        if (length > (uint)Remaining)
        {
            Fail(ErrorCode.LengthOutOfBounds, at, length, (ulong)Remaining);
            return 0;
        }

        return (int)length;
    }

    /// <summary>Reads a u32 that counts things of at least one byte that follow.</summary>
    /// <param name="limit">The most there may be.</param>
    /// <param name="item">What they are.</param>
    /// <param name="present">How many there are already.</param>
    /// <returns>
    /// The count, at most <paramref name="limit"/>; not yet compared with the bytes that are left (use <see cref="Bounded"/> before reserving room).
    /// </returns>
    public int ReadCount(uint limit, LimitedItem item, int present = 0)
    {
        byte* at = Position;
        uint count = ReadU32();
        if ((ulong)count + (ulong)present > limit)
        {
            Fail(ErrorCode.TooManyItems, at, (ulong)count + (ulong)present, (ulong)item);
            return 0;
        }

        return (int)count;
    }

    /// <summary>The most items of <paramref name="size"/> bytes at least that can follow: what may be reserved for <paramref name="count"/> of them.</summary>
    public readonly int Bounded(int count, int size = 1) => Math.Min(count, Remaining / size);

    /// <summary>Reads a name: a length and as many bytes of UTF-8 (specification 5.2.4).</summary>
    public ByteRange ReadName()
    {
        int length = ReadLength();
        ByteRange range = new() { Offset = Offset, Length = length };
        if (!Failed && !Utf8.IsValid(new ReadOnlySpan<byte>(Position, length)))
        {
            Fail(ErrorCode.Utf8, Position);
        }

        Skip(length);
        return range;
    }

    /// <summary>Skips bytes that are known to be there.</summary>
    public void Skip(int length)
    {
        if (!Failed)
        {
            Position += length;
        }
    }

    /// <summary>Reads a LEB128 number (specification 5.2.2); signed ones are sign-extended.</summary>
    [MethodImpl(HotCode.Options)]
    private ulong ReadNumber(int bits, bool signed)
    {
        if (Failed)
        {
            return 0;
        }

        byte* at = Position;
        byte* p = at;
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            if (p == End)
            {
                Fail(ErrorCode.UnexpectedEnd, End);
                return 0;
            }

            byte b = *p++;
            int left = bits - shift;
            if (left < 7)
            {
                // The last byte there may be: it must not go on, and bits beyond the number's must be zero, or repeat its sign.
                if (b >= 0x80)
                {
                    Fail(ErrorCode.IntegerTooLong, at, (ulong)bits);
                    return 0;
                }

                int above = signed ? (sbyte)(b << 1) >> left : b >> left;
                if (above != 0 && !(signed && above == -1))
                {
                    Fail(ErrorCode.IntegerTooLarge, at, (ulong)bits);
                    return 0;
                }
            }

            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                Position = p;
                int unused = signed ? Math.Max(64 - shift - 7, 0) : 0;
                return (ulong)((long)(value << unused) >> unused);
            }
        }
    }
}
