// Atomic instructions by themselves: results, widths, and the kinds of memories.
using NanoWasm.Tests.Execution;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Threads;

public sealed class AtomicTests
{
    private const uint FarOffset = 1000;

    private static readonly ulong[] Numbers = [0, 1, 0x80, 0xFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x8000_0000_0000_0000, 0x0123_4567_89AB_CDEF, ulong.MaxValue];

    public static TheoryData<DispatchMode, string> Forms
    {
        get
        {
            TheoryData<DispatchMode, string> rows = [];
            foreach (DispatchMode mode in new[] { DispatchMode.Threaded, DispatchMode.Switch })
            {
                foreach (string form in new[] { "plain", "shared", "64-bit", "second" })
                {
                    rows.Add(mode, form);
                }
            }

            return rows;
        }
    }

    public static TheoryData<DispatchMode> Dispatchers => Run.Dispatchers;

    [Theory]
    [MemberData(nameof(Forms))]
    public void ReadModifyWrite_OfEveryKindAndWidth_GivesWhatWasThereAndWritesWhatItSays(DispatchMode mode, string form)
    {
        OpcodeInfo[] opcodes = [.. Opcodes.All.Where(static info => info.Mnemonic.Contains(".rmw", StringComparison.Ordinal))];
        Assert.Equal(49, opcodes.Length);
        foreach (uint offset in new uint[] { 8, FarOffset })
        {
            using Instance instance = Instantiate(mode, form, opcodes, offset);
            Memory memory = instance.GetMemory("memory");
            foreach (OpcodeInfo info in opcodes)
            {
                int bytes = WidthOf(info);
                ulong mask = ulong.MaxValue >> (64 - (8 * bytes));
                foreach (ulong before in Numbers)
                {
                    foreach (ulong operand in Numbers)
                    {
                        memory.Write(offset + 16, ulong.MaxValue / 3);
                        memory.Write(offset + 24, before);
                        ulong expected = (before & ~mask) | (Apply(info.Mnemonic, before & mask, operand & mask) & mask);

                        ulong found = Call(instance, info, 24, operand);

                        Assert.Equal((info.Mnemonic, before & mask), (info.Mnemonic, found));
                        Assert.Equal((info.Mnemonic, expected), (info.Mnemonic, memory.Read<ulong>(offset + 24)));
                        Assert.Equal(ulong.MaxValue / 3, memory.Read<ulong>(offset + 16));
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void LoadsAndStores_OfEveryWidth_AreAsTheirPlainCounterparts(DispatchMode mode, string form)
    {
        OpcodeInfo[] opcodes = [.. Opcodes.All.Where(static info => info.Feature == WasmFeatures.Threads && (info.Mnemonic.Contains(".load", StringComparison.Ordinal) || info.Mnemonic.Contains(".store", StringComparison.Ordinal)))];
        Assert.Equal(14, opcodes.Length);
        using Instance instance = Instantiate(mode, form, opcodes, FarOffset);
        Memory memory = instance.GetMemory("memory");
        foreach (OpcodeInfo info in opcodes)
        {
            ulong mask = ulong.MaxValue >> (64 - (8 * WidthOf(info)));
            bool isLoad = info.Mnemonic.Contains(".load", StringComparison.Ordinal);
            foreach (ulong number in Numbers)
            {
                memory.Write(FarOffset + 8, isLoad ? number : ~number);

                ulong found = Call(instance, info, 8, number);

                Assert.Equal((info.Mnemonic, isLoad ? number & mask : 0), (info.Mnemonic, found));
                Assert.Equal((info.Mnemonic, isLoad ? number : (~number & ~mask) | (number & mask)), (info.Mnemonic, memory.Read<ulong>(FarOffset + 8)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Accesses_UnalignedOrOutOfBounds_TrapBeforeAnythingIsWritten(DispatchMode mode, string form)
    {
        OpcodeInfo[] opcodes = [.. Opcodes.All.Where(static info => info.Feature == WasmFeatures.Threads && info.Opcode != Opcode.AtomicFence)];
        using Instance instance = Instantiate(mode, form, opcodes, 8);
        byte[] before = instance.GetMemory("memory").Span.ToArray();
        foreach (OpcodeInfo info in opcodes)
        {
            Assert.Equal((info.Mnemonic, TrapKind.MemoryOutOfBounds), (info.Mnemonic, TrapOf(instance, info, 65_536)));
            for (int address = 1; address < WidthOf(info); address++)
            {
                Assert.Equal((info.Mnemonic, address, TrapKind.UnalignedAtomic), (info.Mnemonic, address, TrapOf(instance, info, address)));
            }
        }

        Assert.Equal(before, instance.GetMemory("memory").Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public void WaitAndNotify_OfAMemoryThatIsNotShared_TrapAndFindNobody(DispatchMode mode)
    {
        using Instance instance = Run.Instantiate(mode, new ModuleBuilder().Memory(1)
            .Function("wait32", [], [], static f => f.I32(0).I32(0).I64(0).Access(Opcode.MemoryAtomicWait32, align: 2).Drop())
            .Function("wait64", [], [], static f => f.I32(0).I64(0).I64(0).Access(Opcode.MemoryAtomicWait64, align: 3).Drop())
            .Function("f", [], [I32], static f => f.Op(Opcode.AtomicFence, 0).I32(0).I32(7).Access(Opcode.MemoryAtomicNotify, align: 2)));

        Assert.Equal(TrapKind.ExpectedSharedMemory, Run.Trap(instance, "wait32").Kind);
        TrapException trap = Run.Trap(instance, "wait64");
        Assert.Equal(TrapKind.ExpectedSharedMemory, trap.Kind);
        Assert.StartsWith("expected shared memory", trap.Message, StringComparison.Ordinal);
        Assert.Equal(0, Run.Int(instance, "f"));
    }

    [Fact]
    public void Fence_WithAnotherByteThanZero_IsMalformed()
    {
        ModuleException error = Assert.Throws<ModuleException>(() => Module.FromBytes(new ModuleBuilder().Function([], [], static f => f.Raw([0xFE, 3, 1])).Build()));

        Assert.Equal(ModuleErrorKind.Malformed, error.Kind);
        Assert.StartsWith("zero byte expected", error.Message, StringComparison.Ordinal);
        Assert.Equal(ModuleErrorKind.Malformed, Module.Validate(new ModuleBuilder().RawFunction(null, [], [], [0, 0xFE, 3]).Build())?.Kind);
    }

    [Fact]
    public void Disassembly_OfAtomicInstructions_IsTheTextFormats()
    {
        using Module module = Module.FromBytes(new ModuleBuilder().Memory(1)
            .Function([], [], static f => f.I32(0).I32(0).I64(0).Access(Opcode.MemoryAtomicWait32, 4, 2).Drop().Op(Opcode.AtomicFence, 0)).Build());

        Assert.Equal(
            ["i32.const 0", "i32.const 0", "i64.const 0", "memory.atomic.wait32 offset=4 align=4", "drop", "atomic.fence", "end"],
            module.Disassemble(0).Select(static instruction => instruction.Text));
    }

    [Fact]
    public void NanoInterpreter_WithAtomics_RunsThemAndRefusesSharedMemories()
    {
        byte[] counter = new ModuleBuilder().Memory(1).Function("f", [], [I32], static f => f
            .I32(8).I32(5).Access(Opcode.I32AtomicRmwAdd, align: 2).Drop()
            .I32(8).I32(-1).Access(Opcode.MemoryAtomicNotify, align: 2)
            .I32(8).Access(Opcode.I32AtomicLoad, align: 2).Op(Opcode.I32Add)).Build();
        NanoInterpreter nano = new(counter, new byte[65_536]);
        Assert.Equal(5, nano.Run("f").Value);

        NanoInterpreter shared = new(new ModuleBuilder().Memory(new MemoryType(1, 1) { IsShared = true }).Function("f", [], [], static _ => { }).Build(), new byte[65_536]);
        NanoError error = shared.Run("f").Error;
        Assert.Equal(NanoErrorKind.UnsupportedFeature, error.Kind);
        Assert.Contains("threads", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A function of each opcode's name, with an i32 for the address and an operand as parameters.</summary>
    private static Instance Instantiate(DispatchMode mode, string form, OpcodeInfo[] opcodes, uint offset)
    {
        bool is64 = form == "64-bit";
        bool isSecond = form == "second";
        ModuleBuilder module = new();
        if (isSecond)
        {
            module.Memory(1);
        }

        module.Memory(new MemoryType(1, 1) { IsShared = form == "shared", Is64 = is64 }, "memory");
        foreach (OpcodeInfo info in opcodes)
        {
            ValueKind kind = Kind(info);
            bool hasResult = !info.Mnemonic.Contains(".store", StringComparison.Ordinal);
            int operands = info.Signature.Split("->")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length - 1;
            module.Function(info.Mnemonic, [I32, kind], [hasResult ? ResultKind(info) : kind], f =>
            {
                f.LocalGet(0);
                if (is64)
                {
                    f.Op(Opcode.I64ExtendI32U);
                }

                for (int i = 0; i < operands; i++)
                {
                    // Waiting has no time; what is exchanged for the expected value is its complement.
                    _ = i == 0 ? f.LocalGet(1)
                        : info.Mnemonic.Contains("wait", StringComparison.Ordinal) ? f.I64(0)
                        : kind == I32 ? f.LocalGet(1).I32(-1).Op(Opcode.I32Xor)
                        : f.LocalGet(1).I64(-1).Op(Opcode.I64Xor);
                }

                uint align = (uint)System.Numerics.BitOperations.Log2((uint)WidthOf(info));
                _ = isSecond ? f.AccessIn(info.Opcode, 1, offset, align) : f.Access(info.Opcode, offset, align);
                if (!hasResult)
                {
                    _ = kind == I32 ? f.I32(0) : f.I64(0);
                }
            });
        }

        return Run.Instantiate(mode, module);
    }

    private static ValueKind Kind(OpcodeInfo info) =>
        info.Mnemonic.StartsWith("i64", StringComparison.Ordinal) || info.Opcode == Opcode.MemoryAtomicWait64 ? I64 : I32;

    private static ValueKind ResultKind(OpcodeInfo info) => info.Mnemonic.StartsWith("i64", StringComparison.Ordinal) ? I64 : I32;

    /// <summary>The bytes that an instruction accesses.</summary>
    private static int WidthOf(OpcodeInfo info)
    {
        string[] parts = info.Mnemonic.Split('.');
        string digits = string.Concat(parts[2].Where(char.IsAsciiDigit));
        return digits.Length != 0 ? int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) / 8 : parts[0] == "i64" ? 8 : 4;
    }

    /// <summary>What is there afterwards.</summary>
    private static ulong Apply(string mnemonic, ulong there, ulong operand) => mnemonic.Split('.')[3].Replace("_u", string.Empty, StringComparison.Ordinal) switch
    {
        "add" => there + operand,
        "sub" => there - operand,
        "and" => there & operand,
        "or" => there | operand,
        "xor" => there ^ operand,
        "xchg" => operand,
        "cmpxchg" => there == operand ? ~operand : there,
        string other => throw new ArgumentException(other, nameof(mnemonic)),
    };

    private static ulong Call(Instance instance, OpcodeInfo info, int address, ulong operand)
    {
        Value value = Kind(info) == I32 ? Value.FromInt32((int)operand) : Value.FromInt64((long)operand);
        Value result = instance.GetFunction(info.Mnemonic)!.Invoke(address, value)[0];
        return result.Kind == I32 ? (uint)result.AsInt32() : (ulong)result.AsInt64();
    }

    private static TrapKind TrapOf(Instance instance, OpcodeInfo info, int address) =>
        Assert.Throws<TrapException>(() => Call(instance, info, address, 1)).Kind;
}
