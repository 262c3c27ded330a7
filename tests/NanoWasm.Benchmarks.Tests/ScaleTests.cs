// The tables of growth, with small numbers: their rows, not their figures.
using System.Globalization;
using NanoWasm.Benchmarks.Scale;

namespace NanoWasm.Benchmarks.Tests;

public sealed class ScaleTests
{
    [Theory]
    [InlineData(1, 1, "1")]
    [InlineData(1, 10, "1,10")]
    [InlineData(1, 25, "1,10,25")]
    [InlineData(1000, 2_000_000_000, "1000,10000,100000,1000000,10000000,100000000,1000000000,2000000000")]
    public void Steps_Limits_AreTenfold(int first, int last, string expected) => Assert.Equal(expected, string.Join(',', ScaleCommand.Steps(first, last)));

    [Fact]
    public void Scale_SmallLimits_PrintsThreeTables()
    {
        using StringWriter output = new(CultureInfo.InvariantCulture);
        int exitCode = ScaleCommand.Make(output).Parse(["--bytes", "20000", "--instances", "10"]).Invoke();

        Assert.Equal(0, exitCode);
        string[] names = [.. output.ToString().Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).Select(static line => line.Split('|')[1].Trim())];
        Assert.Equal(["instances", "---", "1", "10", "instances", "---", "1", "10", "bytes", "---"], names[..10]);

        // The modules' sizes are about what was asked for.
        int[] sizes = [.. names[10..].Select(static name => int.Parse(name, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];
        Assert.Equal(3, sizes.Length);
        Assert.InRange(sizes[0], 500, 1500);
        Assert.InRange(sizes[1], 9_000, 11_000);
        Assert.InRange(sizes[2], 18_000, 22_000);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Generate_Size_GivesAValidModule(int bytes) => Assert.Null(Module.Validate(LoadableModule.Generate(bytes)));
}
