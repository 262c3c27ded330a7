// What bindings do.
using System.Runtime.Intrinsics;
using Game;
using NanoWasm.Testing;
using static NanoWasm.ValueKind;

namespace NanoWasm.Bindings.Tests;

/// <summary>Calls through the bindings of Game.cs, both ways.</summary>
public sealed class BindingTests
{
    private readonly GameApi _api = new();

    [Fact]
    public void Import_OfNumbers_GetsThemAndGivesTheResult() =>
        Assert.Equal(307, CallImport("spawn", [I32, F32, F32], [I32], static f => f.I32(3).F32(2.5f).F32(4.5f)).AsInt32());

    [Theory]
    [InlineData(0, 5, "häll")]
    [InlineData(65536, 0, "")]
    public void Import_OfText_SeesTheGuestsMemory(int address, int length, string expected)
    {
        CallImport("log", [I32, I32], [], f => f.I32(address).I32(length));

        Assert.Equal(expected + ";", _api.Logged.ToString());
    }

    [Theory]
    [InlineData(65536, 1)]
    [InlineData(65537, 0)]
    [InlineData(0, 65537)]
    [InlineData(-1, 2)]
    [InlineData(2, -1)]
    public void Import_OfTextOutsideOfMemory_TrapsAndTheInstanceStaysUsable(int address, int length)
    {
        using Instance instance = Instantiate("log", [I32, I32], [], f => f.I32(address).I32(length));

        TrapException trap = Assert.Throws<TrapException>(() => instance.GetAction("run").Invoke());

        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        Assert.Equal("run", Assert.Single(trap.Frames).FunctionName);
        Assert.Equal(CallStatus.Trapped, instance.GetAction("run").TryInvoke());
        Assert.Equal(string.Empty, _api.Logged.ToString());
        instance.GetAction("well").Invoke();
        Assert.Equal(";", _api.Logged.ToString());
    }

    [Fact]
    public void Import_OfEnums_GetsThem()
    {
        Assert.Equal(1, CallImport("set_kind", [I32, I64], [I32], static f => f.I32(1).I64(-1)).AsInt32());
        Assert.Equal(0, CallImport("set_kind", [I32, I64], [I32], static f => f.I32(1).I64(0)).AsInt32());
        Assert.Equal(1, CallImport("next_kind", [I32], [I32], static f => f.I32(0)).AsInt32());
    }

    [Fact]
    public void Import_OfSpans_ReadsAndWritesTheGuestsMemory()
    {
        using Instance instance = Instantiate("fill", [I32, I32, I32, I32, I32], [I32], static f => f.I32(100).I32(3).I32(0).I32(1).I32(7));

        Assert.Equal(3, instance.GetFunction<int>("run").Invoke());
        Assert.Equal("\0hhh\0"u8.ToArray(), instance.GetMemory("memory").GetSpan(99, 5).ToArray());
    }

    [Fact]
    public void Import_WithCaller_SeesTheInstance() =>
        Assert.Equal(5UL, CallImport("where_pages", [I32, I32], [I64], static f => f.I32(0).I32(4)).AsUInt64());

    [Fact]
    public void Import_OfATuple_GivesAllResults()
    {
        using Instance instance = Instantiate("split_in_two", [I64], [I32, I64], static f => f.I64(0x5_0000_0007));

        Assert.Equal((7, 5L), instance.GetFunction<(int, long)>("run").Invoke());
    }

    [Fact]
    public void Import_OfVectorsAndReferences_GetsThem()
    {
        object held = new();
        byte[] module = new ModuleBuilder()
            .ImportFunction("env", "keep_all", [V128, ExternRef, FuncRef], [])
            .Function("run", [V128, ExternRef, FuncRef], [], static f => f.LocalGet(0).LocalGet(1).LocalGet(2).Call(0))
            .Build();
        using Instance instance = new Linker().Define(_api).Instantiate(Module.FromBytes(module));
        WasmAction<Vector128<byte>, object?, Function?> run = instance.GetAction<Vector128<byte>, object?, Function?>("run");

        run.Invoke(Vector128.Create((byte)9), held, null);
        Assert.Equal(Vector128.Create((byte)9), _api.Lanes);
        Assert.Same(held, _api.Held);

        run.Invoke(default, null, run.Function);
        Assert.Same(run.Function, _api.Held);
    }

    [Fact]
    public void Import_OfAnotherType_IsRefusedWithBothTypes()
    {
        LinkException error = Assert.Throws<LinkException>(() => Instantiate("spawn", [I32, I32], [I32], static f => f.I32(3).I32(2)));

        Assert.Contains("wanted (func (param i32 i32) (result i32)), given (func (param i32 f32 f32) (result i32))", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_OfTextFromAModuleWithoutMemory_Traps()
    {
        byte[] module = new ModuleBuilder().ImportFunction("env", "log", [I32, I32], []).Function("run", [], [], static f => f.I32(0).I32(0).Call(0)).Build();
        using Instance instance = new Linker().Define(_api).Instantiate(Module.FromBytes(module));

        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.GetAction("run").Invoke()).Kind);
    }

    [Fact]
    public void Trap_AskedForByAHostFunctionThatThrows_IsForgotten()
    {
        bool fails = true;
        Linker linker = new Linker().DefineFunction("env", "f", (Caller caller) =>
        {
            if (fails)
            {
                caller.Trap(TrapKind.Unreachable);
                throw new InvalidDataException("No.");
            }
        });
        byte[] module = new ModuleBuilder().ImportFunction("env", "f", [], []).Function("run", [], [], static f => f.Call(0)).Build();
        using Instance instance = linker.Instantiate(Module.FromBytes(module));

        Assert.Throws<InvalidDataException>(() => instance.GetAction("run").Invoke());
        fails = false;
        Assert.Equal(CallStatus.Finished, instance.GetAction("run").TryInvoke());
    }

    [Fact]
    public void Trap_OfNoKind_IsRefused()
    {
        using Instance instance = new Linker()
            .DefineFunction("env", "f", static (Caller caller) => caller.Trap(TrapKind.None))
            .Instantiate(Module.FromBytes(new ModuleBuilder().ImportFunction("env", "f", [], []).Function("run", [], [], static f => f.Call(0)).Build()));

        Assert.Throws<ArgumentOutOfRangeException>(() => instance.GetAction("run").Invoke());
    }

    [Fact]
    public void Exports_OfAnInstance_AreCalled()
    {
        using Instance instance = new Linker().Instantiate(Module.FromBytes(Mission(tickParameter: F64)));
        MissionExports mission = new(instance);

        Assert.Equal(3, mission.Tick(3.5));
        Assert.Equal(CallStatus.Finished, mission.TryDivide(7, 2, out int quotient));
        Assert.Equal(3, quotient);
        Assert.Equal(CallStatus.Trapped, mission.TryDivide(7, 0, out _));
        Assert.Equal(CallStatus.Finished, mission.TryTurn(Bearing.Unknown, out Bearing now));
        Assert.Equal(Bearing.Unknown, now);
        Assert.Equal(CallStatus.Finished, mission.Rest());
        Assert.Equal(Kind.Rock, mission.Other(Kind.Ship));
        Assert.Equal((7, 12L), mission.SumAndProduct(3, 4));
        Assert.Equal(1, mission.Memory.Pages);
        Assert.Equal(42, mission.Steps.Value.AsInt32());
    }

    [Fact]
    public void Exports_OfAnotherType_AreRefusedWithBothTypes()
    {
        using Instance instance = new Linker().Instantiate(Module.FromBytes(Mission(tickParameter: F32)));

        ArgumentException error = Assert.Throws<ArgumentException>(() => new MissionExports(instance));

        Assert.StartsWith("The function \"tick\" is (func (param f32) (result i32)), not (func (param f64) (result i32)) as asked for.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exports_ThatAreMissing_AreNamedWithTheirTypeAndWhatThereIs()
    {
        using Instance instance = new Linker().Instantiate(Module.FromBytes(new ModuleBuilder().Function("tock", [F64], [I32], static f => f.I32(0)).Build()));

        KeyNotFoundException error = Assert.Throws<KeyNotFoundException>(() => new MissionExports(instance));

        Assert.Equal("The instance exports no function \"tick\" of type (func (param f64) (result i32)). It exports \"tock\" (func (param f64) (result i32)).", error.Message);
    }

    [Fact]
    public void Exports_OfNoInstance_AreRefusedWhenCalled() =>
        Assert.Throws<InvalidOperationException>(() => default(MissionExports).Tick(1));

    [Fact]
    public void GuestString_OfInvalidBytes_ShowsReplacementCharacters()
    {
        GuestString text = new([(byte)'a', 0xff]);
        Span<char> room = stackalloc char[2];

        Assert.Equal("a\ufffd", text.ToString());
        Assert.True(text.TryDecode(room, out int written));
        Assert.Equal("a\ufffd", room[..written].ToString());
        Assert.False(text.TryDecode(room[..1], out _));
        Assert.Equal(2, text.Length);
    }

    [Fact]
    public void Import_OfViewsByI64_SeesMemoriesWith64BitAddresses()
    {
        WideApi api = new();
        using Instance instance = InstantiateWide(api, "second");

        instance.GetAction("write").Invoke();
        Assert.Equal(4, instance.GetFunction<int>("copy").Invoke());
        instance.GetAction("write_second").Invoke();

        Assert.Equal("wide;\0wide\0;", api.Written.ToString());
    }

    [Theory]
    [InlineData("high")]
    [InlineData("long")]
    [InlineData("outside_second")]
    public void Import_OfViewsByI64OutsideOfTheirMemory_Traps(string export)
    {
        WideApi api = new();
        using Instance instance = InstantiateWide(api, "second");

        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.GetAction(export).Invoke()).Kind);
        Assert.Equal(string.Empty, api.Written.ToString());
    }

    [Theory]
    [InlineData("third")]
    [InlineData("write")]
    public void Import_OfAViewOfAMemoryThatIsNotExported_Traps(string taken)
    {
        using Instance instance = InstantiateWide(new WideApi(), taken);

        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.GetAction("write_second").Invoke()).Kind);
    }

    /// <summary>An instance with a memory of 64-bit addresses, and one of 32-bit addresses under another name.</summary>
    private static Instance InstantiateWide(WideApi api, string second)
    {
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("wide", "write", [I64, I64], [])
            .ImportFunction("wide", "write_second", [I32, I32], [])
            .ImportFunction("wide", "copy", [I64, I64, I64, I64], [I32])
            .Memory(new MemoryType(2) { Is64 = true })
            .Memory(new MemoryType(1), second == "write" ? null : second)
            .Data(static c => c.I64(65_536), "wide"u8.ToArray())
            .Function(second == "write" ? "second" : "write", [], [], static f => f.I64(65_536).I64(4).Call(0))
            .Function("write_second", [], [], static f => f.I32(0).I32(6).Call(1))
            .Function("copy", [], [I32], static f => f.I64(65_536).I64(4).I64(1).I64(4).Call(2))
            .Function("high", [], [], static f => f.I64(1L << 32).I64(1).Call(0))
            .Function("long", [], [], static f => f.I64(0).I64(-1).Call(0))
            .Function("outside_second", [], [], static f => f.I32(65_530).I32(7).Call(1));
        return new Linker().Define(api).Instantiate(Module.FromBytes(module.Build()));
    }

    private static byte[] Mission(ValueKind tickParameter) => new ModuleBuilder()
        .Memory(1, export: "memory")
        .Global(I32, mutable: false, static c => c.I32(42), export: "counter")
        .Function("tick", [tickParameter], [I32], f => _ = tickParameter == F64 ? f.LocalGet(0).Op(Opcode.I32TruncF64S) : f.I32(0))
        .Function("try_divide", [I32, I32], [I32], static f => f.LocalGet(0).LocalGet(1).Op(Opcode.I32DivS))
        .Function("try_turn", [I64], [I64], static f => f.LocalGet(0))
        .Function("rest", [], [], static _ => { })
        .Function("other", [I32], [I32], static f => f.I32(1).LocalGet(0).Op(Opcode.I32Sub))
        .Function("sum_and_product", [I32, I32], [I32, I64], static f => f
            .LocalGet(0).LocalGet(1).Op(Opcode.I32Add).LocalGet(0).LocalGet(1).Op(Opcode.I32Mul).Op(Opcode.I64ExtendI32S))
        .Build();

    private Value CallImport(string name, ValueKind[] parameters, ValueKind[] results, Action<CodeBuilder> arguments)
    {
        using Instance instance = Instantiate(name, parameters, results, arguments);
        return instance.GetFunction("run")!.Invoke() is [Value value] ? value : default;
    }

    /// <summary>An instance whose function <c>run</c> calls an import with arguments, and <c>well</c> with zeros.</summary>
    private Instance Instantiate(string name, ValueKind[] parameters, ValueKind[] results, Action<CodeBuilder> arguments)
    {
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("env", name, parameters, results)
            .Memory(1, export: "memory")
            .Data(0, "hällo"u8.ToArray())
            .Function("run", [], results, f =>
            {
                arguments(f);
                f.Call(0);
            });
        if (parameters is [I32, I32] && results is [])
        {
            module.Function("well", [], [], static f => f.I32(0).I32(0).Call(0));
        }

        return new Linker().Define(_api).Instantiate(Module.FromBytes(module.Build()));
    }
}
