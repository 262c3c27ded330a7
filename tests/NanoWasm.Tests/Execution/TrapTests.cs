// Traps: which, where, and with what backtrace.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class TrapTests
{
    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    /// <summary>Code that traps, and how.</summary>
    public static TheoryData<DispatchMode, string, TrapKind> Traps
    {
        get
        {
            TheoryData<DispatchMode, string, TrapKind> data = [];
            foreach (DispatchMode mode in (DispatchMode[])[DispatchMode.Threaded, DispatchMode.Switch])
            {
                foreach ((string name, TrapKind kind, _) in Cases)
                {
                    data.Add(mode, name, kind);
                }
            }

            return data;
        }
    }

    private static IEnumerable<(string Name, TrapKind Kind, Action<CodeBuilder> Body)> Cases =>
    [
        ("unreachable", TrapKind.Unreachable, f => f.Unreachable()),
        ("i32.div_s by 0", TrapKind.IntegerDivideByZero, f => f.I32(1).I32(0).Op(Opcode.I32DivS).Drop()),
        ("i32.div_s overflow", TrapKind.IntegerOverflow, f => f.I32(int.MinValue).I32(-1).Op(Opcode.I32DivS).Drop()),
        ("i64.rem_u by 0", TrapKind.IntegerDivideByZero, f => f.I64(1).I64(0).Op(Opcode.I64RemU).Drop()),
        ("i32.trunc_f32_s of NaN", TrapKind.InvalidConversionToInteger, f => f.F32(float.NaN).Op(Opcode.I32TruncF32S).Drop()),
        ("i64.trunc_f64_u of -1", TrapKind.IntegerOverflow, f => f.F64(-1).Op(Opcode.I64TruncF64U).Drop()),
        ("i32.load behind the end", TrapKind.MemoryOutOfBounds, f => f.I32(65_533).Access(Opcode.I32Load).Drop()),
        ("i32.load8_u with a large offset", TrapKind.MemoryOutOfBounds, f => f.I32(-1).Access(Opcode.I32Load8U, uint.MaxValue).Drop()),
        ("i64.store behind the end", TrapKind.MemoryOutOfBounds, f => f.I32(65_529).I64(1).Access(Opcode.I64Store)),
        ("memory.fill behind the end", TrapKind.MemoryOutOfBounds, f => f.I32(65_536).I32(0).I32(1).Op(Opcode.MemoryFill, 0)),
        ("memory.copy that wraps around", TrapKind.MemoryOutOfBounds, f => f.I32(0).I32(-1).I32(2).Op(Opcode.MemoryCopy, 0, 0)),
        ("table.get behind the end", TrapKind.TableOutOfBounds, f => f.I32(2).Op(Opcode.TableGet, 0).Drop()),
        ("table.fill behind the end", TrapKind.TableOutOfBounds, f => f.I32(1).RefNull(FuncRef).I32(2).Op(Opcode.TableFill, 0)),
        ("call_indirect of null", TrapKind.UninitializedElement, f => f.I32(1).CallIndirect([], [])),
    ];

    [Theory]
    [MemberData(nameof(Traps))]
    public void Trap_OfEveryKind_IsReportedAndLeavesTheInstanceUsable(DispatchMode mode, string name, TrapKind kind)
    {
        Action<CodeBuilder> body = Cases.First(c => c.Name == name).Body;
        ModuleBuilder module = new ModuleBuilder().Memory(1).Table(FuncRef, 2)
            .Function("f", [], [], body)
            .Function("g", [], [I32], g => g.I32(11));
        using Instance instance = Run.Instantiate(mode, module);
        TrapException exception = Run.Trap(instance);
        Assert.Equal(kind, exception.Kind);
        Assert.Equal(11, Run.Int(instance, "g"));
        Assert.Equal(CallStatus.Trapped, instance.GetAction("f").TryInvoke());
        Assert.Equal(11, Run.Int(instance, "g"));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Backtrace_ThroughCalls_NamesFunctionsAndInstructions(DispatchMode mode)
    {
        ModuleBuilder builder = new ModuleBuilder()
            .Function([], [], f => f.Op(Opcode.Nop).Unreachable())
            .Function([], [], f => f.Op(Opcode.Nop).Op(Opcode.Nop).Call(0).Op(Opcode.Nop))
            .Function("outer", [], [], f => f.Call(1))
            .Name("m").FunctionName(0, "inner").FunctionName(1, "middle");
        Module module = Module.FromBytes(builder.Build());
        using Instance instance = new Linker().Instantiate(module, Run.Options(mode));
        TrapException exception = Run.Trap(instance, "outer");

        Assert.Equal(["inner", "middle", "outer"], exception.Frames.Select(f => f.FunctionName));
        Assert.Equal([0, 1, 2], exception.Frames.Select(f => f.FunctionIndex));
        Assert.All(exception.Frames, f => Assert.Equal("m", f.ModuleName));
        Assert.Equal([Opcode.Unreachable, Opcode.Call, Opcode.Call], exception.Frames.Select(f => InstructionAt(module, f)));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Backtrace_OfAnOpcodeBehindAPrefix_StandsOnThePrefix(DispatchMode mode)
    {
        // memory.fill with its opcode in five bytes: the trap must still name the instruction's first byte.
        ModuleBuilder builder = new ModuleBuilder().Memory(0)
            .Function("f", [], [], f => f.I32(0).I32(0).I32(1).Raw(0xFC, 0x8B, 0x80, 0x80, 0x80, 0x00, 0x00));
        Module module = Module.FromBytes(builder.Build());
        using Instance instance = new Linker().Instantiate(module, Run.Options(mode));
        Assert.Equal(Opcode.MemoryFill, InstructionAt(module, Run.Trap(instance).Frames[0]));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Backtrace_AcrossInstances_NamesBoth(DispatchMode mode)
    {
        Linker linker = new();
        Module inner = Module.FromBytes(new ModuleBuilder().Function("f", [], [], f => f.Unreachable()).Name("inner").Build());
        using Instance instanceInner = linker.Instantiate(inner, Run.Options(mode));
        linker.DefineInstance("inner", instanceInner);
        Module outer = Module.FromBytes(new ModuleBuilder().ImportFunction("inner", "f", [], []).Function("f", [], [], f => f.Call(0)).Name("outer").Build());
        using Instance instanceOuter = linker.Instantiate(outer, Run.Options(mode));
        TrapException exception = Run.Trap(instanceOuter);
        Assert.Equal(["inner", "outer"], exception.Frames.Select(f => f.ModuleName));
        Assert.Equal(Opcode.Call, InstructionAt(outer, exception.Frames[1]));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Backtrace_OfEndlessRecursion_IsBounded(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, new ModuleBuilder().Function("f", [], [], f => f.Call(0)));
        TrapException exception = Run.Trap(instance);
        Assert.Equal(TrapKind.CallStackExhausted, exception.Kind);
        Assert.InRange(exception.Frames.Count, 10, 1000);
    }

    private static Opcode InstructionAt(Module module, WasmFrame frame) =>
        module.Disassemble(frame.FunctionIndex).Single(i => i.Offset == frame.CodeOffset).Opcode;
}
