// Memories and tables with 64-bit addresses.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class Memory64Tests
{
    private static readonly MemoryType OnePage = new(1) { Is64 = true };

    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    public static TheoryData<DispatchMode, ulong, ulong> OutOfBounds
    {
        get
        {
            TheoryData<DispatchMode, ulong, ulong> rows = [];
            foreach (DispatchMode mode in new[] { DispatchMode.Threaded, DispatchMode.Switch })
            {
                foreach ((ulong address, ulong offset) in new (ulong, ulong)[]
                {
                    (65_529, 0), (0, 65_529), (65_500, 29), (ulong.MaxValue, 0), (ulong.MaxValue, 1), (ulong.MaxValue - 7, 8), (ulong.MaxValue - 100, 101),
                    (0, ulong.MaxValue), (1, ulong.MaxValue), (ulong.MaxValue, ulong.MaxValue), (1UL << 63, 1UL << 63), (1UL << 62, 0), (3UL << 62, 1UL << 62),
                    ((1UL << 63) - 4, (1UL << 63) - 4), (1UL << 32, 0), (0, 1UL << 32), (uint.MaxValue, 1), (ulong.MaxValue - 3, 0),
                })
                {
                    rows.Add(mode, address, offset);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(OutOfBounds))]
    public void Access_BeyondTheEnd_TrapsWhateverTheSum(DispatchMode mode, ulong address, ulong offset)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(OnePage)
            .Function("load", [I64], [I64], f => f.LocalGet(0).AccessIn(Opcode.I64Load, 0, offset))
            .Function("store", [I64], [], f => f.LocalGet(0).I64(-1).AccessIn(Opcode.I64Store, 0, offset))
            .Function("sum", [], [I64], f => f.I64(0).Access(Opcode.I64Load).I64(65_528).Access(Opcode.I64Load).Op(Opcode.I64Or));
        using Instance instance = Run.Instantiate(mode, module);

        Assert.Equal(CallStatus.Trapped, instance.GetFunction<ulong, long>("load").TryInvoke(address, out _));
        Assert.Equal(TrapKind.MemoryOutOfBounds, instance.LastTrap);
        Assert.Equal(CallStatus.Trapped, instance.GetAction<ulong>("store").TryInvoke(address));
        Assert.Equal(TrapKind.MemoryOutOfBounds, instance.LastTrap);
        Assert.Equal(0, instance.GetFunction<long>("sum").Invoke());
    }

    /// <summary>What follows a memarg is read behind a 64-bit offset, too.</summary>
    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Lane_LoadedAndStored_IsTheOneThatIsNamed(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(OnePage).Data(c => c.I64(300), 1, 2, 3, 4)
            .Function("copy", [I64], [I64], f => f
                .LocalGet(0)
                .LocalGet(0).V128(0, 0).Access(Opcode.V128Load16Lane, 200).Raw(5)
                .Access(Opcode.V128Store64Lane, 400).Raw(1)
                .LocalGet(0).Access(Opcode.I64Load, 400));
        using Instance instance = Run.Instantiate(mode, module);

        Assert.Equal(0x0201_0000, instance.GetFunction<long, long>("copy").Invoke(100));
    }

    [Fact]
    public void Lane_ThatThereIsNot_IsInvalid()
    {
        byte[] wasm = new ModuleBuilder().Memory(OnePage)
            .Function("load", [I64], [V128], f => f.LocalGet(0).V128(0, 0).Access(Opcode.V128Load16Lane, 0).Raw(8))
            .Build();

        Assert.Equal(ModuleErrorKind.Invalid, Module.Validate(wasm)?.Kind);
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Access_UpToTheEnd_Works(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(OnePage).Data(c => c.I64(65_528), 1, 2, 3, 4, 5, 6, 7, 8)
            .Function("near", [I64], [I64], f => f.LocalGet(0).Access(Opcode.I64Load))
            .Function("far", [I64], [I64], f => f.LocalGet(0).Access(Opcode.I64Load, 65_500));
        using Instance instance = Run.Instantiate(mode, module);

        Assert.Equal(0x0807060504030201, instance.GetFunction<long, long>("near").Invoke(65_528));
        Assert.Equal(0x0807060504030201, instance.GetFunction<long, long>("far").Invoke(28));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Offset_OfTenBytes_IsReadToItsEnd(DispatchMode mode)
    {
        // The same in a memory with 32-bit addresses: an offset may be written longer than it is.
        byte[] offset = [0x88, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00];
        foreach (MemoryType type in new[] { OnePage, new MemoryType(1) })
        {
            ModuleBuilder module = new ModuleBuilder().Memory(type).Function("f", [], [I32], f => (type.Is64 ? f.I64(0).I64(0) : f.I32(0).I32(0)).Op(Opcode.Drop)
                .I32(77).Raw([(byte)Opcode.I32Store8, 0, .. offset])
                .Raw(type.Is64 ? [0x42, 0x08] : [0x41, 0x08]).Access(Opcode.I32Load8U));
            Assert.Equal(77, Run.Int(mode, module));
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void SizeAndGrowth_Have64Bits(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(new MemoryType(1, 1UL << 40) { Is64 = true })
            .Function("size", [], [I64], f => f.Op(Opcode.MemorySize, 0))
            .Function("grow", [I64], [I64], f => f.LocalGet(0).Op(Opcode.MemoryGrow, 0));
        using Instance instance = Run.Instantiate(mode, module);
        WasmFunction<ulong, long> grow = instance.GetFunction<ulong, long>("grow");

        Assert.Equal(1, grow.Invoke(2));
        Assert.Equal(3, instance.GetFunction<long>("size").Invoke());
        Assert.All([ulong.MaxValue, 1UL << 63, 1UL << 48, 1UL << 40, 1UL << 32], pages => Assert.Equal(-1, grow.Invoke(pages)));
        Assert.Equal(3, grow.Invoke(0));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void BulkOperations_WithHugeRanges_Trap(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(OnePage).PassiveData(1, 2, 3).DataCount()
            .Function("fill", [I64, I64], [], f => f.LocalGet(0).I32(1).LocalGet(1).Op(Opcode.MemoryFill, 0))
            .Function("copy", [I64, I64], [], f => f.LocalGet(0).I64(0).LocalGet(1).Op(Opcode.MemoryCopy, 0, 0))
            .Function("init", [I64, I64], [], f => f.LocalGet(0).I32(0).I32(3).Op(Opcode.MemoryInit, 0, 0));
        using Instance instance = Run.Instantiate(mode, module);

        instance.GetAction<ulong, ulong>("fill").Invoke(65_530, 6);
        instance.GetAction<ulong, ulong>("init").Invoke(65_533, 0);
        Assert.All(["fill", "copy"], name => Assert.All(
            new (ulong, ulong)[] { (1, ulong.MaxValue), (ulong.MaxValue, 1), (65_536, 1), (1UL << 32, 0), (0, 1UL << 32), (1UL << 63, 1UL << 63) },
            range => Assert.Equal(CallStatus.Trapped, instance.GetAction<ulong, ulong>(name).TryInvoke(range.Item1, range.Item2))));
        Assert.Equal(CallStatus.Trapped, instance.GetAction<ulong, ulong>("init").TryInvoke(ulong.MaxValue - 1, 0));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Table_With64BitIndices_ChecksAllBits(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Table(new TableType(FuncRef, 2, 10) { Is64 = true }).Elements(0, c => c.I64(1), 0)
            .Function("seven", [], [I32], f => f.I32(7))
            .Function("call", [I64], [I32], f => f.LocalGet(0).CallIndirect([], [I32]))
            .Function("get", [I64], [I32], f => f.LocalGet(0).Op(Opcode.TableGet, 0).Op(Opcode.RefIsNull))
            .Function("grow", [I64], [I64], f => f.RefNull(FuncRef).LocalGet(0).Op(Opcode.TableGrow, 0))
            .Function("size", [], [I64], f => f.Op(Opcode.TableSize, 0));
        using Instance instance = Run.Instantiate(mode, module);

        Assert.Equal(7, instance.GetFunction<ulong, int>("call").Invoke(1));
        Assert.Equal(1, instance.GetFunction<ulong, int>("get").Invoke(0));
        Assert.All(["call", "get"], name => Assert.All(
            [2UL, 1UL << 32, (1UL << 32) + 1, ulong.MaxValue],
            index => Assert.Equal(CallStatus.Trapped, instance.GetFunction<ulong, int>(name).TryInvoke(index, out _))));
        Assert.Equal(-1, instance.GetFunction<ulong, long>("grow").Invoke((1UL << 32) + 1));
        Assert.Equal(2, instance.GetFunction<ulong, long>("grow").Invoke(8));
        Assert.Equal(10, instance.GetFunction<long>("size").Invoke());
    }

    [Fact]
    public void Declaration_OfAHugeMaximum_ReservesNothing()
    {
        ModuleBuilder module = new ModuleBuilder().Memory(new MemoryType(0, 1UL << 48) { Is64 = true }, export: "m").Table(new TableType(FuncRef, 0, ulong.MaxValue) { Is64 = true }, "t");
        using Instance instance = Run.Instantiate(DispatchMode.Auto, module);

        Assert.Equal("(memory i64 0 281474976710656)", instance.GetMemory("m").Type.ToString());
        Assert.Equal("(table i64 0 18446744073709551615 funcref)", instance.GetTable("t").Type.ToString());
        Assert.Equal(0, instance.GetMemory("m").Grow(1));
    }

    [Fact]
    public void Declaration_OfAHugeMinimum_IsRefusedClearly()
    {
        InstantiationException memory = Assert.Throws<InstantiationException>(() => Run.Instantiate(DispatchMode.Auto, new ModuleBuilder().Memory(new MemoryType(1UL << 48) { Is64 = true })));
        InstantiationException table = Assert.Throws<InstantiationException>(() => Run.Instantiate(
            DispatchMode.Auto, new ModuleBuilder().Table(new TableType(FuncRef, ulong.MaxValue) { Is64 = true }).Table(FuncRef, 1)));

        Assert.Equal("The module needs a memory of 18,446,744,073,709,551,615 bytes; 4,294,967,296 are allowed.", memory.Message);
        Assert.Equal("The module needs tables of 18,446,744,073,709,551,615 elements or more; 10,000,000 are allowed.", table.Message);
    }

    [Fact]
    public void Imports_With32And64BitAddresses_DoNotMatch()
    {
        using Memory memory = new(new MemoryType(1) { Is64 = true });
        Module module = Module.FromBytes(new ModuleBuilder().ImportMemory("env", "m", 1).Build());

        LinkException exception = Assert.Throws<LinkException>(() => new Linker().Define("env", "m", memory).Instantiate(module));

        Assert.Equal(new MemoryType(1) { Is64 = true }, exception.Given);
        Assert.True(memory.Is64);
    }

    [Fact]
    public void NanoInterpreter_With64BitAddresses_Runs()
    {
        byte[] wasm = new ModuleBuilder().Memory(new MemoryType(1, 3) { Is64 = true }).Data(c => c.I64(9), 5)
            .Function("main", [], [I32], f => f.I64(4).AccessIn(Opcode.I64Load8U, 0, 5).I64(1).Op(Opcode.MemoryGrow, 0).Op(Opcode.I64Add).Op(Opcode.MemorySize, 0).Op(Opcode.I64Add).Op(Opcode.I32WrapI64))
            .Build();
        NanoInterpreter nano = new(wasm, new byte[2 * Memory.PageSize]);

        NanoResult result = nano.Run();

        Assert.True(result.Succeeded, result.Error.ToString());
        Assert.Equal(5 + 1 + 2, result.Value);
    }
}
