// Prints what the check found.
using System.Globalization;
using NanoWasm.JitCheck.Listings;
using Spectre.Console;

namespace NanoWasm.JitCheck;

/// <summary>Writes the table of handlers and the violations.</summary>
internal sealed class ReportWriter(IAnsiConsole console)
{
    /// <summary>Writes a report.</summary>
    public void Write(Report report)
    {
        Spectre.Console.Table table = new Spectre.Console.Table().Border(TableBorder.Simple)
            .AddColumn("Handler")
            .AddColumn(new TableColumn("Bytes").RightAligned())
            .AddColumn(new TableColumn("Instructions").RightAligned())
            .AddColumn(new TableColumn("Shortest path").RightAligned())
            .AddColumn(new TableColumn("Saved registers").RightAligned())
            .AddColumn("Frame");
        foreach (MethodListing handler in report.Handlers.OrderByDescending(static h => h.Bytes).ThenBy(static h => h.Name, StringComparer.Ordinal))
        {
            table.AddRow(
                Markup.Escape(handler.Name[(handler.Name.IndexOf(':', StringComparison.Ordinal) + 1)..]),
                Text(handler.Bytes),
                Text(handler.Instructions.Count),
                Text(handler.ShortestPath()),
                Text(handler.SavedRegisters),
                handler.HasFrame ? "frame" : string.Empty);
        }

        console.Write(table);
        foreach (Violation violation in report.Violations)
        {
            console.WriteLine($"{violation.Method}: {violation.Message} ({violation.Rule}).");
        }

        console.WriteLine(Summarize(report));
    }

    private static string Summarize(Report report)
    {
        IReadOnlyList<MethodListing> handlers = report.Handlers;
        string totals = $"{Text(handlers.Count)} handlers, {Text(handlers.Sum(static h => h.Bytes))} bytes, "
            + $"{Text(handlers.Sum(static h => h.Instructions.Count))} instructions, "
            + $"{Text(handlers.Sum(static h => h.ShortestPath()))} on the shortest paths, {Text(handlers.Count(static h => h.HasFrame))} with a frame";
        return report.Violations.Count == 0 ? totals + ": all as they have to be." : $"{totals}: {Text(report.Violations.Count)} violations.";
    }

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
