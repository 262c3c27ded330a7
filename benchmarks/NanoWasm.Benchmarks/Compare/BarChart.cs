// A comparison as a picture.
using System.Globalization;
using System.Xml.Linq;

namespace NanoWasm.Benchmarks.Compare;

/// <summary>
/// Draws ratios as horizontal bars in SVG: a group for the geometric mean and one for each program, in it a bar for each engine. Colours are chosen to be
/// seen on light and on dark pages; the background is left to the page.
/// </summary>
internal static class BarChart
{
    private const int Width = 860;
    private const int LabelWidth = 130;
    private const int ValueWidth = 60;
    private const int BarHeight = 11;
    private const int GroupGap = 10;
    private const int Top = 64;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly string[] Colors = ["#8b949e", "#3b82f6", "#f59e0b", "#10b981", "#ef4444", "#a855f7", "#06b6d4", "#ec4899"];

    /// <summary>The picture of a comparison.</summary>
    public static XDocument Draw(Comparison comparison)
    {
        List<(string Name, double?[] Ratios)> groups =
        [
            (Tables.MeanName, [.. Engines(comparison).Select(engine => comparison.MeanRatio(engine) is (double mean, > 0) ? mean : (double?)null)]),
            .. comparison.Workloads.Select((workload, i) => (workload.Name, Engines(comparison).Select(engine => comparison.Ratio(i, engine)).ToArray())),
        ];
        double largest = groups.SelectMany(static group => group.Ratios).OfType<double>().Append(1).Max();
        double scale = (Width - LabelWidth - ValueWidth) / largest;
        int groupHeight = (comparison.Engines.Count * BarHeight) + GroupGap;
        int height = Top + (groups.Count * groupHeight);

        XElement root = new(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {height}"),
            new XAttribute("width", Width),
            new XAttribute("height", height),
            new XAttribute("role", "img"),
            new XElement(Svg + "title", $"CPU time relative to {comparison.Engines[0]}; shorter is faster"),
            new XElement(
                Svg + "style",
                "text { font: 12px system-ui, sans-serif; fill: #57606a } .value { font-size: 10px } .mean { font-weight: bold } " +
                "@media (prefers-color-scheme: dark) { text { fill: #b1bac4 } }"));
        root.Add(MakeText(0, 16, $"CPU time, {comparison.Engines[0]} = 1 (shorter is faster)", "mean"));
        AddLegend(root, comparison.Engines);

        // Where the first engine's bars end.
        root.Add(new XElement(
            Svg + "line",
            Number("x1", LabelWidth + scale), Number("x2", LabelWidth + scale), Number("y1", Top - 6), Number("y2", height),
            new XAttribute("stroke", Colors[0]), new XAttribute("stroke-dasharray", "3 3")));
        for (int i = 0; i < groups.Count; i++)
        {
            int y = Top + (i * groupHeight);
            XElement label = MakeText(LabelWidth - 8, y + (comparison.Engines.Count * BarHeight / 2.0) + 4, groups[i].Name, i == 0 ? "mean" : "name");
            label.Add(new XAttribute("text-anchor", "end"));
            root.Add(label);
            AddBars(root, groups[i].Ratios, y, scale);
        }

        return new XDocument(root);
    }

    private static void AddBars(XElement root, double?[] ratios, int y, double scale)
    {
        for (int engine = 0; engine < ratios.Length; engine++)
        {
            int top = y + (engine * BarHeight);
            double width = (ratios[engine] ?? 0) * scale;
            root.Add(new XElement(
                Svg + "rect",
                Number("x", LabelWidth), Number("y", top), Number("width", width), Number("height", BarHeight - 1), new XAttribute("fill", ColorOf(engine))));
            root.Add(MakeText(LabelWidth + width + 4, top + BarHeight - 2, ratios[engine] is double ratio ? Tables.Format(ratio) : "failed", "value"));
        }
    }

    private static void AddLegend(XElement root, IReadOnlyList<string> engines)
    {
        double x = LabelWidth;
        for (int i = 0; i < engines.Count; i++)
        {
            root.Add(new XElement(
                Svg + "rect", Number("x", x), Number("y", 30), Number("width", 12), Number("height", 12), new XAttribute("fill", ColorOf(i))));
            root.Add(MakeText(x + 16, 40, engines[i], "name"));

            // Letters are about this wide.
            x += 34 + (7 * engines[i].Length);
        }
    }

    private static IEnumerable<int> Engines(Comparison comparison) => Enumerable.Range(0, comparison.Engines.Count);

    private static string ColorOf(int engine) => Colors[engine % Colors.Length];

    private static XElement MakeText(double x, double y, string text, string kind) =>
        new(Svg + "text", Number("x", x), Number("y", y), new XAttribute("class", kind), text);

    private static XAttribute Number(string name, double value) => new(name, value.ToString("0.##", CultureInfo.InvariantCulture));
}
