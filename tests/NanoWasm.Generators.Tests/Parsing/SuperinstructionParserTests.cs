// What lines of superinstructions become.
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests.Parsing;

public sealed class SuperinstructionParserTests
{
    [Fact]
    public void Table_WithoutSection_HasNoSequences() =>
        Assert.Empty(Tables.ParseValid(Tables.WithRows("""{"ops":{"nop":"01"}, "sig":"->"}""")).Superinstructions);

    [Fact]
    public void Line_OfOpcodes_IsOneSequence()
    {
        Superinstruction sequence = Assert.Single(Read("local.get i32.const i32.add"));

        Assert.Equal(("LocalGetI32ConstI32Add", "local.get i32.const i32.add"), (sequence.Identifier, sequence.Text));
        Assert.Equal(["local.get", "i32.const", "i32.add"], sequence.Elements.Select(static element => element.Instruction.Mnemonic));
        Assert.Equal(["1", "1", ""], sequence.Elements.Select(static element => string.Join(",", element.Lengths)));
        Assert.Equal([2, 2, 1], sequence.Elements.Select(static element => element.Length));
    }

    [Fact]
    public void Line_WithMoreSpaces_IsTheSame() => Assert.Equal(Read("local.get drop"), Read("  local.get   drop "));

    [Fact]
    public void Alternatives_InSeveralPlaces_GiveAllCombinationsInOrder() => Assert.Equal(
        [
            "local.get i32.add local.set", "local.get i32.add local.tee", "local.get i32.sub local.set", "local.get i32.sub local.tee",
        ],
        Texts("local.get i32.add|i32.sub local.set|local.tee"));

    [Fact]
    public void Alternatives_WhoseTypesDiffer_AreLeftOut() => Assert.Equal(
        ["i32.const i32.add", "i64.const i64.add", "f64.const f64.add"],
        Texts("i32.const|i64.const|f64.const i32.add|i64.add|f64.add"));

    [Fact]
    public void Sets_InLines_StandForTheirAlternatives()
    {
        IEnumerable<string> texts = ReadSection("""{"sets":{"add":"i32.add|i64.add", "put-away":"drop"}, "sequences":["i64.const <add>|drop", "local.get <put-away>"]}""")
            .Select(static sequence => sequence.Text);

        Assert.Equal(["i64.const i64.add", "i64.const drop", "local.get drop"], texts);
    }

    [Fact]
    public void Feature_InLine_StandsForItsOpcodes()
    {
        // Some of them cannot stand in a sequence, and are reported.
        IEnumerable<string> texts = Tables.Parse(Tables.WithSequences("local.get <mvp>")).Table!.Superinstructions.Select(static sequence => sequence.Text);

        Assert.Superset(new HashSet<string> { "local.get local.get", "local.get i32.eqz", "local.get data.drop" }, texts.ToHashSet());
    }

    [Fact]
    public void Opcode_BehindPrefix_IsASequenceOfItsOwn()
    {
        Superinstruction sequence = Assert.Single(Read("data.drop"));

        Assert.Equal([0xFC, 0x09], sequence.Elements[0].Opcode);
        Assert.Equal(3, sequence.Elements[0].Length);
        Assert.Equal("DataDropWithPrefix", sequence.HandlerName);
    }

    [Fact]
    public void Sequences_ThereTwice_CountOnceAtTheirFirstPlace() =>
        Assert.Equal(["local.get drop", "local.get local.get", "i32.const drop"], Texts("local.get drop", "local.get local.get", "i32.const|local.get drop"));

    [Fact]
    public void Length_OfImmediates_IsPartOfNameAndText()
    {
        IReadOnlyList<Superinstruction> sequences = Read("local.get:3", "local.get i32.load:6 i32.const:5", "i64.const:10 drop");

        Assert.Equal(["LocalGet3", "LocalGetI32Load6I32Const5", "I64Const10Drop"], sequences.Select(static sequence => sequence.Identifier));
        Assert.Equal(["local.get:3", "local.get i32.load:6 i32.const:5", "i64.const:10 drop"], sequences.Select(static sequence => sequence.Text));
        Assert.Equal([1, 6, 5], sequences[1].Elements.SelectMany(static element => element.Lengths));
    }

    [Theory]
    [InlineData("local.get:1 i32.load:2", "local.get i32.load")]
    [InlineData("f64.const:8 drop", "f64.const drop")]
    public void Length_ThatIsTheShortest_IsTheOpcodeAlone(string line, string expected) => Assert.Equal([expected], Texts(line));

    [Fact]
    public void Sequence_OfTheMostBytes_IsRead() => Assert.Equal(SuperinstructionParser.MaxBytes, Assert.Single(Read("f64.const f64.const block:4 drop")).Elements.Sum(static e => e.Length));

    [Fact]
    public void Mistake_InOneLine_LeavesTheOthers()
    {
        ParseResult result = Tables.Parse(Tables.WithSequences("local.get drop", "local.got drop", "call drop", "local.get local.get"));

        Assert.Equal(["NWT028", "NWT029"], result.Diagnostics.Select(static mistake => mistake.Id));
        Assert.Equal(["local.get drop", "local.get local.get"], result.Table!.Superinstructions.Select(static sequence => sequence.Text));
    }

    [Theory]
    [InlineData("i32.const i32.eqz", true)]
    [InlineData("i64.const i32.eqz", false)]
    [InlineData("local.get i32.eqz", true)]
    [InlineData("i32.load br_if", true)]
    [InlineData("f64.load br_if", false)]
    [InlineData("f64.const i32.const i32.store", false)]
    [InlineData("i32.const f64.const i32.store", false)]
    [InlineData("i32.const i32.const i32.store", true)]
    [InlineData("i64.const drop", true)]
    [InlineData("i64.const local.set", true)]
    [InlineData("i64.const local.tee i64.add", true)]
    [InlineData("i64.const local.tee i32.add", false)]
    [InlineData("i32.eqz i32.eqz", true)]
    [InlineData("i32.eqz i64.add", false)]
    [InlineData("i64.const select", false)]
    [InlineData("i32.const select i64.add", true)]
    [InlineData("local.get ref.is_null i32.eqz", true)]
    [InlineData("f64.const ref.is_null", false)]
    [InlineData("i64.const block drop i32.add", true)]
    [InlineData("i64.const local.get i64.add", true)]
    [InlineData("i64.const local.get i32.add", false)]
    [InlineData("i64.const i32.const i32.eqz i32.add", false)]
    public void Types_OfSequence_FitOrNot(string sequence, bool fit)
    {
        ParseResult result = Tables.Parse(Tables.WithSequences(sequence));

        Assert.Equal(fit ? [] : ["NWT029"], result.Diagnostics.Select(static mistake => mistake.Id));
        Assert.Equal(fit ? 1 : 0, result.Table!.Superinstructions.Count);
    }

    private static IEnumerable<string> Texts(params string[] lines) => Read(lines).Select(static sequence => sequence.Text);

    private static IReadOnlyList<Superinstruction> Read(params string[] lines) => [.. Tables.ParseValid(Tables.WithSequences(lines)).Superinstructions];

    private static IReadOnlyList<Superinstruction> ReadSection(string section) => [.. Tables.ParseValid(Tables.WithSuperinstructions(section)).Superinstructions];
}
