// Statistics, tables and the chart.
using System.Xml.Linq;
using NanoWasm.Benchmarks.Compare;

namespace NanoWasm.Benchmarks.Tests;

public sealed class ReportTests
{
    /// <summary>Two engines; the second one takes 2 and 8 times as long, and gives a wrong result on the third program.</summary>
    private static readonly Comparison Example = new(
        ["base", "other"],
        [Make("first"), Make("second"), Make("third")],
        Rounds: 3,
        [[Good(1), Good(2)], [Good(0.5), Good(4)], [Good(1), new Cell(Time(1), Time(1), "8", "result 8 instead of 7")]]);

    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 1, 2, 9 }, 2)]
    [InlineData(new double[] { 1, 2, 4, 9 }, 3)]
    public void MedianOf_Sorted_IsTheMiddle(double[] sorted, double expected) => Assert.Equal(expected, Sample.MedianOf(sorted));

    [Fact]
    public void Of_Durations_HasMedianAndRange() =>
        Assert.Equal(new Sample(2, 1, 5), Sample.Of([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)]));

    [Fact]
    public void GeometricMean_Ratios_IsTheRootOfTheProduct()
    {
        Assert.Equal(4, Sample.GeometricMean([2, 8]), 12);
        Assert.True(double.IsNaN(Sample.GeometricMean([])));
    }

    [Fact]
    public void MeanRatio_FailedProgram_IsLeftOut()
    {
        (double mean, int count) = Example.MeanRatio(1);

        Assert.Equal(4, mean, 12);
        Assert.Equal(2, count);
        Assert.Null(Example.Ratio(2, 1));
        Assert.False(Example.Succeeded);
    }

    [Fact]
    public void Ratios_Markdown_HasARowForEachProgramAndTheMean() => Assert.Equal(
        """
        CPU time, base = 1:

        | program | base | other |
        | --- | ---: | ---: |
        | first | 1.00 | 2.00 |
        | second | 1.00 | 8.00 |
        | third | 1.00 | failed |
        | geometric mean | 1.00 | 4.00 (of 2) |

        """,
        TableWriter.ToMarkdown(Tables.Ratios(Example)));

    [Fact]
    public void Times_Cells_HaveMediansAndRange()
    {
        TextTable table = Tables.Times(Example);

        Assert.Equal(["second", "0.500 / 1.000\n(0.250..1.000)", "4.000 / 8.000\n(2.000..8.000)"], table.Rows[1]);
        Assert.Equal("failed", table.Rows[2][2]);
        Assert.Contains("| second | 0.500 / 1.000 (0.250..1.000) |", TableWriter.ToMarkdown(table), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_WrongResult_IsSaid() => Assert.Equal(["other on third: result 8 instead of 7"], Tables.Problems(Example));

    [Fact]
    public void Draw_Comparison_HasABarForEachRatio()
    {
        XElement svg = BarChart.Draw(Example).Root!;
        XNamespace space = svg.Name.Namespace;

        // The mean and three programs, and the legend: two of each.
        Assert.Equal(10, svg.Elements(space + "rect").Count());
        string[] values = [.. svg.Elements(space + "text").Where(static text => (string?)text.Attribute("class") == "value").Select(static text => text.Value)];
        Assert.Equal(["1.00", "4.00", "1.00", "2.00", "1.00", "8.00", "1.00", "failed"], values);

        // The longest bar is eight times as long as the first engine's.
        double[] widths = [.. svg.Elements(space + "rect").Skip(2).Select(static bar => (double)bar.Attribute("width")!)];
        Assert.Equal(8, widths[5] / widths[4], 2);
        Assert.Equal(0, widths[7]);
    }

    private static Workload Make(string name) => new(name, name + ".wasm", "run", [], "7");

    private static Cell Good(double seconds) => new(Time(seconds), Time(seconds * 2), "7", Problem: null);

    private static Sample Time(double seconds) => new(seconds, seconds / 2, seconds * 2);
}
