// Help, version and completion.
namespace NanoWasm.Cli.Tests;

/// <summary>What the tool says about itself.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly ModuleFiles _files = new();

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("nanowasm [command] [options]", "--help")]
    [InlineData("run <FILE> <ARGS>", "--help")]
    [InlineData("134  the guest trapped", "--help")]
    [InlineData("nanowasm run samples/raytracer.wasm", "--help")]
    [InlineData("nanowasm run <FILE> [<ARGS>...] [options]", "run", "--help")]
    [InlineData("--invoke <NAME>", "run", "-h")]
    [InlineData("--dispatch <threaded|switch>", "run", "--help")]
    [InlineData("env.print (func (param i32 i32))", "run", "--help")]
    [InlineData("nanowasm run --invoke fib samples/fib.wasm 30", "run", "--help")]
    [InlineData("--features <LIST>", "run", "--help")]
    [InlineData("--top <N>", "profile", "--help")]
    [InlineData("env.print (func (param i32 i32))", "profile", "--help")]
    [InlineData("nanowasm profile samples/raytracer.wasm", "profile", "--help")]
    [InlineData("--code <FUNC>", "inspect", "--help")]
    [InlineData("nanowasm inspect --code fib samples/fib.wasm", "inspect", "--help")]
    [InlineData("nanowasm validate <FILE>... [options]", "validate", "--help")]
    [InlineData("nanowasm validate samples/fib.wasm", "validate", "--help")]
    public void Help_EveryCommand_ShowsUsageAndExamples(string expected, params string[] args)
    {
        CommandResult result = CommandResult.Of(args);

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", result.Output, StringComparison.Ordinal);
        Assert.Contains("Examples:", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("NanoWasm.Cli", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_Always_IsThatOfTheTool()
    {
        CommandResult result = CommandResult.Of("--version");

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+\n$", result.Output);
    }

    [Theory]
    [InlineData("nanowasm v", "validate")]
    [InlineData("nanowasm run --d", "--dispatch")]
    [InlineData("nanowasm run --dispatch s", "switch")]
    [InlineData("nanowasm profile --t", "--top")]
    [InlineData("nanowasm inspect --", "--code")]
    public void Suggest_PartOfACommandLine_GivesCompletions(string line, string expected)
    {
        CommandResult result = CommandResult.Of($"[suggest:{line.Length}]", line);

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Contains(expected, result.Output.Split('\n'));
    }

    [Fact]
    public void Suggest_NameOfFunction_GivesExportsOfTheFile()
    {
        string line = $"nanowasm run {DemoModule.WriteTo(_files)} --invoke ";

        CommandResult result = CommandResult.Of($"[suggest:{line.Length}]", line);

        Assert.Contains("outer", result.Output.Split('\n'));
        Assert.DoesNotContain("evil", result.Output, StringComparison.Ordinal);
    }
}
