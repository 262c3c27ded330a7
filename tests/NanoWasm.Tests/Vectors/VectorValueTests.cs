// Vectors as parameters, results, locals, globals and block values, on both dispatchers and between instances.
using System.Runtime.Intrinsics;
using NanoWasm.Tests.Execution;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Vectors;

public sealed class VectorValueTests
{
    private static readonly Vector128<byte> First = Vector128.Create(0x0706050403020100, 0x0F0E0D0C0B0A0908).AsByte();

    private static readonly Vector128<byte> Second = Vector128.Create(0xF7F6F5F4F3F2F1F0, 0xFFFEFDFCFBFAF9F8).AsByte();

    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Function_OfVectors_TakesAndGivesAll128Bits(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, new ModuleBuilder()
            .Function("second", [V128, V128], [V128], static f => f.LocalGet(1))
            .Function("swap", [V128, I32, V128], [V128, I32, V128], static f => f.LocalGet(2).LocalGet(1).LocalGet(0)));

        Assert.Equal(Second, instance.GetFunction<Vector128<byte>, Vector128<byte>, Vector128<byte>>("second").Invoke(First, Second));
        Assert.Equal((Second, 7, First), instance.GetFunction<Vector128<byte>, int, Vector128<byte>, (Vector128<byte>, int, Vector128<byte>)>("swap").Invoke(First, 7, Second));
        Assert.Equal([Value.FromVector128(Second), 7, Value.FromVector128(First)], instance.GetFunction("swap")!.Invoke(First, 7, Second));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Locals_OfVectors_AreZeroInEveryCall(DispatchMode mode)
    {
        // g leaves both halves of a local dirty; the second call must find zeros in both.
        using Instance instance = Run.Instantiate(mode, new ModuleBuilder()
            .Function([V128], [V128], static g => g.Locals(V128, 3).LocalGet(2).LocalGet(0).LocalSet(2))
            .Function("f", [V128], [V128], static f => f.LocalGet(0).Call(0).LocalGet(0).Call(0).Op(Opcode.V128Or)));

        Assert.Equal(Vector128<byte>.Zero, instance.GetFunction<Vector128<byte>, Vector128<byte>>("f").Invoke(First));
        Assert.Equal(Vector128<byte>.Zero, instance.GetFunction<Vector128<byte>, Vector128<byte>>("f").Invoke(Second));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Branch_WithVectors_KeepsThemAndDropsOthers(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, new ModuleBuilder()
            .Function("f", [V128, V128], [V128, V128], static f => f.LocalGet(1).I32(1).LocalGet(0).LocalGet(1).Op(Opcode.Br, 0)));

        Assert.Equal((First, Second), instance.GetFunction<Vector128<byte>, Vector128<byte>, (Vector128<byte>, Vector128<byte>)>("f").Invoke(First, Second));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Select_OfVectors_GivesBothHalvesOfOne(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, new ModuleBuilder()
            .Function("f", [V128, V128, I32], [V128], static f => f.LocalGet(0).LocalGet(1).LocalGet(2).Op(Opcode.Select)));
        WasmFunction<Vector128<byte>, Vector128<byte>, int, Vector128<byte>> select = instance.GetFunction<Vector128<byte>, Vector128<byte>, int, Vector128<byte>>("f");

        Assert.Equal(First, select.Invoke(First, Second, 1));
        Assert.Equal(Second, select.Invoke(First, Second, 0));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Globals_OfVectors_AreSharedWithBothHalves(DispatchMode mode)
    {
        using Global fromHost = new(Value.FromVector128(First), mutable: true);
        using Global constant = new(Value.FromVector128(Second));
        Linker linker = new Linker().Define("env", "a", fromHost).Define("env", "b", constant);
        using Instance instance = linker.Instantiate(
            Module.FromBytes(new ModuleBuilder().ImportGlobal("env", "a", V128, true).ImportGlobal("env", "b", V128, false)
                .Global(V128, true, static c => c.V128(1, 2), "own").Global(V128, false, static c => c.Op(Opcode.GlobalGet, 1), "copy").Global(I32, true, static c => c.I32(5), "scalar")
                .Function("step", [], [], static f => f.Op(Opcode.GlobalGet, 0).Op(Opcode.GlobalSet, 2).Op(Opcode.GlobalGet, 1).Op(Opcode.GlobalSet, 0).I32(6).Op(Opcode.GlobalSet, 4))
                .Build()),
            new InstanceOptions { Dispatch = mode });

        Assert.Equal(Value.FromVector128(Vector128.Create(1UL, 2).AsByte()), instance.GetGlobal("own").Value);
        Assert.Equal(Value.FromVector128(Second), instance.GetGlobal("copy").Value);

        instance.GetAction("step").Invoke();

        Assert.Equal(Value.FromVector128(First), instance.GetGlobal("own").Value);
        Assert.Equal(Value.FromVector128(Second), fromHost.Value);
        Assert.Equal(Value.FromInt32(6), instance.GetGlobal("scalar").Value);
        instance.GetGlobal("own").Value = Value.FromVector128(Second);
        Assert.Equal(Value.FromVector128(Second), instance.GetGlobal("own").Value);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void HostFunctions_OfVectors_GetAndGiveBothHalves(DispatchMode mode)
    {
        FuncType type = new([V128, V128], [V128]);
        Linker linker = new Linker()
            .DefineFunction("env", "typed", static (Vector128<byte> a, Vector128<byte> b) => (b, a))
            .DefineFunction("env", "untyped", type, static (_, arguments, results) => results[0] = arguments[1]);
        using Instance instance = linker.Instantiate(
            Module.FromBytes(new ModuleBuilder().ImportFunction("env", "typed", [V128, V128], [V128, V128]).ImportFunction("env", "untyped", [V128, V128], [V128])
                .Function("f", [V128, V128], [V128], static f => f.LocalGet(0).LocalGet(1).Call(0).Call(1)).Export("typed", ExternalKind.Function, 0).Build()),
            new InstanceOptions { Dispatch = mode });

        Assert.Equal(First, instance.GetFunction<Vector128<byte>, Vector128<byte>, Vector128<byte>>("f").Invoke(First, Second));
        Assert.Equal([Value.FromVector128(Second), Value.FromVector128(First)], instance.GetFunction("typed")!.Invoke(First, Second));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Call_FromAnInstanceWithoutVectors_GivesItsStackHighHalves(DispatchMode mode)
    {
        using Instance vectors = Run.Instantiate(mode, new ModuleBuilder()
            .Function([V128, V128], [V128], static g => g.Locals(V128).LocalGet(0).LocalGet(1).Op(Opcode.I64x2Add).Op(Opcode.LocalTee, 2).LocalGet(2).Op(Opcode.V128And))
            .Function("sum", [I64, I64], [I64], static f => f.LocalGet(0).Op(Opcode.I64x2Splat).LocalGet(1).Op(Opcode.I64x2Splat).Call(0).Raw(0xFD, 0x1D, 1)));
        using Instance scalar = new Linker().DefineInstance("v", vectors).Instantiate(
            Module.FromBytes(new ModuleBuilder().ImportFunction("v", "sum", [I64, I64], [I64])
                .Function("f", [I64, I64], [I64], static f => f.LocalGet(0).LocalGet(1).Call(0).LocalGet(1).Call(0)).Build()),
            new InstanceOptions { Dispatch = mode });
        WasmFunction<long, long, long> sum = scalar.GetFunction<long, long, long>("f");

        Assert.Equal(5 + 7 + 7, sum.Invoke(5, 7));
        Assert.Equal(19, sum.Invoke(5, 7));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void NanoInterpreter_WithVectors_TakesAndGivesThem(DispatchMode mode)
    {
        byte[] wasm = new ModuleBuilder().Global(V128, true, static c => c.V128(3, 4))
            .Function("f", [V128], [V128, V128], static f => f.LocalGet(0).Op(Opcode.GlobalGet, 0)).Build();
        NanoInterpreter nano = new(wasm, []) { Dispatch = mode };
        NanoValue[] results = new NanoValue[2];

        Assert.True(nano.Run("f", [First], results).Succeeded);

        Assert.Equal(First, results[0].Vector);
        Assert.Equal(Vector128.Create(3UL, 4).AsByte(), results[1].Vector);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Load_OfAVectorThatEndsBehindMemory_Traps(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, new ModuleBuilder().Memory(1)
            .Function("load", [I32], [V128], static f => f.LocalGet(0).Raw(0xFD, 0, 0, 1))
            .Function("store", [I32, V128], [], static f => f.LocalGet(0).LocalGet(1).Raw(0xFD, 11, 4, 0)));
        WasmFunction<int, Vector128<byte>> load = instance.GetFunction<int, Vector128<byte>>("load");
        WasmAction<int, Vector128<byte>> store = instance.GetAction<int, Vector128<byte>>("store");

        store.Invoke(65520, First);
        Assert.Equal(First, load.Invoke(65519));
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => load.Invoke(65520)).Kind);
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => store.Invoke(65521, First)).Kind);
    }

    [Fact]
    public void Value_OfAVector_IsComparedAndPrintedWhole()
    {
        Value value = First;

        Assert.Equal((V128, First), (value.Kind, value.AsVector128()));
        Assert.NotEqual(value, Value.FromVector128(First.WithElement(15, (byte)0)));
        Assert.Equal("v128:i32x4 0x03020100 0x07060504 0x0b0a0908 0x0f0e0d0c", value.ToString());
        Assert.Equal(Vector128<byte>.Zero, Value.Default(V128).AsVector128());
    }

    [Fact]
    public void Instance_WithoutVectors_HasNoHighHalves()
    {
        using Instance scalar = Run.Instantiate(DispatchMode.Auto, new ModuleBuilder().Function("f", [], [I32], static f => f.I32(1)));
        using Instance vectors = Run.Instantiate(DispatchMode.Auto, new ModuleBuilder().Function("f", [V128], [], static _ => { }));

        unsafe
        {
            Assert.Equal((0, NanoWasm.Execution.ModuleTraits.None), (scalar.Stack->High, scalar.Context->Traits));
            Assert.Equal(NanoWasm.Execution.ModuleTraits.Vectors, vectors.Context->Traits);
            Assert.NotEqual(0, vectors.Stack->High);
        }
    }
}
