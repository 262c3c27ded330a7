// The table at the end of a flight.
using System.Globalization;
using Spectre.Console;

namespace SplitBrain;

/// <summary>Shows a flight record.</summary>
internal static class FlightReport
{
    /// <summary>Writes it to the console.</summary>
    public static void Write(FlightRecord record)
    {
        FlightOptions options = record.Options;
        Table table = new Table().RoundedBorder().HideHeaders().AddColumns(string.Empty, string.Empty);
        table.Title(options.IsRealTime ? Text($"{options.Ticks:N0} ticks at {options.Rate:N0} Hz") : Text($"{options.Ticks:N0} ticks, as fast as possible"));
        Add(table, "missions swapped in", Text($"{record.Swaps}"));
        Add(table, "failed in flight", Text($"{record.Failures}"));
        Add(table, "refused on the ground", Text($"{record.Refused}"));
        Add(table, "altitude at the end", Text($"{record.Altitude:0.000} m"));
        Add(table, "a tick takes", Describe(record.Latency));
        if (options.IsRealTime)
        {
            Add(table, "a tick begins late by", Describe(record.Lateness));
        }

        Add(table, "collections (gen 0, 1, 2)", string.Join(", ", record.Collections));
        Add(table, "allocated by the loop", Text($"{record.Allocated} bytes"));
        Add(table, "survived", record.Survived ? "[green]yes[/]" : "[red]no[/]");
        AnsiConsole.WriteLine();
        AnsiConsole.Write(table);
    }

    private static void Add(Table table, string name, string value) => table.AddRow($"[grey]{name}[/]", value);

    private static string Describe(LatencyHistogram histogram) =>
        $"p50 {Time(histogram.Percentile(0.5))}, p99 {Time(histogram.Percentile(0.99))}, p99.9 {Time(histogram.Percentile(0.999))}, max {Time(histogram.Max)}";

    private static string Time(long nanoseconds) => nanoseconds switch
    {
        < 1000 => Text($"{nanoseconds} ns"),
        < 1_000_000 => Text($"{nanoseconds / 1000.0:0.0} µs"),
        _ => Text($"{nanoseconds / 1000000.0:0.0} ms"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
