// The rules over NanoWasm's own code, generated code included: that it keeps them, and that a single breach is found.
using Microsoft.CodeAnalysis;
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class EngineTests
{
    private const string Threaded = "/ThreadedDispatcher.g.cs";
    private const string Superinstructions = "/Superinstructions.g.cs";
    private const string Parameters = "byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx";

    [Theory]
    [InlineData(Threaded, "I32Add")]
    [InlineData(Superinstructions, "LocalGetLocalGet")]
    public async Task GeneratedHandlers_AsTheyAre_KeepEveryRule(string file, string handler) =>
        Assert.Empty(await Run(file, BeginningOfBody(handler), static beginning => beginning));

    [Theory]
    [InlineData("object boxed = tos;", "NW1005")]
    [InlineData("ulong[] array = new ulong[1];", "NW1002")]
    [InlineData("System.GC.KeepAlive($\"{tos}\");", "NW1009")]
    [InlineData("string text = tos.ToString();", "NW1020")]
    [InlineData("ulong* address = &tos;", "NW2002")]
    [InlineData("if (tos == 0) { return Exit.Finished; }", "NW2007")]
    [InlineData("byte* memory = stackalloc byte[8];", "NW2005")]
    public async Task GeneratedHandler_WithOneBreachPutIn_IsReported(string breach, string id) =>
        Assert.Contains(await Run(Threaded, BeginningOfBody("I32Add"), beginning => beginning + breach + "\n"), finding => finding.Id == id);

    [Theory]
    [InlineData("ulong[] array = new ulong[1];", "NW1002")]
    [InlineData("ulong* address = &tos;", "NW2002")]
    public async Task GeneratedSuperinstruction_WithOneBreachPutIn_IsReported(string breach, string id) =>
        Assert.Contains(await Run(Superinstructions, BeginningOfBody("LocalGetLocalGet"), beginning => beginning + breach + "\n"), finding => finding.Id == id);

    [Theory]
    [InlineData(Threaded, "I32Add")]
    [InlineData(Superinstructions, "LocalGetLocalGet")]
    public async Task GeneratedHandler_WithoutItsOptimisation_IsReported(string file, string handler)
    {
        string method = $"[MethodImpl(MethodImplOptions.AggressiveOptimization)]\n    private static Exit {handler}({Parameters}) => {handler}Body(pc, sp, tos, fp, stp, ctx);";

        Assert.Contains(await Run(file, method, static text => text[text.IndexOf('\n', StringComparison.Ordinal)..]), static finding => finding.Id == "NW2009");
    }

    private static string BeginningOfBody(string handler) => $"private static Exit {handler}Body({Parameters})\n    {{\n";

    /// <summary>What is found in a generated file with a part of its text changed.</summary>
    private static Task<IReadOnlyList<Diagnostic>> Run(string file, string part, Func<string, string> change)
    {
        (Compilation compilation, SyntaxTree tree) = Engine.With(
            file,
            text =>
            {
                Assert.Contains(part, text, StringComparison.Ordinal);
                return text.Replace(part, change(part), StringComparison.Ordinal);
            });
        return Check.RunOn(compilation, tree);
    }
}
