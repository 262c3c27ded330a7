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
    [InlineData("f64.mul", Traits.AnyNaNs)]
    [InlineData("f64.min", Traits.None)]
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

        Assert.Contains("private static Exit Run<TNaNs>(", text, StringComparison.Ordinal);
        Assert.Contains("private static Exit RunVectors<TNaNs>(", text, StringComparison.Ordinal);
        Assert.Contains("ModuleTraits.Vectors => RunVectors<TNaNs>(", text, StringComparison.Ordinal);
        Assert.Single(text.Split("private static Exit PageFC").Skip(1));
    }

    [Fact]
    public void Sequences_WithOpcodesThatHaveForms_AreLeftOutOfModulesWithTheTrait()
    {
        OpcodeTable table = Tables.ParseValid(Tables.WithSequences("local.get drop", "local.get i32.load"));
        string text = new SuperinstructionEmitter(Traits.None).Emit(table, Tables.Path);

        Assert.Contains("0, // local.get drop", text, StringComparison.Ordinal);
        Assert.Contains("2, // local.get i32.load", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Form_OfOpcodeThatMakesNaNsCanonical_IsItsOperationAlone()
    {
        string threaded = new ThreadedDispatcherEmitter().Emit(Table.Value, Tables.Path);
        string switching = new SwitchDispatcherEmitter().Emit(Table.Value, Tables.Path);

        Assert.Contains("double result = Canonical(a * b);", threaded, StringComparison.Ordinal);
        Assert.Contains("double result = a * b;", threaded, StringComparison.Ordinal);
        Assert.Contains("table[0xA2] = (ulong)(Handler)(&F64MulAnyNaNs);", threaded, StringComparison.Ordinal);
        Assert.DoesNotContain("F64MinAnyNaNs", threaded, StringComparison.Ordinal);
        Assert.Contains("double result = Canonical<TNaNs>(a * b);", switching, StringComparison.Ordinal);
        Assert.Contains("double result = AlwaysCanonical(Min(a, b));", switching, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("f64.mul f64.mul local.set", "r1 = Canonical(r1);", 2)]
    [InlineData("f64.min f64.mul local.set", "r1 = Canonical(r1);", 2)]
    [InlineData("f64.mul f64.min local.set", "r1 = Canonical(r1);", 4)]
    public void Sequence_WithoutCanonicalNaNs_MakesOnlyWhatMayBeSignallingCanonical(string sequence, string line, int handlers)
    {
        string text = new SuperinstructionEmitter(Traits.None).Emit(Tables.ParseValid(Tables.WithSequences(sequence)), Tables.Path);

        Assert.Contains("AnyNaNsBody(byte* pc", text, StringComparison.Ordinal);
        Assert.Contains($"8, // {sequence}", text, StringComparison.Ordinal);
        // Once where the bytes are checked, and once where they are not.
        Assert.Equal(handlers, text.Split(line).Length - 1);
    }

    [Theory]
    [InlineData("local.get local.get", "sp[high + 1] = (fp + high)[pc[1]];", "sp[high + 2] = (fp + high)[pc[3]];")]
    [InlineData("local.get local.set", "(fp + high)[pc[3]] = slot0High;")]
    [InlineData("drop local.tee", "(fp + high)[pc[2]] = sp[high - 1];")]
    [InlineData("local.get i32.const select", "ulong r2High = ", "? sp[high] : (fp + high)[pc[1]];")]
    [InlineData("i32.const br_if", "((Handler)(&BranchWithValuesVectors))")]
    public void Sequence_InModulesWithVectors_MovesHighHalvesOfValuesThatMayBeVectors(string sequence, params string[] expected)
    {
        string text = new SuperinstructionEmitter(Traits.Vectors).Emit(Tables.ParseValid(Tables.WithSequences(sequence)), Tables.Path);

        Assert.All(expected, line => Assert.Contains(line, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("local.get i32.const i32.add local.set")]
    [InlineData("local.get i32.eqz")]
    public void Sequence_WhoseValuesAreNoVectors_MovesNoHighHalves(string sequence) =>
        Assert.DoesNotContain("High", new SuperinstructionEmitter(Traits.Vectors).Emit(Tables.ParseValid(Tables.WithSequences(sequence)), Tables.Path), StringComparison.Ordinal);
}
