// Which types match which.
using NanoWasm.Linking;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Linking;

public sealed class ImportMatchingTests
{
    [Theory]
    [InlineData(1, null, 1, null, true)]
    [InlineData(2, null, 1, null, true)]
    [InlineData(1, null, 2, null, false)]
    [InlineData(1, 5, 1, null, true)]
    [InlineData(1, null, 1, 5, false)]
    [InlineData(1, 5, 1, 5, true)]
    [InlineData(1, 4, 1, 5, true)]
    [InlineData(1, 6, 1, 5, false)]
    [InlineData(0, 0, 0, 0, true)]
    [InlineData(0, 0, 1, null, false)]
    public void Limits_EveryRelation_MatchAsSpecified(int minimum, int? maximum, int wantedMinimum, int? wantedMaximum, bool expected)
    {
        Assert.Equal(expected, ImportMatching.Matches(
            new MemoryType((ulong)minimum, (ulong?)maximum), new MemoryType((ulong)wantedMinimum, (ulong?)wantedMaximum)));
        Assert.Equal(expected, ImportMatching.Matches(
            new TableType(FuncRef, (ulong)minimum, (ulong?)maximum), new TableType(FuncRef, (ulong)wantedMinimum, (ulong?)wantedMaximum)));
    }

    [Fact]
    public void Tables_OfOtherElements_DoNotMatch() =>
        Assert.False(ImportMatching.Matches(new TableType(FuncRef, 1), new TableType(ExternRef, 1)));

    [Fact]
    public void Globals_OfOtherTypeOrMutability_DoNotMatch()
    {
        Assert.True(ImportMatching.Matches(new GlobalType(I32, true), new GlobalType(I32, true)));
        Assert.False(ImportMatching.Matches(new GlobalType(I32, true), new GlobalType(I32, false)));
        Assert.False(ImportMatching.Matches(new GlobalType(I32, false), new GlobalType(I32, true)));
        Assert.False(ImportMatching.Matches(new GlobalType(I64, false), new GlobalType(I32, false)));
    }

    [Fact]
    public void Functions_OfOtherTypes_DoNotMatch()
    {
        Assert.True(ImportMatching.Matches(new FuncType([I32], [I64]), new FuncType([I32], [I64])));
        Assert.False(ImportMatching.Matches(new FuncType([I32], [I64]), new FuncType([I32], [])));
        Assert.False(ImportMatching.Matches(new FuncType([I32], []), new FuncType([], [I32])));
    }

    [Fact]
    public void OtherKinds_DoNotMatch() => Assert.False(ImportMatching.Matches(new MemoryType(1), new GlobalType(I32, false)));
}
