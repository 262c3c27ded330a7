// Allow-lists: what lines mean, where users put theirs, and NW1026.
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using NanoWasm.Analyzers.Tests.Support;
using NanoWasm.Generators.Analysis;

namespace NanoWasm.Analyzers.Tests;

public sealed class AllowListTests
{
    private const string Library = """
        namespace Library
        {
            class Tool
            {
                public Tool() { }
                public int Value { get => 1; set => Value = value; }
                public static int One(int x) => x;
                public static int One(string x) => 1;
                public static int Two<T>(T x) => 1;
                public class Nested { public static int Three() => 1; }
            }
        }

        """;

    [Theory]
    [InlineData("M:Library.Tool.One(System.Int32)", "One(1)", true)]
    [InlineData("M:Library.Tool.One(System.Int32)", "One(\"\")", false)]
    [InlineData("M:Library.Tool.One*", "One(\"\")", true)]
    [InlineData("M:Library.*One(System.String)", "One(\"\")", true)]
    [InlineData("M:*.Tool.*.*", "One(1)", true)]
    [InlineData("M:Library.Tool.Two``1(``0)", "Two(1)", true)]
    [InlineData("M:Library.Tool.Two``1(``0) equatable", "Two(1)", true)]
    [InlineData("T:Library.Tool", "Two(1)", true)]
    [InlineData("T:Library.Tool", "Nested.Three()", false)]
    [InlineData("T:Library.Tool*", "Nested.Three()", true)]
    [InlineData("M:Library.*|!M:Library.Tool.Two*", "Two(1)", false)]
    [InlineData("!M:Library.Tool.*|M:Library.Tool.Two``1(``0)", "Two(1)", true)]
    [InlineData("  M:Library.Tool.One* # because", "One(1)", true)]
    [InlineData("# M:Library.Tool.One*", "One(1)", false)]
    public async Task Pattern_InEditorConfig_AllowsWhatItMatches(string option, string call, bool isAllowed)
    {
        string code = Library + $$"""
            static class Code { [AllocationFree] static int Run() => {{(isAllowed ? $"Library.Tool.{call}" : $"[|NW1020:Library.Tool.{call}|]")}}; }
            """;
        await Check.File(code, option: option);
        await Check.File(code, allowList: option.Replace('|', '\n'));
    }

    [Fact]
    public Task Property_IsAllowedByItsIdOrItsAccessors() => Check.File(Library + """
        static class Code
        {
            [AllocationFree]
            static int Run(Library.Tool tool)
            {
                [|NW1020:tool.Value|] = 1;
                return tool.Value;
            }
        }
        """, allowList: "M:Library.Tool.get_Value\n");

    [Fact]
    public Task Equatable_ConditionNotMet_IsReported() => Check.File(Library + """
        struct Plain { }

        static class Code { [AllocationFree] static int Run(Plain p) => [|NW1007:Library.Tool.Two(p)|]; }
        """, option: "M:Library.Tool.Two``1(``0) equatable");

    [Fact]
    public Task UsersList_CanDenyWhatOursAllows() => Check.File("""
        static class Code { [AllocationFree] static int Run(int x) => [|NW1020:Math.Max(x, 1)|] + Math.Min(x, 1); }
        """, allowList: "!M:System.Math.Max(System.Int32,System.Int32)");

    [Theory]
    [InlineData("System.Math.Max")]
    [InlineData("X:System.Math")]
    [InlineData("M:")]
    [InlineData("M:System.Math.Max always")]
    [InlineData("!M:System.Math.Max equatable")]
    [InlineData("M:System.Math.Max equatable twice")]
    public async Task BadLine_IsReportedAtItsPlace(string line)
    {
        IReadOnlyList<Diagnostic> found = await Check.Run(Compiling.Compile([]), allowList: $"# Ours\n{line}\nT:System.Math\n");
        Diagnostic finding = Assert.Single(found);
        Assert.Equal("NW1026", finding.Id);
        Assert.Equal(1, finding.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Contains(line, finding.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void BuiltInList_NamesMembersThatExist()
    {
        HashSet<string> ids = [];
        Collect(Compiling.Compile([]).GlobalNamespace, ids);
        List<string> missing = [];
        foreach (string line in BuiltInLines())
        {
            string id = line.TrimStart('!').Split(' ')[0];
            string pattern = "^" + Regex.Escape(id).Replace("\\*", ".*", StringComparison.Ordinal) + "$";
            if (!(id.Contains('*', StringComparison.Ordinal) ? ids.Any(each => Regex.IsMatch(each, pattern)) : ids.Contains(id)))
            {
                missing.Add(line);
            }
        }

        Assert.Empty(missing);
    }

    private static IEnumerable<string> BuiltInLines()
    {
        using Stream stream = typeof(AllocationFreeAnalyzer).Assembly.GetManifestResourceStream("AllowList.txt")!;
        using StreamReader reader = new(stream);
        return [.. reader.ReadToEnd().Split('\n').Select(static line => line.Trim()).Where(static line => line.Length != 0 && line[0] != '#')];
    }

    private static void Collect(INamespaceOrTypeSymbol container, HashSet<string> ids)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            if (member.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal or Accessibility.NotApplicable))
            {
                continue;
            }

            if (member.GetDocumentationCommentId() is { } id)
            {
                ids.Add(id);
            }

            if (member is INamespaceOrTypeSymbol inner && (member is not INamespaceSymbol || member.ToDisplayString().StartsWith("System", StringComparison.Ordinal)))
            {
                Collect(inner, ids);
            }
        }
    }
}
