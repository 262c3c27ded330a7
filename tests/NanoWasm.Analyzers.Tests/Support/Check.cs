// Runs the rules over source and compares what they find with what the source says they must.
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using NanoWasm.Generators.Analysis;

namespace NanoWasm.Analyzers.Tests.Support;

/// <summary>Checks findings. All analyzers run, so that a rule that reports too much fails the others' tests as well.</summary>
internal static class Check
{
    private const string Path = "Code.cs";

    /// <summary>Checks a whole file.</summary>
    public static async Task File(string markup, string? option = null, string? allowList = null, params MetadataReference[] references)
    {
        Markup expected = Markup.Parse(markup);
        CSharpCompilation compilation = Compiling.Compile([(Path, expected.Source)], references.Length == 0, references);
        IReadOnlyList<Diagnostic> found = await Run(compilation, option, allowList);
        List<Finding> actual = [.. found.Where(static each => each.Location.GetLineSpan().Path == Path).Select(static each => new Finding(each.Id, each.Location.SourceSpan))];
        actual.Sort();
        Assert.True(
            expected.Findings.SequenceEqual(actual),
            $"Expected:\n{Show(expected.Findings, expected.Source)}\nFound:\n{Show(actual, expected.Source)}\n\n{expected.Source}");
    }

    /// <summary>Checks members of a marked static class.</summary>
    public static Task Members(string markup) => File($$"""
        [AllocationFree]
        static unsafe partial class Code
        {
        {{markup}}
        }
        """);

    /// <summary>Checks statements of a marked method; its parameters are the given ones.</summary>
    public static Task Body(string markup, string parameters = "") => Members($$"""
        static void Run({{parameters}})
        {
        {{markup}}
        }
        """);

    /// <summary>All findings of all rules.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> Run(Compilation compilation, string? option = null, string? allowList = null) =>
        [.. await Analyze(compilation, option, allowList).GetAnalyzerDiagnosticsAsync()];

    /// <summary>All findings of all rules in one file.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> RunOn(Compilation compilation, SyntaxTree tree)
    {
        CompilationWithAnalyzers analyzed = Analyze(compilation, option: null, allowList: null);
        return [.. await analyzed.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(tree), filterSpan: null, CancellationToken.None)];
    }

    private static CompilationWithAnalyzers Analyze(Compilation compilation, string? option, string? allowList)
    {
        ImmutableArray<AdditionalText> files = allowList is null ? [] : [new MemoryFile(AllowLists.FileName, allowList)];
        AnalyzerOptions options = new(files, new Options(option));
        return compilation.WithAnalyzers(
            [new AllocationFreeAnalyzer(), new HandlerShapeAnalyzer()],
            new CompilationWithAnalyzersOptions(options, Fail, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
    }

    private static string Show(IEnumerable<Finding> findings, string source) =>
        string.Join('\n', findings.Select(each => $"  {each.Id} {each.Span}: {source.Substring(each.Span.Start, each.Span.Length)}"));

    private static void Fail(Exception exception, DiagnosticAnalyzer analyzer, Diagnostic diagnostic) =>
        throw new InvalidOperationException($"{analyzer} failed.", exception);

    private sealed class MemoryFile(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Options(string? allowed) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => new Values(null);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values(allowed);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values(null);
    }

    private sealed class Values(string? allowed) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = key == AllowLists.OptionName ? allowed : null;
            return value is not null;
        }
    }
}
