// Tables for a terminal, and in Markdown.
using System.Text;
using Spectre.Console;

namespace NanoWasm.Benchmarks;

/// <summary>A table: the heads of its columns and its rows. Cells of the first column are names, others are numbers, and may have two lines.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">The columns' heads.</param>
/// <param name="Rows">Rows of as many cells as there are columns.</param>
internal sealed record TextTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>Writes tables of text.</summary>
internal static class TableWriter
{
    /// <summary>Draws a table on a terminal.</summary>
    public static void Write(IAnsiConsole console, TextTable table)
    {
        Spectre.Console.Table drawn = new() { Title = new TableTitle(Markup.Escape(table.Title)), Border = TableBorder.Rounded };
        for (int i = 0; i < table.Columns.Count; i++)
        {
            drawn.AddColumn(new TableColumn(Markup.Escape(table.Columns[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = i == 0 });
        }

        foreach (IReadOnlyList<string> row in table.Rows)
        {
            drawn.AddRow([.. row.Select(static cell => new Text(cell))]);
        }

        console.Write(drawn);
    }

    /// <summary>A table in GitHub's Markdown, with its title above it.</summary>
    public static string ToMarkdown(TextTable table)
    {
        StringBuilder text = new();
        text.Append(table.Title).Append(":\n\n");
        AppendRow(text, table.Columns);
        AppendRow(text, [.. table.Columns.Select(static (_, i) => i == 0 ? "---" : "---:")]);
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            AppendRow(text, row);
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(static cell => cell.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' '))).Append(" |\n");
}
