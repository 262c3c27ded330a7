// Every rule has a help page whose examples are true, and is in the release-tracking file.
using System.Reflection;
using Microsoft.CodeAnalysis;
using NanoWasm.Analyzers.Tests.Support;
using NanoWasm.Generators.Analysis;

namespace NanoWasm.Analyzers.Tests;

public sealed class HelpPageTests
{
    public static TheoryData<string> CodeRules => [.. Rules.Where(static rule => rule != AllocationRules.AllowList).Select(static rule => rule.Id)];

    private static IEnumerable<DiagnosticDescriptor> Rules => AllocationRules.All.Concat(HandlerRules.All);

    /// <summary>The example in a section of a page.</summary>
    internal static string Example(string page, string section)
    {
        string text = page[page.IndexOf($"\n## {section}\n", StringComparison.Ordinal)..];
        int start = text.IndexOf('\n', text.IndexOf("```", StringComparison.Ordinal)) + 1;
        return text[start..text.IndexOf("\n```", start, StringComparison.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(CodeRules))]
    public async Task Examples_AreReportedAndNotReported(string id)
    {
        string page = Compiling.Resource(id + ".md");
        IReadOnlyList<Diagnostic> bad = await Check.Run(Compiling.Compile([("Bad.cs", Example(page, "Reported"))]));
        Assert.NotEmpty(bad);
        Assert.All(bad, finding => Assert.Equal(id, finding.Id));
        Assert.Empty(await Check.Run(Compiling.Compile([("Good.cs", Example(page, "Not reported"))])));
    }

    [Fact]
    public async Task Examples_OfTheAllowList_AreReportedAndNotReported()
    {
        string page = Compiling.Resource("NW1026.md");
        Assert.Equal("NW1026", Assert.Single(await Check.Run(Compiling.Compile([]), allowList: Example(page, "Reported"))).Id);
        Assert.Empty(await Check.Run(Compiling.Compile([]), allowList: Example(page, "Not reported")));
    }

    [Fact]
    public void Pages_AreListedLinkedAndTitled()
    {
        string index = Compiling.Resource("README.md");
        foreach (DiagnosticDescriptor rule in Rules)
        {
            Assert.Equal($"docs/rules/{rule.Id}.md", rule.HelpLinkUri);
            Assert.StartsWith($"# {rule.Id}: {rule.Title}\n", Compiling.Resource(rule.Id + ".md"), StringComparison.Ordinal);
            Assert.Contains($"| [{rule.Id}]({rule.Id}.md) | {rule.Title} |", index, StringComparison.Ordinal);
            Assert.Equal(DiagnosticSeverity.Error, rule.DefaultSeverity);
            Assert.True(rule.IsEnabledByDefault);
        }

        Assert.Equal(
            [.. Rules.Select(static rule => rule.Id + ".md").Order(StringComparer.Ordinal)],
            Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(static name => name.StartsWith("NW", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void CodeFixes_AreForRulesThatSayTheyHaveOne()
    {
        IEnumerable<string> fixable = typeof(CodeFixes.MarkAllocationFreeFix).Assembly.GetTypes()
            .Where(static type => !type.IsAbstract && type.IsAssignableTo(typeof(Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider)))
            .SelectMany(static type => ((Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds);
        Assert.Equal(
            Rules.Select(static rule => rule.Id).Where(static id => Compiling.Resource(id + ".md").Contains("\n## Code fix\n", StringComparison.Ordinal)),
            fixable.Order(StringComparer.Ordinal));
    }
}
