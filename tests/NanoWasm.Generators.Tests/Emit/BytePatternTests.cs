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
        BytePattern pattern = Pattern(sequence);

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
        BytePattern pattern = Pattern(sequence);

        Assert.Equal(((ulong)mask, (ulong)value), (pattern.Mask, pattern.Value));
    }

    [Fact]
    public void Words_OfLongSequence_HaveAllItsBytes()
    {
        BytePattern pattern = Pattern("drop i64.const:10 local.get drop f64.const");

        Assert.Equal((0x80808080_8080FF00, 0xFFFF80FF_80808080, 0UL), (pattern.MaskOf(0), pattern.MaskOf(1), pattern.MaskOf(2)));
        Assert.Equal((0x80808080_80804200UL, 0x441A0020_00808080UL, 0UL), (pattern.ValueOf(0), pattern.ValueOf(1), pattern.ValueOf(2)));
    }

    [Theory]
    [InlineData("local.get i32.add", "(*(ushort*)(pc + 1) & 0xFF80) != 0x6A00")]
    [InlineData("i32.add drop", "(*(byte*)(pc + 1) & 0xFF) != 0x1A")]
    [InlineData("i32.add i32.load", "(*(uint*)(pc + 1) & 0x8080FF) != 0x28")]
    [InlineData("local.get i32.const i32.sub drop", "(*(ulong*)(pc + 1) & 0xFFFF80FF80) != 0x1A6B004100")]
    [InlineData("f64.const drop", "(*(byte*)(pc + 9) & 0xFF) != 0x1A")]
    [InlineData("f64.const block:5 drop", "(*(ulong*)(pc + 9) & 0xFF8080808080FF) != 0x1A008080808002")]
    [InlineData("drop i64.const:10 local.get drop", "((*(ulong*)(pc + 1) & 0x80808080808080FF) ^ 0x8080808080808042 | (*(ulong*)(pc + 9) & 0xFF80FF808080) ^ 0x1A0020008080) != 0")]
    [InlineData("drop i64.const:8 local.get", "((*(ulong*)(pc + 1) & 0x80808080808080FF) ^ 0x8080808080808042 | (*(ulong*)(pc + 9) & 0x80FF80) ^ 0x2000) != 0")]
    public void Condition_OfSequence_ChecksAllButTheFirstByte(string sequence, string expected) => Assert.Equal(expected, ByteCheck.Condition(Pattern(sequence)));

    private static BytePattern Pattern(string sequence) => new(Assert.Single(Tables.ParseValid(Tables.WithSequences(sequence)).Superinstructions));
}
