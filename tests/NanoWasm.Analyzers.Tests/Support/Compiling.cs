// Compilations for tests: against the running framework, with the attributes' sources.
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NanoWasm.Analyzers.Tests.Support;

/// <summary>Makes compilations.</summary>
internal static class Compiling
{
    /// <summary>The usings of all test sources; in a file of their own, so that places in the source stay as they are.</summary>
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Diagnostics.CodeAnalysis;
        global using System.Linq;
        global using System.Numerics;
        global using System.Runtime.CompilerServices;
        global using System.Runtime.InteropServices;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using NanoWasm;
        """;

    /// <summary>The assemblies of the running framework.</summary>
    public static ImmutableArray<MetadataReference> Framework { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.CSharp", StringComparison.Ordinal) || name == "netstandard.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path))];

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14);

    public static CSharpCompilationOptions Options { get; } = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>The sources that every compilation has: the usings and the attributes.</summary>
    public static IEnumerable<(string Path, string Text)> CommonSources =>
    [
        ("Usings.cs", Usings),
        ("AllocationFreeAttribute.cs", Resource("AllocationFreeAttribute.cs")),
        ("DispatchHandlerAttribute.cs", Resource("DispatchHandlerAttribute.cs")),
    ];

    /// <summary>A compilation without errors.</summary>
    /// <param name="sources">The sources beside the common ones.</param>
    /// <param name="common">Whether to add the common ones.</param>
    /// <param name="references">References beside the framework.</param>
    public static CSharpCompilation Compile(IEnumerable<(string Path, string Text)> sources, bool common = true, params MetadataReference[] references)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Code",
            (common ? CommonSources : [("Usings.cs", Usings.Replace("global using NanoWasm;", string.Empty, StringComparison.Ordinal))])
                .Concat(sources).Select(static source => CSharpSyntaxTree.ParseText(source.Text, ParseOptions, source.Path)),
            [.. Framework, .. references],
            Options);
        Diagnostic[] errors = [.. compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        Assert.True(errors.Length == 0, string.Join('\n', errors.Select(static error => error.ToString())));
        return compilation;
    }

    /// <summary>A file that is embedded in this assembly.</summary>
    public static string Resource(string name)
    {
        using Stream stream = typeof(Compiling).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
