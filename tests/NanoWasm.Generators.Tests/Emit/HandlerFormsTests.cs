// Which opcodes get a second handler for modules with certain traits, and where it goes.
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Emit.Superinstructions;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests.Emit;

public sealed class HandlerFormsTests
{
    private static readonly Lazy<OpcodeTable> Table = new(static () => Tables.ParseValid(Tables.WithSequences("local.get drop", "i32.const i32.add", "i32.const br_if")));

    [Theory]
    [InlineData("local.get", Traits.Vectors)]
    [InlineData("local.tee", Traits.Vectors)]
    [InlineData("select", Traits.Vectors)]
    [InlineData("br", Traits.Vectors)]
    [InlineData("call", Traits.Vectors)]
    [InlineData("drop", Traits.None)]
    [InlineData("ref.is_null", Traits.None)]
    [InlineData("block", Traits.ReferenceBlocks)]
    [InlineData("i32.add", Traits.None)]
    [InlineData("i32.load", Traits.Memories)]
    public void Traits_OfOpcode_AreThoseThatChangeWhatItDoes(string mnemonic, object traits) =>
        Assert.Equal((Traits)traits, HandlerForms.Of(Table.Value.Instructions.Single(i => i.Mnemonic == mnemonic)));

    [Fact]
    public void Sets_OfTraits_AreAllEachBehindThoseThatItContains()
    {
        Assert.Equal([Traits.None], HandlerForms.Sets(Traits.None));
        Assert.Equal([0, 1, 2, 3], HandlerForms.Sets((Traits)3).Select(static set => (int)set));
        Assert.Equal([0, 1, 4, 5], HandlerForms.Sets((Traits)5).Select(static set => (int)set));
    }

    [Fact]
    public void ThreadedDispatcher_OfTable_HasFormsBesideTheHandlersOfAllModules()
    {
        string text = new ThreadedDispatcherEmitter().Emit(Table.Value, Tables.Path);

        Assert.Contains("table[0x20] = (ulong)(Handler)(&LocalGet);", text, StringComparison.Ordinal);
        Assert.Contains("table[0x20] = (ulong)(Handler)(&LocalGetVectors);", text, StringComparison.Ordinal);
        Assert.Contains("((Handler)(&LocalGetVectorsWide))", text, StringComparison.Ordinal);
        Assert.Contains("((Handler)(&BranchWithValuesVectors))", text, StringComparison.Ordinal);
        Assert.DoesNotContain("I32AddVectors", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LocalGet", "(fp + high)[x]")]
    [InlineData("LocalSet", "(fp + high)[x] = aHigh;")]
    [InlineData("Select", "c != 0 ? aHigh : bHigh;")]
    public void Form_OfOpcodeThatMovesValues_MovesTheirHighHalves(string opcode, string expected)
    {
        string text = new ThreadedDispatcherEmitter().Emit(Table.Value, Tables.Path);

        Assert.DoesNotContain(expected, Body(opcode), StringComparison.Ordinal);
        Assert.Contains(expected, Body(opcode + "Vectors"), StringComparison.Ordinal);

        string Body(string handler)
        {
            int start = text.IndexOf($"Exit {handler}Body(", StringComparison.Ordinal);
            return text[start..text.IndexOf("[DispatchHandler]", start, StringComparison.Ordinal)];
        }
    }

    [Fact]
    public void SwitchDispatcher_OfTable_HasALoopForEachSetOfTraits()
    {
        string text = new SwitchDispatcherEmitter().Emit(Table.Value, Tables.Path);

        Assert.Contains("private static Exit Run(", text, StringComparison.Ordinal);
        Assert.Contains("private static Exit RunVectors(", text, StringComparison.Ordinal);
        Assert.Contains("ModuleTraits.Vectors => RunVectors(", text, StringComparison.Ordinal);
        Assert.Single(text.Split("private static Exit PageFC").Skip(1));
    }

    [Fact]
    public void Sequences_WithOpcodesThatHaveForms_AreLeftOutOfModulesWithTheTrait()
    {
        string text = new SuperinstructionEmitter().Emit(Table.Value, Tables.Path);

        Assert.Contains("1, // local.get drop", text, StringComparison.Ordinal);
        Assert.Contains("0, // i32.const i32.add", text, StringComparison.Ordinal);
        Assert.Contains("1, // i32.const br_if", text, StringComparison.Ordinal);
    }
}
