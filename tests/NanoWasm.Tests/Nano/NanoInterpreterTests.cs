// The heap-free interpreter: what runs, what is refused, and that nothing is allocated.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Nano;

public sealed class NanoInterpreterTests
{
    public static TheoryData<DispatchMode> Dispatchers => [DispatchMode.Threaded, DispatchMode.Switch];

    [Fact]
    public void Run_OnlyExportedFunction_GivesItsResult()
    {
        byte[] wasm = new ModuleBuilder().Function("answer", [], [I32], f => f.I32(42)).Build();
        NanoInterpreter nano = new(wasm, []);
        NanoResult result = nano.Run();
        Assert.True(result.Succeeded, result.Error.ToString());
        Assert.Equal(42, result.Value);
    }

    [Theory]
    [InlineData("main", "run", 1)]
    [InlineData("_start", "main", 1)]
    [InlineData("other", "run", 2)]
    public void Run_SeveralExports_ChoosesTheEntry(string first, string second, int expected)
    {
        byte[] wasm = new ModuleBuilder().Function(first, [], [I32], f => f.I32(1)).Function(second, [], [I32], f => f.I32(2)).Build();
        NanoInterpreter nano = new(wasm, []);
        Assert.Equal(expected, nano.Run().Value);
    }

    [Fact]
    public void Run_NothingToRun_IsUnknownExport()
    {
        byte[] wasm = new ModuleBuilder().Function("a", [], [], _ => { }).Function("b", [], [], _ => { }).Build();
        NanoInterpreter nano = new(wasm, []);
        Assert.Equal(NanoErrorKind.UnknownExport, nano.Run().Error.Kind);
        Assert.Equal(NanoErrorKind.UnknownExport, nano.Run("c").Error.Kind);
        Assert.Equal(NanoErrorKind.None, nano.Run("a").Error.Kind);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Run_ByName_PassesEveryNumberType(DispatchMode mode)
    {
        byte[] wasm = new ModuleBuilder()
            .Function("f", [I32, I64, F32, F64], [F64, F32, I64, I32], f => f.LocalGet(3).LocalGet(2).LocalGet(1).LocalGet(0)).Build();
        NanoInterpreter nano = new(wasm, []) { Dispatch = mode };
        Span<NanoValue> results = stackalloc NanoValue[4];
        NanoResult result = nano.Run("f", [-1, long.MinValue, 1.5f, -2.5], results);
        Assert.True(result.Succeeded);
        Assert.Equal([-2.5, 1.5f, long.MinValue, -1], results.ToArray());
        Assert.Equal(NanoErrorKind.ArgumentMismatch, nano.Run("f", 1).Error.Kind);
        Assert.Equal(NanoErrorKind.ArgumentMismatch, nano.Run("f", [1L, 1L, 1f, 1d], results).Error.Kind);
        Assert.Equal(NanoErrorKind.ArgumentMismatch, nano.Run("f", [1, 1L, 1f, 1d], results[..3]).Error.Kind);
    }

    [Fact]
    public void Run_AgainAndAgain_StartsAnew()
    {
        byte[] wasm = new ModuleBuilder().Memory(1).Global(I32, mutable: true, g => g.I32(5)).Data(0, 7)
            .Function("f", [], [I32], f => f
                .GlobalGet(0).I32(0).Access(Opcode.I32Load8U).Op(Opcode.I32Add)
                .I32(100).GlobalSet(0).I32(0).I32(100).Access(Opcode.I32Store8)).Build();
        NanoInterpreter nano = new(wasm, new byte[65_536]);
        Assert.Equal(12, nano.Run().Value);
        Assert.Equal(12, nano.Run().Value);
    }

    [Fact]
    public void Run_PreservingMemory_KeepsItsContents()
    {
        byte[] wasm = new ModuleBuilder().Memory(1).Data(8, 1)
            .Function("f", [], [I32], f => f
                .I32(8).I32(8).Access(Opcode.I32Load8U).I32(1).Op(Opcode.I32Add).Access(Opcode.I32Store8)
                .I32(8).Access(Opcode.I32Load8U).I32(4).Access(Opcode.I32Load8U).Op(Opcode.I32Add)).Build();
        byte[] memory = new byte[65_536];
        memory[4] = 50;
        NanoInterpreter nano = new(wasm, memory, preserveMemory: true);
        Assert.Equal([52, 53, 54], (int[])[nano.Run().Value, nano.Run().Value, nano.Run().Value]);
        Assert.Equal(4, memory[8]);
    }

    [Fact]
    public void Run_AfterTheBytesMoved_LoadsThemAnew()
    {
        byte[] wasm = new ModuleBuilder().Function("f", [I32], [I32], f => f.Block().LocalGet(0).BrIf(0).I32(1).Return().End().I32(2)).Build();
        Span<byte> workspace = new byte[20_000];
        NanoInterpreter nano = new(wasm, [], workspace: workspace);
        Assert.Equal(2, nano.Run("f", 1).Value);
        NanoInterpreter copy = nano;
        GC.Collect();
        Assert.Equal(1, copy.Run("f", 0).Value);
        NanoInterpreter inline = new(wasm, []);
        Assert.Equal(2, inline.Run("f", 1).Value);
        NanoInterpreter inlineCopy = inline;
        Assert.Equal(1, inlineCopy.Run("f", 0).Value);
        Assert.Equal(2, inline.Run("f", 1).Value);
    }

    [Fact]
    public void Validate_BadModule_SaysWhatAndWhere()
    {
        byte[] wasm = new ModuleBuilder().Function("f", [], [I32], f => f.I64(1)).Build();
        NanoInterpreter nano = new(wasm, []);
        NanoError error = nano.Validate();
        Assert.Equal(NanoErrorKind.Invalid, error.Kind);
        Assert.Equal(0, error.FunctionIndex);
        Assert.StartsWith("type mismatch: expected i32, found i64 (at offset 0x", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(Module.Validate(wasm)!.Message, error.ToString());
        Assert.Equal(NanoErrorKind.Malformed, new NanoInterpreter([1, 2, 3], []).Run().Error.Kind);
    }

    [Fact]
    public void Run_Trap_SaysWhichAndWhere()
    {
        byte[] wasm = new ModuleBuilder().Function([], [], f => f.Op(Opcode.Nop).Unreachable()).Function("f", [], [], f => f.Call(0)).Build();
        NanoInterpreter nano = new(wasm, []);
        NanoError error = nano.Run().Error;
        Assert.Equal((NanoErrorKind.Trap, TrapKind.Unreachable, 0), (error.Kind, error.Trap, error.FunctionIndex));
        Assert.Equal((byte)Opcode.Unreachable, wasm[error.Offset]);
        Assert.StartsWith("unreachable (at offset 0x", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_AtThemAndOneAbove_AreNamedWithSizeAndWish()
    {
        CheckLimit(NanoLimit.Locals, 16, n => new ModuleBuilder().Function("f", [], [], f => f.Locals(I32, (uint)n)));
        CheckLimit(NanoLimit.ControlFrames, 16, n => new ModuleBuilder().Function("f", [], [], f => Repeat(n, () => f.Block(), () => f.End())));
        CheckLimit(NanoLimit.StackValues, 64, n => new ModuleBuilder().Function("f", [], [], f => Repeat(n, () => f.I32(1), () => f.Drop())));
        CheckLimit(NanoLimit.TableElements, 64, n => new ModuleBuilder().Table(FuncRef, (uint)n).Function("f", [], [], _ => { }));
        CheckLimit(NanoLimit.Globals, 16, n =>
        {
            ModuleBuilder module = new ModuleBuilder().Function("f", [], [], _ => { });
            Repeat(n, () => module.Global(I32, mutable: false, g => g.I32(1)), () => { });
            return module;
        });
    }

    [Fact]
    public void Limits_MemoryBeyondTheBuffer_IsRefusedAndGrowthStopsThere()
    {
        byte[] wasm = new ModuleBuilder().Memory(1).Function("f", [I32], [I32], f => f.LocalGet(0).Op(Opcode.MemoryGrow, 0)).Build();
        NanoError error = new NanoInterpreter(wasm, new byte[65_535]).Run("f", 0).Error;
        Assert.Equal((NanoLimit.MemoryBytes, 65_535L, 65_536L), (error.Limit, error.LimitSize, error.Wanted));
        NanoInterpreter nano = new(wasm, new byte[3 * 65_536]);
        Assert.Equal([1, -1, 1], (int[])[nano.Run("f", 2).Value, nano.Run("f", 3).Value, nano.Run("f", 1).Value]);
        NanoInterpreter limited = new(wasm, new byte[3 * 65_536], limits: new NanoLimits { MemoryBytes = 65_536 });
        Assert.Equal([1, -1], (int[])[limited.Run("f", 0).Value, limited.Run("f", 1).Value]);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Limits_CallsBeyondThem_TrapAndNameTheLimit(DispatchMode mode)
    {
        byte[] wasm = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .LocalGet(0).If(I32).LocalGet(0).I32(1).Op(Opcode.I32Sub).Call(0).Else().I32(7).End()).Build();
        NanoInterpreter nano = new(wasm, []) { Dispatch = mode };
        Assert.Equal(7, nano.Run("f", 7).Value);
        NanoError error = nano.Run("f", 8).Error;
        Assert.Equal((TrapKind.CallStackExhausted, NanoLimit.Calls, 8L), (error.Trap, error.Limit, error.LimitSize));
        Assert.StartsWith("call stack exhausted: at most 8 calls are allowed", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(7, nano.Run("f", 7).Value);
    }

    [Fact]
    public void RequiredWorkspace_ExactlySoMuch_IsEnoughAndMuchLessIsNot()
    {
        ModuleBuilder module = new ModuleBuilder().Memory(1).Table(FuncRef, 10);
        for (int i = 0; i < 500; i++)
        {
            module.Function($"f{i}", [I32], [I32], f => f.Block().LocalGet(0).BrIf(0).End().LocalGet(0).I32(1).Op(Opcode.I32Add));
        }

        byte[] wasm = module.Build();
        int required = NanoInterpreter.RequiredWorkspace(wasm);
        Assert.InRange(required, NanoInterpreter.InlineWorkspace, 500_000);
        byte[] memory = new byte[65_536];
        NanoInterpreter enough = new(wasm, memory, workspace: new byte[required]);
        Assert.Equal(6, enough.Run("f499", 5).Value);
        NanoInterpreter half = new(wasm, memory, workspace: new byte[required / 2]);
        Assert.Equal(NanoLimit.Workspace, half.Run("f499", 5).Error.Limit);
        NanoInterpreter inline = new(wasm, memory);
        Assert.Equal(NanoLimit.Workspace, inline.Run("f499", 5).Error.Limit);
        for (int size = 0; size < 3000; size += 100)
        {
            NanoInterpreter tiny = new(wasm, memory, workspace: new byte[size + 1]);
            Assert.Equal(NanoLimit.Workspace, tiny.Run("f499", 5).Error.Limit);
        }
    }

    [Fact]
    public void Workspace_OfEverySize_IsEnoughOrNamedAndNeverLeft()
    {
        // Everything that takes room: types, imports, tables, globals, segments, wide branches, exports, names.
        ModuleBuilder module = new ModuleBuilder().ImportFunction("env", "f", [I32], []).Memory(0).Table(FuncRef, 5).Table(ExternRef, 3)
            .Global(I64, mutable: true, g => g.I64(5)).PassiveData(1, 2, 3).DataCount().PassiveElements(1, 1).Elements(0, 1, 1).Custom("x", 1, 2, 3)
            .Function("run", [I32], [I32], f =>
            {
                f.Block(I32);
                for (int i = 0; i < 40; i++)
                {
                    f.I32(i);
                }

                f.LocalGet(0).BrIf(0).Br(0).End().Op(Opcode.ElemDrop, 0);
            })
            .Name("m").FunctionName(1, "run");
        byte[] wasm = module.Build();
        int required = NanoInterpreter.RequiredWorkspace(wasm);
        byte[] guarded = new byte[required + 200];
        int succeeded = 0;
        for (int size = 1; size <= required; size += size < required - 32 ? 13 : 1)
        {
            guarded.AsSpan().Fill(0xA5);
            NanoInterpreter<NanoHostTests.Anything> nano = new(wasm, [], default, workspace: guarded.AsSpan(100, size));
            NanoResult result = nano.Run("run", 1);
            Assert.True(result.Succeeded ? result.Value == 39 : result.Error.Limit == NanoLimit.Workspace, $"{size} bytes: {result.Error}");
            Assert.False(guarded.AsSpan(0, 100).ContainsAnyExcept((byte)0xA5));
            Assert.False(guarded.AsSpan(100 + size).ContainsAnyExcept((byte)0xA5));
            succeeded += result.Succeeded ? 1 : 0;
        }

        Assert.NotEqual(0, succeeded);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Tables_CallsThroughThem_CheckTypesOfTheModule(DispatchMode mode)
    {
        byte[] wasm = new ModuleBuilder().Table(FuncRef, 3, 10)
            .Function([], [I32], f => f.I32(10))
            .Function([], [], _ => { })
            .Function("call", [I32], [I32], f => f.LocalGet(0).CallIndirect([], [I32]))
            .Function("grow", [I32], [I32], f => f.RefFunc(0).LocalGet(0).Op(Opcode.TableGrow, 0).Drop().I32(9).CallIndirect([], [I32]))
            .Elements(0, 0, 1).Build();
        NanoInterpreter nano = new(wasm, []) { Dispatch = mode };
        Assert.Equal(10, nano.Run("call", 0).Value);
        Assert.Equal(TrapKind.IndirectCallTypeMismatch, nano.Run("call", 1).Error.Trap);
        Assert.Equal(TrapKind.UninitializedElement, nano.Run("call", 2).Error.Trap);
        Assert.Equal(TrapKind.UndefinedElement, nano.Run("call", 3).Error.Trap);
        Assert.Equal(10, nano.Run("grow", 7).Value);
        Assert.Equal(TrapKind.UndefinedElement, nano.Run("grow", 8).Error.Trap);
        Assert.Equal(TrapKind.UndefinedElement, nano.Run("call", 9).Error.Trap);
    }

    [Fact]
    public void Segments_OutOfBounds_Trap()
    {
        byte[] data = new ModuleBuilder().Memory(1).Data(65_535, 1, 2).Function("f", [], [], _ => { }).Build();
        Assert.Equal(TrapKind.MemoryOutOfBounds, new NanoInterpreter(data, new byte[65_536]).Run().Error.Trap);
        byte[] elements = new ModuleBuilder().Table(FuncRef, 1).Function("f", [], [], _ => { }).Elements(1, 0).Build();
        Assert.Equal(TrapKind.TableOutOfBounds, new NanoInterpreter(elements, []).Run().Error.Trap);
    }

    [Fact]
    public void Start_IsRunByEveryRun_AndAlone()
    {
        byte[] wasm = new ModuleBuilder().Global(I32, mutable: true, g => g.I32(1))
            .Function([], [], f => f.I32(33).GlobalSet(0)).Function("get", [], [I32], f => f.GlobalGet(0)).Start(0).Build();
        Assert.Equal(33, new NanoInterpreter(wasm, []).Run("get").Value);
        byte[] alone = new ModuleBuilder().Function([], [], f => f.Unreachable()).Start(0).Build();
        Assert.Equal(TrapKind.Unreachable, new NanoInterpreter(alone, []).Run().Error.Trap);
    }

    [Fact]
    public void Spans_ThatOverlap_AreRefused()
    {
        byte[] bytes = new byte[100_000];
        Assert.Throws<ArgumentException>(() => new NanoInterpreter(bytes.AsSpan(0, 100), bytes.AsSpan(50, 65_536)).Run());
        Assert.Throws<ArgumentException>(() => new NanoInterpreter(bytes.AsSpan(0, 100), [], workspace: bytes.AsSpan(99)).Run());
    }

    private static void CheckLimit(NanoLimit limit, int size, Func<int, ModuleBuilder> module)
    {
        NanoResult atLimit = new NanoInterpreter(module(size).Build(), []).Run();
        Assert.True(atLimit.Succeeded, $"{limit}: {atLimit.Error}");
        NanoError error = new NanoInterpreter(module(size + 1).Build(), []).Run().Error;
        Assert.Equal((NanoErrorKind.LimitExceeded, limit, (long)size, size + 1L), (error.Kind, error.Limit, error.LimitSize, error.Wanted));
        Assert.Contains($"{size + 1}, where at most {size}", error.ToString().Replace(" operands", string.Empty, StringComparison.Ordinal).Replace(" blocks are open", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static void Repeat(int count, Action open, Action close)
    {
        for (int i = 0; i < count; i++)
        {
            open();
        }

        for (int i = 0; i < count; i++)
        {
            close();
        }
    }
}
