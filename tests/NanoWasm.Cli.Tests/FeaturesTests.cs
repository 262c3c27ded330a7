// --features: what modules may use.
using static NanoWasm.ValueKind;

namespace NanoWasm.Cli.Tests;

/// <summary>The option <c>--features</c> of all commands.</summary>
public sealed class FeaturesTests : IDisposable
{
    private readonly ModuleFiles _files = new();

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("run")]
    [InlineData("profile")]
    [InlineData("inspect")]
    [InlineData("validate")]
    public void Command_FeatureThatIsNotEnabled_IsNamedWithItsPlace(string command)
    {
        CommandResult result = CommandResult.Of(command, "--features", "wasm1,bulk-memory", WriteModule());

        Assert.Equal(ExitCodes.InvalidModule, result.ExitCode);
        Assert.Contains("extend.wasm: unsupported feature: sign-extension, which is not enabled (at offset 0x27 in function #0)", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("wasm2")]
    [InlineData("wasm1,sign-extension")]
    [InlineData("-bulk-memory")]
    [InlineData("all,-wasm2,wasm2")]
    public void Run_FeatureThatIsEnabled_Runs(string features)
    {
        CommandResult result = CommandResult.Of("run", "--features", features, WriteModule(), "255");

        Assert.Equal(new CommandResult(ExitCodes.Success, "-1\n", string.Empty), result);
    }

    [Theory]
    [InlineData("wasm2,tale-call")]
    [InlineData("")]
    public void Command_UnknownFeature_IsUsageError(string features)
    {
        CommandResult result = CommandResult.Of("validate", "--features", features, WriteModule());

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains($"--features \"{features}\" has an unknown name; there are all, none, wasm1, wasm2, wasm3, mvp, mutable-globals, ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_OfAModule_SaysWhatItUses() =>
        Assert.Matches(@"features +mvp, sign-extension\n", CommandResult.Of("inspect", WriteModule()).Output);

    private string WriteModule() =>
        _files.Write("extend.wasm", new ModuleBuilder().Function("extend", [I32], [I32], static f => f.LocalGet(0).Op(Opcode.I32Extend8S)));
}
