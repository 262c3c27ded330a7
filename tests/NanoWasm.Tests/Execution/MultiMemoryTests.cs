// Several memories in a module.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class MultiMemoryTests
{
    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void LoadsAndStores_OfSeveralMemories_TouchTheirOwn(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(1, export: "a").Memory(1, export: "b")
            .Data(0, c => c.I32(4), 11).Data(1, c => c.I32(4), 22)
            .Function("f", [I32], [I32], f => f
                .LocalGet(0).LocalGet(0).AccessIn(Opcode.I32Load8U, 1, 1).AccessIn(Opcode.I32Store8, 0, 200)
                .LocalGet(0).Access(Opcode.I32Load8U, 1).I32(100).Op(Opcode.I32Mul)
                .LocalGet(0).AccessIn(Opcode.I32Load8U, 1, 1).Op(Opcode.I32Add));
        using Instance instance = Run.Instantiate(mode, module);

        Assert.Equal(1122, Run.Int(instance, "f", 3));
        Assert.Equal(22, instance.GetMemory("a").Read<byte>(203));
        Assert.Equal(0, instance.GetMemory("b").Read<byte>(203));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Bounds_OfSeveralMemories_AreTheirOwn(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(1).Memory(2)
            .Function("a", [I32], [I32], f => f.LocalGet(0).Access(Opcode.I32Load8U))
            .Function("b", [I32], [I32], f => f.LocalGet(0).AccessIn(Opcode.I32Load8U, 1, 0))
            .Function("far", [I32], [I32], f => f.LocalGet(0).AccessIn(Opcode.I32Load8U, 1, uint.MaxValue));
        using Instance instance = Run.Instantiate(mode, module);

        Assert.Equal(0, Run.Int(instance, "b", 65_536));
        AssertOutOfBounds(instance, "a", 65_536);
        AssertOutOfBounds(instance, "b", 131_072);
        AssertOutOfBounds(instance, "far", -1);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void MemoryCopy_BetweenMemories_ChecksBoth(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(1, export: "a").Memory(2, export: "b").Data(10, 1, 2, 3)
            .Function("f", [I32, I32], [], f => f.LocalGet(0).LocalGet(1).I32(3).Op(Opcode.MemoryCopy, 1, 0))
            .Function("fill", [], [], f => f.I32(131_070).I32(7).I32(2).Op(Opcode.MemoryFill, 1));
        using Instance instance = Run.Instantiate(mode, module);
        WasmAction<int, int> copy = instance.GetAction<int, int>("f");

        copy.Invoke(131_069, 10);
        Assert.Equal([1, 2, 3], instance.GetMemory("b").GetSpan(131_069, 3).ToArray());
        instance.GetAction("fill").Invoke();
        Assert.Equal([1, 7, 7], instance.GetMemory("b").GetSpan(131_069, 3).ToArray());
        Assert.Equal(CallStatus.Trapped, copy.TryInvoke(131_070, 10));
        Assert.Equal(CallStatus.Trapped, copy.TryInvoke(0, 65_534));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void SizesAndGrowth_OfSeveralMemories_AreTheirOwn(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(1, 2).Memory(3, 5)
            .Function("sizes", [], [I32], f => f.Op(Opcode.MemorySize, 0).I32(100).Op(Opcode.I32Mul).Op(Opcode.MemorySize, 1).Op(Opcode.I32Add))
            .Function("grow", [I32], [I32], f => f.LocalGet(0).Op(Opcode.MemoryGrow, 1));
        using Instance instance = Run.Instantiate(mode, module);

        Assert.Equal(3, Run.Int(instance, "grow", 2));
        Assert.Equal(105, Run.Int(instance, "sizes"));
        Assert.Equal(-1, Run.Int(instance, "grow", 1));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Memories_OfManyKinds_AreImportedAndExported(DispatchMode mode)
    {
        using Memory first = new(1);
        using Memory second = new(1);
        ModuleBuilder module = new ModuleBuilder().ImportMemory("env", "first", 1).ImportMemory("env", "second", 1).Memory(1, export: "third")
            .Export("also", ExternalKind.Memory, 1)
            .Function("f", [], [], f => f.I32(0).I32(0).AccessIn(Opcode.I32Load, 0, 0).AccessIn(Opcode.I32Store, 1, 0)
                .I32(0).I32(0).AccessIn(Opcode.I32Load, 1, 0).AccessIn(Opcode.I32Store, 2, 0));
        using Instance instance = new Linker().Define("env", "first", first).Define("env", "second", second)
            .Instantiate(Module.FromBytes(module.Build()), Run.Options(mode));
        first.Write(0, 42);

        instance.GetAction("f").Invoke();

        Assert.Equal((42, 42), (second.Read<int>(0), instance.GetMemory("third").Read<int>(0)));
        Assert.Same(second, instance.GetMemory("also"));
    }

    [Fact]
    public void MaxMemoryBytes_OfAnInstance_CountsAllItsMemories()
    {
        ModuleBuilder module = new ModuleBuilder().Memory(1, export: "a").Memory(2, export: "b");
        InstanceOptions options = new() { MaxMemoryBytes = 4 * Memory.PageSize };
        using Instance instance = Run.Instantiate(DispatchMode.Auto, module, options);

        Assert.Equal(1, instance.GetMemory("a").Grow(1));
        Assert.Equal(-1, instance.GetMemory("a").Grow(1));
        Assert.Equal(-1, instance.GetMemory("b").Grow(1));
        InstantiationException refused = Assert.Throws<InstantiationException>(
            () => Run.Instantiate(DispatchMode.Auto, module, options with { MaxMemoryBytes = (3 * Memory.PageSize) - 1 }));
        Assert.Equal("The module needs a memory of 131,072 bytes; 131,071 are allowed beside its other memories (196,607 in all).", refused.Message);
    }

    [Fact]
    public void Caller_OfAnInstanceWithSeveralMemories_FindsThemByIndexAndName()
    {
        Linker linker = new Linker().DefineFunction("env", "f", static (Caller caller) =>
            (int)(caller.Memory.Pages + (10 * caller.GetMemory(1).Pages) + (100 * caller.GetMemory("b").Pages) + (1000 * caller.MemoryCount)));
        ModuleBuilder module = new ModuleBuilder().ImportFunction("env", "f", [], [I32]).Memory(1).Memory(2).Memory(3, export: "b").Function("g", [], [I32], f => f.Call(0));
        using Instance instance = linker.Instantiate(Module.FromBytes(module.Build()));

        Assert.Equal(3321, Run.Int(instance, "g"));
    }

    [Fact]
    public void Memories_BeyondTheLimit_AreRefused()
    {
        ModuleBuilder module = new();
        for (int i = 0; i <= 100; i++)
        {
            module.Memory(0);
        }

        ModuleException error = Module.Validate(module.Build())!;
        Assert.Equal(ModuleErrorKind.LimitExceeded, error.Kind);
        Assert.StartsWith("too many memories: 101, where at most 100 are allowed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NanoInterpreter_WithSeveralMemories_IsRefusedByTheFeaturesName()
    {
        NanoInterpreter nano = new(new ModuleBuilder().Memory(1).Memory(1).Function("main", [], [], static _ => { }).Build(), new byte[Memory.PageSize]);

        NanoError error = nano.Run().Error;

        Assert.Equal(NanoErrorKind.UnsupportedFeature, error.Kind);
        Assert.StartsWith("unsupported feature: multi-memory", error.ToString(), StringComparison.Ordinal);
    }

    private static void AssertOutOfBounds(Instance instance, string function, int address) =>
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => Run.Int(instance, function, address)).Kind);
}
