// Branches: what the side table says, and what they do with values.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class BranchTests
{
    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Loop_CountsDown_SumsUp(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .Locals(I32)
            .Block()
            .LocalGet(0).Op(Opcode.I32Eqz).BrIf(0)
            .Loop()
            .LocalGet(1).LocalGet(0).Op(Opcode.I32Add).LocalSet(1)
            .LocalGet(0).I32(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0)
            .End()
            .End()
            .LocalGet(1));
        Assert.Equal(0, Run.Int(mode, module, 0));
        Assert.Equal(5050, Run.Int(mode, module, 100));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void If_WithAndWithoutElse_TakesTheRightArm(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .Locals(I32)
            .LocalGet(0).If().I32(1).LocalSet(1).End()
            .LocalGet(0).If(I32).I32(10).Else().I32(20).End()
            .LocalGet(1).Op(Opcode.I32Add));
        Assert.Equal(11, Run.Int(mode, module, 7));
        Assert.Equal(20, Run.Int(mode, module, 0));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void BranchTable_EveryIndex_GoesToItsLabelAndElseToTheLast(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .Block().Block().Block()
            .LocalGet(0).BrTable(2, 1, 0)
            .End().I32(30).Return()
            .End().I32(20).Return()
            .End().I32(10));
        Assert.Equal([10, 20, 30, 30, 30], [.. new[] { 0, 1, 2, 3, -1 }.Select(i => Run.Int(mode, module, i))]);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void BranchTable_WithManyTargets_DecodesItsLength(DispatchMode mode)
    {
        uint[] labels = [.. Enumerable.Repeat(1u, 300), 0];
        labels[299] = 0;
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .Block().Block()
            .LocalGet(0).BrTable(labels)
            .End().I32(1).Return()
            .End().I32(2));
        Assert.Equal([2, 2, 1, 1], [.. new[] { 0, 298, 299, 300 }.Select(i => Run.Int(mode, module, i))]);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Branch_DropsBelowKeptValues_KeepsTheirOrder(DispatchMode mode)
    {
        // The block leaves 7 and 5 of 1 2 3 7 5; 7 - 5 = 2, below it the 100.
        ModuleBuilder module = new ModuleBuilder().Function("f", [], [I32], f => f
            .I32(100)
            .Block([], [I32, I32])
            .I32(1).I32(2).I32(3).I32(7).I32(5).Br(0)
            .End()
            .Op(Opcode.I32Sub).Op(Opcode.I32Sub));
        Assert.Equal(98, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Branch_DropsEverythingAboveNoResult_RestoresTheTop(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .I32(42)
            .Block()
            .I32(1).I32(2).LocalGet(0).BrIf(0)
            .Drop().Drop()
            .End());
        Assert.Equal(42, Run.Int(mode, module, 0));
        Assert.Equal(42, Run.Int(mode, module, 1));
    }

    [Theory]
    [InlineData(DispatchMode.Threaded, 255)]
    [InlineData(DispatchMode.Threaded, 256)]
    [InlineData(DispatchMode.Threaded, 1000)]
    [InlineData(DispatchMode.Switch, 255)]
    [InlineData(DispatchMode.Switch, 256)]
    [InlineData(DispatchMode.Switch, 1000)]
    public void Branch_DropsManyValues_UsesAWideEntry(DispatchMode mode, int dropped)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [], [I32], f =>
        {
            f.I32(1).Block(I32, I32);
            for (int i = 0; i < dropped; i++)
            {
                f.I32(i);
            }

            f.I32(20).I32(3).Br(0).End().Op(Opcode.I32Sub).Op(Opcode.I32Add);
        });
        Assert.Equal(18, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Branch_OverFortyThousandBranches_UsesAWideEntry(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f =>
        {
            f.Locals(I32).Block().LocalGet(0).BrIf(0);
            for (int i = 0; i < 40_000; i++)
            {
                f.Block().LocalGet(0).BrIf(0).End();
            }

            f.I32(1).LocalSet(1).End().LocalGet(0).If(I32).I32(5).Else().I32(6).End().LocalGet(1).Op(Opcode.I32Add);
        });
        Assert.Equal(5, Run.Int(mode, module, 1));
        Assert.Equal(7, Run.Int(mode, module, 0));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Branch_BehindUnreachableCode_FindsItsEntry(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .Block()
            .Br(0)
            .LocalGet(0).BrIf(0).LocalGet(0).If().Br(1).Else().Br(0).End().LocalGet(0).BrTable(0, 0)
            .End()
            .LocalGet(0).If(I32).I32(1).Else().I32(2).End());
        Assert.Equal(1, Run.Int(mode, module, 1));
        Assert.Equal(2, Run.Int(mode, module, 0));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Branch_LabelsWithLongEncodings_AreSkipped(DispatchMode mode)
    {
        // 200 nested blocks: labels from 128 on take two bytes.
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f =>
        {
            for (int i = 0; i < 200; i++)
            {
                f.Block();
            }

            f.LocalGet(0).BrIf(199).LocalGet(0).BrIf(150);
            for (int i = 0; i < 199; i++)
            {
                f.End();
            }

            f.I32(1).Return().End().I32(2);
        });
        Assert.Equal(1, Run.Int(mode, module, 0));
        Assert.Equal(2, Run.Int(mode, module, 1));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Loop_WithParameters_TakesThemAgain(DispatchMode mode)
    {
        // Factorial with the state on the stack: (n, product) → loop.
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .Locals(I32)
            .I32(1)
            .Loop([I32], [I32])
            .LocalGet(0).Op(Opcode.I32Mul)
            .LocalGet(0).I32(1).Op(Opcode.I32Sub).LocalTee(0)
            .I32(1).Op(Opcode.I32GtS).BrIf(0)
            .End());
        Assert.Equal(3_628_800, Run.Int(mode, module, 10));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Branch_ToTheFunction_Returns(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .I32(1).I32(2).LocalGet(0).BrIf(0).Drop().Drop().I32(3));
        Assert.Equal(2, Run.Int(mode, module, 1));
        Assert.Equal(3, Run.Int(mode, module, 0));
    }
}
