// What the tool says to wrong command lines and wrong files.
using static NanoWasm.ValueKind;

namespace NanoWasm.Cli.Tests;

/// <summary>Mistakes of users, and of those who made the module: one message, one exit code, never a stack trace.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly ModuleFiles _files = new();

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("div", "1", "div takes 2 arguments, but 1 was given; its type is (func (param i32 i32) (result i32))")]
    [InlineData("deep", "1", "deep takes 0 arguments, but 1 was given")]
    [InlineData("outer", "", "outer takes 1 argument, but 0 were given")]
    [InlineData("outer", "x", "argument 1 of outer has to be an i32 (-2147483648 to 4294967295, or 0x…), but is \"x\"")]
    [InlineData("outer", "4294967296", "but is \"4294967296\"")]
    [InlineData("outer", "-2147483649", "but is \"-2147483649\"")]
    [InlineData("outer", "1.5", "but is \"1.5\"")]
    [InlineData("outer", "٣", "but is \"٣\"")]
    [InlineData("wide", "18446744073709551616", "argument 1 of wide has to be an i64")]
    [InlineData("floats", "1e39 0", "argument 1 of floats has to be an f32")]
    [InlineData("floats", "0 infinity", "argument 2 of floats has to be an f64")]
    [InlineData("floats", "0 nan:0x10000000000000", "argument 2 of floats has to be an f64")]
    [InlineData("floats", "1,5 0", "argument 1 of floats has to be an f32")]
    [InlineData("references", "x x", "argument 2 of references has to be null")]
    [InlineData("nope", "", "nothing named \"nope\" is exported; exported functions: div, outer,")]
    public void Run_WrongArguments_AreUsageErrors(string function, string arguments, string expected)
    {
        string[] words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        CommandResult result = CommandResult.Of(["run", DemoModule.WriteTo(_files), "--invoke", function, .. words]);

        AssertFails(result, ExitCodes.Usage, expected);
    }

    [Fact]
    public void Run_ExportThatIsNoFunction_IsUsageError()
    {
        string path = _files.Write("memory.wasm", new ModuleBuilder().Memory(1, 2, "memory"));

        AssertFails(CommandResult.Of("run", "--invoke", "memory", path), ExitCodes.Usage, "\"memory\" is no function, but (memory 1 2); exported functions: none");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("profile")]
    [InlineData("inspect")]
    [InlineData("validate")]
    public void Command_MissingFile_CannotBeRead(string command) =>
        AssertFails(CommandResult.Of(command, Path.Combine(_files.Folder, "none.wasm")), ExitCodes.Unreadable, "none.wasm: cannot be read: there is no such file");

    [Theory]
    [InlineData("run")]
    [InlineData("profile")]
    [InlineData("inspect")]
    [InlineData("validate")]
    public void Command_Folder_CannotBeRead(string command) =>
        AssertFails(CommandResult.Of(command, _files.Folder), ExitCodes.Unreadable, $"{_files.Folder}: cannot be read: it is a directory");

    [Theory]
    [InlineData("run")]
    [InlineData("profile")]
    [InlineData("inspect")]
    [InlineData("validate")]
    public void Command_NotWasm_NamesFileOffsetAndExpectation(string command) =>
        AssertFails(
            CommandResult.Of(command, _files.Write("picture.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])),
            ExitCodes.InvalidModule,
            "picture.png: malformed module: magic header not detected: a module begins with 00 61 73 6d (at offset 0x0)");

    [Theory]
    [InlineData("run")]
    [InlineData("profile")]
    [InlineData("inspect")]
    [InlineData("validate")]
    public void Command_TruncatedModule_NamesOffset(string command)
    {
        byte[] whole = DemoModule.Make().Build();

        AssertFails(CommandResult.Of(command, _files.Write("part.wasm", whole[..100])), ExitCodes.InvalidModule, "part.wasm: malformed module:", "(at offset 0x");
    }

    [Fact]
    public void Validate_TextFormat_SaysWhatToDo() =>
        AssertFails(CommandResult.Of("validate", _files.Write("module.wat", "  (module)"u8.ToArray())), ExitCodes.InvalidModule, "magic header not detected", "wat2wasm");

    [Fact]
    public void Validate_InvalidFunction_NamesFunctionAndExpectation()
    {
        ModuleBuilder module = new ModuleBuilder().Function("half", [], [I32], c => c.I64(1)).FunctionName(0, "half");

        AssertFails(
            CommandResult.Of("validate", _files.Write("invalid.wasm", module)), ExitCodes.InvalidModule, "invalid.wasm: invalid module: type mismatch", "at offset 0x", "in function #0 \"half\"");
    }

    [Fact]
    public void Validate_UnsupportedFeature_NamesIt()
    {
        // v128.const 0; drop
        ModuleBuilder module = new ModuleBuilder().Function("f", [], [], c => c.Raw(0xFD, 0x0C).Raw(new byte[16]).Drop());

        AssertFails(CommandResult.Of("validate", "--features", "-simd", _files.Write("simd.wasm", module)), ExitCodes.InvalidModule, "simd.wasm: unsupported feature: simd");
    }

    [Fact]
    public void Run_MissingImport_NamesItAndWhatThereIs()
    {
        string path = _files.Write("import.wasm", new ModuleBuilder().ImportFunction("env", "draw", [I32], []).Function("run", [], [], c => c.Op(Opcode.Nop)));

        AssertFails(CommandResult.Of("run", path), ExitCodes.Link, "import.wasm: unknown import: \"env\" \"draw\"", "wanted (func (param i32))", "env.print (func (param i32 i32))");
    }

    [Fact]
    public void Run_ImportOfAnotherType_NamesBothTypes()
    {
        string path = _files.Write("import.wasm", new ModuleBuilder().ImportFunction("env", "print", [F32], []).Function("run", [], [], c => c.Op(Opcode.Nop)));

        AssertFails(CommandResult.Of("run", path), ExitCodes.Link, "incompatible import type: \"env\" \"print\"", "wanted (func (param f32))", "given (func (param i32 i32))");
    }

    [Fact]
    public void Run_TableOfFourBillionElements_IsRefused()
    {
        string path = _files.Write("huge.wasm", new ModuleBuilder().Table(FuncRef, uint.MaxValue).Function("run", [], [], c => c.Op(Opcode.Nop)));

        AssertFails(CommandResult.Of("run", path), ExitCodes.Link, "huge.wasm: ");
    }

    [Theory]
    [InlineData("Required command was not provided.")]
    [InlineData("'walk'", "walk")]
    [InlineData("Required argument missing", "run")]
    [InlineData("Required argument missing", "validate")]
    [InlineData("'fast'", "run", "--dispatch", "fast", "x.wasm")]
    [InlineData("Unrecognized option '--wat'", "run", "--wat", "x.wasm")]
    [InlineData("Unrecognized option '--quick'", "validate", "x.wasm", "--quick")]
    [InlineData("Unrecognized option '--all'", "inspect", "--all")]
    public void CommandLine_Wrong_PointsToHelp(string expected, params string[] args) =>
        AssertFails(CommandResult.Of(args), ExitCodes.Usage, expected, "--help' says how it is used.");

    [Fact]
    public void Run_WordsBehindDoubleDash_AreArguments()
    {
        CommandResult result = CommandResult.Of("run", "--invoke", "references", DemoModule.WriteTo(_files), "--", "--invoke", "null");

        Assert.Equal(new CommandResult(ExitCodes.Success, "--invoke\nnull\n", string.Empty), result);
    }

    [Fact]
    public void Run_HostileNames_AreEscaped()
    {
        CommandResult result = CommandResult.Of("run", "--invoke", DemoModule.HostileName, DemoModule.WriteTo(_files));

        AssertFails(result, ExitCodes.Trap, @"in demo!evil\u{1b}[31m (function #10)");
    }

    private static void AssertFails(CommandResult result, int exitCode, params string[] expected)
    {
        Assert.All(expected, part => Assert.Contains(part, result.Error, StringComparison.Ordinal));
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith("nanowasm: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001B', result.Error);
    }
}
