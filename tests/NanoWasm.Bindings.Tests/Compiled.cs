// Runs the generator over sources.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NanoWasm.Bindings.Tests;

/// <summary>What the generator makes of a source.</summary>
/// <param name="Reported">What the generator reports.</param>
/// <param name="Files">The generated files by their names.</param>
/// <param name="Errors">What the compiler has against source and generated code.</param>
internal sealed record Compiled(IReadOnlyList<Diagnostic> Reported, IReadOnlyDictionary<string, string> Files, IReadOnlyList<Diagnostic> Errors)
{
    /// <summary>The framework and the library, without these tests.</summary>
    public static readonly MetadataReference[] References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(static path => path != typeof(Compiled).Assembly.Location)
        .Select(static path => MetadataReference.CreateFromFile(path))];

    private const string Usings = "global using System; global using NanoWasm;";

    /// <summary>Generates for a source, and compiles it.</summary>
    public static Compiled Of(string source)
    {
        CSharpParseOptions options = new(LanguageVersion.Latest);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Tested",
            [CSharpSyntaxTree.ParseText(Usings, options, "Usings.cs"), CSharpSyntaxTree.ParseText(source, options, "Source.cs")],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorDriverRunResult result = CSharpGeneratorDriver.Create([new BindingsGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _)
            .GetRunResult();
        return new Compiled(
            result.Diagnostics,
            result.Results.Single().GeneratedSources.ToDictionary(static file => file.HintName, static file => file.SourceText.ToString()),
            [.. generated.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)]);
    }
}
