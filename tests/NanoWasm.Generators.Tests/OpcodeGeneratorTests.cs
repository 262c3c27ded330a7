// The pipeline: what is made, what is kept, and that nothing throws.
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NanoWasm.Generators.Emit;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests;

public sealed class OpcodeGeneratorTests
{
    private static readonly string Table = Tables.WithRows(
        """{"ops":{"i32.add":"6A"}, "sig":"a:T b:T -> T", "exec":"a + b", "doc":"Sum."}""",
        """{"ops":{"i32.sub":"6B"}, "sig":"a:T b:T -> T", "exec":"a - b", "doc":"Difference."}""");

    [Fact]
    public void Run_OnTable_MakesOneFilePerEmitter()
    {
        GeneratorRunResult result = Generation.Run(Table);

        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(Emitters.All.Select(static emitter => emitter.FileName), result.GeneratedSources.Select(static source => source.HintName));
    }

    [Fact]
    public void Run_WithoutTable_MakesNothing()
    {
        GeneratorRunResult result = Generation.Run();

        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        Assert.Empty(result.GeneratedSources);
    }

    [Fact]
    public void Run_InAnotherAssembly_LeavesItsFilesAlone()
    {
        GeneratorRunResult result = Generation.CreateDriver("{ not a table")
            .RunGenerators(Generation.EmptyCompilation.WithAssemblyName("Consumer")).GetRunResult().Results.Single();

        Assert.Empty(result.Diagnostics);
        Assert.Empty(result.GeneratedSources);
    }

    [Fact]
    public void Run_WithSecondTable_ReportsItAndUsesTheFirst()
    {
        GeneratorRunResult result = Generation.Run(Table, Table);

        Diagnostic mistake = Assert.Single(result.Diagnostics);
        Assert.Equal(("NWT027", "/other1/opcodes.json"), (mistake.Id, mistake.Location.GetLineSpan().Path));
        Assert.Equal("The table is /table/opcodes.json: there can be no other", mistake.GetMessage(null));
        Assert.Equal(Emitters.All.Length, result.GeneratedSources.Length);
    }

    [Fact]
    public void Rerun_WithNothingChanged_KeepsEverything()
    {
        GeneratorDriver driver = Generation.CreateDriver(Table).RunGenerators(Generation.EmptyCompilation);

        AssertKept(driver.RunGenerators(Generation.EmptyCompilation));
    }

    [Fact]
    public void Rerun_WithEqualTable_KeepsEverything()
    {
        GeneratorDriver driver = Generation.CreateDriver(Table).RunGenerators(Generation.EmptyCompilation);

        AssertKept(driver.ReplaceAdditionalTexts([new TableFile(Tables.Path, Table)]).RunGenerators(Generation.EmptyCompilation));
    }

    [Fact]
    public void Rerun_WithUnrelatedSource_KeepsEverything()
    {
        GeneratorDriver driver = Generation.CreateDriver(Table).RunGenerators(Generation.EmptyCompilation);
        CSharpCompilation changed = Generation.EmptyCompilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated;", Generation.Language));

        AssertKept(driver.RunGenerators(changed));
    }

    [Fact]
    public void Rerun_WithUnrelatedFile_KeepsEverything()
    {
        GeneratorDriver driver = Generation.CreateDriver(Table).RunGenerators(Generation.EmptyCompilation);

        AssertKept(driver.AddAdditionalTexts([new TableFile("/table/other.json", "{}")]).RunGenerators(Generation.EmptyCompilation));
    }

    [Fact]
    public void Rerun_WithMovedRows_ChangesOnlyFilesWithPlaces()
    {
        GeneratorDriver driver = Generation.CreateDriver(Table).RunGenerators(Generation.EmptyCompilation);
        ImmutableDictionary<string, string> before = Generation.Files(driver.GetRunResult().Results[0]);

        GeneratorRunResult result = Replace(driver, Table.Replace("\"opcodes\": [", "\n\n\"opcodes\": [\n", StringComparison.Ordinal));

        AssertChanged(result, [.. before.Where(static file => file.Value.Contains("#line (", StringComparison.Ordinal)).Select(static file => file.Key)]);
        Assert.Contains("Opcode.g.cs", before.Keys);
    }

    [Fact]
    public void Rerun_WithOtherTrapMessage_ChangesOnlyTraps()
    {
        GeneratorDriver driver = Generation.CreateDriver(Table).RunGenerators(Generation.EmptyCompilation);

        GeneratorRunResult result = Replace(driver, Table.Replace("\"integer overflow\"", "\"integer overflew\"", StringComparison.Ordinal));

        AssertChanged(result, "TrapKind.g.cs");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[[[[")]
    [InlineData("{\"opcodes\":{}}")]
    [InlineData("{\"opcodes\":[{\"ops\":{\"\":\"\"}}]}")]
    [InlineData("{\"features\":1,\"traps\":[],\"reserved\":null,\"opcodes\":[1,null,[],{}]}")]
    [InlineData("{\"opcodes\":[{\"ops\":{\"a\":\"FF\"},\"imm\":\":\",\"sig\":\":->:\",\"load\":\":\",\"store\":\"\",\"exec\":\"\",\"traps\":{\"\":\"\"},\"flow\":\"\",\"since\":\"\"}]}")]
    [InlineData("{\"\\ud800\":\"\\ud800\"}")]
    [InlineData("{\"a\": \"\ud800\"}")]
    public void Run_OnBrokenTable_ReportsAndDoesNotThrow(string text)
    {
        GeneratorRunResult result = Generation.Run(text);

        Assert.Null(result.Exception);
        Assert.NotEmpty(result.Diagnostics);
        Assert.All(result.Diagnostics, static mistake => Assert.StartsWith("NWT", mistake.Id, StringComparison.Ordinal));
    }

    private static GeneratorRunResult Replace(GeneratorDriver driver, string table) =>
        driver.ReplaceAdditionalTexts([new TableFile(Tables.Path, table)]).RunGenerators(Generation.EmptyCompilation).GetRunResult().Results[0];

    private static void AssertKept(GeneratorDriver driver)
    {
        GeneratorRunResult result = driver.GetRunResult().Results[0];
        string[] steps = [OpcodeGenerator.ParseStep, .. Emitters.All.Select(static emitter => OpcodeGenerator.EmitStep + emitter.FileName)];
        Assert.All(steps, step => Assert.Contains(step, result.TrackedSteps.Keys));
        Assert.All(
            result.TrackedSteps.Where(step => steps.Contains(step.Key)).Concat(result.TrackedOutputSteps).SelectMany(static step => step.Value).SelectMany(static step => step.Outputs),
            static output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, output.Reason.ToString()));
    }

    private static void AssertChanged(GeneratorRunResult result, params string[] files)
    {
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        Assert.All(Emitters.All, emitter =>
        {
            IncrementalStepRunReason expected = files.Contains(emitter.FileName) ? IncrementalStepRunReason.Modified : IncrementalStepRunReason.Unchanged;
            IncrementalGeneratorRunStep step = Assert.Single(result.TrackedSteps[OpcodeGenerator.EmitStep + emitter.FileName]);
            Assert.Equal((emitter.FileName, expected), (emitter.FileName, Assert.Single(step.Outputs).Reason));
        });
    }
}
