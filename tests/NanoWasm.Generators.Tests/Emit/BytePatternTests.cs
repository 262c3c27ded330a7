// By which bytes sequences are recognised, and what handlers check of them.
using NanoWasm.Generators.Emit.Superinstructions;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests.Emit;

public sealed class BytePatternTests
{
    [Theory]
    [InlineData("local.get i32.add", "1:80=00 2:FF=6A", 3)]
    [InlineData("local.get:3 drop", "1:80=80 2:80=80 3:80=00 4:FF=1A", 5)]
    [InlineData("i32.add i32.load", "1:FF=28 2:80=00 3:80=00", 4)]
    [InlineData("i32.add i32.load:3", "1:FF=28 2:80=00 3:80=80 4:80=00", 5)]
    [InlineData("f64.const drop", "9:FF=1A", 10)]
    [InlineData("block br_if", "1:80=00 2:FF=0D 3:80=00", 4)]
    [InlineData("i64.const:10", "1:80=80 2:80=80 3:80=80 4:80=80 5:80=80 6:80=80 7:80=80 8:80=80 9:80=80 10:80=00", 11)]
    public void Bytes_OfSequence_AreOpcodesAndEndsOfNumbers(string sequence, string expected, int length)
    {
        BytePattern pattern = Pattern(sequence, out _);

        Assert.Equal(expected, string.Join(" ", pattern.Bytes.Select(static b => $"{b.Offset}:{b.Mask:X2}={b.Value:X2}")));
        Assert.Equal(pattern.Bytes.Where(static b => b.Mask == 0xFF), pattern.Bytes.Where(static b => b.IsOpcode));
        Assert.Equal(length, pattern.Length);
    }

    [Theory]
    [InlineData("local.get i32.add", 0xFF8000, 0x6A0000)]
    [InlineData("i64.const:10", unchecked((long)0x8080808080808000), unchecked((long)0x8080808080808000))]
    [InlineData("f64.const drop", 0, 0)]
    [InlineData("drop i64.const:5 drop", unchecked((long)0xFF_80808080_80FF00), 0x1A_00808080_804200)]
    public void Word_OfSequence_HasTheFirstEightBytes(string sequence, long mask, long value)
    {
        BytePattern pattern = Pattern(sequence, out _);

        Assert.Equal(((ulong)mask, (ulong)value), (pattern.Mask, pattern.Value));
    }

    [Theory]
    [InlineData("local.get i32.add", 0, "(*(ushort*)(pc + 1) & 0xFF80) != 0x6A00")]
    [InlineData("local.get i32.add", 0x008000, "(*(byte*)(pc + 2) & 0xFF) != 0x6A")]
    [InlineData("local.get i32.add", 0xFF0000, "(*(byte*)(pc + 1) & 0x80) != 0")]
    [InlineData("local.get i32.add", 0xFF8000, null)]
    [InlineData("i32.add i32.load", 0, "(*(uint*)(pc + 1) & 0x8080FF) != 0x28")]
    [InlineData("local.get i32.const i32.sub drop", 0, "(*(ulong*)(pc + 1) & 0xFFFF80FF80) != 0x1A6B004100")]
    [InlineData("f64.const drop", -1, "(*(byte*)(pc + 9) & 0xFF) != 0x1A")]
    [InlineData("f64.const block:5 drop", 0, "(*(ulong*)(pc + 9) & 0xFF8080808080FF) != 0x1A008080808002")]
    [InlineData("drop i64.const:10 local.get drop", 0, "((*(ulong*)(pc + 1) & 0x80808080808080FF) ^ 0x8080808080808042 | (*(ulong*)(pc + 9) & 0xFF80FF808080) ^ 0x1A0020008080) != 0")]
    [InlineData("drop i64.const:8 local.get", 0, "((*(ulong*)(pc + 1) & 0x80808080808080FF) ^ 0x8080808080808042 | (*(ulong*)(pc + 9) & 0x80FF80) ^ 0x2000) != 0")]
    public void Condition_OfSequence_ChecksWhatTheIndexLeavesOpen(string sequence, long indexMask, string? expected)
    {
        BytePattern pattern = Pattern(sequence, out OpcodeTable table);

        Assert.Equal(expected, ByteCheck.Condition(pattern, (ulong)indexMask, table));
    }

    [Theory]
    [InlineData(0x00, false)]
    [InlineData(0x01, true)]
    [InlineData(0x16, true)]
    public void Condition_WithIndexBitsThatTellOpcodesApart_SparesTheOpcode(int missing, bool isChecked)
    {
        // Without the lowest bit i32.add is i32.sub; without those of 16 it is i64.add.
        BytePattern pattern = Pattern("local.get i32.add", out OpcodeTable table);

        Assert.Equal(isChecked, ByteCheck.Condition(pattern, 0x8000 | ((0xFFUL & ~(ulong)missing) << 16), table) is not null);
    }

    [Fact]
    public void Condition_WithFewIndexBitsThatSuffice_SparesTheOpcode()
    {
        // 6A is the only opcode of the table with these bits: 6B has bit 0, A0 and 7C differ in 40 and 10.
        BytePattern pattern = Pattern("local.get i32.add", out OpcodeTable table);

        Assert.Null(ByteCheck.Condition(pattern, 0x8000 | (0x59UL << 16), table));
    }

    private static BytePattern Pattern(string sequence, out OpcodeTable table)
    {
        table = Tables.ParseValid(Tables.WithSequences(sequence));
        return new BytePattern(Assert.Single(table.Superinstructions));
    }
}
