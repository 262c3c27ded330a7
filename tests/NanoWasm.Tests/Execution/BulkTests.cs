// Bulk operations, growth, and segments that end.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class BulkTests
{
    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void MemoryCopy_OverlappingRanges_CopiesAsIfAtOnce(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(1, export: "memory").Data(10, 1, 2, 3, 4, 5)
            .Function("up", [], [], f => f.I32(11).I32(10).I32(5).Op(Opcode.MemoryCopy, 0, 0))
            .Function("down", [], [], f => f.I32(9).I32(11).I32(5).Op(Opcode.MemoryCopy, 0, 0));
        using Instance instance = Run.Instantiate(mode, module);
        Memory memory = instance.GetMemory("memory");
        instance.GetAction("up").Invoke();
        Assert.Equal([1, 1, 2, 3, 4, 5], memory.GetSpan(10, 6).ToArray());
        instance.GetAction("down").Invoke();
        Assert.Equal([1, 2, 3, 4, 5, 4, 5], memory.GetSpan(9, 7).ToArray());
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void MemoryInit_AfterDrop_TrapsUnlessEmpty(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(1).PassiveData(1, 2, 3).DataCount()
            .Function("init", [I32], [I32], f => f.I32(5).I32(0).LocalGet(0).Op(Opcode.MemoryInit, 0, 0).I32(5).Access(Opcode.I32Load8U))
            .Function("drop", [], [], f => f.Op(Opcode.DataDrop, 0));
        using Instance instance = Run.Instantiate(mode, module);
        Assert.Equal(1, Run.Int(instance, "init", 3));
        instance.GetAction("drop").Invoke();
        Assert.Equal(1, Run.Int(instance, "init", 0));
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => Run.Int(instance, "init", 1)).Kind);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void MemoryGrow_InTheMiddleOfALoop_KeepsContentsAndNewPagesAreZero(DispatchMode mode)
    {
        // Grows page by page, marking each page's first byte, and sums the marks up.
        ModuleBuilder module = new ModuleBuilder().Memory(1, 200).Function("f", [I32], [I32], f => f
            .Locals(I32, 2)
            .Loop()
            .LocalGet(1).I32(16).Op(Opcode.I32Shl).I32(1).Access(Opcode.I32Store8)
            .I32(1).Op(Opcode.MemoryGrow, 0).I32(-1).Op(Opcode.I32Eq).If().Unreachable().End()
            .LocalGet(1).I32(1).Op(Opcode.I32Add).LocalTee(1).LocalGet(0).Op(Opcode.I32LtU).BrIf(0)
            .End()
            .Loop()
            .LocalGet(1).I32(16).Op(Opcode.I32Shl).Access(Opcode.I32Load8U).LocalGet(2).Op(Opcode.I32Add).LocalSet(2)
            .LocalGet(1).I32(1).Op(Opcode.I32Sub).LocalTee(1).I32(0).Op(Opcode.I32GeS).BrIf(0)
            .End()
            .LocalGet(2));
        Assert.Equal(199, Run.Int(mode, module, 199));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void MemoryGrow_BeyondTheMaximum_GivesMinusOne(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(1, 3).Function("f", [I32], [I32], f => f.LocalGet(0).Op(Opcode.MemoryGrow, 0));
        using Instance instance = Run.Instantiate(mode, module);
        Assert.Equal([1, -1, -1, 2, 3, -1], [.. new[] { 1, 2, -1, 1, 0, 1 }.Select(n => Run.Int(instance, "f", n))]);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void TableGrow_FillsWithItsOperand_AndStopsAtTheMaximum(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Table(FuncRef, 1, 4)
            .Function([], [I32], f => f.I32(33))
            .DeclareFunctions(0)
            .Function("grow", [I32], [I32], f => f.RefFunc(0).LocalGet(0).Op(Opcode.TableGrow, 0))
            .Function("call", [I32], [I32], f => f.LocalGet(0).CallIndirect([], [I32]))
            .Function("size", [], [I32], f => f.Op(Opcode.TableSize, 0));
        using Instance instance = Run.Instantiate(mode, module);
        Assert.Equal(1, Run.Int(instance, "grow", 2));
        Assert.Equal(3, Run.Int(instance, "size"));
        Assert.Equal(33, Run.Int(instance, "call", 2));
        Assert.Equal(TrapKind.UninitializedElement, Assert.Throws<TrapException>(() => Run.Int(instance, "call", 0)).Kind);
        Assert.Equal(-1, Run.Int(instance, "grow", 2));
        Assert.Equal(3, Run.Int(instance, "grow", 1));
    }
}
