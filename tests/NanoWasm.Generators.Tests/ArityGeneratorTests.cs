// The pipeline of the files that do not depend on the table.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NanoWasm.Generators.Emit;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests;

public sealed class ArityGeneratorTests
{
    private static readonly CSharpCompilation Library = Generation.EmptyCompilation;

    [Fact]
    public void Run_OnLibrary_MakesEveryFile()
    {
        GeneratorRunResult result = Run(CreateDriver(), Library);

        Assert.Null(result.Exception);
        Assert.Equal(ArityEmitter.Emit(ArityEmitter.MaxArity).Select(static file => file.FileName), result.GeneratedSources.Select(static source => source.HintName));
    }

    [Fact]
    public void Run_OnOtherAssembly_MakesNothing() => Assert.Empty(Run(CreateDriver(), Library.WithAssemblyName("Consumer")).GeneratedSources);

    [Fact]
    public void Rerun_WithUnrelatedSource_KeepsEverything()
    {
        GeneratorDriver driver = CreateDriver().RunGenerators(Library);

        GeneratorRunResult result = Run(driver, Library.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated;", Generation.Language)));

        IEnumerable<IncrementalStepRunReason> reasons = result.TrackedOutputSteps
            .SelectMany(static step => step.Value)
            .SelectMany(static step => step.Outputs)
            .Select(static output => output.Reason);
        Assert.Equal([IncrementalStepRunReason.Cached], reasons.Distinct());
    }

    private static CSharpGeneratorDriver CreateDriver() => CSharpGeneratorDriver.Create(
        [new ArityGenerator().AsSourceGenerator()],
        parseOptions: Generation.Language,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static GeneratorRunResult Run(GeneratorDriver driver, CSharpCompilation compilation) => driver.RunGenerators(compilation).GetRunResult().Results[0];
}
