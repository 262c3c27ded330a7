// The condition under which the bytes at hand are not those of a superinstruction.
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;

namespace NanoWasm.Generators.Emit.Superinstructions;

/// <summary>Writes what a handler has to check of its bytes where nobody has before: all but the first, by which it was chosen.</summary>
internal static class ByteCheck
{
    /// <summary>The condition.</summary>
    /// <param name="pattern">The bytes of the sequence: more than the first.</param>
    public static string Condition(BytePattern pattern)
    {
        var open = new SortedDictionary<int, (byte Mask, byte Value)>();
        foreach ((int offset, byte mask, byte value, bool _) in pattern.Bytes)
        {
            open.Add(offset, (mask, value));
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
