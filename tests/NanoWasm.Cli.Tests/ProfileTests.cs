// nanowasm profile: tables, JSON, traps and interruptions.
using System.Diagnostics;
using System.Text.Json;
using static NanoWasm.ValueKind;

namespace NanoWasm.Cli.Tests;

/// <summary><c>nanowasm profile</c> over files.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly ModuleFiles _files = new();

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    [Fact]
    public void Profile_SampleFib_PrintsResultAndTables()
    {
        CommandResult result = CommandResult.Of("profile", "--top", "2", "--invoke", "fib", ModuleFiles.Sample("fib.wasm"), "5");

        const string Expected = """
            5

            161 instructions executed, 0.0 % of them with an immediate of more than one byte

            Opcode     Executed   Share  Est. time  Wide
            local.get        37  23.0 %     17.1 %
            i32.const        29  18.0 %     13.4 %

            Sequence of 2          Executed   Share
            local.get · i32.const        29  18.0 %
            i32.const · i32.lt_s         15   9.3 %

            Sequence of 3                     Executed  Share
            local.get · i32.const · i32.lt_s        15  9.3 %
            i32.const · i32.lt_s · if               15  9.3 %

            Sequence of 4                           Executed  Share
            local.get · i32.const · i32.lt_s · if         15  9.3 %
            local.get · i32.const · i32.sub · call        14  8.7 %

            Function  Name  Calls  Executed    Share  Est. time
                   0  fib      15       161  100.0 %    100.0 %

            """;
        Assert.Equal(new CommandResult(ExitCodes.Success, Expected, string.Empty), result);
    }

    [Fact]
    public void Profile_Loop_IsListedWithItsPlace()
    {
        string path = _files.Write("loop.wasm", new ModuleBuilder().Function("f", [I32], [], c => c
            .Loop().LocalGet(0).I32(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0).End()));

        CommandResult result = CommandResult.Of("profile", path, "1000");

        Assert.EndsWith(
            """
            Loop at  Size  In function  Entered  Iterations  Executed    Share  Est. time
               0x1f    12  0 f                1       1,000     5,002  100.0 %    100.0 %

            """,
            result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_Json_HoldsEverything()
    {
        string json = Path.Combine(_files.Folder, "profile.json");

        CommandResult result = CommandResult.Of("profile", "--json", json, "--invoke", "fib", ModuleFiles.Sample("fib.wasm"), "5");

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(json));
        JsonElement root = document.RootElement;
        Assert.Equal(161, root.GetProperty("instructions").GetInt64());
        Assert.Equal(433, root.GetProperty("cost").GetInt64());
        Assert.Equal("""{"opcode":"local.get","count":37,"wideCount":0,"cost":74}""", Compact(root.GetProperty("opcodes")[0]));
        Assert.Equal("""{"opcodes":["local.get","i32.const"],"count":29}""", Compact(root.GetProperty("sequences")[0]));
        Assert.Equal(6, root.GetProperty("sequences").EnumerateArray().Max(static sequence => sequence.GetProperty("opcodes").GetArrayLength()));
        Assert.Equal("""{"index":0,"name":"fib","calls":15,"instructions":161,"cost":433}""", Compact(Assert.Single(root.GetProperty("functions").EnumerateArray())));
        Assert.Equal(0, root.GetProperty("loops").GetArrayLength());
    }

    [Fact]
    public void Profile_JsonThatCannotBeWritten_IsSaid()
    {
        string json = Path.Combine(_files.Folder, "missing", "profile.json");

        CommandResult result = CommandResult.Of("profile", "--json", json, "--invoke", "fib", ModuleFiles.Sample("fib.wasm"), "5");

        Assert.Equal(ExitCodes.Unreadable, result.ExitCode);
        Assert.StartsWith($"nanowasm: {json}: cannot be written: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("161 instructions executed", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("div", "1 0", "trap: integer divide by zero", "3 instructions executed")]
    [InlineData("printBeyond", "", "env.print: 10 bytes at address 0xfffa do not lie in the memory", "3 instructions executed")]
    public void Profile_Trap_IsOfWhatRanBefore(string function, string arguments, string error, string output)
    {
        string[] words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        CommandResult result = CommandResult.Of(["profile", DemoModule.WriteTo(_files), "--invoke", function, .. words]);

        Assert.Equal(ExitCodes.Trap, result.ExitCode);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
        Assert.Contains(output, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_MissingImport_HasNothingToReport()
    {
        CommandResult result = CommandResult.Of("profile", _files.Write("import.wasm", new ModuleBuilder().ImportFunction("env", "missing", [], []).Function("f", [], [], static _ => { })));

        Assert.Equal(ExitCodes.Link, result.ExitCode);
        Assert.Contains("missing", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    public void Profile_TopThatIsNoSuchNumber_IsUsageError(string top)
    {
        CommandResult result = CommandResult.Of("profile", "--top", top, ModuleFiles.Sample("fib.wasm"), "5");

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains($"--top has to be a number from 1, but is \"{top}\"", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_Interrupted_ReportsWhatRan()
    {
        if (OperatingSystem.IsWindows())
        {
            // A process cannot be sent a Ctrl+C of its own there.
            return;
        }

        // Says that it runs, and does so for ever.
        string path = _files.Write("forever.wasm", new ModuleBuilder().ImportFunction("env", "print", [I32, I32], []).Memory(1).Data(0, "running\n"u8)
            .Function("f", [], [], c => c.I32(0).I32(8).Call(0).Loop().Br(0).End()));
        ProcessStartInfo start = new("dotnet", [typeof(Terminal).Assembly.Location, "profile", path]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Assert.Equal("running", process.StandardOutput.ReadLine());
        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(ExitCodes.Interrupted, process.ExitCode);
        Assert.Contains(" instructions executed, ", output, StringComparison.Ordinal);
        Assert.Matches(@"call +1 ", output);
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
