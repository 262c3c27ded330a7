// Prints what the check found.
using System.Globalization;
using System.Text.RegularExpressions;
using NanoWasm.JitCheck.Listings;
using Spectre.Console;

namespace NanoWasm.JitCheck;

/// <summary>Writes the table of handlers and the violations.</summary>
internal sealed class ReportWriter(IAnsiConsole console)
{
    /// <summary>The identifiers of opcodes one behind the other, each with the length of its immediates where that is not the shortest.</summary>
    private static readonly Regex Sequence = new($@"^((?:{string.Join('|', Enum.GetNames<Opcode>())})\d*)+$", RegexOptions.CultureInvariant);

    /// <summary>What the names of handlers that do not compare bytes end in; before that, those for instances without canonical NaNs end in; before that, those for modules with vectors; and before that, those of sequences of one opcode behind a prefix.</summary>
    private const string Proven = "Proven";
    private const string NaNForm = "AnyNaNs";
    private const string VectorForm = "Vectors";
    private const string OneOpcode = "WithPrefix";

    /// <summary>Whether a handler is that of a superinstruction.</summary>
    /// <param name="name">The method's name: <c>LocalGetI32Add</c>.</param>
    public static bool IsSuperinstruction(string name)
    {
        foreach (string form in (string[])[Proven, NaNForm, VectorForm])
        {
            if (name.EndsWith(form, StringComparison.Ordinal))
            {
                name = name[..^form.Length];
            }
        }

        return name.EndsWith(OneOpcode, StringComparison.Ordinal) || (!Enum.TryParse<Opcode>(name, out _) && Sequence.IsMatch(name));
    }

    /// <summary>Writes a report: basic handlers, superinstructions, violations, and the totals of both groups.</summary>
    public void Write(Report report)
    {
        ILookup<bool, MethodListing> groups = report.Handlers.ToLookup(static handler => IsSuperinstruction(NameOf(handler)));
        WriteTable("Handler", groups[false]);
        WriteTable("Superinstruction", groups[true]);
        foreach (Violation violation in report.Violations)
        {
            console.WriteLine($"{violation.Method}: {violation.Message} ({violation.Rule}).");
        }

        console.WriteLine(Summarize("basic handlers", [.. groups[false]]));
        console.WriteLine(Summarize("superinstructions", [.. groups[true]]));
        console.WriteLine(report.Violations.Count == 0 ? "All as they have to be." : $"{Text(report.Violations.Count)} violations.");
    }

    private void WriteTable(string heading, IEnumerable<MethodListing> handlers)
    {
        Spectre.Console.Table table = new Spectre.Console.Table().Border(TableBorder.Simple)
            .AddColumn(heading)
            .AddColumn(new TableColumn("Bytes").RightAligned())
            .AddColumn(new TableColumn("Instructions").RightAligned())
            .AddColumn(new TableColumn("Shortest path").RightAligned())
            .AddColumn(new TableColumn("Saved registers").RightAligned())
            .AddColumn("Frame");
        foreach (MethodListing handler in handlers.OrderByDescending(static h => h.Bytes).ThenBy(static h => h.Name, StringComparer.Ordinal))
        {
            table.AddRow(
                Markup.Escape(NameOf(handler)),
                Text(handler.Bytes),
                Text(handler.Instructions.Count),
                Text(handler.ShortestPath()),
                Text(handler.SavedRegisters),
                handler.HasFrame ? "frame" : string.Empty);
        }

        console.Write(table);
    }

    private static string NameOf(MethodListing handler) => handler.Name[(handler.Name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static string Summarize(string what, IReadOnlyList<MethodListing> handlers) =>
        $"{Text(handlers.Count)} {what}, {Text(handlers.Sum(static h => h.Bytes))} bytes, "
        + $"{Text(handlers.Sum(static h => h.Instructions.Count))} instructions, "
        + $"{Text(handlers.Sum(static h => h.ShortestPath()))} on the shortest paths, {Text(handlers.Count(static h => h.HasFrame))} with a frame.";

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
