// The condition under which the bytes at hand are not those of a superinstruction.
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>Writes what a handler has to check of its bytes: what the index of its group's table leaves open.</summary>
internal static class ByteCheck
{
    /// <summary>The condition, or null if there is nothing to check.</summary>
    /// <param name="pattern">The bytes of the sequence.</param>
    /// <param name="indexMask">The bits that the table is indexed by.</param>
    /// <param name="table">All opcodes: those that can stand where the index allows them.</param>
    public static string? Condition(BytePattern pattern, ulong indexMask, OpcodeTable table)
    {
        var open = new SortedDictionary<int, (byte Mask, byte Value)>();
        foreach ((int offset, byte mask, byte value, bool isOpcode) in pattern.Bytes)
        {
            byte index = offset < sizeof(ulong) ? (byte)(indexMask >> (8 * offset)) : (byte)0;
            if (isOpcode ? HasAlias(value, index, table) : (mask & ~index) != 0)
            {
                open.Add(offset, (mask, value));
            }
        }

        if (open.Count == 0)
        {
            return null;
        }

        int first = open.Keys.First();
        int last = open.Keys.Last();
        if (last - first < sizeof(ulong))
        {
            return Compare(first, last, open);
        }

        // Several words with one comparison: the handler keeps its number of basic blocks.
        List<string> differences = [];
        for (int next = 0; next <= last;)
        {
            int start = Start(open.Keys.First(offset => offset >= next), sizeof(ulong));
            (string mask, string value) = Words(start, sizeof(ulong), open);
            differences.Add($"(*(ulong*)(pc + {start}) & {mask}) ^ {value}");
            next = start + sizeof(ulong);
        }

        return $"({string.Join(" | ", differences)}) != 0";
    }

    /// <summary>Whether another opcode has the same index bits.</summary>
    private static bool HasAlias(byte opcode, byte index, OpcodeTable table) =>
        table.Instructions.Any(i => (i.Prefix ?? i.Code) != opcode && ((i.Prefix ?? i.Code) & index) == (opcode & index));

    private static string Compare(int first, int last, SortedDictionary<int, (byte Mask, byte Value)> open)
    {
        int size = (last - first) switch { 0 => 1, 1 => 2, < 4 => 4, _ => 8 };
        first = Start(first, size);
        (string mask, string value) = Words(first, size, open);
        string type = size switch { 1 => "byte", 2 => "ushort", 4 => "uint", _ => "ulong" };
        return $"(*({type}*)(pc + {first}) & {mask}) != {value}";
    }

    /// <summary>Where to read so many bytes: not behind those that a sequence can have.</summary>
    private static int Start(int first, int size) => System.Math.Min(first, SuperinstructionParser.MaxBytes - size);

    private static (string Mask, string Value) Words(int first, int size, SortedDictionary<int, (byte Mask, byte Value)> open)
    {
        (ulong mask, ulong value) = (0, 0);
        foreach (KeyValuePair<int, (byte Mask, byte Value)> item in open)
        {
            if (item.Key >= first && item.Key < first + size)
            {
                mask |= (ulong)item.Value.Mask << (8 * (item.Key - first));
                value |= (ulong)item.Value.Value << (8 * (item.Key - first));
            }
        }

        return (Hex(mask), Hex(value));

        static string Hex(ulong number) => number == 0 ? "0" : "0x" + number.ToString("X", CultureInfo.InvariantCulture);
    }
}
