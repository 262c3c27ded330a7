// Tables as all commands write them.
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Listing = Spectre.Console.Table;

namespace NanoWasm.Cli;

/// <summary>Makes and writes tables.</summary>
internal static class Listings
{
    /// <summary>Writes a table behind an empty line; nothing where it has no rows.</summary>
    public static void WriteApart(Terminal terminal, Listing table)
    {
        if (table.Rows.Count > 0)
        {
            terminal.WriteLine(string.Empty);
            terminal.Write(table);
        }
    }

    /// <summary>A table without borders: it reads the same on a terminal and in a file.</summary>
    /// <param name="headings">The headings of its columns; columns whose heading begins with <c>-</c> hold numbers.</param>
    public static Listing MakeTable(params ReadOnlySpan<string> headings)
    {
        Listing table = new Listing().Border(TableBorder.None);
        foreach (string heading in headings)
        {
            bool isNumber = heading.StartsWith('-');
            TableColumn column = new(new Text(heading.TrimStart('-'), new Style(decoration: Decoration.Bold)));
            table.AddColumn((isNumber ? column.RightAligned() : column).PadRight(2));
        }

        return table;
    }

    /// <summary>Adds a row of text.</summary>
    public static void AddRow(Listing table, params ReadOnlySpan<string> cells)
    {
        IRenderable[] row = new IRenderable[cells.Length];
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = Line(cells[i]);
        }

        table.AddRow(row);
    }

    /// <summary>Text that may come from a module: shown as it is, without markup and control characters.</summary>
    private static Text Line(string text) => new(Terminal.Printable(text));

    /// <summary>A number for people.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>An offset.</summary>
    public static string Hexadecimal(int offset) => string.Create(CultureInfo.InvariantCulture, $"0x{offset:x}");
}
