// The rules over NanoWasm's own code, generated code included: that it keeps them, and that a single breach is found.
using Microsoft.CodeAnalysis;
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class EngineTests
{
    private const string Threaded = "/ThreadedDispatcher.g.cs";
    private const string Add = "private static Exit I32Add(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx)\n    {\n";

    [Fact]
    public async Task GeneratedHandlers_AsTheyAre_KeepEveryRule() => Assert.Empty(await Run(static text => text));

    [Theory]
    [InlineData("object boxed = tos;", "NW1005")]
    [InlineData("ulong[] array = new ulong[1];", "NW1002")]
    [InlineData("System.GC.KeepAlive($\"{tos}\");", "NW1009")]
    [InlineData("string text = tos.ToString();", "NW1020")]
    [InlineData("ulong* address = &tos;", "NW2002")]
    [InlineData("if (tos == 0) { return Exit.Finished; }", "NW2007")]
    [InlineData("byte* memory = stackalloc byte[8];", "NW2005")]
    public async Task GeneratedHandler_WithOneBreachPutIn_IsReported(string breach, string id) =>
        Assert.Contains(await Run(text => text.Replace(Add, Add + breach + "\n", StringComparison.Ordinal)), finding => finding.Id == id);

    /// <summary>What is found in the threaded dispatcher with its text changed.</summary>
    private static Task<IReadOnlyList<Diagnostic>> Run(Func<string, string> change)
    {
        (Compilation compilation, SyntaxTree tree) = Engine.With(
            Threaded,
            text =>
            {
                Assert.Contains(Add, text, StringComparison.Ordinal);
                return change(text);
            });
        return Check.RunOn(compilation, tree);
    }
}
