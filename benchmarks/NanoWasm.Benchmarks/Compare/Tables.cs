// A comparison as tables of text.
using System.Globalization;

namespace NanoWasm.Benchmarks.Compare;

/// <summary>Says what a comparison found.</summary>
internal static class Tables
{
    /// <summary>How the row with the geometric means is named.</summary>
    public const string MeanName = "geometric mean";

    /// <summary>Processor times relative to the first engine, with the geometric mean as the last row.</summary>
    public static TextTable Ratios(Comparison comparison)
    {
        List<IReadOnlyList<string>> rows = [];
        for (int i = 0; i < comparison.Workloads.Count; i++)
        {
            int workload = i;
            rows.Add(Row(comparison.Workloads[i].Name, comparison, engine => comparison.Cells[workload][engine].Problem is null
                ? comparison.Ratio(workload, engine) is double ratio ? Format(ratio) : "?"
                : "failed"));
        }

        rows.Add(Row(MeanName, comparison, engine => FormatMean(comparison, engine)));
        return new TextTable($"CPU time, {comparison.Engines[0]} = 1", ["program", .. comparison.Engines], rows);
    }

    /// <summary>How much vectors bring each engine, with the geometric mean as the last row; null if there are no twins.</summary>
    public static TextTable? SpeedUps(Comparison comparison)
    {
        if (comparison.Twins.Count == 0)
        {
            return null;
        }

        List<IReadOnlyList<string>> rows =
        [
            .. comparison.Twins.Select(twins => Row(
                comparison.Workloads[twins.With].Name, comparison, engine => comparison.SpeedUp(twins, engine) is double factor ? Format(factor) : "?")),
        ];
        rows.Add(Row(MeanName, comparison, engine =>
        {
            double[] factors = [.. comparison.Twins.Select(twins => comparison.SpeedUp(twins, engine)).OfType<double>()];
            return FormatMean(Sample.GeometricMean(factors), factors.Length, comparison.Twins.Count);
        }));
        return new TextTable("CPU time without vectors / with vectors", ["program", .. comparison.Engines], rows);
    }

    /// <summary>Medians of processor times and of elapsed times in seconds, and the range of processor times on a second line.</summary>
    public static TextTable Times(Comparison comparison)
    {
        List<IReadOnlyList<string>> rows = [];
        for (int i = 0; i < comparison.Workloads.Count; i++)
        {
            IReadOnlyList<Cell> cells = comparison.Cells[i];
            rows.Add(Row(comparison.Workloads[i].Name, comparison, engine => cells[engine] is { Problem: null, Cpu: Sample cpu, Wall: Sample wall }
                ? string.Create(CultureInfo.InvariantCulture, $"{cpu.Median:0.000} / {wall.Median:0.000}\n({cpu.Min:0.000}..{cpu.Max:0.000})")
                : "failed"));
        }

        return new TextTable(
            $"CPU time / elapsed time in s, medians of {comparison.Rounds} (CPU time, min..max)", ["program", .. comparison.Engines], rows);
    }

    /// <summary>A sentence for each cell whose times do not count.</summary>
    public static IReadOnlyList<string> Problems(Comparison comparison) =>
    [
        .. from workload in Enumerable.Range(0, comparison.Workloads.Count)
           from engine in Enumerable.Range(0, comparison.Engines.Count)
           let problem = comparison.Cells[workload][engine].Problem
           where problem is not null
           select $"{comparison.Engines[engine]} on {comparison.Workloads[workload].Name}: {problem}",
    ];

    /// <summary>A ratio with two digits after the point.</summary>
    public static string Format(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    private static string FormatMean(Comparison comparison, int engine)
    {
        (double mean, int count) = comparison.MeanRatio(engine);
        return FormatMean(mean, count, comparison.Workloads.Count);
    }

    private static string FormatMean(double mean, int count, int all) => count == 0 ? "?" : count == all ? Format(mean) : $"{Format(mean)} (of {count})";

    private static List<string> Row(string name, Comparison comparison, Func<int, string> cell) => [name, .. Enumerable.Range(0, comparison.Engines.Count).Select(cell)];
}
