// The side table of small functions, entry by entry.
using System.Runtime.InteropServices;
using NanoWasm.Execution;
using NanoWasm.Tests.Binary;

namespace NanoWasm.Tests.Validation;

public sealed class SideTableTests
{
    private static readonly ValueKind[] I32 = [ValueKind.I32];

    [Fact]
    public void If_WithoutElse_GoesBehindEnd()
    {
        int target = 0;
        BranchEntry[] entries = Entries(f =>
        {
            f.I32(1).If().Op(Opcode.Nop).End();
            target = f.Position;
        });

        AssertEntry(Assert.Single(entries), pc: target - 2, sideTable: 1, drop: 0, keep: 0);
    }

    [Fact]
    public void If_WithElse_GoesBehindElse_AndElseBehindEnd()
    {
        int elseAt = 0;
        int end = 0;
        BranchEntry[] entries = Entries(f =>
        {
            f.I32(1).If();
            elseAt = f.Position;
            f.Else().Op(Opcode.Nop).End();
            end = f.Position;
        });

        Assert.Equal(2, entries.Length);
        AssertEntry(entries[0], pc: elseAt + 1 - 2, sideTable: 2, drop: 0, keep: 0);
        AssertEntry(entries[1], pc: end - elseAt, sideTable: 1, drop: 0, keep: 0);
    }

    [Fact]
    public void Else_BehindUnreachableCode_HasNoEntry()
    {
        BranchEntry[] entries = Entries(static f => f.I32(1).If().Return().Else().Op(Opcode.Nop).End());

        AssertEntry(Assert.Single(entries), pc: 4, sideTable: 1, drop: 0, keep: 0);
    }

    [Fact]
    public void Br_ToBlock_DropsWhatLiesBelowItsResult()
    {
        int br = 0;
        int end = 0;
        BranchEntry[] entries = Entries(f =>
        {
            f.Block(ValueKind.I32).I32(1).I32(2).I32(3);
            br = f.Position;
            f.Br(0).End();
            end = f.Position;
            f.Drop();
        });

        AssertEntry(Assert.Single(entries), pc: end - br, sideTable: 1, drop: 2, keep: 1);
    }

    [Fact]
    public void Br_WithoutDrops_HasNoValues()
    {
        BranchEntry[] entries = Entries(static f => f.I32(9).Block(ValueKind.I32).I32(1).Br(0).End().Drop().Drop());

        Assert.Equal(0, Assert.Single(entries).Values);
    }

    [Fact]
    public void BrIf_ToLoop_GoesBackToItsFirstInstruction()
    {
        int start = 0;
        int first = 0;
        int second = 0;
        BranchEntry[] entries = Entries(f =>
        {
            f.Block().I32(0).BrIf(0).End();
            f.Loop();
            start = f.Position;
            f.I32(0);
            first = f.Position;
            f.BrIf(0).I32(0);
            second = f.Position;
            f.BrIf(0).End();
        });

        Assert.Equal(3, entries.Length);
        AssertEntry(entries[1], pc: start - first, sideTable: 0, drop: 0, keep: 0);
        AssertEntry(entries[2], pc: start - second, sideTable: -1, drop: 0, keep: 0);
    }

    [Fact]
    public void BrIf_ToLoopWithParameters_KeepsThem()
    {
        BranchEntry[] entries = Entries(static f => f.I32(7).Loop(I32, []).I32(8).I32(0).BrIf(0).Drop().Drop().End());

        AssertEntry(Assert.Single(entries), pc: -4, sideTable: 0, drop: 1, keep: 1);
    }

    [Fact]
    public void BrTable_HasAnEntryForEachLabel_DefaultLast()
    {
        int table = 0;
        int inner = 0;
        int outer = 0;
        int end = 0;
        BranchEntry[] entries = Entries(f =>
        {
            f.Block().I32(5).Drop().Block().I32(1);
            table = f.Position;
            f.BrTable(1, 0, 2).End();
            inner = f.Position;
            f.I32(0).BrIf(0).End();
            outer = f.Position;
            f.Op(Opcode.Nop);
            end = f.Position;
        });

        Assert.Equal(4, entries.Length);
        AssertEntry(entries[0], pc: outer - table, sideTable: 4, drop: 0, keep: 0);
        AssertEntry(entries[1], pc: inner - table, sideTable: 2, drop: 0, keep: 0);
        AssertEntry(entries[2], pc: end - table, sideTable: 2, drop: 0, keep: 0);
    }

    [Fact]
    public void Br_ToFunction_GoesToFinalEnd()
    {
        int br = 0;
        int end = 0;
        BranchEntry[] entries = Entries(f =>
        {
            f.I32(1).I32(2).Drop().Drop();
            br = f.Position;
            f.Br(0).Op(Opcode.Nop);
            end = f.Position;
        });

        AssertEntry(Assert.Single(entries), pc: end - br, sideTable: 1, drop: 0, keep: 0);
    }

    [Fact]
    public void UnreachableCode_MakesNoEntries() =>
        Assert.Empty(Entries(static f => f.Return().Block().I32(0).BrIf(0).I32(0).If().Br(0).Else().Br(1).End().I32(0).BrTable(0, 1).End()));

    [Fact]
    public void CodeBehindABlockThatIsLeft_MakesEntries() =>
        Assert.Equal(2, Entries(static f => f.Block().Br(0).End().I32(0).BrIf(0)).Length);

    [Fact]
    public void ReturnAndEnd_MakeNoEntries() => Assert.Empty(Entries(static f => f.Block().Op(Opcode.Nop).End().Return()));

    [Fact]
    public void SeveralFunctions_EachHasItsOwnEntries()
    {
        byte[] module = new ModuleBuilder()
            .Function([], [], static f => f.I32(0).BrIf(0))
            .Function([], [], static f => f.Op(Opcode.Nop))
            .Function([], [], static f => f.I32(0).BrIf(0).I32(0).BrIf(0))
            .Build();
        using Loading loading = new(module);

        Assert.Equal(3, loading.Entries(0).Length);
        Assert.Equal(2, loading.Entries(1).Length);
        Assert.Equal(2, loading.Entries(2).Length);
    }

    [Theory]
    [InlineData(255, false)]
    [InlineData(256, true)]
    public void Br_ManyDrops_AreWide(int drops, bool wide)
    {
        BranchEntry[] entries = Entries(f =>
        {
            f.Block(ValueKind.I32);
            for (int i = 0; i < drops + 1; i++)
            {
                f.I32(0);
            }

            f.Br(0).End().Drop();
        });

        AssertWide(entries, 0, wide, sideTable: 1, drops, keep: 1);
    }

    [Theory]
    [InlineData(254, false)]
    [InlineData(255, true)]
    public void Br_ManyKept_AreWide(int keep, bool wide)
    {
        ValueKind[] results = [.. Enumerable.Repeat(ValueKind.I32, keep)];
        BranchEntry[] entries = Entries(f =>
        {
            f.Block(results);
            for (int i = 0; i < keep + 1; i++)
            {
                f.I32(0);
            }

            f.Br(0).End();
            for (int i = 0; i < keep; i++)
            {
                f.Drop();
            }
        });

        AssertWide(entries, 0, wide, sideTable: 1, drop: 1, keep);
    }

    [Theory]
    [InlineData(32_766, false)]
    [InlineData(32_767, true)]
    public void Br_OverManyEntries_IsWide(int between, bool wide)
    {
        BranchEntry[] entries = Entries(f =>
        {
            f.Block().I32(0).BrIf(0);
            Branches(f, between);
            f.End();
        });

        AssertWide(entries, 0, wide, sideTable: between + 1, drop: 0, keep: 0);
    }

    [Theory]
    [InlineData(32_768, false)]
    [InlineData(32_769, true)]
    public void Br_BackOverManyEntries_IsWide(int between, bool wide)
    {
        BranchEntry[] entries = Entries(f =>
        {
            f.Loop();
            Branches(f, between);
            f.I32(0).BrIf(0).End();
        });

        AssertWide(entries, between, wide, sideTable: -between, drop: 0, keep: 0);
    }

    [Fact]
    public void FrameSize_CountsLocalsAndOperands()
    {
        using Loading loading = new(new ModuleBuilder()
            .Function(I32, I32, static f => f.Locals(ValueKind.I64, 3).LocalGet(0).LocalGet(0).Op(Opcode.I32Add))
            .Function([], [], static f => { }).Build());
        FunctionData first = loading.Data.Functions[0];
        FunctionData second = loading.Data.Functions[1];

        Assert.Equal(3, first.ZeroedLocals);
        Assert.Equal(3 + 1 + 2 + 1, first.FrameSize);
        Assert.Equal((1, 1), (first.ParameterCount, first.ResultCount));
        Assert.Equal(2, second.FrameSize);
    }

    [Fact]
    public unsafe void CodeAndCodeEnd_AreFirstInstructionAndFinalEnd()
    {
        using Loading loading = new(new ModuleBuilder().Function([], [], static f => f.Locals(ValueKind.I64, 3).Block().End()).Build());
        FunctionData function = loading.Data.Functions[0];

        Assert.Equal((byte)Opcode.Block, *function.Code);
        Assert.Equal((byte)Opcode.End, *function.CodeEnd);
        Assert.Equal(3, function.CodeEnd - function.Code);
    }

    private static void Branches(CodeBuilder code, int count)
    {
        for (int i = 0; i < count; i++)
        {
            code.Block().I32(0).BrIf(0).End();
        }
    }

    private static BranchEntry[] Entries(Action<CodeBuilder> body)
    {
        using Loading loading = new(new ModuleBuilder().Function([], [], body).Build());

        Assert.Equal(NanoWasm.Binary.ErrorCode.None, loading.Error.Code);
        return loading.Entries(0);
    }

    private static void AssertEntry(BranchEntry entry, int pc, int sideTable, int drop, int keep)
    {
        Assert.Equal(pc, entry.Pc);
        Assert.Equal(sideTable, entry.SideTable);
        Assert.Equal(drop == 0 ? 0 : drop | (keep << 8), entry.Values);
    }

    private static void AssertWide(BranchEntry[] entries, int index, bool wide, int sideTable, int drop, int keep)
    {
        BranchEntry entry = entries[index];
        Assert.Equal(wide, entry.Values == BranchEntry.Wide);
        if (!wide)
        {
            Assert.Equal(sideTable, entry.SideTable);
            Assert.Equal(drop == 0 ? 0 : drop | (keep << 8), entry.Values);
            return;
        }

        WideBranch branch = MemoryMarshal.Cast<BranchEntry, WideBranch>(entries.AsSpan(index + entry.Pc, 2))[0];
        Assert.Equal(entries.Length, index + entry.Pc + 2);
        Assert.Equal((sideTable, drop, keep), (branch.SideTable, branch.Drop, branch.Keep));
        Assert.NotEqual(0, branch.Pc);
    }
}
