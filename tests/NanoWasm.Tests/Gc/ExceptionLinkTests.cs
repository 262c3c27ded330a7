// Exceptions and objects of the heap that refer to one another.
using NanoWasm.Tests.Execution;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Gc;

public sealed class ExceptionLinkTests
{
    private const byte NullableRef = 0x63;
    private const byte Catch = 0;
    private const byte CatchAllRef = 3;

    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    private static InstanceOptions Small => new() { MaxGcHeapBytes = 8 << 20, MaxExceptionBytes = 4096 };

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ObjectInAnExceptionInAnObject_WhatIsCollected_StaysAlive(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, Sample(), Small);
        Run.Int(instance, "keep", 42);

        // Both fill up several times.
        Run.Int(instance, "objects", 1_000_000);
        Assert.True(instance.Group.Heap!.Collections > 1);
        Assert.Equal(42, Run.Int(instance, "value"));
        Run.Int(instance, "exceptions", 1000);
        Assert.Equal(42, Run.Int(instance, "value"));
        Run.Int(instance, "objects", 1_000_000);
        Assert.Equal(42, Run.Int(instance, "value"));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void CycleOfAnExceptionAndAnObject_ThatNobodyRefersTo_IsFreed(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, Sample(), Small);

        Assert.Equal(20_000, Run.Int(instance, "cycles", 20_000));

        Assert.True(instance.Group.Heap!.Collections > 1);
        Run.Int(instance, "objects", 1_000_000);
        Assert.InRange(instance.Group.Heap!.LiveBytes, 0UL, 1UL << 16);
    }

    [Fact]
    public void ExceptionInAnObject_OfAnInstanceThatIsDisposed_KeepsIt()
    {
        using Module module = Module.FromBytes(Sample().Build());
        Instance owner = new Linker().Instantiate(module);
        Run.Int(owner, "keep", 7);
        GcReference box = owner.GetFunction("box")!.Invoke()[0].AsReference()!;
        using Instance other = new Linker().Instantiate(module);
        other.GetFunction("take")!.Invoke(Value.FromReference(box));
        Tag tag = owner.GetTag("tag");
        box.Dispose();
        owner.Dispose();

        Run.Int(other, "objects", 1_000_000);

        WasmException exception = Assert.Throws<WasmException>(() => other.GetAction("throw").Invoke());
        Assert.Same(tag, exception.Tag);
        Assert.Equal(7, exception.Values[0].AsReference()![0].AsInt32());
        Assert.Equal(2, other.Group.MemberCount);

        other.GetFunction("take")!.Invoke(Value.FromAny(null));
        owner.Dispose();
        Assert.Equal(1, Collected(other));
    }

    /// <summary>The members of a group, once something in it was disposed.</summary>
    private static int Collected(Instance instance)
    {
        Instance last = new Linker().Instantiate(instance.Module);
        instance.GetFunction("take")!.Invoke(last.GetFunction("fresh")!.Invoke()[0]);
        instance.GetFunction("take")!.Invoke(Value.FromAny(null));
        last.Dispose();
        return instance.Group.MemberCount;
    }

    /// <summary>Types: 0 is a struct of a number, 1 one of an exception. A global refers to one of type 1.</summary>
    private static ModuleBuilder Sample() => new ModuleBuilder()
        .RawType(1, 0x5F, 1, 0x7F, 1)
        .RawType(1, 0x5F, 1, 0x69, 1)
        .RawGlobal([NullableRef, 1, 1, 0xD0, 1, 0x0B])
        .Tag([AnyRef], "tag")
        .Function("keep", [I32], [I32], static f => f
            .Block(ExnRef).TryTable([], [CatchAllRef, 0]).LocalGet(0).Raw(0xFB, 0, 0).Op(Opcode.Throw, 0).End().Op(Opcode.Unreachable).End()
            .Raw(0xFB, 0, 1, 0x24, 0).LocalGet(0))
        .Function("value", [], [I32], static f => Read(f))
        .Function("throw", [], [], static f => f.Raw(0x23, 0, 0xFB, 2, 1, 0).Op(Opcode.ThrowRef))
        .Function("fresh", [], [AnyRef], static f => f.Raw(0xFB, 1, 1))
        .Function("box", [], [AnyRef], static f => f.Raw(0x23, 0))
        .Function("take", [AnyRef], [], static f => f.LocalGet(0).Raw(0xFB, 0x17, 1, 0x24, 0))
        .Function("objects", [I32], [I32], static f => Repeat(f.Locals(I32), static body => body.LocalGet(1).Raw(0xFB, 0, 0).Drop()))
        .Function("exceptions", [I32], [I32], static f => Repeat(f.Locals(I32), static body => body
            .Block(ExnRef).TryTable([], [CatchAllRef, 0]).LocalGet(1).Raw(0xFB, 0, 0).Op(Opcode.Throw, 0).End().Op(Opcode.Unreachable).End().Drop()))
        .Function("cycles", [I32], [I32], static f => Repeat(f.Locals(I32).RawLocals(1, NullableRef, 1), static body => body
            .Raw(0xFB, 1, 1).LocalTee(2)
            .Block(ExnRef).TryTable([], [CatchAllRef, 0]).LocalGet(2).Op(Opcode.Throw, 0).End().Op(Opcode.Unreachable).End()
            .Raw(0xFB, 5, 1, 0)));

    private static void Read(CodeBuilder code) => code
        .Block(AnyRef).TryTable([], [Catch, 0, 0]).Raw(0x23, 0, 0xFB, 2, 1, 0).Op(Opcode.ThrowRef).End().Op(Opcode.Unreachable).End()
        .Raw(0xFB, 0x17, 0, 0xFB, 2, 0, 0);

    /// <summary>Does something as often as the parameter says; local 1 counts.</summary>
    private static void Repeat(CodeBuilder code, Action<CodeBuilder> body)
    {
        code.Loop();
        body(code);
        code.LocalGet(1).I32(1).Op(Opcode.I32Add).LocalTee(1).LocalGet(0).Op(Opcode.I32LtS).BrIf(0).End().LocalGet(1);
    }
}
