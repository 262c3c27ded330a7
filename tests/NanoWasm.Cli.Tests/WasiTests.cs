// nanowasm run: programs for WASI.
using System.Text;
using static NanoWasm.ValueKind;

namespace NanoWasm.Cli.Tests;

/// <summary><c>nanowasm run</c> of programs and libraries that import WASI.</summary>
public sealed class WasiTests : IDisposable
{
    private const string Wasi = "wasi_snapshot_preview1";
    private readonly ModuleFiles _files = new();

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(200)]
    public void Run_ProgramThatExits_HasItsExitCodeAndPrintsNothing(int code)
    {
        string program = _files.Write("exit.wasm", new ModuleBuilder()
            .ImportFunction(Wasi, "proc_exit", [I32], [])
            .Function("_start", [], [], f => f.I32(code).Call(0).Unreachable()));

        Assert.Equal(new CommandResult(code, string.Empty, string.Empty), CommandResult.Of("run", program));
    }

    [Fact]
    public void Run_Program_GetsTheWordsBehindItsFileWhateverTheyLookLike()
    {
        string program = _files.Write("args.wasm", Printer("args_sizes_get", "args_get"));

        CommandResult result = CommandResult.Of("run", "--dir", _files.Folder, "--env=A=b", program, "--help", "-t", "two words", "--dir", "--", "x");

        Assert.Equal(new CommandResult(0, string.Concat(program, "\0--help\0-t\0two words\0--dir\0--\0x\0"), string.Empty), result);
        Assert.Equal(program + "\0a\0", CommandResult.Of("run", program, "a").Output);
        Assert.Equal(program + "\0--b\0", CommandResult.Of("run", "--", program, "--b").Output);
    }

    [Fact]
    public void Run_ProgramWithVariables_SeesThemAndNoOthers()
    {
        string program = _files.Write("environ.wasm", Printer("environ_sizes_get", "environ_get"));
        Environment.SetEnvironmentVariable("NANOWASM_TEST", "from outside");

        Assert.Equal("A=1\0B=\0NANOWASM_TEST=from outside\0", CommandResult.Of("run", "--env", "A=1", "--env", "B=", "--env", "NANOWASM_TEST", program).Output);
        Assert.Empty(CommandResult.Of("run", program).Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_ProgramThatReads_GetsTheStandardInputOrAFile(bool fromFile)
    {
        string program = _files.Write("cat.wasm", Cat());
        byte[] text = Encoding.UTF8.GetBytes("some input\n");
        string input = _files.Write("input.txt", text);

        CommandResult result = fromFile ? CommandResult.OfInput([], "run", "--stdin", input, program) : CommandResult.OfInput(text, "run", program);

        Assert.Equal(new CommandResult(0, "some input\n", "some input\n"), result);
    }

    [Fact]
    public void Run_ProgramWithDirectories_SeesThemByTheirNames()
    {
        string program = _files.Write("preopens.wasm", Preopens());

        Assert.Equal("/data", CommandResult.Of("run", "--dir", $"{_files.Folder}::/data", program).Output);
        Assert.Equal(_files.Folder, CommandResult.Of("run", "--dir", _files.Folder, program).Output);
        Assert.Equal("/", CommandResult.Of("run", "--dir", $"{_files.Folder}::/:ro", program).Output);
        Assert.Equal(100 + 8, CommandResult.Of("run", program).ExitCode);
    }

    [Fact]
    public void Run_Reactor_IsInitializedBeforeItsFunctions()
    {
        string reactor = _files.Write("reactor.wasm", new ModuleBuilder()
            .ImportFunction(Wasi, "sched_yield", [], [I32])
            .Global(I32, mutable: true, static f => f.I32(0))
            .Function("_initialize", [], [], static f => f.I32(41).GlobalSet(0))
            .Function("next", [I32], [I32], static f => f.GlobalGet(0).LocalGet(0).Op(Opcode.I32Add)));

        Assert.Equal(new CommandResult(0, "42\n", string.Empty), CommandResult.Of("run", "--invoke", "next", reactor, "1"));
        Assert.Equal(new CommandResult(0, string.Empty, string.Empty), CommandResult.Of("run", reactor));
    }

    [Fact]
    public void Run_WithALimitForMemory_RefusesOrLimitsGrowth()
    {
        string program = _files.Write("grow.wasm", new ModuleBuilder().Memory(1).Function("run", [], [I32], static f => f.I32(1).Op(Opcode.MemoryGrow, 0)));

        Assert.Equal("1\n", CommandResult.Of("run", program).Output);
        Assert.Equal("1\n", CommandResult.Of("run", "--max-memory", "128K", program).Output);
        Assert.Equal("-1\n", CommandResult.Of("run", "--max-memory", "65536", program).Output);
        Assert.Equal(ExitCodes.Link, CommandResult.Of("run", "--max-memory", "65535", program).ExitCode);
    }

    [Theory]
    [InlineData("--max-memory has to be a number of bytes, K, M or G", ExitCodes.Usage, "--max-memory", "99999999999999G")]
    [InlineData("--max-memory has to be a number of bytes, K, M or G", ExitCodes.Usage, "--max-memory", "much")]
    [InlineData("--env NANOWASM_NO_SUCH: there is no such variable", ExitCodes.Usage, "--env", "NANOWASM_NO_SUCH")]
    [InlineData("\"\" is no name of an environment variable", ExitCodes.Usage, "--env", "=x")]
    [InlineData("There is no directory \"/no/such\"", ExitCodes.Unreadable, "--dir", "/no/such::/")]
    [InlineData("--stdin /no/such/file", ExitCodes.Unreadable, "--stdin", "/no/such/file")]
    public void Run_WithABadOption_SaysWhatIsWrong(string message, int exitCode, params string[] options)
    {
        string program = _files.Write("cat.wasm", Cat());

        CommandResult result = CommandResult.Of(["run", .. options, program]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ProgramForAnotherWasi_SaysWhichThereIs()
    {
        string program = _files.Write("old.wasm", new ModuleBuilder().ImportFunction("wasi_unstable", "proc_exit", [I32], []).Function("_start", [], [], static _ => { }));

        CommandResult result = CommandResult.Of("run", program);

        Assert.Equal(ExitCodes.Link, result.ExitCode);
        Assert.Contains("preview 1 (wasi_snapshot_preview1)", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, ModuleFile.LargeModule, true)]
    [InlineData(true, 1000, false)]
    [InlineData(false, ModuleFile.LargeModule, false)]
    public void Run_OfALargeModule_ShowsProgressToAPersonOnly(bool watched, int size, bool shown)
    {
        string program = _files.Write("large.wasm", new ModuleBuilder().Custom("padding", new byte[size]).Function("run", [], [I32], static f => f.I32(7)));
        using MemoryStream output = new();
        using MemoryStream error = new();
        Terminal terminal = new(static () => Stream.Null, output, () => error, isTerminal: false)
        {
            WatchedStreams = () => watched ? StandardStreams.Error : StandardStreams.None,
        };

        Assert.Equal(ExitCodes.Success, CommandLineApp.Run(["run", program], terminal));
        terminal.Flush();

        Assert.Equal("7\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(shown, Encoding.UTF8.GetString(error.ToArray()).Contains("large.wasm", StringComparison.Ordinal));
    }

    [Fact]
    public void Profile_OfAProgram_RunsIt()
    {
        string program = _files.Write("args.wasm", Printer("args_sizes_get", "args_get"));

        CommandResult result = CommandResult.Of("profile", program, "--verbose");

        Assert.StartsWith(program + "\0--verbose\0", result.Output, StringComparison.Ordinal);
        Assert.Contains("call", result.Output, StringComparison.Ordinal);
    }

    /// <summary>Prints the strings that a function gives, with their zeros.</summary>
    private static ModuleBuilder Printer(string sizes, string get) => new ModuleBuilder()
        .ImportFunction(Wasi, sizes, [I32, I32], [I32])
        .ImportFunction(Wasi, get, [I32, I32], [I32])
        .ImportFunction(Wasi, "fd_write", [I32, I32, I32, I32], [I32])
        .Memory(1, export: "memory")
        .Data(8, 0, 8, 0, 0)
        .Function("_start", [], [], static f => f
            .I32(0).I32(12).Call(0).Drop()
            .I32(0x100).I32(0x800).Call(1).Drop()
            .I32(1).I32(8).I32(1).I32(0).Call(2).Drop());

    /// <summary>Copies up to 4096 bytes of the standard input to the standard output and the standard error.</summary>
    private static ModuleBuilder Cat() => new ModuleBuilder()
        .ImportFunction(Wasi, "fd_read", [I32, I32, I32, I32], [I32])
        .ImportFunction(Wasi, "fd_write", [I32, I32, I32, I32], [I32])
        .Memory(1, export: "memory")
        .Data(8, 0, 8, 0, 0, 0, 16, 0, 0)
        .Function("_start", [], [], static f => f
            .I32(0).I32(8).I32(1).I32(12).Call(0).Drop()
            .I32(1).I32(8).I32(1).I32(0).Call(1).Drop()
            .I32(2).I32(8).I32(1).I32(0).Call(1).Drop());

    /// <summary>Prints the name of the first directory, or exits with 100 + the error.</summary>
    private static ModuleBuilder Preopens() => new ModuleBuilder()
        .ImportFunction(Wasi, "fd_prestat_get", [I32, I32], [I32])
        .ImportFunction(Wasi, "fd_prestat_dir_name", [I32, I32, I32], [I32])
        .ImportFunction(Wasi, "fd_write", [I32, I32, I32, I32], [I32])
        .ImportFunction(Wasi, "proc_exit", [I32], [])
        .Memory(1, export: "memory")
        .Data(8, 0, 8, 0, 0)
        .Function("_start", [], [], static f => f
            .Locals(I32)
            .I32(3).I32(0x100).Call(0).LocalTee(0).If().LocalGet(0).I32(100).Op(Opcode.I32Add).Call(3).End()
            .I32(12).I32(0x104).Access(Opcode.I32Load).Access(Opcode.I32Store)
            .I32(3).I32(0x800).I32(0x104).Access(Opcode.I32Load).Call(1).Drop()
            .I32(1).I32(8).I32(1).I32(0).Call(2).Drop());
}
