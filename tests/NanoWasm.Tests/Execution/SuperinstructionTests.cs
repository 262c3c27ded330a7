// Superinstructions: what they read, and that they change no result.
using NanoWasm.Binary;
using NanoWasm.Execution;
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Execution;

public sealed unsafe class SuperinstructionTests
{
    /// <summary>How many bytes of the last page lie behind the module.</summary>
    public static TheoryData<int> Spares => [0, 1, 7, 8, 15, 16, 17, 100];

    [LinuxTheory]
    [MemberData(nameof(Spares))]
    public void Module_AtTheEndOfAPage_RunsWithoutReadingBehindIt(int spare)
    {
        foreach ((byte[] wasm, int expected) in Endings())
        {
            using PageEndMemory memory = new(wasm, spare);
            using Module module = Module.FromBytes(memory.Memory);
            using Instance instance = new Linker().Instantiate(module);

            Assert.Equal(DispatchMode.Threaded, instance.Dispatch);
            Assert.Equal(spare < ReadableBytes.Count, module.Data->Bytes != AddressOf(memory));
            Assert.Equal(expected, Run.Int(instance, "f", 40));
        }
    }

    [LinuxTheory]
    [MemberData(nameof(Spares))]
    public void NanoInterpreter_AtTheEndOfAPage_RunsWithoutReadingBehindIt(int spare)
    {
        foreach ((byte[] wasm, int expected) in Endings())
        {
            using PageEndMemory memory = new(wasm, spare);
            NanoInterpreter nano = new(memory.GetSpan(), []);

            NanoResult result = nano.Run("f", 40);

            Assert.True(result.Succeeded, result.Error.ToString());
            Assert.Equal(expected, result.Value);
        }
    }

    [Theory]
    [InlineData(4096, 16, true)]
    [InlineData(4096, 4072, true)]
    [InlineData(4096, 4073, false)]
    [InlineData(4096, 4096, false)]
    [InlineData(4096, 4097, true)]
    [InlineData(4095, 1, false)]
    [InlineData(4071, 1, true)]
    [InlineData(4072, 1, false)]
    public void AreBehind_ModuleAtAddress_LooksAtItsLastPage(int address, int length, bool expected) =>
        Assert.Equal(expected, ReadableBytes.AreBehind((byte*)address, length));

    [Fact]
    public void Superinstructions_TurnedOff_GiveTheSameResults()
    {
        foreach ((byte[] wasm, int expected) in Endings().Append((Everything(), Expected())))
        {
            using Module module = Module.FromBytes(wasm);
            foreach (bool superinstructions in new[] { false, true })
            {
                using Instance instance = new Linker().Instantiate(module, new InstanceOptions { Dispatch = DispatchMode.Threaded, Superinstructions = superinstructions });
                Assert.Equal(expected, Run.Int(instance, "f", 40));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Superinstruction_WithATrapInside_LeavesItsEffectsAndTrapsAtTheOpcode(bool superinstructions)
    {
        // The local is set before the load traps, in one sequence or in several instructions.
        ModuleBuilder module = new ModuleBuilder().Memory(1).Global(I32, mutable: true, g => g.I32(0), export: "g")
            .Function("f", [I32], [I32], f => f.Locals(I32)
                .LocalGet(0).I32(1).Op(Opcode.I32Add).LocalTee(1).GlobalSet(0)
                .LocalGet(0).I32(2).Op(Opcode.I32Add).LocalSet(1).LocalGet(1).Access(Opcode.I32Load).LocalSet(0).LocalGet(0));
        using Instance instance = new Linker().Instantiate(Module.FromBytes(module.Build()), new InstanceOptions { Dispatch = DispatchMode.Threaded, Superinstructions = superinstructions });

        TrapException trap = Assert.Throws<TrapException>(() => Run.Int(instance, "f", -100));

        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        Assert.Equal(-99, instance.GetGlobal("g").Value.AsInt32());
    }

    /// <summary>Modules whose last bytes are the function's, with opcodes at the end that many superinstructions begin with.</summary>
    private static IEnumerable<(byte[] Wasm, int Result)> Endings()
    {
        yield return (Function(f => f.LocalGet(0)), 40);
        yield return (Function(f => f.LocalGet(0).I32(2).Op(Opcode.I32Add)), 42);
        yield return (Function(f => f.I32(2).LocalGet(0).Op(Opcode.I32Add)), 42);
        yield return (Function(f => f.LocalGet(0).I32(0x7654321).Op(Opcode.I32And)), 40 & 0x7654321);
        yield return (Function(f => f.LocalGet(0).LocalTee(0)), 40);
        yield return (Function(f => f.LocalGet(0).Op(Opcode.I32Eqz)), 0);
        yield return (Function(f => f.LocalGet(0).LocalGet(0).LocalSet(0)), 40);
        yield return (Function(f => f.LocalGet(0).Block().Block().End().End()), 40);
        yield return (Function(f => f.LocalGet(0).I64(1L << 60).Drop()), 40);
        yield return (Function(f => f.LocalGet(0).F64(1).Drop()), 40);
    }

    private static byte[] Function(Action<CodeBuilder> body) => new ModuleBuilder().Function("f", [I32], [I32], body).Build();

    /// <summary>A loop over arithmetic, memory, calls and branches.</summary>
    private static byte[] Everything() => new ModuleBuilder().Memory(1)
        .Function("f", [I32], [I32], f => f.Locals(I32)
            .Loop()
            .LocalGet(0).I32(2).Op(Opcode.I32Shl).LocalGet(0).I32(3).Op(Opcode.I32Mul).Access(Opcode.I32Store, 300)
            .LocalGet(1).LocalGet(0).I32(2).Op(Opcode.I32Shl).Access(Opcode.I32Load, 300).Op(Opcode.I32Add).LocalSet(1)
            .LocalGet(1).Call(1).LocalSet(1)
            .LocalGet(0).I32(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0)
            .End()
            .LocalGet(1))
        .Function([I32], [I32], f => f.LocalGet(0).I32(100_000).Op(Opcode.I32And).LocalGet(0).Op(Opcode.I32Xor).I32(5).Op(Opcode.I32Rotl)).Build();

    private static int Expected()
    {
        int sum = 0;
        for (int i = 40; i != 0; i--)
        {
            sum += i * 3;
            sum = int.RotateLeft((sum & 100_000) ^ sum, 5);
        }

        return sum;
    }

    private static byte* AddressOf(PageEndMemory memory)
    {
        using System.Buffers.MemoryHandle pin = memory.Pin();
        return (byte*)pin.Pointer;
    }
}
