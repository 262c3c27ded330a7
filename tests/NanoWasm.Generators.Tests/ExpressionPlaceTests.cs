// Mistakes in C# expressions are reported by the compiler at their places in the table.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests;

public sealed class ExpressionPlaceTests
{
    /// <summary>What the SDK's implicit usings are for the library.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Mistakes in the order of the file: what stands in the table, what is put in its place, and what the compiler says of the marked place.</summary>
    private static readonly (string Right, string Wrong, string Id)[] Mistakes =
    [
        ("\"exec\":\"c == 0\"", "\"exec\":\"⟦c⟧\"", "CS0029"),
        ("\"exec\":\"ctx->Functions + f\", \"validate\":\"Call\"", "\"exec\":\"ctx->⟦Funktions⟧ + f\", \"validate\":\"Call\"", "CS1061"),
        ("\"flow\":\"call-reference\", \"traps\":{\"UndefinedElement\":\"i >= ctx->Tables[x]->Size\"", "\"flow\":\"call-reference\", \"traps\":{\"UndefinedElement\":\"i >= ctx->⟦Tabels⟧[x]->Size\"", "CS1061"),
        ("\"exec\":\"fp[x] = a\", \"doc\":\"Sets a local.\"", "\"exec\":\"⟦fp[x] == a⟧\", \"doc\":\"Sets a local.\"", "CS0201"),
        ("\"exec\":\"(byte)a\"", "\"exec\":\"⟦a⟧\"", "CS0266"),
        ("\"exec\":\"a * b\", \"const\"", "\"exec\":\"a * ⟦Missing⟧(b)\", \"const\"", "CS0103"),
        ("\"exec\":\"Remainder(a, b)\"", "\"exec\":\"⟦Remainder⟧(a)\"", "CS1501"),
        ("\"exec\":\"(int)a\", \"doc\":\"The low 32 bits.\"", "\"exec\":\"⟦a⟧\", \"doc\":\"The low 32 bits.\"", "CS0266"),
    ];

    [Fact]
    public void Compile_RealTable_ReportsNothingInTheTable() => Assert.Empty(MistakesInTable(Repository.Read("opcodes.json")));

    [Fact]
    public void Compile_TableWithMistakes_ReportsEachAtItsPlace()
    {
        string table = Repository.Read("opcodes.json");
        foreach ((string right, string wrong, string _) in Mistakes)
        {
            Assert.Equal(1, table.AsSpan().Count(right));
            table = table.Replace(right, wrong, StringComparison.Ordinal);
        }

        MarkedText expected = MarkedText.Parse(table);
        TextLineCollection lines = SourceText.From(expected.Text).Lines;

        IEnumerable<(string Id, LinePositionSpan Place)> mistakes = MistakesInTable(expected.Text)
            .Select(static mistake => (mistake.Id, mistake.Location.GetMappedLineSpan().Span))
            .Distinct()
            .OrderBy(static mistake => mistake.Span.Start);

        Assert.Equal(
            expected.Places.Zip(Mistakes, (place, mistake) => (mistake.Id, lines.GetLinePositionSpan(new TextSpan(place.Start, place.Length)))),
            mistakes);
    }

    /// <summary>Compiles the library with what is generated from a table: the errors that the compiler reports in the table.</summary>
    private static Diagnostic[] MistakesInTable(string table)
    {
        string[] sources = [ImplicitUsings, .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "NanoWasm"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];
        CSharpCompilation library = Generation.EmptyCompilation.AddSyntaxTrees(sources.Select(static source => CSharpSyntaxTree.ParseText(source, Generation.Language)));
        Generation.CreateDriver(table).RunGeneratorsAndUpdateCompilation(library, out Compilation compilation, out System.Collections.Immutable.ImmutableArray<Diagnostic> tableMistakes);
        Assert.Empty(tableMistakes);
        return [.. compilation.GetDiagnostics().Where(static mistake => mistake.Severity == DiagnosticSeverity.Error && mistake.Location.GetMappedLineSpan().Path == Tables.Path)];
    }
}
