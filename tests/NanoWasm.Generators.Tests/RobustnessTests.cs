// Whatever the table says, the generator reports mistakes and does not throw.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NanoWasm.Generators.Emit;
using NanoWasm.Generators.Parsing;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests;

public sealed class RobustnessTests
{
    private static readonly string[] Pieces =
        ["\"", "{", "}", "[", "]", ",", ":", " ", "\n", "\\", "a", "i32", "T", "$x", "->", "00", "FC:", "null", "true", "1e9", "ä", "😀", "\ud800", "\0", "/*"];

    private static string Sample => Repository.Read("tests", "NanoWasm.Generators.Tests", "Snapshots", "sample.json");

    [Fact]
    public void Parse_OfPrefixes_ReportsAndDoesNotThrow()
    {
        string text = Sample.TrimEnd();
        for (int length = 0; length < text.Length; length += 5)
        {
            Assert.NotEmpty(OpcodeTableParser.Parse(Tables.Path, text[..length]).Diagnostics);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Emit_OfMutatedTables_DoesNotThrow(int seed)
    {
        Random random = new(seed);
        string sample = Sample;
        int usable = 0;
        for (int i = 0; i < 100; i++)
        {
            string text = Mutate(sample, random);
            ParseResult result = OpcodeTableParser.Parse(Tables.Path, text);
            Assert.All(result.Diagnostics, static mistake => Assert.NotEqual(Location.None, mistake.ToDiagnostic().Location));
            if (result.Table is { } table)
            {
                usable++;
                Exception? exception = Record.Exception(() => Emitters.All.Select(emitter => emitter.Emit(table, result.Path)).ToList());
                Assert.True(exception is null, $"{exception}\n{text}");
            }
        }

        Assert.True(usable > 10, "Too few mutations leave a table to emit.");
    }

    [Fact]
    public void Names_OfHandlers_CannotBeOperands()
    {
        string[] operands = [.. Tables.ParseValid(Sample).Instructions.SelectMany(static instruction =>
            instruction.Operands.Select(static operand => operand.Name)
                .Concat(instruction.Immediates.Select(static immediate => immediate.Name))
                .Concat((instruction.Load ?? instruction.Atomic) is { Name: { } name } ? [name] : []))];
        IEnumerable<string> locals = new[] { "SwitchDispatcher.g.cs", "ThreadedDispatcher.g.cs" }
            .Select(static file => Emitters.All.Single(emitter => emitter.FileName == file).Emit(Tables.ParseValid(Sample), Tables.Path))
            .SelectMany(static source => CSharpSyntaxTree.ParseText(source, Generation.Language).GetRoot().DescendantNodes().OfType<VariableDeclaratorSyntax>())
            .Select(static local => local.Identifier.ValueText)
            .Where(Names.IsOperand)
            .Distinct();

        Assert.All(locals.Except(operands), static local => Assert.Contains(local, Names.Handler));
    }

    /// <summary>Changes one value, or moves or drops a piece of the text.</summary>
    private static string Mutate(string text, Random random)
    {
        int start = random.Next(text.Length);
        int length = Math.Min(random.Next(1, 12), text.Length - start);
        return random.Next(4) switch
        {
            0 => text.Remove(start, length),
            1 => text.Insert(start, Pieces[random.Next(Pieces.Length)]),
            2 => text.Remove(start, length).Insert(random.Next(text.Length - length), text.Substring(start, length)),
            _ => ReplaceString(text, start, random),
        };
    }

    /// <summary>Puts the contents of one string of the file in the place of another's.</summary>
    private static string ReplaceString(string text, int start, Random random)
    {
        (int from, int end) = StringAround(text, start);
        (int otherFrom, int otherEnd) = StringAround(text, random.Next(text.Length));
        return string.Concat(text.AsSpan(0, from), text.AsSpan(otherFrom, otherEnd - otherFrom), text.AsSpan(end));
    }

    private static (int Start, int End) StringAround(string text, int at)
    {
        int start = text.LastIndexOf('"', at) + 1;
        int end = text.IndexOf('"', start);
        return end < 0 ? (start, start) : (start, end);
    }
}
