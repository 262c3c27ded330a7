// How the bytes at an instruction choose a superinstruction: in small tables, and in the repository's own.
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Emit.Superinstructions;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;
using NanoWasm.Generators.Tests.Support;
using Xunit.Abstractions;

namespace NanoWasm.Generators.Tests.Emit;

public sealed class SelectionTests(ITestOutputHelper output)
{
    /// <summary>What the library promises to be readable behind the last byte of a module (<c>ReadableBytes.Count</c>).</summary>
    private const int ReadableBehind = 24;

    private const byte End = 0x0B;

    private static readonly Lazy<OpcodeTable> Real = new(static () => Tables.ParseValid(Repository.Read("opcodes.json")));

    /// <summary>The groups of modules without vectors and of those with some.</summary>
    private static readonly Lazy<IReadOnlyList<SelectionGroup>> RealGroups = new(static () => [.. Of(Traits.None), .. Of(Traits.Vectors)]);

    [Fact]
    public void Groups_OfTable_HaveItsSequencesByFirstOpcode()
    {
        IReadOnlyList<SelectionGroup> groups = SelectionGroup.Of(Tables.ParseValid(Tables.WithSequences("local.get drop", "drop drop", "local.get local.get", "i32.const drop", "data.drop drop")), Traits.None);

        Assert.Equal([0x1A, 0x20, 0x41, 0xFC], groups.Select(static group => (int)group.First));
        Assert.Equal([1, 2, 1, 1], groups.Select(static group => group.Sequences.Count));
        Assert.Equal([false, false, false, true], groups.Select(static group => group.IsPrefixed));
    }

    [Theory]
    [InlineData("local.get drop", "local.get i32.add")]
    [InlineData("local.get i32.const i32.add", "local.get i32.const i32.sub")]
    [InlineData("local.get:2 drop", "local.get drop")]
    [InlineData("i32.add i32.load", "i32.add i32.load:3")]
    public void Index_OfGroup_TellsItsSequencesApart(string one, string other)
    {
        SelectionGroup group = Assert.Single(SelectionGroup.Of(Tables.ParseValid(Tables.WithSequences(one, other)), Traits.None));

        Assert.Equal([one, other], new[] { one, other }.Select(text => Choose(group, Encode(group.Sequences.Single(s => s.Text == text)))!.Text));
    }

    [Fact]
    public void Sequence_ThatBeginsWithAnother_IsChosenWhereItStands()
    {
        SelectionGroup group = Assert.Single(SelectionGroup.Of(Tables.ParseValid(Tables.WithSequences("local.get i32.const", "local.get i32.const i32.add")), Traits.None));

        Assert.Equal("local.get i32.const i32.add", Choose(group, Encode(group.Sequences.Single(static s => s.Elements.Count == 3)))!.Text);
    }

    [Fact]
    public void Sequence_OfEqualLengthThatIsMoreFrequent_IsPreferred()
    {
        // Nothing among the first eight bytes tells them apart.
        string[] sequences = ["f64.const drop", "f64.const br", "f64.const call"];

        SelectionGroup group = Assert.Single(SelectionGroup.Of(Tables.ParseValid(Tables.WithSequences(sequences)), Traits.None));

        Assert.Equal(0UL, group.IndexMask);
        Assert.Equal(sequences.Reverse(), group.Sequences.Select(static sequence => sequence.Text));
    }

    [Fact]
    public void IndexMask_OfRealGroups_LeavesTheFirstByteOutAndHasAtMostSixteenBits()
    {
        Assert.NotEmpty(RealGroups.Value);
        Assert.All(RealGroups.Value, static group =>
        {
            Assert.Equal(0UL, group.IndexMask & 0xFF);
            Assert.InRange(System.Numerics.BitOperations.PopCount(group.IndexMask), 0, 16);
            Assert.Equal(0UL, group.IndexMask & ~group.Sequences.Aggregate(0UL, static (all, sequence) => all | new BytePattern(sequence).Mask));
            Assert.Equal(group.IsPrefixed, (group.IndexMask & 0xFF00) == 0xFF00);
        });
    }

    [Fact]
    public void Sequences_OfRealTable_AreAllInOneGroup() => Assert.Equal(
        Real.Value.Superinstructions.Select(static sequence => sequence.Identifier).Order(StringComparer.Ordinal),
        Of(Traits.Vectors).SelectMany(static group => group.Sequences).Select(static sequence => sequence.Identifier).Order(StringComparer.Ordinal));

    [Fact]
    public void Sequences_WithVectors_AreInGroupsOfModulesWithVectorsAlone()
    {
        Superinstruction[] without = [.. Of(Traits.None).SelectMany(static group => group.Sequences)];
        Superinstruction[] left = [.. Real.Value.Superinstructions.Except(without)];

        Assert.NotEmpty(left);
        Assert.All(without, static sequence => Assert.DoesNotContain(sequence.Elements, static element => HighHalves.AreIn(element.Instruction)));
        Assert.All(left, static sequence => Assert.Contains(sequence.Elements, static element => HighHalves.AreIn(element.Instruction)));
    }

    [Theory]
    [InlineData((int)Traits.None)]
    [InlineData((int)Traits.Vectors)]
    public void Sequences_OfRealTable_AreFoundWhereTheyStand(int form)
    {
        IReadOnlyList<SelectionGroup> groups = Of((Traits)form);
        HashSet<Superinstruction> used = [.. groups.SelectMany(static group => group.Sequences)];

        // A sequence is found if its handler is chosen, or that of a longer one, which goes on with it. Frequent ones count more, as they do for the choice.
        (double all, double found) = (0, 0);
        List<string> lost = [];
        foreach ((Superinstruction sequence, int place) in Real.Value.Superinstructions.Where(used.Contains).Select(static (sequence, place) => (sequence, place)))
        {
            Superinstruction chosen = Choose(groups.Single(group => group.First == sequence.Elements[0].Opcode[0]), Encode(sequence))!;
            double weight = 1 / (place + 20.0);
            all += weight;
            found += IsPrefix(sequence, chosen) ? weight : 0;
            if (!IsPrefix(sequence, chosen))
            {
                lost.Add($"{place} {sequence.Text}: {chosen.Text}");
            }
        }

        output.WriteLine($"{lost.Count} of {used.Count} sequences are not found where they stand; by weight, {found / all:P1} are:");
        lost.ForEach(output.WriteLine);
        Assert.True(found >= 0.8 * all, $"By their weight, only {found / all:P1} of the sequences are found where they stand.");
    }

    [Fact]
    public void Sequences_OfRealTable_AreMostlyInEntries()
    {
        List<Superinstruction> never = [.. Of(Traits.Vectors).SelectMany(FindUnreachable)];

        output.WriteLine($"No entry leads to these {never.Count} of {Real.Value.Superinstructions.Count} sequences:");
        never.ForEach(sequence => output.WriteLine(sequence.Text));
        Assert.True(never.Count < 0.3 * Real.Value.Superinstructions.Count, $"No entry leads to {never.Count} of {Real.Value.Superinstructions.Count} sequences.");
    }

    [Fact]
    public void Checks_OfRealHandlers_HoldExactlyWhereTheSequenceIsAnother()
    {
        Random random = new(20);
        Instruction[] opcodes = [.. Real.Value.Instructions.Where(static i => !i.Internal)];
        (SelectionGroup Group, (Superinstruction Sequence, BytePattern Pattern, ParsedCheck Check)[] Handlers)[] groups = [.. RealGroups.Value.Select(static group => (group, Handlers(group)))];
        int taken = 0;
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            (SelectionGroup group, (Superinstruction Sequence, BytePattern Pattern, ParsedCheck Check)[] handlers) = groups[random.Next(groups.Length)];
            byte[] code = Distort(handlers[random.Next(handlers.Length)].Sequence, opcodes, random);
            ulong word = BitConverter.ToUInt64(code);
            foreach ((Superinstruction sequence, BytePattern pattern, ParsedCheck check) in handlers)
            {
                if (((word ^ pattern.Value) & pattern.Mask & group.IndexMask) == 0)
                {
                    bool isThere = pattern.Bytes.All(b => (code[b.Offset] & b.Mask) == b.Value);
                    Assert.True(isThere != check.Holds(code), $"{sequence.Text} at {Convert.ToHexString(code)}");
                    taken += isThere ? 1 : 0;
                    refused += isThere ? 0 : 1;
                }
            }
        }

        output.WriteLine($"{taken} taken, {refused} refused");
        Assert.True(taken > 1000 && refused > 1000, $"{taken} taken, {refused} refused");
    }

    [Fact]
    public void Checks_OfRealHandlers_ReadNothingBehindTheLongestSequence()
    {
        Assert.InRange(SuperinstructionParser.MaxBytes, 1, ReadableBehind);
        Assert.All(RealGroups.Value.SelectMany(Handlers), static handler => Assert.InRange(handler.Check.LastByte, 0, SuperinstructionParser.MaxBytes - 1));
    }

    [Fact]
    public void ReadableBytes_OfLibrary_AreWhatThisTestAssumes() => Assert.Contains(
        $"public const int Count = {ReadableBehind};", Repository.Read("src", "NanoWasm", "Execution", "ReadableBytes.cs"), StringComparison.Ordinal);

    private static IReadOnlyList<SelectionGroup> Of(Traits form) => SelectionGroup.Of(Real.Value, form);

    /// <summary>The handler that a group's table has for some bytes: of those that the index allows, the last one.</summary>
    private static Superinstruction? Choose(SelectionGroup group, byte[] code)
    {
        ulong word = BitConverter.ToUInt64(code);
        return group.Sequences.LastOrDefault(sequence => new BytePattern(sequence) is var pattern && ((word ^ pattern.Value) & pattern.Mask & group.IndexMask) == 0);
    }

    private static (Superinstruction Sequence, BytePattern Pattern, ParsedCheck Check)[] Handlers(SelectionGroup group) =>
    [
        .. group.Sequences.Select(sequence => (sequence, new BytePattern(sequence)))
            .Select(handler => (handler.sequence, handler.Item2, new ParsedCheck(ByteCheck.Condition(handler.Item2)))),
    ];

    /// <summary>The sequences of a group that no entry of its table leads to, neither at once nor by way of a longer one.</summary>
    private static IEnumerable<Superinstruction> FindUnreachable(SelectionGroup group)
    {
        (ulong Mask, ulong Value)[] patterns = [.. group.Sequences.Select(static sequence => new BytePattern(sequence)).Select(static pattern => (pattern.Mask, pattern.Value))];
        HashSet<int> chosen = [];
        ulong index = 0;
        do
        {
            chosen.Add(Array.FindLastIndex(patterns, pattern => ((index ^ pattern.Value) & pattern.Mask & group.IndexMask) == 0));
            index = (index - group.IndexMask) & group.IndexMask;
        }
        while (index != 0);
        return group.Sequences.Where(sequence => !chosen.Any(i => i >= 0 && IsPrefix(sequence, group.Sequences[i])));
    }

    private static bool IsPrefix(Superinstruction shorter, Superinstruction longer) =>
        shorter.Elements.Count <= longer.Elements.Count && shorter.Elements.SequenceEqual(longer.Elements.Take(shorter.Elements.Count));

    /// <summary>A sequence with immediates of zero, and what may be read behind it.</summary>
    private static byte[] Encode(Superinstruction sequence)
    {
        List<byte> code = [];
        foreach (SequenceElement element in sequence.Elements)
        {
            CodeBytes.Append(code, element);
        }

        Assert.InRange(code.Count, 1, SuperinstructionParser.MaxBytes);
        code.AddRange(Enumerable.Repeat(End, 2 * ReadableBehind));
        return [.. code];
    }

    /// <summary>Valid code that looks like a sequence: some opcodes are others, and immediates have other lengths.</summary>
    private static byte[] Distort(Superinstruction sequence, Instruction[] opcodes, Random random)
    {
        List<byte> code = [];
        for (int i = 0; i < sequence.Elements.Count; i++)
        {
            SequenceElement element = sequence.Elements[i];
            if (i > 0 && random.Next(6) == 0)
            {
                CodeBytes.AppendRandom(code, opcodes[random.Next(opcodes.Length)], random);
            }
            else if (random.Next(3) == 0)
            {
                CodeBytes.AppendRandom(code, element.Instruction, random);
            }
            else
            {
                CodeBytes.Append(code, element);
            }
        }

        while (code.Count < 3 * ReadableBehind)
        {
            CodeBytes.AppendRandom(code, opcodes[random.Next(opcodes.Length)], random);
        }

        return [.. code];
    }
}
