// Command lines, programs and the results that engines print.
using NanoWasm.Benchmarks.Compare;

namespace NanoWasm.Benchmarks.Tests;

public sealed class TextTests
{
    private static readonly Workload Program = new("p", "/tmp/a b.wasm", "go", ["1", "-2"], Expected: null);

    [Theory]
    [InlineData("123", "123")]
    [InlineData("-5", "-5")]
    [InlineData("+7", "7")]
    [InlineData("Result: 123", "123")]
    [InlineData("0x7b:i32", "123")]
    [InlineData("0xfffffffe:i32", "-2")]
    [InlineData("0xABCDEF", "11259375")]
    [InlineData("Result: 4294967294:i32", "-2")]
    [InlineData("4294967296", "4294967296")]
    [InlineData("0xfffffffffffffffe:i64", "-2")]
    [InlineData("18446744073709551615", "-1")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("1.50:f64", "1.5")]
    [InlineData("-2.5e-1", "-0.25")]
    [InlineData(" 42 \r", "42")]
    public void Normalize_Number_GivesOneForm(string text, string expected) => Assert.Equal(expected, ResultText.Normalize(text));

    [Theory]
    [InlineData("")]
    [InlineData("done")]
    [InlineData("1 2")]
    [InlineData("0x")]
    [InlineData("18446744073709551616")]
    [InlineData("Error: 12 things")]
    public void Normalize_NoNumber_GivesNull(string text) => Assert.Null(ResultText.Normalize(text));

    [Theory]
    [InlineData("1\n2\n\n", "3\n", "2")]
    [InlineData("hello\n", "warning\nResult: 3\n", "3")]
    [InlineData("", "", null)]
    public void Find_TwoStreams_GivesTheLastNumberOfTheFirstThatHasOne(string output, string errors, string? expected) =>
        Assert.Equal(expected, ResultText.Find(output, errors));

    [Fact]
    public void Expand_Arguments_BecomeWords()
    {
        CommandTemplate template = CommandTemplate.Parse("wasm3=wasm3 --func {export}  {wasm} {args}");

        Assert.Equal("wasm3", template.Name);
        Assert.Equal(["wasm3", "--func", "go", "/tmp/a b.wasm", "1", "-2"], template.Expand(Program));
    }

    [Fact]
    public void Expand_QuotedWord_StaysAWord()
    {
        CommandTemplate template = CommandTemplate.Parse("""toy="my engine" --load={wasm} --invoke '{export} {args}' ''""");

        Assert.Equal(["my engine", "--load=/tmp/a b.wasm", "--invoke", "go 1 -2", ""], template.Expand(Program));
    }

    [Fact]
    public void Expand_NanoWasm_IsTheToolOfTheSameConfiguration()
    {
        string tool = Assert.Single(CommandTemplate.Parse("n={nanowasm}").Expand(Program));

        Assert.Equal(new DirectoryInfo(AppContext.BaseDirectory).Name, new FileInfo(tool).Directory!.Name);
        Assert.True(File.Exists(tool), tool);
    }

    [Theory]
    [InlineData("wasm3")]
    [InlineData("=wasm3")]
    [InlineData("a b=c")]
    [InlineData("wasm3=")]
    [InlineData("wasm3='x")]
    public void ParseTemplate_Malformed_Throws(string text) => Assert.Throws<FormatException>(() => CommandTemplate.Parse(text));

    [Theory]
    [InlineData("p=/x/a.wasm:run", "")]
    [InlineData("p=/x/a.wasm:run:", "")]
    [InlineData("p=/x/a.wasm:run:1 -2", "1,-2")]
    public void ParseWorkload_Text_GivesItsParts(string text, string arguments)
    {
        Workload workload = Workload.Parse(text);

        Assert.Equal(("p", Path.GetFullPath("/x/a.wasm"), "run"), (workload.Name, workload.File, workload.Export));
        Assert.Equal(arguments, string.Join(',', workload.Arguments));
        Assert.Null(workload.Expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.wasm:run")]
    [InlineData("p=a.wasm")]
    [InlineData("=a.wasm:run")]
    public void ParseWorkload_Malformed_Throws(string text) => Assert.Throws<FormatException>(() => Workload.Parse(text));
}
