// Memory from the host's side.
using System.Text;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Instances;

public sealed class MemoryTests
{
    private const ulong Gigabyte = 1UL << 30;

    [Fact]
    public void New_Memory_IsZeroAndHasItsType()
    {
        using Memory memory = new(2, 5);
        Assert.Equal(new MemoryType(2, 5), memory.Type);
        Assert.Equal((2, 131_072UL, 131_072), (memory.Pages, memory.ByteLength, memory.Span.Length));
        Assert.False(memory.Span.ContainsAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(65_537, null)]
    [InlineData(2, 1)]
    [InlineData(2, 65_537)]
    public void New_WithBadSizes_IsRefused(int minimum, int? maximum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Memory(minimum, maximum));

    [Fact]
    public void ReadAndWrite_AtTheEdges_StayInside()
    {
        using Memory memory = new(1);
        memory.Write(65_528, 0x0102_0304_0506_0708L);
        Assert.Equal(0x0102_0304_0506_0708L, memory.Read<long>(65_528));
        Assert.Equal(8, memory.Span[65_528]);
        Assert.Equal(0x0102, memory.Read<short>(65_534));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read<long>(65_529));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Write(65_535, (short)1));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read<byte>(65_536));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read<byte>(ulong.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read<long>(ulong.MaxValue - 3));
        Assert.Equal(1, memory.Read<byte>(65_535));
    }

    [Fact]
    public void GetSpan_OfEveryPlace_IsCheckedAgainstTheSize()
    {
        using Memory memory = new(1);
        memory.GetSpan(10, 3).Fill(9);
        Assert.Equal([0, 9, 9, 9, 0], memory.Span[9..14].ToArray());
        Assert.True(memory.GetSpan(65_536, 0).IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSpan(65_537, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSpan(1, 65_536));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSpan(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSpan(ulong.MaxValue, int.MaxValue));
    }

    [Fact]
    public void Strings_WrittenAndRead_AreUtf8()
    {
        using Memory memory = new(1);
        const string Text = "žluťoučký 🐎";
        int length = memory.WriteString(100, Text);
        Assert.Equal(Encoding.UTF8.GetByteCount(Text), length);
        Assert.Equal(Text, memory.ReadString(100, length));
        Assert.Equal(length + 1, memory.WriteZeroTerminatedString(500, Text));
        Assert.Equal(Text, memory.ReadZeroTerminatedString(500));
        Assert.Equal(string.Empty, memory.ReadZeroTerminatedString(500 + (ulong)length));
        Assert.Equal("\uFFFD", memory.ReadString(100 + (ulong)length - 1, 1));
    }

    [Fact]
    public void Strings_ThatDoNotFit_AreRefusedAndNothingIsWritten()
    {
        using Memory memory = new(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.WriteString(65_534, "abc"));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.WriteZeroTerminatedString(65_534, "ab"));
        Assert.Equal(0, memory.Read<short>(65_534));
        Assert.Equal(2, memory.WriteString(65_534, "ab"));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.ReadZeroTerminatedString(65_534));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.ReadZeroTerminatedString(65_537));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.ReadZeroTerminatedString(65_530, 4) + memory.ReadZeroTerminatedString(65_534, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.ReadString(65_534, 3));
    }

    [Fact]
    public void Grow_WithinTheMaximum_KeepsContentsAndAddsZeros()
    {
        using Memory memory = new(1, 4);
        memory.Span.Fill(7);
        Assert.Equal(1, memory.Grow(2));
        Assert.Equal(3, memory.Grow(0));
        Assert.Equal(3, memory.Pages);
        Assert.False(memory.Span[..65_536].ContainsAnyExcept((byte)7));
        Assert.False(memory.Span[65_536..].ContainsAnyExcept((byte)0));
        Assert.Equal(-1, memory.Grow(2));
        Assert.Equal(-1, memory.Grow(int.MaxValue));
        Assert.Equal(3, memory.Grow(1));
        Assert.Equal(-1, memory.Grow(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Grow(-1));
    }

    [Fact]
    public void Grow_PageByPageToManyPages_MovesSeldom()
    {
        using Memory memory = new(1);
        int moves = 0;
        for (int i = 1; i < 2_000; i++)
        {
            memory.Span[^1] = (byte)i;
            ref byte before = ref memory.Span[0];
            Assert.Equal(i, memory.Grow(1));
            moves += System.Runtime.CompilerServices.Unsafe.AreSame(ref before, ref memory.Span[0]) ? 0 : 1;
        }

        Assert.InRange(moves, 0, 12);
        for (int i = 1; i < 2_000; i++)
        {
            Assert.Equal((byte)i, memory.Read<byte>(((ulong)i * Memory.PageSize) - 1));
        }
    }

    [Fact]
    public void Memory_Beyond2GiB_IsReachedByAddress()
    {
        using Memory memory = new(1);
        Assert.Equal(1, memory.Grow(65_535));
        Assert.Equal(4 * Gigabyte, memory.ByteLength);
        Assert.Equal(int.MaxValue, memory.Span.Length);
        memory.Write((3 * Gigabyte) + 1, 0x1234_5678);
        Assert.Equal(0x1234_5678, memory.Read<int>((3 * Gigabyte) + 1));
        Assert.Equal(0x78, memory.GetSpan((3 * Gigabyte) + 1, 1)[0]);
        memory.WriteString((4 * Gigabyte) - 2, "ok");
        Assert.Equal("ok", memory.ReadString((4 * Gigabyte) - 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Write((4 * Gigabyte) - 1, (short)1));
        Assert.Equal(-1, memory.Grow(1));
    }

    [Theory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Guest_Beyond2GiB_ReachesItsMemory(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(65_536, export: "memory")
            .Function("store", [I32, I32], [], f => f.LocalGet(0).LocalGet(1).Access(Opcode.I32Store))
            .Function("load", [I32], [I32], f => f.LocalGet(0).Access(Opcode.I32Load, offset: 4));
        using Instance instance = new Linker().Instantiate(Module.FromBytes(module.Build()), new InstanceOptions { Dispatch = mode });
        instance.GetAction<uint, int>("store").Invoke(0xFFFF_FFFC, 77);
        Assert.Equal(77, instance.GetFunction<uint, int>("load").Invoke(0xFFFF_FFF8));
        Assert.Equal(77, instance.GetMemory("memory").Read<int>(0xFFFF_FFFC));
        Assert.Equal(CallStatus.Trapped, instance.GetFunction<uint, int>("load").TryInvoke(0xFFFF_FFF9, out _));
        Assert.Equal(TrapKind.MemoryOutOfBounds, instance.LastTrap);
    }

    [Fact]
    public void Buffer_OfTheCaller_IsTheMemoryAndItsLimit()
    {
        byte[] buffer = new byte[3 * Memory.PageSize];
        buffer.AsSpan().Fill(0xEE);
        ModuleBuilder module = new ModuleBuilder().Memory(1, export: "memory").Data(5, 1, 2, 3)
            .Function("grow", [I32], [I32], f => f.LocalGet(0).Op(Opcode.MemoryGrow, 0));
        using Instance instance = new Linker().Instantiate(Module.FromBytes(module.Build()), new InstanceOptions { MemoryBuffer = buffer });
        Assert.Equal([0, 1, 2, 3, 0], buffer[4..9]);
        Assert.Equal(0, buffer[Memory.PageSize - 1]);
        Assert.Equal(0xEE, buffer[Memory.PageSize]);
        WasmFunction<int, int> grow = instance.GetFunction<int, int>("grow");
        Assert.Equal(1, grow.Invoke(1));
        Assert.Equal(0, buffer[Memory.PageSize]);
        Assert.Equal(0xEE, buffer[2 * Memory.PageSize]);
        Assert.Equal(-1, grow.Invoke(2));
        Assert.Equal(2, grow.Invoke(1));
        Assert.Equal(-1, grow.Invoke(1));
        instance.GetMemory("memory").Write(100, (byte)42);
        Assert.Equal(42, buffer[100]);
    }

    [Fact]
    public void Buffer_ThatIsTooSmall_IsRefused()
    {
        Module module = Module.FromBytes(new ModuleBuilder().Memory(2).Build());
        Assert.Throws<InstantiationException>(() =>
            new Linker().Instantiate(module, new InstanceOptions { MemoryBuffer = new byte[(2 * Memory.PageSize) - 1] }));
    }

    [Fact]
    public void Limit_OfTheOptions_BoundsInitialSizeAndGrowth()
    {
        ModuleBuilder module = new ModuleBuilder().Memory(2, export: "memory")
            .Function("grow", [I32], [I32], f => f.LocalGet(0).Op(Opcode.MemoryGrow, 0));
        Module built = Module.FromBytes(module.Build());
        InstantiationException exception = Assert.Throws<InstantiationException>(() =>
            new Linker().Instantiate(built, new InstanceOptions { MaxMemoryBytes = (2 * Memory.PageSize) - 1 }));
        Assert.Contains("131,072", exception.Message, StringComparison.Ordinal);
        using Instance instance = new Linker().Instantiate(built, new InstanceOptions { MaxMemoryBytes = (3 * Memory.PageSize) + 5 });
        Assert.Equal(-1, instance.GetFunction<int, int>("grow").Invoke(2));
        Assert.Equal(2, instance.GetFunction<int, int>("grow").Invoke(1));
        Assert.Equal(-1, instance.GetFunction<int, int>("grow").Invoke(1));
        Assert.Equal(-1, instance.GetMemory("memory").Grow(1));

        // The policy is no part of the type.
        Assert.Equal(new MemoryType(3), instance.GetMemory("memory").Type);
    }

    [Fact]
    public void Grow_InAHostFunction_IsSeenByTheGuestThatGoesOn()
    {
        Linker linker = new Linker().DefineFunction("env", "grow", static (Caller caller) =>
        {
            caller.Memory.Grow(100);
            caller.Memory.Write(0, 5);
            caller.Memory.Write(100UL * Memory.PageSize, 37);
        });
        using Instance instance = linker.Instantiate(Module.FromBytes(new ModuleBuilder().ImportFunction("env", "grow", [], []).Memory(1)
            .Function("f", [], [I32], f => f.Call(0).I32(0).Access(Opcode.I32Load).I32(100 * Memory.PageSize).Access(Opcode.I32Load).Op(Opcode.I32Add))
            .Build()));
        Assert.Equal(42, instance.GetFunction<int>("f").Invoke());
    }
}
