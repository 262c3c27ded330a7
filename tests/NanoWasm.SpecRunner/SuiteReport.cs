// Prints what a run of scripts gave.
using System.Globalization;
using NanoWasm.SpecRunner.Running;
using Spectre.Console;
using ConsoleTable = Spectre.Console.Table;

namespace NanoWasm.SpecRunner;

/// <summary>Prints the failures, a table per script, the reasons for skipping, the share of expected wordings and the totals.</summary>
/// <param name="console">Where the tables go.</param>
/// <param name="output">Where plain lines go: they are never wrapped.</param>
internal sealed class SuiteReport(IAnsiConsole console, TextWriter output)
{
    /// <summary>Prints the results of all scripts under one dispatcher; the totals are the last line.</summary>
    public void Write(IReadOnlyList<ScriptResult> results, DispatchMode dispatch, bool withWordings)
    {
        foreach (Failure failure in results.SelectMany(result => result.Failures))
        {
            output.WriteLine($"FAILED {failure}");
        }

        if (results.Sum(result => result.FallBacks) is int fallBacks and > 0)
        {
            output.WriteLine($"NOTE {fallBacks} instances ran under another dispatcher: this process cannot run {dispatch}.");
        }

        console.Write(MakeScriptTable(results, dispatch));
        console.Write(MakeSkippedTable(results));
        List<Wording> wordings = [.. results.SelectMany(result => result.Wordings)];
        int expected = wordings.Count(wording => wording.IsAsExpected);
        string share = wordings.Count == 0 ? "–" : ((double)expected / wordings.Count).ToString("P1", CultureInfo.InvariantCulture);
        output.WriteLine($"Rejections whose message starts with the expected text: {expected} of {wordings.Count} ({share})");
        if (withWordings)
        {
            WriteWordings(wordings);
        }

        output.WriteLine($"{results.Sum(result => result.Passed)} passed, {results.Sum(result => result.Failures.Count)} failed, {results.Sum(result => result.SkippedCount)} skipped");
    }

    private static ConsoleTable MakeScriptTable(IReadOnlyList<ScriptResult> results, DispatchMode dispatch)
    {
        ConsoleTable table = new ConsoleTable { Title = new TableTitle($"Dispatcher: {dispatch}") }
            .SimpleBorder()
            .AddColumn(new TableColumn("Script").NoWrap())
            .AddColumn(new TableColumn("Passed").RightAligned())
            .AddColumn(new TableColumn("Failed").RightAligned())
            .AddColumn(new TableColumn("Skipped").RightAligned())
            .AddColumn("Skipped for want of");
        foreach (ScriptResult result in results)
        {
            table.AddRow(
                Markup.Escape(result.Name),
                Format(result.Passed),
                result.Failures.Count == 0 ? "0" : $"[red]{Format(result.Failures.Count)}[/]",
                Format(result.SkippedCount),
                Markup.Escape(string.Join(", ", result.Skipped.Keys)));
        }

        return table;
    }

    private static ConsoleTable MakeSkippedTable(IReadOnlyList<ScriptResult> results)
    {
        ConsoleTable table = new ConsoleTable()
            .SimpleBorder()
            .AddColumn("Skipped for want of")
            .AddColumn(new TableColumn("Commands").RightAligned())
            .AddColumn(new TableColumn("Scripts").RightAligned());
        foreach (IGrouping<string, KeyValuePair<string, int>> reason in results.SelectMany(result => result.Skipped).GroupBy(pair => pair.Key).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            table.AddRow(Markup.Escape(reason.Key), Format(reason.Sum(pair => pair.Value)), Format(reason.Count()));
        }

        return table;
    }

    private void WriteWordings(List<Wording> wordings)
    {
        foreach (Wording wording in wordings.Where(wording => !wording.IsAsExpected))
        {
            output.WriteLine($"WORDING {wording}");
        }
    }

    private static string Format(int number) => number.ToString(CultureInfo.InvariantCulture);
}
