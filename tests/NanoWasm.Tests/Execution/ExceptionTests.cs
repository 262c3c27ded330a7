// Exceptions: how they are thrown, caught, let through, and bounded.
using System.Runtime.Intrinsics;
using NanoWasm.Tests.Documents;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class ExceptionTests
{
    private const byte Catch = 0;
    private const byte CatchRef = 1;
    private const byte CatchAll = 2;
    private const byte CatchAllRef = 3;

    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Throw_InTheSameFunction_KeepsTheOperandsBelow(DispatchMode mode)
    {
        // 1000 + (thrown 40, 2), with other operands in between that are dropped.
        ModuleBuilder module = new ModuleBuilder().Tag([I32, I32]).Function("f", [I32], [I32], f => f.Locals(I64, 3)
            .I32(1000)
            .Block([], [I32, I32]).I32(7).TryTable([], [Catch, 0, 0]).I32(8).I32(9).I32(40).LocalGet(0).Op(Opcode.Throw, 0).End().Drop().I32(1).I32(1).End()
            .Op(Opcode.I32Sub).Op(Opcode.I32Add));
        Assert.Equal(1038, Run.Int(mode, module, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Throw_ManyFramesBelow_UnwindsThemAll(int depth)
    {
        foreach (DispatchMode mode in (DispatchMode[])[DispatchMode.Threaded, DispatchMode.Switch])
        {
            ModuleBuilder module = new ModuleBuilder().Tag([I32])
                .Function([I32], [I32], down => down.LocalGet(0).Op(Opcode.I32Eqz).If().I32(42).Op(Opcode.Throw, 0).End()
                    .I32(5).LocalGet(0).I32(1).Op(Opcode.I32Sub).Call(0).Op(Opcode.I32Add))
                .Function("f", [I32], [I32], f => f.I32(100).Block(I32).TryTable([I32], [Catch, 0, 0]).LocalGet(0).Call(0).End().End().Op(Opcode.I32Add));
            using Instance instance = Run.Instantiate(mode, module);
            Assert.Equal(142, Run.Int(instance, "f", depth));
            Assert.Equal(142, Run.Int(instance, "f", depth));
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Throw_Nested_GoesToTheFirstClauseOfTheInnermostRegionThatCatches(DispatchMode mode)
    {
        // Tags 0, 1 and 2; the inner block catches 0, the outer one 1 and then everything.
        ModuleBuilder module = new ModuleBuilder().Tag([]).Tag([]).Tag([])
            .Function([I32], [], t => t.LocalGet(0).Op(Opcode.I32Eqz).If().Op(Opcode.Throw, 0).End()
                .LocalGet(0).I32(1).Op(Opcode.I32Eq).If().Op(Opcode.Throw, 1).End().Op(Opcode.Throw, 2))
            .Function("f", [I32], [I32], f => f
                .Block().Block().Block()
                .TryTable([], [Catch, 1, 1], [CatchAll, 2])
                .TryTable([], [Catch, 0, 1]).LocalGet(0).Call(0).End()
                .End()
                .End().I32(10).Op(Opcode.Return).End().I32(11).Op(Opcode.Return).End().I32(12));
        using Instance instance = Run.Instantiate(mode, module);
        Assert.Equal([10, 11, 12], [Run.Int(instance, "f", 0), Run.Int(instance, "f", 1), Run.Int(instance, "f", 2)]);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Throw_BehindARegion_IsNotCaughtThere(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Tag([])
            .Function("f", [], [], f => f.Block().TryTable([], [CatchAll, 0]).Op(Opcode.Nop).End().Op(Opcode.Throw, 0).End());
        using Instance instance = Run.Instantiate(mode, module);
        Assert.Throws<WasmException>(() => instance.GetAction("f").Invoke());
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Throw_ToALoop_BeginsItAnew(DispatchMode mode)
    {
        // The handler is a loop's beginning: three rounds, two of them by exceptions.
        ModuleBuilder module = new ModuleBuilder().Tag([]).Function("f", [], [I32], f => f.Locals(I32)
            .Loop().LocalGet(0).I32(1).Op(Opcode.I32Add).LocalSet(0)
            .TryTable([], [Catch, 0, 0]).LocalGet(0).I32(3).Op(Opcode.I32LtS).If().Op(Opcode.Throw, 0).End().End()
            .End().LocalGet(0));
        Assert.Equal(3, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Throw_Uncaught_IsAnExceptionWithTagValuesAndBacktrace(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Tag([I32, F64], "error")
            .Function([], [], f => f.I32(-5).Raw(0x44).Raw(BitConverter.GetBytes(2.5)).Op(Opcode.Throw, 0))
            .Function("f", [], [], f => f.Call(0))
            .FunctionName(0, "inner").FunctionName(1, "outer");
        using Instance instance = Run.Instantiate(mode, module);
        WasmAction action = instance.GetAction("f");
        WasmException exception = Assert.Throws<WasmException>(() => action.Invoke());

        Assert.Same(instance.GetTag("error"), exception.Tag);
        Assert.Equal([Value.FromInt32(-5), Value.FromDouble(2.5)], exception.Values.ToArray());
        Assert.Equal(["inner", "outer"], exception.Frames.Select(static frame => frame.FunctionName));
        Assert.Equal(CallStatus.Threw, action.TryInvoke());
        Assert.Equal(Value.FromInt32(-5), instance.LastException!.Values[0]);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ThrowRef_OfWhatWasCaught_CarriesTheSameValues(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Tag([I32])
            .Global(ExnRef, mutable: true, g => g.RefNull(ExnRef))
            .Function([], [], keep => keep.Block([], [I32, ExnRef]).TryTable([], [CatchRef, 0, 0]).I32(17).Op(Opcode.Throw, 0).End().Op(Opcode.Unreachable).End()
                .GlobalSet(0).Drop())
            .Function("f", [], [I32], f => f.Call(0).Block(I32).TryTable([], [Catch, 0, 0]).GlobalGet(0).Op(Opcode.ThrowRef).End().Op(Opcode.Unreachable).End());
        Assert.Equal(17, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void ThrowRef_OfNull_Traps(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Tag([])
            .Function("f", [], [], f => f.Block().TryTable([], [CatchAll, 0]).RefNull(ExnRef).Op(Opcode.ThrowRef).End().End());
        using Instance instance = Run.Instantiate(mode, module);
        Assert.Equal(TrapKind.NullExceptionReference, Run.Trap(instance).Kind);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Trap_InARegion_IsNotCaught(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Tag([])
            .Function("f", [], [], f => f.Block().TryTable([], [CatchAll, 0]).Op(Opcode.Unreachable).End().End())
            .Function("g", [], [], g => g.Block().TryTable([], [CatchAll, 0]).Call(1).End().End());
        using Instance instance = Run.Instantiate(mode, module);
        Assert.Equal(TrapKind.Unreachable, Run.Trap(instance).Kind);
        Assert.Equal(TrapKind.CallStackExhausted, Run.Trap(instance, "g").Kind);
    }

    [Theory]
    [InlineData(DispatchMode.Threaded, DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch, DispatchMode.Threaded)]
    [InlineData(DispatchMode.Threaded, DispatchMode.Switch)]
    public void Throw_InAnotherInstance_IsCaughtByItsTag(DispatchMode first, DispatchMode second)
    {
        ModuleBuilder thrower = new ModuleBuilder().Tag([I32], "tag").Tag([I32], "other")
            .Function("throw", [I32], [], f => f.LocalGet(0).If().I32(6).Op(Opcode.Throw, 0).End().I32(7).Op(Opcode.Throw, 1));
        Linker linker = new();
        using Instance a = linker.Instantiate(Module.FromBytes(thrower.Build()), Run.Options(first));
        linker.DefineInstance("a", a);
        ModuleBuilder catcher = new ModuleBuilder()
            .ImportTag("a", "tag", I32)
            .ImportFunction("a", "throw", [I32], [])
            .Function("f", [I32], [I32], f => f.Block(I32).TryTable([], [Catch, 0, 0]).LocalGet(0).Call(0).End().I32(0).End());
        using Instance b = linker.Instantiate(Module.FromBytes(catcher.Build()), Run.Options(second));

        Assert.Equal(6, Run.Int(b, "f", 1));
        Assert.Same(a.GetTag("other"), Assert.Throws<WasmException>(() => Run.Int(b, "f", 0)).Tag);
        Assert.Equal(6, Run.Int(b, "f", 1));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void HostFunction_ThatThrows_IsCaughtByTheGuest(DispatchMode mode)
    {
        Tag tag = new(I32, ExternRef);
        object payload = new();
        Linker linker = new Linker().Define("env", "tag", tag).DefineFunction("env", "fail", (int n) => throw new WasmException(tag, n + 1, Value.FromExternal(payload)));
        ModuleBuilder module = new ModuleBuilder()
            .ImportTag("env", "tag", I32, ExternRef)
            .ImportFunction("env", "fail", [I32], [])
            .Global(ExternRef, mutable: true, g => g.RefNull(ExternRef), "seen")
            .Function("f", [I32], [I32], f => f.I32(100)
                .Block([], [I32, ExternRef]).TryTable([], [Catch, 0, 0]).LocalGet(0).Call(0).End().Op(Opcode.Unreachable).End().GlobalSet(0).Op(Opcode.I32Add))
            .Function("ref", [I32], [I32], f => f
                .Block([], [I32, ExternRef, ExnRef]).TryTable([], [CatchRef, 0, 0]).LocalGet(0).Call(0).End().Op(Opcode.Unreachable).End().Drop().GlobalSet(0))
            .Function("tail", [I32], [], f => f.Block([], [I32, ExternRef]).TryTable([], [Catch, 0, 0]).LocalGet(0).ReturnCall(0).End().Op(Opcode.Unreachable).End().Drop().Drop());
        using Instance instance = linker.Instantiate(Module.FromBytes(module.Build()), Run.Options(mode));

        Assert.Equal(143, Run.Int(instance, "f", 42));
        Assert.Same(payload, instance.GetGlobal("seen").Value.AsExternal());
        Assert.Equal(43, Run.Int(instance, "ref", 42));

        // A tail call has left the function, and its handlers.
        Assert.Equal(Value.FromInt32(6), Assert.Throws<WasmException>(() => instance.GetAction<int>("tail").Invoke(5)).Values[0]);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void GuestException_ThroughAHostFunction_CanBeCaughtThereOrLetThrough(DispatchMode mode)
    {
        Instance? instance = null;
        WasmException? seen = null;
        Linker linker = new Linker()
            .DefineFunction("env", "catch", () =>
            {
                seen = Assert.Throws<WasmException>(() => instance!.GetAction("throw").Invoke());
            })
            .DefineFunction("env", "pass", () => instance!.GetAction("throw").Invoke());
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("env", "catch", [], [])
            .ImportFunction("env", "pass", [], [])
            .Tag([I32])
            .Function("throw", [], [], f => f.I32(9).Op(Opcode.Throw, 0))
            .Function("f", [], [I32], f => f.Call(0).Block(I32).TryTable([], [Catch, 0, 0]).Call(1).End().I32(0).End())
            .Function("g", [], [], f => f.Call(1));
        instance = linker.Instantiate(Module.FromBytes(module.Build()), Run.Options(mode));
        using (instance)
        {
            Assert.Equal(9, Run.Int(instance, "f"));
            Assert.Equal(Value.FromInt32(9), seen!.Values[0]);
            WasmException passed = Assert.Throws<WasmException>(() => instance.GetAction("g").Invoke());
            Assert.NotEmpty(passed.Frames);
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Vectors_InExceptions_CrossTheBoundaryWhole(DispatchMode mode)
    {
        Vector128<byte> vector = Vector128.Create(0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210).AsByte();
        Tag tag = new(I32, ValueKind.V128);
        ModuleBuilder module = new ModuleBuilder().ImportTag("m", "t", I32, ValueKind.V128).ImportFunction("m", "fail", [], [])
            .Function("catch", [], [I32, ValueKind.V128], f => f.Block([], [I32, ValueKind.V128]).TryTable([], [Catch, 0, 0]).Call(0).End().Op(Opcode.Unreachable).End())
            .Function("refer", [], [I32, ValueKind.V128], f => f.Block([], [I32, ValueKind.V128]).TryTable([], [Catch, 0, 0])
                .Block(ExnRef).TryTable([], [CatchAllRef, 0]).Call(0).End().Op(Opcode.Unreachable).End().Op(Opcode.ThrowRef).End().Op(Opcode.Unreachable).End())
            .Function("throw", [I32, ValueKind.V128], [], f => f.LocalGet(0).LocalGet(1).Op(Opcode.Throw, 0));
        using Module loaded = Module.FromBytes(module.Build());
        using Instance instance = new Linker().Define("m", "t", tag)
            .DefineFunction("m", "fail", () => throw new WasmException(tag, 5, vector)).Instantiate(loaded, Run.Options(mode));

        Assert.Equal([Value.FromInt32(5), vector], instance.GetFunction("catch")!.Invoke());
        Assert.Equal([Value.FromInt32(5), vector], instance.GetFunction("refer")!.Invoke());
        Assert.Equal([Value.FromInt32(6), vector], Assert.Throws<WasmException>(() => instance.GetFunction("throw")!.Invoke(6, vector)).Values.ToArray());
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void CatchRef_MillionsOfTimes_StaysWithinTheBound(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, Catching(), new InstanceOptions { MaxExceptionBytes = 4096 });
        Assert.Equal(200_000, Run.Int(instance, "drop", 200_000));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void CatchRef_OfMoreThanFit_TrapsAndTheInstanceStaysUsable(DispatchMode mode)
    {
        // An exception in a table keeps what it was made of: each one here refers to the one before it.
        using Instance instance = Run.Instantiate(mode, Catching(), new InstanceOptions { MaxExceptionBytes = 4096 });
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(TrapKind.ExceptionMemoryExhausted, Assert.Throws<TrapException>(() => Run.Int(instance, "chain", 200)).Kind);
            Assert.Equal(10, Run.Int(instance, "chain", 10));
        }
    }

    [Fact]
    public void CatchRef_WithoutMemory_TrapsButPlainClausesCatch()
    {
        InstanceOptions none = new() { MaxExceptionBytes = 0 };
        using Instance instance = Run.Instantiate(DispatchMode.Auto, Catching(), none);
        Assert.Equal(TrapKind.ExceptionMemoryExhausted, Assert.Throws<TrapException>(() => Run.Int(instance, "drop", 1)).Kind);
        Assert.Equal(5, Run.Int(instance, "plain", 5));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Legacy_CatchAndRethrow_FindTheirException(DispatchMode mode)
    {
        // try { try { throw 5 } catch (a) { try { throw 6 } catch (b) { rethrow the outer one } } } catch (c) { a + b·10 + c·100 }
        ModuleBuilder module = new ModuleBuilder().Tag([I32]).Function("f", [], [I32], f => f.Locals(I32, 2)
            .Try(I32)
            .Try(I32).I32(5).Op(Opcode.Throw, 0).Op(Opcode.Catch, 0).LocalSet(0)
            .Try(I32).I32(6).Op(Opcode.Throw, 0).Op(Opcode.Catch, 0).LocalSet(1).Op(Opcode.Rethrow, 1).End()
            .End()
            .Op(Opcode.Catch, 0).I32(100).Op(Opcode.I32Mul).LocalGet(1).I32(10).Op(Opcode.I32Mul).Op(Opcode.I32Add).LocalGet(0).Op(Opcode.I32Add)
            .End());
        Assert.Equal(565, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Legacy_ProgramOfWabt_CatchesFromEveryDepth(DispatchMode mode)
    {
        using Module module = Module.FromFile(Path.Combine(Repository.Root, "tests/NanoWasm.Tests/Programs/exceptions.wasm"));
        using Instance instance = new Linker().Instantiate(module, Run.Options(mode));
        Assert.Equal([3000, 3000], [Run.Int(instance, "run", 0, 1000), Run.Int(instance, "run", 100, 1000)]);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Legacy_WithoutException_GoesBehindTheEnd(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Tag([]).Function("f", [I32], [I32], f => f
            .Try(I32).LocalGet(0).If().Op(Opcode.Throw, 0).End().I32(1)
            .Op(Opcode.Catch, 0).I32(2).Op(Opcode.CatchAll).I32(3).End().I32(10).Op(Opcode.I32Add));
        using Instance instance = Run.Instantiate(mode, module);
        Assert.Equal([11, 12], [Run.Int(instance, "f", 0), Run.Int(instance, "f", 1)]);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Legacy_Delegate_SkipsTheHandlersInBetween(DispatchMode mode)
    {
        // The innermost try delegates past the middle one (label 1) to the outer one, or (label 2) to the caller.
        static void Body(CodeBuilder f, uint label) => f
            .Try(I32)
            .Try(I32)
            .Try(I32).Op(Opcode.Throw, 0).Op(Opcode.Delegate, label)
            .Op(Opcode.CatchAll).I32(1).End()
            .Op(Opcode.CatchAll).I32(2).End();
        ModuleBuilder module = new ModuleBuilder().Tag([])
            .Function([], [I32], f => Body(f, 0)).Function([], [I32], f => Body(f, 1)).Function([], [I32], f => Body(f, 2))
            .Function("f", [], [I32], f => f.Call(0).I32(10).Op(Opcode.I32Mul).Call(1).Op(Opcode.I32Add).I32(10).Op(Opcode.I32Mul)
                .Try(I32).Call(2).Op(Opcode.CatchAll).I32(3).End().Op(Opcode.I32Add));
        Assert.Equal(123, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Legacy_DelegateReachedFromItsBody_GoesOnBehindItsLabel(DispatchMode mode)
    {
        // Label 8 reads as throw, label 200 takes two bytes.
        static void Body(CodeBuilder f, uint label)
        {
            for (uint i = 0; i < label; i++)
            {
                f.Block();
            }

            f.Try().I32(1).Op(Opcode.LocalSet, 0).Op(Opcode.Delegate, label);
            f.LocalGet(0).I32(41).Op(Opcode.I32Add).Op(Opcode.LocalSet, 0);
            for (uint i = 0; i < label; i++)
            {
                f.End();
            }

            f.LocalGet(0);
        }

        ModuleBuilder module = new ModuleBuilder().Tag([])
            .Function("near", [I32], [I32], f => Body(f, 8))
            .Function("far", [I32], [I32], f => Body(f, 200));
        using Instance instance = Run.Instantiate(mode, module);
        Assert.Equal([42, 42], [Run.Int(instance, "near", 0), Run.Int(instance, "far", 0)]);
    }

    [Theory]
    [InlineData((byte)Opcode.Catch, "catch without try")]
    [InlineData((byte)Opcode.Delegate, "delegate without try")]
    [InlineData((byte)Opcode.Rethrow, "invalid rethrow label")]
    public void Legacy_OutOfPlace_IsInvalid(byte opcode, string expected)
    {
        ModuleBuilder module = new ModuleBuilder().Tag([]).Function([], [], f => f.Block().Raw(opcode, 0).End());
        Assert.StartsWith(expected, Module.Validate(module.Build())!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void NanoInterpreter_OfExceptions_CatchesThemAndReportsOthers(DispatchMode mode)
    {
        NanoInterpreter nano = new(Catching().Build(), [], limits: new NanoLimits { ExceptionBytes = 128 }) { Dispatch = mode };
        Assert.Equal(1000, nano.Run("drop", 1000).Value);
        NanoResult thrown = nano.Run("throw", 1);
        Assert.Equal((NanoErrorKind.Exception, 1), (thrown.Error.Kind, thrown.Error.FunctionIndex));
        Assert.StartsWith("uncaught exception", thrown.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(TrapKind.ExceptionMemoryExhausted, nano.Run("chain", 10).Error.Trap);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void TryTable_ThousandsNested_CatchesInTheInnermostAndTheOutermost(DispatchMode mode)
    {
        const int Depth = 10_000;
        ModuleBuilder module = new ModuleBuilder().Tag([]).Tag([]).Function("f", [I32], [I32], f =>
        {
            f.Block();
            f.TryTable([], [Catch, 1, 0]);
            for (int i = 0; i < Depth; i++)
            {
                f.TryTable([], [Catch, 0, 0]);
            }

            f.LocalGet(0).If().Op(Opcode.Throw, 0).End().Op(Opcode.Throw, 1);
            for (int i = 0; i < Depth; i++)
            {
                f.End();
            }

            f.End().I32(1).Op(Opcode.Return).End().I32(2);
        });
        using Instance instance = Run.Instantiate(mode, module);
        Assert.Equal([2, 1], [Run.Int(instance, "f", 0), Run.Int(instance, "f", 1)]);
    }

    [Fact]
    public void TryTable_MoreClausesThanAllowed_IsRefused()
    {
        ModuleBuilder module = new ModuleBuilder().Function([], [], f => f.Raw((byte)Opcode.TryTable, 0x40).Raw(0x80, 0x80, 0x80, 0x08));
        Assert.Equal(ModuleErrorKind.LimitExceeded, Module.Validate(module.Build())!.Kind);
    }

    [Fact]
    public void Disassemble_OfExceptions_WritesClauses()
    {
        ModuleBuilder module = new ModuleBuilder().Tag([]).Function([], [], f => f
            .Block().TryTable([], [Catch, 0, 0], [CatchAll, 1]).Op(Opcode.Throw, 0).End().End().Try().Op(Opcode.CatchAll).End());
        using Module parsed = Module.FromBytes(module.Build());

        Assert.Equal(
            ["block", "try_table (catch 0 0) (catch_all 1)", "throw 0", "end", "end", "try", "catch_all", "end", "end"],
            parsed.Disassemble(0).Select(static instruction => instruction.Text));
    }

    [Fact]
    public void Tag_OfAnotherType_DoesNotLink()
    {
        using Module module = Module.FromBytes(new ModuleBuilder().ImportTag("env", "tag", I32).Build());
        LinkException error = Assert.Throws<LinkException>(() => new Linker().Define("env", "tag", new Tag(I64)).Instantiate(module));
        Assert.Equal("(tag (param i32))", error.Wanted.ToString());
    }

    [Fact]
    public void WasmException_WithOtherValuesThanItsTag_IsRefused()
    {
        Tag tag = new(I32);
        Assert.Throws<ArgumentException>(() => new WasmException(tag));
        Assert.Throws<ArgumentException>(() => new WasmException(tag, 1L));
        Assert.Equal("WebAssembly exception (i32:1)", new WasmException(tag, 1).Message);
    }

    /// <summary>
    /// <c>plain(n)</c> catches n exceptions without references, <c>drop(n)</c> n with one that it drops, <c>chain(n)</c> n whose values are the one before;
    /// <c>throw(x)</c> throws.
    /// </summary>
    private static ModuleBuilder Catching() => new ModuleBuilder()
        .Tag([I32]).Tag([ExnRef])
        .Function([], [], f => f.I32(3).Op(Opcode.Throw, 0))
        .Function("throw", [I32], [], f => f.LocalGet(0).Op(Opcode.Throw, 0))
        .Function("plain", [I32], [I32], f => f.Locals(I32)
            .Loop().Block(I32).TryTable([], [Catch, 0, 0]).Call(0).End().Op(Opcode.Unreachable).End().Drop()
            .LocalGet(1).I32(1).Op(Opcode.I32Add).LocalTee(1).LocalGet(0).Op(Opcode.I32LtS).Op(Opcode.BrIf, 0).End().LocalGet(1))
        .Function("drop", [I32], [I32], f => f.Locals(I32)
            .Loop().Block(ExnRef).TryTable([], [CatchAllRef, 0]).Call(0).End().Op(Opcode.Unreachable).End().Drop()
            .LocalGet(1).I32(1).Op(Opcode.I32Add).LocalTee(1).LocalGet(0).Op(Opcode.I32LtS).Op(Opcode.BrIf, 0).End().LocalGet(1))
        .Function("chain", [I32], [I32], f => f.Locals(I32).Locals(ExnRef)
            .Loop().Block(ExnRef).TryTable([], [CatchAllRef, 0]).LocalGet(2).Op(Opcode.Throw, 1).End().Op(Opcode.Unreachable).End().LocalSet(2)
            .LocalGet(1).I32(1).Op(Opcode.I32Add).LocalTee(1).LocalGet(0).Op(Opcode.I32LtS).Op(Opcode.BrIf, 0).End().LocalGet(1));
}
