// nanowasm inspect, and nanowasm validate over several files.
using System.Text.RegularExpressions;

namespace NanoWasm.Cli.Tests;

/// <summary>What the tool shows of modules.</summary>
public sealed class InspectTests : IDisposable
{
    private readonly ModuleFiles _files = new();

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    [Fact]
    public void Inspect_Sample_ShowsSectionsImportsExportsAndSizes()
    {
        CommandResult result = CommandResult.Of("inspect", ModuleFiles.Sample("raytracer.wasm"));

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Empty(result.Error);
        AssertLine(result, @"^.*raytracer\.wasm: [0-9,]+ bytes$");
        AssertLine(result, @"^Section +Id +Offset +Size$");
        AssertLine(result, @"^code +10 +0x[0-9a-f]+ +[0-9,]+$");
        AssertLine(result, @"^custom ""name"" +0 +0x[0-9a-f]+ +[0-9,]+$");
        AssertLine(result, @"^env +print +\(func \(param i32 i32\)\)$");
        AssertLine(result, @"^memory +\(memory 2\)$");
        AssertLine(result, @"^run +\(func\)$");
        AssertLine(result, @"^functions +6, 1 of them imported$");
        AssertLine(result, @"^side table +[0-9,]+ bytes, 0\.[0-9][0-9] for each byte of code$");
        AssertLine(result, @"^features +mvp, saturating-float-to-int, bulk-memory$");
    }

    [Fact]
    public void Inspect_Piped_HasNoEscapeCodesAndNoTrailingSpaces()
    {
        CommandResult result = CommandResult.Of("inspect", DemoModule.WriteTo(_files));

        Assert.DoesNotContain('\u001B', result.Output);
        Assert.All(result.Output.Split('\n'), static line => Assert.Equal(line.TrimEnd(), line));
        Assert.Contains(@"evil\u{1b}[31m", result.Output, StringComparison.Ordinal);
        Assert.Contains("named \"demo\"", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_MinimalModule_ShowsWhatThereIs()
    {
        CommandResult result = CommandResult.OfInput(new ModuleBuilder().Build(), "inspect", "-");

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        AssertLine(result, "^<stdin>: 8 bytes$");
        AssertLine(result, "^functions +0, 0 of them imported$");
        Assert.DoesNotContain("Export", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void InspectFunctions_Demo_ListsImportsAndBodies()
    {
        CommandResult result = CommandResult.Of("inspect", "--functions", DemoModule.WriteTo(_files));

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        AssertLine(result, @"^ +0 +print +\(func \(param i32 i32\)\) +imported$|^ +0 +\(func \(param i32 i32\)\) +imported$");
        AssertLine(result, @"^ +1  div +\(func \(param i32 i32\) \(result i32\)\) +0x[0-9a-f]+ +6$");
        Assert.Equal(13, result.Output.TrimEnd().Split('\n').Length);
    }

    [Theory]
    [InlineData("fib")]
    [InlineData("0")]
    public void InspectCode_ByNameOrIndex_Disassembles(string function)
    {
        CommandResult result = CommandResult.Of("inspect", "--code", function, ModuleFiles.Sample("fib.wasm"));

        const string Expected = """
            ;; function #0 "fib" (func (param i32) (result i32)), 27 bytes at 0x22
            000022: 20 00               local.get 0
            000024: 41 02               i32.const 2
            000026: 48                  i32.lt_s
            000027: 04 7f               if (result i32)
            000029: 20 00                 local.get 0
            00002b: 05                  else
            00002c: 20 00                 local.get 0
            00002e: 41 01                 i32.const 1
            000030: 6b                    i32.sub
            000031: 10 00                 call 0 (;fib;)
            000033: 20 00                 local.get 0
            000035: 41 02                 i32.const 2
            000037: 6b                    i32.sub
            000038: 10 00                 call 0 (;fib;)
            00003a: 6a                    i32.add
            00003b: 0b                  end
            00003c: 0b                  end

            """;
        Assert.Equal(new CommandResult(ExitCodes.Success, Expected, string.Empty), result);
    }

    [Fact]
    public void InspectCode_LongInstruction_ShowsItsFirstBytes()
    {
        uint[] labels = [.. Enumerable.Repeat(0u, 20)];
        ModuleBuilder module = new ModuleBuilder().Function("jump", [ValueKind.I32], [], c => c.LocalGet(0).BrTable(labels));

        CommandResult result = CommandResult.Of("inspect", "--code", "jump", _files.Write("jump.wasm", module));

        Assert.Matches(@"0e 13 00 00 00 00 … br_table 0 0", result.Output);
    }

    [Theory]
    [InlineData("0", "function #0 is imported (\"env\" \"print\")")]
    [InlineData("12", "there is no function 12; it has 12 of them, numbered from 0, 1 of these imported")]
    [InlineData("dvi", "there is no function dvi")]
    [InlineData("-1", "there is no function -1")]
    public void InspectCode_NoSuchFunction_IsUsageError(string function, string expected)
    {
        CommandResult result = CommandResult.Of("inspect", "--code", function, DemoModule.WriteTo(_files));

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void InspectCode_AmbiguousName_ListsIndices()
    {
        ModuleBuilder module = new ModuleBuilder()
            .Function([], [], c => c.Op(Opcode.Nop))
            .Function([], [], c => c.Op(Opcode.Nop))
            .FunctionName(0, "twin")
            .FunctionName(1, "twin");

        CommandResult result = CommandResult.Of("inspect", "--code", "twin", _files.Write("twins.wasm", module));

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("2 functions are named twin: say which index: 0, 1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralFiles_ReportsEachAndTheWorst()
    {
        string good = DemoModule.WriteTo(_files);
        string bad = _files.Write("bad.wasm", [0x00, 0x61, 0x73, 0x6D, 0x02, 0x00, 0x00, 0x00]);
        string missing = Path.Combine(_files.Folder, "missing.wasm");

        CommandResult result = CommandResult.Of("validate", missing, bad, good);

        Assert.Equal(ExitCodes.InvalidModule, result.ExitCode);
        Assert.Equal($"{good}: OK\n", result.Output);
        Assert.Contains($"nanowasm: {missing}: cannot be read", result.Error, StringComparison.Ordinal);
        Assert.Contains($"nanowasm: {bad}: malformed module: unknown binary version", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_StandardInput_IsCalledStdin() =>
        Assert.Equal(new CommandResult(ExitCodes.Success, "<stdin>: OK\n", string.Empty), CommandResult.OfInput(DemoModule.Make().Build(), "validate", "-"));

    private static void AssertLine(CommandResult result, string pattern) =>
        Assert.Contains(result.Output.Split('\n'), line => Regex.IsMatch(line, pattern));
}
