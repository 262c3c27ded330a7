// Mistakes in C# expressions are reported by the compiler at their places in the table.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
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

    [Fact]
    public void Compile_RealTable_ReportsNothingInTheTable() => Assert.Empty(MistakesInTable(Repository.Read("opcodes.json")));

    [Theory]
    [InlineData("\"exec\":\"a * b\"", "\"exec\":\"a * ⟦Missing⟧(b)\"", "CS0103")]
    [InlineData("\"exec\":\"Remainder(a, b)\"", "\"exec\":\"⟦Remainder⟧(a)\"", "CS1501")]
    [InlineData("\"exec\":\"(int)a\", \"doc\":\"The low 32 bits.\"", "\"exec\":\"⟦a⟧\", \"doc\":\"The low 32 bits.\"", "CS0266")]
    [InlineData("\"UninitializedElement\":\"ctx->Tables[x]->Items[i] == 0\"", "\"UninitializedElement\":\"ctx->Tables[x]->⟦Itmes⟧[i] == 0\"", "CS1061")]
    [InlineData("\"exec\":\"c == 0\"", "\"exec\":\"⟦c⟧\"", "CS0029")]
    [InlineData("\"exec\":\"ctx->Functions + f\"", "\"exec\":\"ctx->⟦Funktions⟧ + f\"", "CS1061")]
    [InlineData("\"exec\":\"fp[x] = a\", \"doc\":\"Sets a local.\"", "\"exec\":\"⟦fp[x] == a⟧\", \"doc\":\"Sets a local.\"", "CS0201")]
    [InlineData("\"exec\":\"(byte)a\"", "\"exec\":\"⟦a⟧\"", "CS0266")]
    public void Compile_TableWithMistake_ReportsItAtItsPlace(string right, string wrong, string id)
    {
        string table = Repository.Read("opcodes.json");
        Assert.Contains(right, table, StringComparison.Ordinal);
        MarkedText expected = MarkedText.Parse(table.Replace(right, wrong, StringComparison.Ordinal));

        Diagnostic[] mistakes = MistakesInTable(expected.Text);

        Assert.NotEmpty(mistakes);
        int line = expected.Text.AsSpan(0, expected.Start).Count('\n');
        int column = expected.Start - (expected.Text.LastIndexOf('\n', expected.Start) + 1);
        Assert.All(mistakes, mistake =>
        {
            FileLinePositionSpan place = mistake.Location.GetMappedLineSpan();
            Assert.Equal((id, line, column), (mistake.Id, place.StartLinePosition.Line, place.StartLinePosition.Character));
            Assert.Equal((line, column + expected.Length), (place.EndLinePosition.Line, place.EndLinePosition.Character));
        });
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
