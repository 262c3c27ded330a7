// What is not done again.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NanoWasm.Bindings.Tests;

/// <summary>Typing elsewhere must not write the code for bindings anew.</summary>
public sealed class IncrementalityTests
{
    private const string Bound = """using NanoWasm; [WasmHost("env")] partial class Api { [WasmImport] void F() { } [WasmImport] void G(string wrong) { } }""";

    [Theory]
    [InlineData("class Other { int a; }", true)]
    [InlineData("""using NanoWasm; [WasmHost("more")] partial class Other { [WasmImport] int H() => 1; }""", false)]
    public void Output_AfterAnotherFileChanged_IsKeptWhereItIsTheSame(string other, bool allKept)
    {
        CSharpParseOptions options = new(LanguageVersion.Latest);
        CSharpCompilation compilation = CSharpCompilation.Create("Tested", [CSharpSyntaxTree.ParseText(Bound, options), CSharpSyntaxTree.ParseText("class Other;", options)], Compiled.References);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new BindingsGenerator().AsSourceGenerator()], parseOptions: options, driverOptions: new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true));

        driver = driver.RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[1], CSharpSyntaxTree.ParseText(other, options)));

        bool[] kept = [.. driver.GetRunResult().Results.Single().TrackedOutputSteps
            .SelectMany(static step => step.Value)
            .SelectMany(static run => run.Outputs)
            .Select(static output => output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged)];
        Assert.Contains(true, kept);
        Assert.Equal(allKept, kept.All(static one => one));
    }
}
