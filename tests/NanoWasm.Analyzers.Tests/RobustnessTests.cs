// Code that does not compile, as it is while somebody types: the analyzers must not fail.
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class RobustnessTests
{
    private const int VariantsPerExample = 12;

    public static TheoryData<string> Rules => HelpPageTests.CodeRules;

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task BrokenCode_DoesNotFailTheAnalyzers(string id)
    {
        string example = HelpPageTests.Example(Compiling.Resource(id + ".md"), "Reported");
        SyntaxToken[] tokens = [.. (await CSharpSyntaxTree.ParseText(example, Compiling.ParseOptions).GetRootAsync()).DescendantTokens()];
        int step = Math.Max(1, tokens.Length / VariantsPerExample);
        StringBuilder source = new();
        for (int i = 0; i < tokens.Length; i += step)
        {
            // One token less, and in a namespace of its own.
            string broken = example.Remove(tokens[i].SpanStart, tokens[i].Span.Length);
            source.Append("namespace Variant").Append(i).Append("\n{\n").Append(broken).Append("\n}\n");
        }

        CSharpCompilation compilation = CSharpCompilation.Create(
            "Broken",
            Compiling.CommonSources.Append((Path: "Broken.cs", Text: source.ToString())).Select(static file => CSharpSyntaxTree.ParseText(file.Text, Compiling.ParseOptions, file.Path)),
            Compiling.Framework,
            Compiling.Options);
        Assert.Contains(compilation.GetDiagnostics(), static each => each.Severity == DiagnosticSeverity.Error);
        await Check.Run(compilation);
    }
}
