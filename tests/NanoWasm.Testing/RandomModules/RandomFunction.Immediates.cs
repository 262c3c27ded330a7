// Immediates of instructions that are known by their signature only.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    /// <summary>The bytes of the widest atomic access: an address that is a multiple of them suits all.</summary>
    private const int LargestAtomic = 8;

    /// <summary>The bit of a memarg's alignment that says that the index of the memory follows.</summary>
    private const uint NamedMemory = 0x40;

    private const uint CanonicalNan32 = 0x7FC0_0000;
    private const ulong CanonicalNan64 = 0x7FF8_0000_0000_0000;

    private static readonly ulong[] InterestingFloats =
    [
        0, 0x8000_0000_0000_0000, 0x3FF0_0000_0000_0000, 0xBFF0_0000_0000_0000, 0x3FE0_0000_0000_0000, 0x4000_0000_0000_0000, 0x400C_0000_0000_0000,
        0x4059_0000_0000_0000, 0x41E0_0000_0000_0000, 0x43E0_0000_0000_0000, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FF8_0000_0000_0000, 0x0010_0000_0000_0000,
    ];

    /// <summary>Immediates for an instruction.</summary>
    /// <param name="shape">The instruction.</param>
    /// <param name="open">The type of what its signature leaves open.</param>
    /// <param name="memory">The memory that they should name; null for any.</param>
    /// <returns>Null if there is nothing that they could name.</returns>
    private ChosenImmediates? Immediates(InstructionShape shape, ValueKind open, int? memory = null)
    {
        WasmWriter writer = new();
        HashSet<string> wide = [];
        ValueKind element = open >= ValueKind.FuncRef ? open : _random.Pick(Catalog.References);
        bool isFirst = true;
        foreach (ImmediateInfo immediate in shape.Info.Immediates)
        {
            byte[]? bytes = immediate.Kind switch
            {
                ImmediateKind.Local => Index(shape.Writes ? _writable[open] : _readable[open]),
                ImmediateKind.Global => Index(Where(_outside.Globals, global => global.Kind == open)),
                ImmediateKind.MutableGlobal => Index(Where(_outside.Globals, global => global.Kind == open && global.Settable)),
                ImmediateKind.DeclaredFunc => Unsigned((uint)(_outside.FirstFunction + _random.Next(_outside.FirstFiller - _outside.FirstFunction))),
                ImmediateKind.Table => TableIndex(immediate, TablesOf(element, isWritten: isFirst && (shape.Result is null || shape.Writes) && !shape.HasImmediate(ImmediateKind.Elem))),
                ImmediateKind.Elem => Index(Where(_outside.Elements, kind => kind == element)),
                ImmediateKind.Data => _outside.DataCount == 0 ? null : Unsigned((uint)_random.Next(_outside.DataCount)),
                ImmediateKind.Memory => MemoryIndex(immediate),
                ImmediateKind.Memarg => Memarg(immediate),
                ImmediateKind.Heaptype => [WasmWriter.Code(open)],
                ImmediateKind.Valtypes => [.. Unsigned(1), WasmWriter.Code(open)],
                ImmediateKind.I32 => Signed((int)Integer(32), 5),
                ImmediateKind.I64 => Signed((long)Integer(64), 10),
                ImmediateKind.F32 => new WasmWriter().F32(FloatBits32()).ToArray(),
                ImmediateKind.V128 => VectorBytes(),
                ImmediateKind.Lane => [(byte)_random.Next(16 >> LaneBits(shape.Info.Mnemonic))],
                ImmediateKind.Lanes => [.. Enumerable.Range(0, 16).Select(_ => (byte)_random.Next(32))],
                ImmediateKind.Zero => [0],
                ImmediateKind.F64 => new WasmWriter().F64(FloatBits64()).ToArray(),
                _ => null,
            };
            if (bytes is null)
            {
                return null;
            }

            writer.Bytes(bytes);
            isFirst = false;
        }

        return new ChosenImmediates(writer.ToArray(), wide);

        byte[]? TableIndex(ImmediateInfo immediate, List<int> candidates)
        {
            if (candidates.Count == 0)
            {
                return null;
            }

            int table = _random.Pick(candidates);
            Note(immediate, _outside.Tables[table].Is64);
            return Unsigned((uint)table);
        }

        byte[] MemoryIndex(ImmediateInfo immediate)
        {
            int chosen = memory ?? PickMemory();
            Note(immediate, _outside.Design.Memories[chosen].Is64);
            return chosen == 0 ? [0] : Unsigned((uint)chosen);
        }

        byte[] Memarg(ImmediateInfo immediate)
        {
            int chosen = memory ?? PickMemory();
            bool is64 = _outside.Design.Memories[chosen].Is64;
            Note(immediate, is64);
            bool isNamed = chosen != 0 || (_outside.Design.NamesMemories && _random.Percent(20));
            ulong offset = shape.IsAtomic ? Offset() & ~(LargestAtomic - 1u) : Offset();
            ulong wideOffset = is64 && _random.PerMille(2) ? offset << _random.Next(48) : offset;
            byte[] offsetBytes = new WasmWriter().U(wideOffset, PaddedLength(is64 ? 10 : 5)).ToArray();
            return isNamed ? [.. Unsigned(Alignment(shape) | NamedMemory), .. Unsigned((uint)chosen), .. offsetBytes] : [.. Unsigned(Alignment(shape)), .. offsetBytes];
        }

        void Note(ImmediateInfo immediate, bool is64)
        {
            if (is64)
            {
                wide.Add(immediate.Name);
            }
        }
    }

    /// <summary>The binary logarithm of the bytes of a lane.</summary>
    private static int LaneBits(string mnemonic) => mnemonic.StartsWith("v128", StringComparison.Ordinal) ? NaturalAlignment(mnemonic) : mnemonic[1..3] switch
    {
        "8x" => 0,
        "16" => 1,
        "32" => 2,
        _ => 3,
    };

    /// <summary>Lanes that are integers, floats or anything.</summary>
    private byte[] VectorBytes() => _random.Next(4) switch
    {
        0 => new WasmWriter().F64(FloatBits64()).F64(FloatBits64()).ToArray(),
        1 => new WasmWriter().F32(FloatBits32()).F32(FloatBits32()).F32(FloatBits32()).F32(FloatBits32()).ToArray(),
        2 => new WasmWriter().F32((uint)Integer(32)).F32((uint)Integer(32)).F32((uint)Integer(32)).F32((uint)Integer(32)).ToArray(),
        _ => [.. Enumerable.Range(0, 16).Select(_ => (byte)_random.NextBits())],
    };

    private byte[]? Index(List<int> candidates) => candidates.Count == 0 ? null : Unsigned((uint)_random.Pick(candidates));

    /// <summary>Tables with elements of a type. The first table keeps what it begins with, so that indirect calls know what they find.</summary>
    private List<int> TablesOf(ValueKind element, bool isWritten) =>
        [.. Where(_outside.Tables, table => table.Kind == element).Where(table => table != 0 || !isWritten)];

    private static List<int> Where<T>(IReadOnlyList<T> items, Func<T, bool> condition) =>
        [.. Enumerable.Range(0, items.Count).Where(index => condition(items[index]))];

    /// <summary>The alignment of a memory access, as it may be: that of what an atomic one accesses.</summary>
    private uint Alignment(InstructionShape shape)
    {
        int natural = NaturalAlignment(shape.Info.Mnemonic);
        return (uint)(shape.IsAtomic ? natural : _random.Next(natural + 1));
    }

    /// <summary>
    /// The binary logarithm of the bytes that an access touches: those that its name ends in, else those of its type; four are looked for by those who notify. Vectors
    /// of half a vector's bytes are named by their lanes. The name of an atomic access has the bytes in its third part.
    /// </summary>
    private static int NaturalAlignment(string mnemonic)
    {
        string[] parts = mnemonic.Split('.');
        if (parts[0] == "memory" && parts[^1] == "notify")
        {
            return 2;
        }

        if (parts[1] == "atomic")
        {
            parts = parts[..3];
        }

        if (parts[^1].Contains('x', StringComparison.Ordinal))
        {
            return 3;
        }

        string bits = string.Concat(parts[^1].Where(char.IsAsciiDigit));
        return (bits.Length == 0 ? parts[0][1..] : bits) switch
        {
            "128" => 4,
            "16" => 1,
            "32" => 2,
            "64" => 3,
            _ => 0,
        };
    }

    /// <summary>An offset of a load or store: of one, two or three bytes, and seldom one that is outside of any memory.</summary>
    private uint Offset() => _random.Next(1000) switch
    {
        < 350 => (uint)_random.Next(8) * 4,
        < 700 => (uint)_random.Next(128),
        < 900 => (uint)_random.Next(0x1000),
        < 998 => (uint)_random.Next(0x8000),
        _ => (uint)_random.NextBits(),
    };

    private ulong Integer(int bits) => _random.Next(20) switch
    {
        < 9 => (ulong)(_random.Next(24) - 4),
        < 12 => (ulong)(_random.Next(128) - 64),
        < 15 => (ulong)(_random.Next(0x4000) - 0x2000),
        < 17 => (1UL << _random.Next(bits)) - (ulong)_random.Next(2),
        < 18 => (ulong)-(1L << _random.Next(bits)),
        _ => _random.NextBits() >> _random.Next(bits),
    };

    private ulong FloatBits64()
    {
        ulong bits = _random.Next(20) switch
        {
            < 12 => _random.Pick(InterestingFloats),
            < 18 => BitConverter.DoubleToUInt64Bits((_random.Next(20_000) - 10_000) / 16.0),
            _ => _random.NextBits(),
        };
        return _options.CanonicalNans && double.IsNaN(BitConverter.UInt64BitsToDouble(bits)) ? CanonicalNan64 : bits;
    }

    private uint FloatBits32()
    {
        uint bits = _random.Percent(90)
            ? BitConverter.SingleToUInt32Bits((float)BitConverter.UInt64BitsToDouble(FloatBits64()))
            : (uint)_random.NextBits();
        return _options.CanonicalNans && float.IsNaN(BitConverter.UInt32BitsToSingle(bits)) ? CanonicalNan32 : bits;
    }
}
