// Memories whose pages have a single byte.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class CustomPageSizeTests
{
    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Memory_WithPagesOfAByte_IsExactlyAsLargeAsItSays(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(new MemoryType(5, 8) { PageSize = 1 }, export: "m")
            .Function("size", [], [I32], f => f.Op(Opcode.MemorySize, 0))
            .Function("grow", [I32], [I32], f => f.LocalGet(0).Op(Opcode.MemoryGrow, 0))
            .Function("load", [I32], [I32], f => f.LocalGet(0).Access(Opcode.I32Load8U));
        using Instance instance = Run.Instantiate(mode, module);
        Memory memory = instance.GetMemory("m");

        Assert.Equal(0, Run.Int(instance, "load", 4));
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => Run.Int(instance, "load", 5)).Kind);
        Assert.Equal(5, Run.Int(instance, "grow", 3));
        Assert.Equal(8, Run.Int(instance, "size"));
        Assert.Equal(0, Run.Int(instance, "load", 7));
        Assert.Equal(-1, Run.Int(instance, "grow", 1));
        Assert.Equal((8UL, 8L, 1, "(memory 8 8 (pagesize 1))"), (memory.ByteLength, memory.Pages, memory.BytesPerPage, memory.Type.ToString()));
    }

    [Fact]
    public void Memory_OfTheHostWithPagesOfAByte_MatchesItsTypeOnly()
    {
        using Memory memory = new(new MemoryType(100, 200) { PageSize = 1 });
        Linker linker = new Linker().Define("env", "m", memory);

        using Instance instance = linker.Instantiate(Module.FromBytes(new ModuleBuilder().ImportMemory("env", "m", new MemoryType(100) { PageSize = 1 }).Build()));
        Assert.Throws<LinkException>(() => linker.Instantiate(Module.FromBytes(new ModuleBuilder().ImportMemory("env", "m", 0).Build())));
        Assert.Equal(100, memory.Grow(100));
        Assert.Equal(-1, memory.Grow(1));
    }

    [Theory]
    [InlineData(0UL, null, false, 2, "pages have 1 or 65536 bytes")]
    [InlineData(65_537UL, null, false, 65_536, "there are at most 65536 pages")]
    [InlineData(1UL << 32, null, false, 1, "there are at most 4294967295 pages")]
    [InlineData(2UL, 1UL, false, 1, "the maximum is below the minimum")]
    [InlineData(2UL, null, true, 65_536, "a shared memory must have a maximum")]
    public void Memory_OfNoValidType_IsRefused(ulong minimum, ulong? maximum, bool shared, int pageSize, string flaw)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new Memory(new MemoryType(minimum, maximum) { IsShared = shared, PageSize = pageSize }));

        Assert.Contains(flaw, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NanoInterpreter_WithPagesOfAByte_Runs()
    {
        byte[] wasm = new ModuleBuilder().Memory(new MemoryType(3) { PageSize = 1 })
            .Function("main", [], [I32], f => f.I32(2).Op(Opcode.MemoryGrow, 0).I32(10).Op(Opcode.I32Mul).Op(Opcode.MemorySize, 0).Op(Opcode.I32Add)
                .I32(-1).I32(4).Access(Opcode.I32Load8U).Op(Opcode.I32Mul).Op(Opcode.I32Add))
            .Build();
        NanoInterpreter nano = new(wasm, new byte[64]);

        NanoResult result = nano.Run();

        Assert.True(result.Succeeded, result.Error.ToString());
        Assert.Equal(35, result.Value);
    }
}
