// Immediates in all their encodings.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed class ImmediateTests
{
    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void I32Const_OfEveryLength_HasItsValue(DispatchMode mode)
    {
        foreach (int value in (int[])[0, 1, 63, 64, 127, 128, 8191, 8192, 1 << 20, 1 << 27, int.MaxValue, -1, -64, -65, -8192, -8193, -(1 << 20) - 1, int.MinValue])
        {
            Assert.Equal(value, Run.Int(mode, new ModuleBuilder().Function("f", [], [I32], f => f.I32(value))));
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void I64Const_OfEveryLength_HasItsValue(DispatchMode mode)
    {
        for (int bits = 0; bits < 64; bits++)
        {
            foreach (long value in (long[])[1L << bits, (1L << bits) - 1, -(1L << bits), -(1L << bits) - 1])
            {
                using Instance instance = Run.Instantiate(mode, new ModuleBuilder().Function("f", [], [I64], f => f.I64(value)));
                Assert.Equal(value, instance.GetFunction<long>("f").Invoke());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Const_WithRedundantBytes_HasItsValue(DispatchMode mode)
    {
        byte[][] encodings = [[0x41, 0x85, 0x00], [0x41, 0x85, 0x80, 0x00], [0x41, 0x85, 0x80, 0x80, 0x80, 0x00]];
        foreach (byte[] encoding in encodings)
        {
            Assert.Equal(5, Run.Int(mode, new ModuleBuilder().Function("f", [], [I32], f => f.Raw(encoding))));
        }

        Assert.Equal(-3, Run.Int(mode, new ModuleBuilder().Function("f", [], [I32], f => f.Raw(0x41, 0xFD, 0xFF, 0xFF, 0xFF, 0x7F))));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Local_WithALongIndex_IsFound(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .Locals(I32, 20_000)
            .LocalGet(0).LocalSet(127)
            .LocalGet(127).I32(1).Op(Opcode.I32Add).LocalSet(128)
            .LocalGet(128).I32(1).Op(Opcode.I32Add).LocalTee(19_999)
            .LocalGet(19_999).Op(Opcode.I32Add)
            .Raw(0x20, 0x80, 0x00).Op(Opcode.I32Sub));
        Assert.Equal(((10 + 2) * 2) - 10, Run.Int(mode, module, 10));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Access_WithLongOffsetsAndAlignments_ReachesItsAddress(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(2).Function("f", [I32], [I32], f => f
            .LocalGet(0).I32(77).Access(Opcode.I32Store, 100_000, 2)
            .LocalGet(0).I32(100).Op(Opcode.I32Add).Access(Opcode.I32Load, 99_900, 0)
            .LocalGet(0).Raw(0x28, 0x82, 0x00, 0xA0, 0x8D, 0x06)
            .Op(Opcode.I32Add));
        Assert.Equal(154, Run.Int(mode, module, 12));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Prefix_WithRedundantBytes_RunsItsOpcode(DispatchMode mode)
    {
        // i32.trunc_sat_f32_s (FC:00) with its opcode in one to five bytes.
        byte[][] encodings = [[0xFC, 0x00], [0xFC, 0x80, 0x00], [0xFC, 0x80, 0x80, 0x80, 0x80, 0x00]];
        foreach (byte[] encoding in encodings)
        {
            ModuleBuilder module = new ModuleBuilder().Function("f", [], [I32], f => f.F32(1e20f).Raw(encoding).I32(1).Op(Opcode.I32Sub));
            Assert.Equal(int.MaxValue - 1, Run.Int(mode, module));
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Globals_BeyondOneByte_AreFound(DispatchMode mode)
    {
        ModuleBuilder module = new();
        for (int i = 0; i < 150; i++)
        {
            int value = i;
            module.Global(I32, mutable: true, g => g.I32(value));
        }

        module.Function("f", [], [I32], f => f.GlobalGet(140).I32(1).Op(Opcode.I32Add).GlobalSet(149).GlobalGet(149).GlobalGet(5).Op(Opcode.I32Add));
        Assert.Equal(146, Run.Int(mode, module));
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void Select_WithAndWithoutType_ChoosesByItsCondition(DispatchMode mode)
    {
        ModuleBuilder module = new ModuleBuilder().Function("f", [I32], [I32], f => f
            .I32(1).I32(2).LocalGet(0).Op(Opcode.Select)
            .I32(30).I32(40).LocalGet(0).Select(I32)
            .Op(Opcode.I32Add));
        Assert.Equal(31, Run.Int(mode, module, 9));
        Assert.Equal(42, Run.Int(mode, module, 0));
    }
}
