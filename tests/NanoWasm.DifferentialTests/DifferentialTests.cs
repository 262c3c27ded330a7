// Random modules do the same in all configurations of the engine, and in node; a configuration that is wrong is found.
using System.Collections.Immutable;
using System.Globalization;
using NanoWasm.DifferentialRunner;
using NanoWasm.Testing.RandomModules;
using Xunit;

namespace NanoWasm.DifferentialTests;

public sealed class DifferentialTests
{
    private const ulong SeedsPerRow = 150;
    private const int SequencesPerModule = 100;
    private const int RoundsOfSequences = 3;

    /// <summary>The first configuration, and the same with differences where one would hardly look.</summary>
    private static readonly ImmutableArray<EngineConfiguration> WithWrongOne =
    [
        EngineConfiguration.All[0],
        EngineConfiguration.All[0] with { Name = "wrong", Distort = SubtractWhereI64sAreAdded },
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void RandomModules_InAllConfigurations_DoTheSame(int row)
    {
        ulong first = ((ulong)row * SeedsPerRow) + 1;
        string last = Path.Combine(AppContext.BaseDirectory, $"random-{row}.seed");
        for (ulong seed = first; seed < first + SeedsPerRow; seed++)
        {
            // If the process dies, this is the seed that killed it.
            File.WriteAllText(last, seed.ToString(CultureInfo.InvariantCulture));
            if (Differential.Compare(seed, EngineConfiguration.All, null, out _) is not null)
            {
                Assert.Fail(Differential.Shrink(seed, EngineConfiguration.All).Difference.ToString());
            }
        }
    }

    /// <summary>Each pair of opcodes, and each sequence that has a handler of its own, in a function of its own.</summary>
    [Fact]
    public void OpcodeSequences_InAllConfigurations_DoTheSame()
    {
        List<ImmutableArray<SequenceElement>> impossible = [];
        int count = 0;
        IEnumerable<ImmutableArray<SequenceElement>> all = Enumerable.Repeat(OpcodeSequences.Declared, RoundsOfSequences).SelectMany(sequences => sequences).Concat(OpcodeSequences.Pairs);
        foreach (ImmutableArray<SequenceElement>[] sequences in all.Chunk(SequencesPerModule))
        {
            byte[] wasm = RandomModule.GenerateSequences((ulong)++count, sequences, impossible);
            Difference? difference = Differential.CompareModule((ulong)count, wasm, EngineConfiguration.All, out _);
            Assert.True(difference is null, $"{difference}{Environment.NewLine}{string.Join(", ", sequences.Select((sequence, i) => $"f{i} is {string.Join(' ', sequence)}"))}");
        }

        // Operands that are missing are put before them, so pairs are possible unless one leaves on the stack what the other cannot take.
        Assert.InRange(impossible.Count, 1, count * SequencesPerModule * 3 / 5);
    }

    [Fact]
    public void RandomModules_Run_MostlyFinishAndMeetEveryTrap()
    {
        Dictionary<TrapKind, int> ends = [];
        foreach (CallRecord call in Enumerable.Range(1, 1500).SelectMany(seed => Run((ulong)seed).Calls))
        {
            ends[call.Trap] = ends.GetValueOrDefault(call.Trap) + 1;
        }

        // Nobody interrupts them.
        Assert.Equal(Enum.GetValues<TrapKind>().Where(static kind => kind != TrapKind.Interrupted), ends.Keys.Order());
        Assert.InRange(ends[TrapKind.None], ends.Values.Sum() * 4 / 5, ends.Values.Sum() * 99 / 100);
    }

    /// <summary>Operators, one in some at a time, are made to trap: most are missed, so most are executed.</summary>
    [Fact]
    public void RandomModules_Run_ReachMostOfTheirCode()
    {
        int tried = 0;
        int found = 0;
        for (ulong seed = 1; seed <= 10; seed++)
        {
            byte[] wasm = RandomModule.Generate(seed).Bytes;
            using Module module = Module.FromBytes(wasm);
            foreach (DisassembledInstruction instruction in Instructions(module).Where((instruction, i) => instruction.Length == 1 && TakesOperands(instruction.Opcode) && i % 20 == 0))
            {
                byte[] wrong = [.. wasm];
                wrong[instruction.Offset] = (byte)Opcode.Unreachable;
                tried++;
                found += Differential.Compare(seed, [EngineConfiguration.All[0], EngineConfiguration.All[0] with { Distort = _ => wrong }], null, out _) is null ? 0 : 1;
            }
        }

        Assert.InRange(tried, 100, int.MaxValue);
        Assert.InRange(found, tried / 2, tried);
    }

    [Fact]
    public void WrongConfiguration_IsFoundAndMadeSmaller()
    {
        Difference[] found = [.. Enumerable.Range(1, 60).Select(seed => Differential.Compare((ulong)seed, WithWrongOne, null, out _)).OfType<Difference>()];
        Assert.InRange(found.Length, 12, 60);

        (RandomModuleOptions options, Difference difference) = Differential.Shrink(found[0].Seed, WithWrongOne);

        Assert.Equal(difference, Differential.Compare(found[0].Seed, WithWrongOne, options, out _));
        Assert.InRange(RandomModule.Generate(found[0].Seed, options).Bytes.Length, 1, RandomModule.Generate(found[0].Seed).Bytes.Length - 1);
        Assert.Contains($"seed {found[0].Seed}: wrong differs from {EngineConfiguration.All[0].Name} in ", difference.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(difference.Actual, difference.Expected);
    }

    [Fact]
    public void Configurations_UseTheirDispatcher()
    {
        using Module module = Module.FromBytes(RandomModule.Generate(1).Bytes);
        Assert.All(EngineConfiguration.All, configuration =>
        {
            using Instance instance = HostFunctions.MakeLinker().Instantiate(module, configuration.Options);
            Assert.Equal(configuration.Options.Dispatch, instance.Dispatch);
        });
    }

    [NodeFact]
    public void RandomModules_InNode_DoTheSame() =>
        Assert.Equal([], NodeComparison.Compare([.. Enumerable.Range(1, 250).Select(seed => (ulong)seed)]));

    private static RunRecord Run(ulong seed)
    {
        _ = Differential.Compare(seed, EngineConfiguration.All[..1], null, out RunRecord record);
        return record;
    }

    private static byte[] SubtractWhereI64sAreAdded(byte[] wasm)
    {
        byte[] wrong = [.. wasm];
        using Module module = Module.FromBytes(wasm);
        foreach (DisassembledInstruction instruction in Instructions(module).Where(instruction => instruction.Opcode == Opcode.I64Add))
        {
            wrong[instruction.Offset] = (byte)Opcode.I64Sub;
        }

        return wrong;
    }

    private static IEnumerable<DisassembledInstruction> Instructions(Module module) =>
        Enumerable.Range(module.ImportedFunctionCount, module.FunctionCount - module.ImportedFunctionCount).SelectMany(module.Disassemble);

    private static bool TakesOperands(Opcode opcode) => InstructionShape.All.Any(shape => shape.Info.Opcode == opcode && !shape.Operands.IsEmpty);
}
