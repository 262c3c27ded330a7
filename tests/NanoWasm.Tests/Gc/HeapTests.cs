// The garbage-collected heap: objects live as long as something refers to them, within a budget.
using System.Runtime.Intrinsics;
using NanoWasm.Linking;
using NanoWasm.Tests.Execution;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Gc;

public sealed class HeapTests
{
    private const byte NullableRef = 0x63;

    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Collect_GarbageOfManyTimesTheBudget_IsFreed(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, Sample(), new InstanceOptions { MaxGcHeapBytes = 8 << 20 });

        Assert.Equal(500, Run.Int(instance, "churn", 1000, 1000));

        GcHeap heap = instance.Group.Heap!;
        Assert.True(heap.Collections > 1);
        Assert.True(heap.UsedBytes <= heap.Budget);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Collect_LongList_IsKeptAndFollowedWithoutRecursion(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, Sample());
        Run.Int(instance, "keep", 300_000);
        Run.Int(instance, "churn", 1000, 1000);

        Assert.True(instance.Group.Heap!.Collections > 0);
        Assert.Equal(300_000, Run.Int(instance, "length"));
        Assert.True(instance.Group.Heap!.LiveBytes >= 300_000 * 24);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Collect_MoreObjectsAtOnceThanTheMarkerRemembers_AreAllKept(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, Sample());
        Run.Int(instance, "widen", 200_000);
        Run.Int(instance, "churn", 1000, 1000);

        Assert.True(instance.Group.Heap!.Collections > 0);
        Assert.Equal(400_000, Run.Int(instance, "count"));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Allocate_BeyondTheBudget_TrapsAndLeavesTheInstanceUsable(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, Sample(), new InstanceOptions { MaxGcHeapBytes = 1 << 20 });

        TrapException trap = Assert.Throws<TrapException>(() => Run.Int(instance, "keep", 1_000_000));

        Assert.Equal(TrapKind.GcHeapExhausted, trap.Kind);
        Assert.Equal("keep", trap.Frames[0].FunctionName);
        Run.Int(instance, "keep", 0);
        Assert.Equal(500, Run.Int(instance, "churn", 1000, 1000));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Allocate_InANearlyFullHeap_TrapsBeforeCollectionsTakeOver(DispatchMode mode)
    {
        // 128 blocks of 2,704 structs: nearly every one is in use, so each collection makes room for less than 150.
        using Instance instance = Run.Instantiate(mode, Sample(), new InstanceOptions { MaxGcHeapBytes = 8 << 20 });
        Run.Int(instance, "keep", 345_980);
        GcHeap heap = instance.Group.Heap!;
        int before = heap.Collections;

        TrapException trap = Assert.Throws<TrapException>(() => Run.Int(instance, "churn", 1000, 1000));

        Assert.Equal(TrapKind.GcHeapExhausted, trap.Kind);
        Assert.InRange(heap.Collections - before, 8, 10);
        Assert.Equal(345_980, Run.Int(instance, "length"));
        Run.Int(instance, "keep", 0);
        Assert.Equal(500, Run.Int(instance, "churn", 1000, 1000));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(200_000)]
    [InlineData(300_000)]
    [InlineData(320_000)]
    public void Allocate_InAHeapWithSomeRoom_CollectsInProportion(int kept)
    {
        const ulong Cell = 24;
        const ulong Taken = 4_000_000 * Cell;
        using Instance instance = Run.Instantiate(DispatchMode.Auto, Sample(), new InstanceOptions { MaxGcHeapBytes = 8 << 20 });
        Run.Int(instance, "keep", kept);
        GcHeap heap = instance.Group.Heap!;
        int before = heap.Collections;

        Assert.Equal(500, Run.Int(instance, "churn", 2000, 2000));

        ulong work = (ulong)(heap.Collections - before) * heap.LiveBytes;
        Assert.True(heap.LiveBytes >= (ulong)kept * Cell);
        Assert.True(work <= (16 * Taken) + (9 * heap.Budget), $"{heap.Collections} collections looked at {work} bytes, {work / Taken} for each that was taken.");
        Assert.Equal(kept, Run.Int(instance, "length"));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ArrayNew_OfHugeLengths_TrapsAtOnce(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, Sample());
        foreach (int length in (ReadOnlySpan<int>)[-1, int.MinValue, int.MaxValue, 1 << 30])
        {
            Assert.Equal(TrapKind.GcHeapExhausted, Assert.Throws<TrapException>(() => Run.Int(instance, "array", length)).Kind);
        }

        Assert.Equal(100_000_000, Run.Int(instance, "array", 100_000_000));
        Assert.Equal(7, Run.Int(instance, "array", 7));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ArrayNewData_OfMoreThanTheSegmentHas_Traps(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, Sample());

        Assert.Equal(5, Run.Int(instance, "data", 0, 5));
        Assert.Equal(0, Run.Int(instance, "data", 5, 0));
        foreach ((int start, int length) in (ReadOnlySpan<(int, int)>)[(0, 6), (1, 5), (-1, 1), (1, -1), (-1, -1), (6, 0)])
        {
            Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => Run.Int(instance, "data", start, length)).Kind);
        }
    }

    [Fact]
    public void Value_OfAStruct_KeepsItAliveUntilDisposed()
    {
        using Instance instance = Run.Instantiate(DispatchMode.Auto, Sample());
        Run.Int(instance, "keep", 3);
        Value value = instance.GetFunction("head")!.Invoke()[0];
        GcReference reference = value.AsReference()!;
        Run.Int(instance, "keep", 0);
        Run.Int(instance, "churn", 1000, 1000);

        Assert.Equal(2u, reference.Length);
        Assert.Equal(2, reference[0].AsInt32());
        reference[0] = 42;
        Assert.Equal(42, reference[0].AsInt32());
        Assert.Equal(1, reference[1].AsReference()![0].AsInt32());
        Assert.Throws<ArgumentException>(() => reference[0] = 42L);
        Assert.Throws<ArgumentException>(() => reference[1] = Value.FromI31(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reference[2]);
        instance.GetFunction("take")!.Invoke(value);
        Assert.Equal(3, Run.Int(instance, "length"));

        reference.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reference[0]);
        Assert.Equal(3, Run.Int(instance, "length"));
    }

    [Fact]
    public void Value_OfAStructOrArrayOfVectors_HasBothHalves()
    {
        // (struct (field (mut v128) (mut i32) (mut v128))), (array (mut v128))
        ModuleBuilder module = new ModuleBuilder().RawType(1, 0x5F, 3, 0x7B, 1, 0x7F, 1, 0x7B, 1).RawType(1, 0x5E, 0x7B, 1)
            .Function("struct", [], [AnyRef], static f => f.V128(1, 2).I32(3).V128(4, 5).Raw(0xFB, 0, 0))
            .Function("array", [], [AnyRef], static f => f.V128(1, 2).V128(4, 5).Raw(0xFB, 8, 1, 2));
        using Instance instance = Run.Instantiate(DispatchMode.Auto, module);
        foreach ((string name, uint last) in (ReadOnlySpan<(string, uint)>)[("struct", 2), ("array", 1)])
        {
            using GcReference reference = instance.GetFunction(name)!.Invoke()[0].AsReference()!;
            Assert.Equal(Vector128.Create(1UL, 2UL).AsByte(), reference[0].AsVector128());
            Assert.Equal(Vector128.Create(4UL, 5UL).AsByte(), reference[last].AsVector128());
            reference[last] = Vector128.Create(6UL, 7UL).AsByte();
            Assert.Equal(Vector128.Create(1UL, 2UL).AsByte(), reference[0].AsVector128());
            Assert.Equal(Vector128.Create(6UL, 7UL).AsByte(), reference[last].AsVector128());
        }
    }

    [Fact]
    public void Groups_ThatBecomeOne_ShareTheirHeapsAndKeepWhatWasInThem()
    {
        using Module module = Module.FromBytes(Sample().Build());
        using Instance first = new Linker().Instantiate(module);
        using Instance second = new Linker().Instantiate(module);
        Run.Int(first, "keep", 50_000);
        Run.Int(second, "keep", 60_000);
        Assert.NotSame(first.Group.Heap, second.Group.Heap);

        Value head = first.GetFunction("head")!.Invoke()[0];
        second.GetFunction("take")!.Invoke(head);
        Run.Int(first, "churn", 1000, 1000);
        Run.Int(second, "churn", 1000, 1000);

        Assert.Same(first.Group.Heap, second.Group.Heap);
        Assert.Equal(50_000, Run.Int(first, "length"));
        Assert.Equal(50_000, Run.Int(second, "length"));
    }

    /// <summary>A module with lists in a global.</summary>
    private static ModuleBuilder Sample() => new ModuleBuilder()
        .RawType(1, 0x5F, 2, 0x7F, 1, NullableRef, 0, 1)
        .RawType(1, 0x5E, NullableRef, 0, 1)
        .RawType(1, 0x5E, 0x78, 1)
        .RawGlobal([NullableRef, 0, 1, 0xD0, 0, 0x0B])
        .RawGlobal([NullableRef, 1, 1, 0xD0, 1, 0x0B])
        .PassiveData(1, 2, 3, 4, 5).DataCount()
        .Function("keep", [I32], [I32], static f => f
            .I32(0).Raw(0xD0, 0, 0x24, 0)
            .Drop()
            .Locals(I32)
            .Block().Loop()
            .LocalGet(1).LocalGet(0).Op(Opcode.I32GeS).BrIf(1)
            .LocalGet(1).Raw(0x23, 0, 0xFB, 0, 0, 0x24, 0)
            .LocalGet(1).I32(1).Op(Opcode.I32Add).LocalSet(1).Br(0).End().End()
            .LocalGet(1))
        .Function("length", [], [I32], static f => f
            .Locals(I32).RawLocals(1, NullableRef, 0)
            .Raw(0x23, 0).LocalSet(1)
            .Block().Loop()
            .LocalGet(1).Op(Opcode.RefIsNull).BrIf(1)
            .LocalGet(0).I32(1).Op(Opcode.I32Add).LocalSet(0)
            .LocalGet(1).Raw(0xFB, 2, 0, 1).LocalSet(1).Br(0).End().End()
            .LocalGet(0))
        .Function("churn", [I32, I32], [I32], static f => f
            .Locals(I32, 2).RawLocals(1, NullableRef, 0)
            .Block().Loop()
            .LocalGet(2).LocalGet(0).LocalGet(1).Op(Opcode.I32Mul).Op(Opcode.I32GeS).BrIf(1)
            .LocalGet(2).I32(1000).Op(Opcode.I32RemS).Raw(0xD0, 0, 0xFB, 0, 0).LocalSet(4)
            .LocalGet(2).I32(1).Op(Opcode.I32Add).LocalSet(2).Br(0).End().End()
            .LocalGet(4).Raw(0xFB, 2, 0, 0).I32(499).Op(Opcode.I32Sub))
        .Function("widen", [I32], [I32], static f => f
            .Locals(I32)
            .LocalGet(0).Raw(0xFB, 7, 1, 0x24, 1)
            .Block().Loop()
            .LocalGet(1).LocalGet(0).Op(Opcode.I32GeS).BrIf(1)
            .Raw(0x23, 1).LocalGet(1).I32(1).I32(2).Raw(0xD0, 0, 0xFB, 0, 0, 0xFB, 0, 0, 0xFB, 14, 1)
            .LocalGet(1).I32(1).Op(Opcode.I32Add).LocalSet(1).Br(0).End().End()
            .LocalGet(1))
        .Function("count", [], [I32], static f => f
            .Locals(I32, 2).RawLocals(1, NullableRef, 0)
            .Block().Loop()
            .LocalGet(0).Raw(0x23, 1, 0xFB, 15).Op(Opcode.I32GeS).BrIf(1)
            .Raw(0x23, 1).LocalGet(0).Raw(0xFB, 11, 1).LocalSet(2)
            .Block().Loop()
            .LocalGet(2).Op(Opcode.RefIsNull).BrIf(1)
            .LocalGet(1).I32(1).Op(Opcode.I32Add).LocalSet(1)
            .LocalGet(2).Raw(0xFB, 2, 0, 1).LocalSet(2).Br(0).End().End()
            .LocalGet(0).I32(1).Op(Opcode.I32Add).LocalSet(0).Br(0).End().End()
            .LocalGet(1))
        .Function("array", [I32], [I32], static f => f.LocalGet(0).Raw(0xFB, 7, 2, 0xFB, 15))
        .Function("data", [I32, I32], [I32], static f => f.LocalGet(0).LocalGet(1).Raw(0xFB, 9, 2, 0, 0xFB, 15))
        .Function("head", [], [AnyRef], static f => f.Raw(0x23, 0))
        .Function("take", [AnyRef], [], static f => f.LocalGet(0).Raw(0xFB, 0x17, 0, 0x24, 0));
}
