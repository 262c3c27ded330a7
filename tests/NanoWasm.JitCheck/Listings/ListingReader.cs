// Reads the text that DOTNET_JitDisasm makes the JIT write.
using System.Globalization;

namespace NanoWasm.JitCheck.Listings;

/// <summary>Reads the JIT's listing into methods and instructions.</summary>
/// <remarks>
/// A method starts with <c>; Assembly listing for method Name(types):type (Tier)</c> and ends with <c>; Total bytes of code n</c>; blocks
/// start with a label, <c>G_M000_IG02:</c>; instructions are indented. Constants behind the code (<c>RWD00</c>) are not.
/// </remarks>
internal static class ListingReader
{
    private const string Start = "; Assembly listing for method ";
    private const string End = "; Total bytes of code ";
    private const string Label = "_IG";

    /// <summary>Reads a listing.</summary>
    /// <param name="lines">Its lines.</param>
    /// <returns>The methods in the order in which they were compiled; more than one of a name where it was compiled again.</returns>
    public static IReadOnlyList<MethodListing> Read(IEnumerable<string> lines)
    {
        List<MethodListing> methods = [];
        List<Instruction> instructions = [];
        string name = string.Empty;
        string tier = string.Empty;
        int block = 0;
        foreach (string line in lines)
        {
            if (line.StartsWith(Start, StringComparison.Ordinal))
            {
                (name, tier) = ReadHeader(line[Start.Length..]);
                instructions = [];
            }
            else if (line.StartsWith(End, StringComparison.Ordinal))
            {
                methods.Add(new MethodListing(name, tier, int.Parse(line[End.Length..], CultureInfo.InvariantCulture), instructions));
            }
            else if (line.StartsWith("G_M", StringComparison.Ordinal))
            {
                block = ReadBlock(line);
            }
            else if (line.StartsWith(' ') && ReadInstruction(block, line) is { } instruction)
            {
                instructions.Add(instruction);
            }
        }

        return methods;
    }

    /// <summary>The number in a label.</summary>
    /// <param name="text">A text with a label in it: <c>SHORT G_M000_IG05</c>.</param>
    public static int ReadBlock(string text)
    {
        int start = text.IndexOf(Label, StringComparison.Ordinal) + Label.Length;
        int end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return int.Parse(text.AsSpan(start, end - start), CultureInfo.InvariantCulture);
    }

    private static (string Name, string Tier) ReadHeader(string header)
    {
        int tier = header.LastIndexOf(" (", StringComparison.Ordinal);
        return (header[..header.IndexOf('(', StringComparison.Ordinal)], header[(tier + 2)..].TrimEnd(')'));
    }

    /// <summary>An instruction; null for a line that is none: blank, a remark, or padding.</summary>
    private static Instruction? ReadInstruction(int block, string line)
    {
        string text = line.Trim();
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        (string mnemonic, string operands) = space < 0 ? (text, string.Empty) : (text[..space], text[space..].Trim());
        return mnemonic.Length == 0 || mnemonic[0] == ';' || mnemonic == "align" ? null : new Instruction(block, mnemonic, operands);
    }
}
