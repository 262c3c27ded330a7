// Runs the generator.
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace NanoWasm.Generators.Tests.Support;

/// <summary>A file beside the sources, in memory.</summary>
internal sealed class TableFile(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}

/// <summary>Runs the generator on tables.</summary>
internal static class Generation
{
    /// <summary>The language of generated code, as the library's project sets it.</summary>
    public static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    /// <summary>An empty compilation that knows the runtime's types.</summary>
    public static CSharpCompilation EmptyCompilation { get; } = CSharpCompilation.Create(
        "NanoWasm",
        references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
        options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A driver that tracks steps, with one table at <see cref="Tables.Path"/>.</summary>
    public static GeneratorDriver CreateDriver(params string[] tables) => CSharpGeneratorDriver.Create(
        [new OpcodeGenerator().AsSourceGenerator()],
        [.. tables.Select(static (table, i) => new TableFile(i == 0 ? Tables.Path : $"/other{i}/opcodes.json", table))],
        Language,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What the generator makes of a table.</summary>
    public static GeneratorRunResult Run(params string[] tables) => CreateDriver(tables).RunGenerators(EmptyCompilation).GetRunResult().Results[0];

    /// <summary>The generated files by name.</summary>
    public static ImmutableDictionary<string, string> Files(GeneratorRunResult result) =>
        result.GeneratedSources.ToImmutableDictionary(static source => source.HintName, static source => source.SourceText.ToString());
}
