// The runner itself: it must fail what is wrong, skip only what is missing, and see through NaN patterns. Needs no data.
using NanoWasm.SpecRunner.Running;
using NanoWasm.SpecRunner.Scripts;
using NanoWasm.Testing;
using Xunit;

namespace NanoWasm.SpecTests;

public sealed class RunnerTests
{
    private const ulong CanonicalNan = 0x7fc0_0000;
    private const ulong ArithmeticNan = 0x7fc0_0001;
    private const ulong SignallingNan = 0x7fa0_0000;

    /// <summary>A module with functions that add, trap, recurse for ever and return what they are given.</summary>
    private static readonly byte[] Valid = new ModuleBuilder()
        .Function("add", [ValueKind.I32, ValueKind.I32], [ValueKind.I32], code => code.LocalGet(0).LocalGet(1).Op(Opcode.I32Add))
        .Function("trap", [], [], code => code.Unreachable())
        .Function("recurse", [], [], code => code.Call(2))
        .Function("same", [ValueKind.F32], [ValueKind.F32], code => code.LocalGet(0))
        .Function("host", [ValueKind.ExternRef], [ValueKind.ExternRef], code => code.LocalGet(0))
        .Build();

    /// <summary>A module whose function has too few operands.</summary>
    private static readonly byte[] Invalid = new ModuleBuilder().Function([], [ValueKind.I32], code => code.Op(Opcode.I32Add)).Build();

    /// <summary>A module with a structure type, which needs the feature gc.</summary>
    private static readonly byte[] Unsupported = new ModuleBuilder().RawSection(1, 1, 0x5F, 0).Build();

    /// <summary>A module that imports what nobody has.</summary>
    private static readonly byte[] Unlinkable = new ModuleBuilder().ImportFunction("spectest", "unknown", [], []).Build();

    /// <summary>A module whose start function traps.</summary>
    private static readonly byte[] Uninstantiable = new ModuleBuilder().Function([], [], code => code.Unreachable()).Start(0).Build();

    [Fact]
    public void Commands_ThatHold_Pass()
    {
        ScriptResult result = Run(
            [Valid, Invalid, Unlinkable, Uninstantiable],
            module => new ModuleCommand(1, module[0], "$M"),
            _ => Return(2, "add", [Number("i32", 3)], Number("i32", 1), Number("i32", 2)),
            _ => Act(3, ActionEnd.Trap, "trap", "unreachable"),
            _ => Act(4, ActionEnd.Exhaustion, "recurse", "call stack exhausted"),
            module => new RefusalCommand(5, RefusalStage.Invalid, module[1], "type mismatch"),
            module => new RefusalCommand(6, RefusalStage.Malformed, module[1], "type mismatch"),
            module => new RefusalCommand(7, RefusalStage.Unlinkable, module[2], "unknown import"),
            module => new RefusalCommand(8, RefusalStage.Uninstantiable, module[3], "unreachable"),
            _ => new RegisterCommand(9, "m", "$M"),
            module => new DefinitionCommand(10, module[0], "$D"),
            _ => new InstanceCommand(11, "$D", "$I"),
            _ => Return(12, "host", [new HostReferenceValue("externref", 7)], new HostReferenceValue("externref", 7)),
            _ => Return(13, "host", [new NullValue("refnull")], new NullValue("externref")));

        Assert.Empty(result.Failures);
        Assert.Empty(result.Skipped);
        Assert.Equal(13, result.Passed);
        Assert.All(result.Wordings, wording => Assert.True(wording.IsAsExpected, wording.Actual));
    }

    [Fact]
    public void Commands_ThatDoNotHold_Fail()
    {
        ScriptResult result = Run(
            [Valid, Invalid, Unlinkable],
            _ => Act(1, ActionEnd.Any, "trap", string.Empty),
            module => new ModuleCommand(2, module[0], null),
            _ => Return(3, "add", [Number("i32", 4)], Number("i32", 1), Number("i32", 2)),
            _ => Return(4, "add", [Number("i64", 3)], Number("i32", 1), Number("i32", 2)),
            _ => Return(5, "add", [], Number("i32", 1), Number("i32", 2)),
            _ => Act(6, ActionEnd.Any, "trap", string.Empty),
            _ => Act(7, ActionEnd.Trap, "trap", "integer overflow"),
            _ => Act(8, ActionEnd.Exhaustion, "trap", "call stack exhausted"),
            _ => Act(9, ActionEnd.Any, "missing", string.Empty),
            module => new RefusalCommand(10, RefusalStage.Invalid, module[0], "type mismatch"),
            module => new RefusalCommand(11, RefusalStage.Unlinkable, module[0], "unknown import"),
            module => new RefusalCommand(12, RefusalStage.Uninstantiable, module[2], "unreachable"),
            _ => Return(13, "host", [new HostReferenceValue("externref", 8)], new HostReferenceValue("externref", 7)),
            _ => Return(14, "host", [new NullValue("externref")], new HostReferenceValue("externref", 7)),
            module => new ModuleCommand(15, module[1], null),
            _ => Return(16, "add", [Number("i32", 3)], Number("i32", 1), Number("i32", 2)));

        Assert.Equal(1, result.Passed);
        Assert.Empty(result.Skipped);
        Assert.Equal([1, .. Enumerable.Range(3, 14)], result.Failures.Select(failure => failure.Line));
    }

    [Fact]
    public void Commands_ThatNeedAMissingFeature_AreSkippedUnderItsName()
    {
        ScriptResult result = Run(
            [Valid, Unsupported, new ModuleBuilder().ImportFunction("m", "f", [], []).Build()],
            module => new ModuleCommand(1, module[1], "$M"),
            _ => Act(2, ActionEnd.Any, "f", string.Empty),
            _ => new RegisterCommand(3, "m", "$M"),
            module => new ModuleCommand(4, module[2], null),
            module => new RefusalCommand(5, RefusalStage.Invalid, module[1], "any"),
            _ => new RefusalCommand(6, RefusalStage.Malformed, new ScriptModule(true, 0, 0), "any"),
            module => new ModuleCommand(7, module[0], null));

        Assert.Empty(result.Failures);
        Assert.Equal(1, result.Passed);
        Assert.Equal(new Dictionary<string, int> { ["gc"] = 5, ["text format"] = 1 }, result.Skipped);
    }

    [Theory]
    [InlineData(CanonicalNan, true, true)]
    [InlineData(CanonicalNan | 0x8000_0000, true, true)]
    [InlineData(ArithmeticNan, false, true)]
    [InlineData(SignallingNan, false, false)]
    [InlineData(0x7f80_0000, false, false)]
    public void NanPatterns_OfF32_MatchTheirNans(ulong bits, bool isCanonical, bool isArithmetic)
    {
        Value value = Value.FromSingle(BitConverter.UInt32BitsToSingle((uint)bits));
        using ScriptState state = new();

        Assert.Equal(isCanonical, ValueMatcher.Matches(new NanValue("f32", true), value, state));
        Assert.Equal(isArithmetic, ValueMatcher.Matches(new NanValue("f32", false), value, state));
        Assert.False(ValueMatcher.Matches(new NanValue("f64", false), value, state));
        Assert.True(ValueMatcher.Matches(new EitherValue([Number("f32", 1), Number("f32", bits)]), value, state));
        Assert.False(ValueMatcher.Matches(new EitherValue([Number("f32", 1), Number("f32", bits ^ 1)]), value, state));
    }

    private static ScriptResult Run(byte[][] modules, params Func<ScriptModule[], ScriptCommand>[] commands)
    {
        ScriptModule[] places = new ScriptModule[modules.Length];
        List<byte> bytes = [];
        for (int i = 0; i < modules.Length; i++)
        {
            places[i] = new ScriptModule(false, bytes.Count, modules[i].Length);
            bytes.AddRange(modules[i]);
        }

        return ScriptRunner.Run(new Script("test", bytes.ToArray(), [.. commands.Select(command => command(places))]), new InstanceOptions(), WasmFeatures.All & ~WasmFeatures.Gc);
    }

    private static NumberValue Number(string type, ulong bits) => new(type, bits);

    private static ActionCommand Return(int line, string function, ScriptValue[] expected, params ScriptValue[] arguments) =>
        new(line, ActionEnd.Return, new ScriptAction(false, null, function, arguments), expected, string.Empty);

    private static ActionCommand Act(int line, ActionEnd end, string function, string text) =>
        new(line, end, new ScriptAction(false, null, function, []), [], text);
}
