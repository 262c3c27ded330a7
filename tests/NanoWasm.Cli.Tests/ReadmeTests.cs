// README's examples, compiled and run.
using System.Text.RegularExpressions;
using NanoWasm.Wasi;

namespace NanoWasm.Cli.Tests;

/// <summary>
/// The C# examples of README.md stand here once more, between <c>// README: name</c> and <c>// README: end</c>, where they are compiled and run; the
/// commands are taken from the files as they are.
/// </summary>
public sealed partial class ReadmeTests
{
    /// <summary>Every command in a code block of README.md and samples/README.md that begins with <c>nanowasm</c>, or starts the tool.</summary>
    public static TheoryData<string> Commands()
    {
        string text = Read("README.md") + Read(Path.Combine("samples", "README.md"));
        return [.. CommandPattern().Matches(text).Select(static match => match.Groups["words"].Value.Trim()).Distinct()];
    }

    [Fact]
    public void Examples_InReadme_AreThoseOfTheTests()
    {
        Dictionary<string, string> tested = Blocks(RegionPattern(), Read("ReadmeTests.cs"));
        Dictionary<string, string> shown = Blocks(ExamplePattern(), Read("README.md"));

        Assert.Equal(Regex.Count(Read("README.md"), "^```csharp", RegexOptions.Multiline), shown.Count);
        Assert.Equal(shown.OrderBy(static pair => pair.Key), tested.OrderBy(static pair => pair.Key));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_InReadme_Succeeds(string words)
    {
        string[] args = [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word =>
            word.StartsWith("samples/", StringComparison.Ordinal) ? ModuleFiles.Sample(Path.GetFileName(word)) : word)];

        CommandResult result = CommandResult.Of(args);

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.NotEmpty(result.Output);
    }

    [Fact]
    public void Example_Call_GivesFibonacciNumber()
    {
        // README: call
        using Module module = Module.FromFile("samples/fib.wasm");          // validated once; immutable; share it between threads
        using Instance instance = new Linker().Instantiate(module);         // limits and memory policy are options
        WasmFunction<int, int> fib = instance.GetFunction<int, int>("fib"); // a struct: calling it allocates nothing

        int result = fib.Invoke(20);                                        // throws TrapException where the guest traps
        CallStatus status = fib.TryInvoke(20, out result);                  // Finished or Trapped: traps do not throw
        // README: end

        Assert.Equal(CallStatus.Finished, status);
        Assert.Equal(6765, result);
    }

    [Fact]
    public void Example_Host_PrintsThePicture()
    {
        using StringWriter output = new();

        // README: host
        Linker linker = new Linker().DefineFunction("env", "print", (Caller caller, int address, int length) =>
            output.Write(caller.Memory.ReadString((uint)address, length)));
        // README: end

        using Module module = Module.FromFile("samples/raytracer.wasm");
        using Instance instance = linker.Instantiate(module);
        instance.GetAction("run").Invoke();

        Assert.Equal(34, output.ToString().Count(static c => c == '\n'));
    }

    [Fact]
    public void Example_Bindings_PrintThePicture()
    {
        using StringWriter output = new();

        // README: bound
        using Module module = Module.FromFile("samples/raytracer.wasm");
        using Instance instance = new Linker().Define(new Screen(output)).Instantiate(module);
        new Tracer(instance).Run();
        // README: end

        Assert.Equal(34, output.ToString().Count(static c => c == '\n'));
    }

    [Fact]
    public void Example_Limits_EndARecursion()
    {
        // README: limits
        using Module module = Module.FromFile("samples/fib.wasm", new ModuleOptions { Features = WasmFeatures.Wasm1 }); // no more than WebAssembly 1.0
        using Instance instance = new Linker().Instantiate(module, new InstanceOptions { MaxMemoryBytes = 1 << 20, MaxCallDepth = 100 });
        CallStatus status = instance.GetFunction<int, int>("fib").TryInvoke(1000, out _); // Trapped: LastTrap is CallStackExhausted
        // README: end

        Assert.Equal(CallStatus.Trapped, status);
        Assert.Equal(TrapKind.CallStackExhausted, instance.LastTrap);
    }

    [Fact]
    public void Row_InReadme_StandsInTheTable()
    {
        string row = RowPattern().Match(Read("README.md")).Groups["row"].Value;

        Assert.StartsWith("{\"ops\":", row, StringComparison.Ordinal);
        Assert.Contains(row, Read("opcodes.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void Example_Errors_NameWhatIsWrong()
    {
        Assert.StartsWith("Malformed: magic header not detected", LogOf("not wasm"u8.ToArray()), StringComparison.Ordinal);
        Assert.Equal("env.missing: wanted (func)", LogOf(new ModuleBuilder().ImportFunction("env", "missing", [], []).Build()));
        Assert.Equal("Unreachable in run", LogOf(new ModuleBuilder().Function("run", [], [], code => code.Unreachable()).Build()));

        static string LogOf(byte[] bytes)
        {
            using StringWriter log = new();

            // README: errors
            try
            {
                using Module module = Module.FromBytes(bytes);
                using Instance instance = new Linker().Instantiate(module);
                instance.GetAction("run").Invoke();
            }
            catch (ModuleException error)
            {
                log.WriteLine($"{error.Kind}: {error.Message}");                // Malformed, Invalid, UnsupportedFeature or LimitExceeded
            }
            catch (LinkException error)
            {
                log.WriteLine($"{error.ImportModule}.{error.ImportName}: wanted {error.Wanted}");
            }
            catch (TrapException trap)
            {
                log.WriteLine($"{trap.Kind} in {trap.Frames[0].FunctionName}"); // Frames is the wasm backtrace, innermost first
            }
            // README: end

            return log.ToString().TrimEnd();
        }
    }

    [Fact]
    public void Example_Wasi_RunsAProgram()
    {
        using MemoryStream output = new();
        Directory.CreateDirectory("data");
        File.WriteAllBytes("hello.wasm", new ModuleBuilder()
            .ImportFunction("wasi_snapshot_preview1", "args_sizes_get", [ValueKind.I32, ValueKind.I32], [ValueKind.I32])
            .ImportFunction("wasi_snapshot_preview1", "args_get", [ValueKind.I32, ValueKind.I32], [ValueKind.I32])
            .ImportFunction("wasi_snapshot_preview1", "fd_write", [ValueKind.I32, ValueKind.I32, ValueKind.I32, ValueKind.I32], [ValueKind.I32])
            .ImportFunction("wasi_snapshot_preview1", "proc_exit", [ValueKind.I32], [])
            .Memory(1, export: "memory")
            .Data(8, 0, 8, 0, 0)
            .Function("_start", [], [], static f => f
                .I32(0).I32(12).Call(0).Drop()
                .I32(0x100).I32(0x800).Call(1).Drop()
                .I32(1).I32(8).I32(1).I32(0).Call(2).Drop()
                .I32(5).Call(3))
            .Build());

        // README: wasi
        Linker linker = new Linker().DefineWasi(new WasiConfiguration       // from the package NanoWasm.Wasi
        {
            Arguments = ["hello", "world"],
            StandardOutput = output,
            Preopens = [WasiPreopen.FromHost("data", "/data")],             // or files in memory
        });

        using Module module = Module.FromFile("hello.wasm");
        using Instance instance = linker.Instantiate(module);
        int exitCode = instance.RunWasi();                                  // proc_exit ends it, without an exception
        // README: end

        Assert.Equal(5, exitCode);
        Assert.Equal("hello\0world\0", System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void Example_Nano_GivesFibonacciNumber()
    {
        byte[] wasm = File.ReadAllBytes(ModuleFiles.Sample("fib.wasm"));

        // README: nano
        Span<byte> memory = stackalloc byte[64 * 1024]; // the guest's linear memory
        NanoInterpreter nano = new(wasm, memory);       // everything else lies in a workspace: yours, or one in this ref struct itself
        NanoResult result = nano.Run("fib", 7);         // result.Value, or result.Error with kind, offset and message; never an exception
        // README: end

        Assert.Equal(NanoErrorKind.None, result.Error.Kind);
        Assert.Equal(13, result.Value);
    }

    private static string Read(string file) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)).ReplaceLineEndings("\n");

    /// <summary>Blocks of code by their names, with their common indentation removed.</summary>
    private static Dictionary<string, string> Blocks(Regex pattern, string text)
    {
        Dictionary<string, string> blocks = [];
        foreach (Match match in pattern.Matches(text))
        {
            string[] lines = match.Groups["code"].Value.TrimEnd().Split('\n');
            int indentation = lines.Where(static line => line.Length > 0).Min(static line => line.Length - line.TrimStart().Length);
            blocks.Add(match.Groups["name"].Value, string.Join('\n', lines.Select(line => line.Length == 0 ? line : line[indentation..])));
        }

        return blocks;
    }

    [GeneratedRegex(@"^```json\n(?<row>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"^ +// README: (?<name>(?!end)\w+)\n(?<code>.*?)^ +// README: end$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex RegionPattern();

    [GeneratedRegex(@"^<!-- example: (?<name>\w+) -->\n```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ExamplePattern();

    [GeneratedRegex(@"^\$ (nanowasm|dotnet run -c Release --project src/NanoWasm\.Cli --) (?<words>[^#\n]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex CommandPattern();

    // README: bindings
    [WasmHost("env")]
    private sealed partial class Screen(TextWriter output)
    {
        [WasmImport]                        // the import "print": an address and a length in the guest's memory
        private void Print(GuestString text) => output.Write(text.ToString());
    }

    [WasmExports]
    private readonly partial struct Tracer
    {
        [WasmExport]
        public partial void Run();          // the export "run"
    }
    // README: end
}
