// What the text of a handler's check says, as something to evaluate.
using System.Globalization;
using System.Text.RegularExpressions;
using NanoWasm.Generators.Emit.Superinstructions;

namespace NanoWasm.Generators.Tests.Support;

/// <summary>The condition that <see cref="ByteCheck"/> writes, read back. Text of any other shape is an error.</summary>
internal sealed class ParsedCheck
{
    private static readonly Regex Shape = new(
        @"^\((?<word>\*\(\w+\*\)\(pc \+ \d+\) & \w+\)) != \w+$|^\(\((?<word>\*\(ulong\*\)\(pc \+ \d+\) & \w+\) \^ \w+)( \| \((?<word>\*\(ulong\*\)\(pc \+ \d+\) & \w+\) \^ \w+))+\) != 0$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static readonly Regex WordShape = new(
        @"\*\((byte|ushort|uint|ulong)\*\)\(pc \+ (\d+)\) & (\w+)\) (?:!=|\^) (\w+)", RegexOptions.CultureInvariant);

    private readonly List<(int Offset, int Size, ulong Mask, ulong Value)> _words = [];

    public ParsedCheck(string? condition)
    {
        if (condition is not null)
        {
            Assert.Matches(Shape, condition);
            foreach (Match word in WordShape.Matches(condition))
            {
                int size = word.Groups[1].Value switch { "byte" => 1, "ushort" => 2, "uint" => 4, _ => 8 };
                _words.Add((int.Parse(word.Groups[2].Value, CultureInfo.InvariantCulture), size, Number(word.Groups[3].Value), Number(word.Groups[4].Value)));
            }
        }
    }

    /// <summary>The offset of the last byte that is read; 0 if there is nothing to check.</summary>
    public int LastByte => _words.Select(static word => word.Offset + word.Size - 1).DefaultIfEmpty(0).Max();

    /// <summary>Whether the bytes are not those of the sequence, as far as the check goes.</summary>
    public bool Holds(ReadOnlySpan<byte> code)
    {
        foreach ((int offset, int size, ulong mask, ulong value) in _words)
        {
            ulong word = 0;
            for (int i = size - 1; i >= 0; i--)
            {
                word = (word << 8) | code[offset + i];
            }

            if ((word & mask) != value)
            {
                return true;
            }
        }

        return false;
    }

    private static ulong Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : ulong.Parse(text, CultureInfo.InvariantCulture);
}
