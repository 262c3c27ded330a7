// nanowasm run: results, entry points and traps.
using static NanoWasm.ValueKind;

namespace NanoWasm.Cli.Tests;

/// <summary><c>nanowasm run</c> over files.</summary>
public sealed class RunTests : IDisposable
{
    private readonly ModuleFiles _files = new();

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("threaded")]
    [InlineData("switch")]
    public void Run_SampleFib_PrintsResult(string dispatch)
    {
        CommandResult result = CommandResult.Of("run", "--dispatch", dispatch, "--invoke", "fib", ModuleFiles.Sample("fib.wasm"), "20");

        Assert.Equal(new CommandResult(ExitCodes.Success, "6765\n", string.Empty), result);
    }

    [Fact]
    public void Run_SampleRaytracer_DrawsTheSamePictureOnBothDispatchers()
    {
        CommandResult threaded = CommandResult.Of("run", "--dispatch", "threaded", ModuleFiles.Sample("raytracer.wasm"));
        CommandResult switching = CommandResult.Of("run", "--dispatch", "switch", ModuleFiles.Sample("raytracer.wasm"));

        string[] lines = threaded.Output.Split('\n');
        Assert.Equal(threaded, switching);
        Assert.Equal(ExitCodes.Success, threaded.ExitCode);
        Assert.Equal(35, lines.Length);
        Assert.All(lines[..^1], static line => Assert.Equal(80, line.Length));
        Assert.Equal("@@@#=;::::::,,,,,.,::::;::::,+xx%%##xxoo+==:::::", lines[9][32..]);
    }

    [Theory]
    [InlineData("wide", "9223372036854775807", "9223372036854775807\n")]
    [InlineData("wide", "18446744073709551615", "-1\n")]
    [InlineData("wide", "-0x8000_0000_0000_0000", "-9223372036854775808\n")]
    [InlineData("floats", "0.1 0.1", "0.1\n0.1\n")]
    [InlineData("floats", "-0 -inf", "-0\n-inf\n")]
    [InlineData("floats", "nan -nan:0x123", "nan\n-nan:0x123\n")]
    [InlineData("floats", "1e38 1_000.5e3", "1E+38\n1000500\n")]
    [InlineData("floats", "16777217 16777217", "16777216\n16777217\n")]
    [InlineData("div", "-7 2", "-3\n")]
    [InlineData("div", "4294967295 1", "-1\n")]
    [InlineData("references", "null null", "null\nnull\n")]
    [InlineData("references", "word null", "word\nnull\n")]
    [InlineData("function", "", "div (func (param i32 i32) (result i32))\n")]
    [InlineData("hello", "", "hello\n")]
    public void Run_Arguments_AreParsedAndResultsPrintedByType(string function, string arguments, string expected)
    {
        string[] words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        CommandResult result = CommandResult.Of(["run", DemoModule.WriteTo(_files), "--invoke", function, .. words]);

        Assert.Equal(new CommandResult(ExitCodes.Success, expected, string.Empty), result);
    }

    [Fact]
    public void Run_StandardInput_IsTheModule()
    {
        CommandResult result = CommandResult.OfInput(DemoModule.Make().Build(), "run", "--invoke", "div", "-", "9", "3");

        Assert.Equal(new CommandResult(ExitCodes.Success, "3\n", string.Empty), result);
    }

    [Theory]
    [InlineData("_start", "run", "main")]
    [InlineData("main", "run", "other")]
    [InlineData("run", "first", "other")]
    [InlineData("only")]
    public void Run_NoInvoke_CallsTheFirstEntryPoint(string expected, params string[] others)
    {
        // Each function gives another number; the expected one is the last in the file, and gives 0.
        ModuleBuilder module = new();
        for (int i = 0; i < others.Length; i++)
        {
            int number = i + 1;
            module.Function(others[i], [], [I32], c => c.I32(number));
        }

        module.Function(expected, [], [I32], c => c.I32(0));

        CommandResult result = CommandResult.Of("run", _files.Write("entry.wasm", module));

        Assert.Equal(new CommandResult(ExitCodes.Success, "0\n", string.Empty), result);
    }

    [Fact]
    public void Run_AnyNaNs_AreTheProcessors()
    {
        // Processors hand the payload of a NaN on.
        string path = _files.Write("nan.wasm", new ModuleBuilder().Function("f", [F64], [F64], c => c.LocalGet(0).F64(1).Op(Opcode.F64Add)));

        Assert.Equal("nan:0x8000000000123\n", CommandResult.Of("run", "--any-nans", path, "nan:0x8000000000123").Output);
        Assert.Equal("nan\n", CommandResult.Of("run", path, "nan:0x8000000000123").Output);
    }

    [Fact]
    public void Run_OnlyAStartFunction_IsAllThatRuns()
    {
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("env", "print", [I32, I32], [])
            .Memory(1)
            .Data(0, "started"u8)
            .Function([], [], c => c.I32(0).I32(7).Call(0))
            .Start(1);

        CommandResult result = CommandResult.Of("run", _files.Write("start.wasm", module));

        Assert.Equal(new CommandResult(ExitCodes.Success, "started", string.Empty), result);
    }

    [Fact]
    public void Run_SeveralFunctionsAndNoEntryPoint_AsksForAName()
    {
        CommandResult result = CommandResult.Of("run", DemoModule.WriteTo(_files));

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("--invoke", result.Error, StringComparison.Ordinal);
        Assert.Contains("div, outer, deep", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Trap_PrintsWordingAndBacktrace()
    {
        string path = DemoModule.WriteTo(_files);

        CommandResult result = CommandResult.Of("run", path, "--invoke", "outer", "0");

        string[] lines = result.Error.TrimEnd().Split('\n');
        Assert.Equal(ExitCodes.Trap, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Equal(3, lines.Length);
        Assert.Equal($"nanowasm: {path}: trap: integer divide by zero", lines[0]);
        Assert.Matches(@"^  in demo!div \(function #1\) at 0x[0-9a-f]+$", lines[1]);
        Assert.Matches(@"^  in demo!outer \(function #2\) at 0x[0-9a-f]+$", lines[2]);
    }

    [Fact]
    public void Run_DeepRecursion_TrapsWithAShortBacktrace()
    {
        CommandResult result = CommandResult.Of("run", DemoModule.WriteTo(_files), "--invoke", "deep");

        string[] lines = result.Error.TrimEnd().Split('\n');
        Assert.Equal(ExitCodes.Trap, result.ExitCode);
        Assert.EndsWith("trap: call stack exhausted", lines[0], StringComparison.Ordinal);
        Assert.Equal(22, lines.Length);
        Assert.Equal("  … and more", lines[^1]);
    }

    [Fact]
    public void Run_TrapInStartFunction_IsReported()
    {
        ModuleBuilder module = new ModuleBuilder().Function([], [], c => c.Unreachable()).Start(0);

        CommandResult result = CommandResult.Of("run", _files.Write("start.wasm", module));

        Assert.Equal(ExitCodes.Trap, result.ExitCode);
        Assert.Contains("trap: unreachable", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PrintOutsideMemory_SaysSo()
    {
        CommandResult result = CommandResult.Of("run", DemoModule.WriteTo(_files), "--invoke", "printBeyond");

        Assert.Equal(ExitCodes.Trap, result.ExitCode);
        Assert.Contains("env.print: 10 bytes at address 0xfffa do not lie in the memory of 65,536 bytes", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PrintWithoutMemory_SaysSo()
    {
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("env", "print", [I32, I32], [])
            .Function("run", [], [], c => c.I32(0).I32(0).Call(0));

        CommandResult result = CommandResult.Of("run", _files.Write("bare.wasm", module));

        Assert.Equal(ExitCodes.Trap, result.ExitCode);
        Assert.Contains("no memory", result.Error, StringComparison.Ordinal);
    }
}
