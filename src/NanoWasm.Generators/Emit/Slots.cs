// Where opcodes stand in the dispatch table.
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Emit;

/// <summary>
/// One-byte opcodes have the slot of their code; behind these 256 there is a page for each prefix, in ascending order, as long as the
/// largest number in the table needs.
/// </summary>
internal sealed class Slots
{
    private readonly SortedDictionary<int, (int Start, int Size)> _pages = [];

    public Slots(OpcodeTable table)
    {
        Length = 256;
        foreach (int prefix in Prefixes(table))
        {
            int size = table.Instructions.Where(i => i.Prefix == prefix).Max(static i => i.Code) + 1;
            _pages.Add(prefix, (Length, size));
            Length += size;
        }
    }

    /// <summary>The number of slots.</summary>
    public int Length { get; }

    /// <summary>The prefixes with the first slot and the number of slots of their pages.</summary>
    public IEnumerable<(int Prefix, int Start, int Size)> Pages => _pages.Select(static page => (page.Key, page.Value.Start, page.Value.Size));

    /// <summary>The slot of an opcode.</summary>
    public int Of(Instruction instruction) => instruction.Prefix is int prefix ? _pages[prefix].Start + instruction.Code : instruction.Code;

    /// <summary>The name of the constant that holds the first slot of a prefix's page, e.g. <c>PageFC</c>.</summary>
    public static string PageName(int prefix) => "Page" + prefix.ToString("X2", CultureInfo.InvariantCulture);

    /// <summary>The prefixes of the table, in ascending order.</summary>
    public static IEnumerable<int> Prefixes(OpcodeTable table) =>
        table.Instructions.Where(static i => i.Prefix is not null).Select(static i => i.Prefix!.Value).Distinct().OrderBy(static prefix => prefix);

    /// <summary>The slot of an opcode as emitted code writes it, e.g. <c>0x6A</c>, <c>DispatchTable.PageFC + 0x0A</c>.</summary>
    public static string Text(Instruction instruction) =>
        instruction.Prefix is int prefix ? TextInPage(prefix, $"0x{instruction.Code:X2}") : $"0x{instruction.Code:X2}";

    /// <summary>A slot in a prefix's page as emitted code writes it.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="code">The expression for the number behind the prefix.</param>
    public static string TextInPage(int prefix, string code) => $"DispatchTable.{PageName(prefix)} + {code}";
}
