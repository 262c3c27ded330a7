// Makes a profile of counters and code.
using System.Collections.Immutable;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Profiling;

/// <summary>Walks over the code beside the counters, and adds up.</summary>
/// <remarks>Relies on the arena, which holds a reference to the module's data.</remarks>
internal sealed unsafe class ProfileReader(Module module, ProfileArena arena)
{
    private const int SlotBits = 9;
    private const int Shortest = 2;

    private readonly long[] _counts = new long[DispatchTable.Length];
    private readonly long[] _wideCounts = new long[DispatchTable.Length];
    private readonly int[] _costs = new int[DispatchTable.Length];
    private readonly Opcode[] _opcodes = new Opcode[DispatchTable.Length];
    private readonly Dictionary<ulong, long>[] _sequences = MakeDictionaries();
    private readonly List<FunctionProfile> _functions = [];
    private readonly List<LoopProfile> _loops = [];
    private readonly Stack<OpenBlock> _blocks = new();
    private readonly long[] _runs = new long[ProfileData.MaxRun];

    /// <summary>Reads everything.</summary>
    public ExecutionProfile Read()
    {
        bool added = false;
        arena.DangerousAddRef(ref added);
        try
        {
            ModuleData* data = module.Handle.Data;
            for (int i = data->ImportedFunctions; i < data->Functions.Count; i++)
            {
                ReadFunction(data->Functions[i]);
            }
        }
        finally
        {
            arena.DangerousRelease();
        }

        // Sorted by counts; what has equal ones stays in the order of opcodes or of the code.
        return new ExecutionProfile(
            [.. ExecutedOpcodes().OrderByDescending(static opcode => opcode.Count)],
            [.. _sequences.Select((counts, i) => MakeSequences(counts, i + Shortest))],
            [.. _functions.OrderByDescending(static function => function.Instructions)],
            [.. _loops.OrderBy(static loop => loop.Offset).OrderByDescending(static loop => loop.Instructions)]);
    }

    private static Dictionary<ulong, long>[] MakeDictionaries()
    {
        var dictionaries = new Dictionary<ulong, long>[ProfileData.MaxRun + 1 - Shortest];
        for (int i = 0; i < dictionaries.Length; i++)
        {
            dictionaries[i] = [];
        }

        return dictionaries;
    }

    private void ReadFunction(FunctionData function)
    {
        int index = (int)function.Index;
        _blocks.Clear();
        string? name = module.FindFunctionName(index);
        Tally all = default;
        ulong recent = 0;
        for (byte* pc = function.Code; pc <= function.CodeEnd;)
        {
            DecodedInstruction instruction = InstructionDecoder.Decode(pc);
            Tally before = all;
            long count = ReadRuns(pc);
            recent = (recent << SlotBits) | (uint)instruction.Slot;
            if (count != 0)
            {
                all = all.Plus(CountOpcode(instruction, count));
                CountSequences(recent);
            }

            switch (instruction.Opcode)
            {
                case Opcode.Block or Opcode.If or Opcode.Loop or Opcode.TryTable or Opcode.Try:
                    long iterations = instruction.Opcode == Opcode.Loop && count != 0 ? ReadRuns(pc + instruction.Length) : 0;
                    _blocks.Push(new OpenBlock((nint)pc, instruction.Opcode == Opcode.Loop, count, iterations, before));
                    break;
                case Opcode.End or Opcode.Delegate when _blocks.TryPop(out OpenBlock block) && block is { IsLoop: true, Entries: not 0 }:
                    AddLoop(index, name, block, pc + instruction.Length, all);
                    break;
                default:
                    break;
            }

            pc += instruction.Length;
        }

        if (all.Instructions != 0)
        {
            // No branch goes to the first instruction of a function.
            _functions.Add(new FunctionProfile(index, name, ReadRuns(function.Code), all.Instructions, all.Cost));
        }
    }

    private void AddLoop(int function, string? functionName, OpenBlock block, byte* end, Tally all)
    {
        byte* start = (byte*)block.Start;
        _loops.Add(new LoopProfile(
            function,
            functionName,
            module.OffsetOf(start),
            (int)(end - start),
            _blocks.Count(static outer => outer.IsLoop),
            block.Entries,
            block.Iterations,
            all.Instructions - block.Before.Instructions,
            all.Cost - block.Before.Cost));
    }

    private Tally CountOpcode(in DecodedInstruction instruction, long count)
    {
        int slot = instruction.Slot;
        if (_counts[slot] == 0)
        {
            _opcodes[slot] = instruction.Opcode;
            _costs[slot] = NominalCost.Of(instruction.Opcode);
        }

        bool isWide = HasWideImmediate(instruction);
        _counts[slot] += count;
        _wideCounts[slot] += isWide ? count : 0;
        return new Tally(count, count * (_costs[slot] + (isWide ? NominalCost.WideImmediate : 0)));
    }

    /// <summary>How often an instruction was executed; and at n of the runs, how often as the last of a sequence of n + 1.</summary>
    private long ReadRuns(byte* pc)
    {
        ulong* counts = arena.Data->Counts + ((pc - arena.Data->Code) * ProfileData.MaxRun);
        long sum = 0;
        for (int run = ProfileData.MaxRun - 1; run >= 0; run--)
        {
            sum += (long)counts[run];
            _runs[run] = sum;
        }

        return sum;
    }

    private void CountSequences(ulong recent)
    {
        for (int length = Shortest; length <= ProfileData.MaxRun; length++)
        {
            long executed = _runs[length - 1];
            if (executed == 0)
            {
                break;
            }

            ulong key = recent & ((1UL << (length * SlotBits)) - 1);
            Dictionary<ulong, long> counts = _sequences[length - Shortest];
            counts[key] = counts.GetValueOrDefault(key) + executed;
        }
    }

    private IEnumerable<OpcodeProfile> ExecutedOpcodes()
    {
        for (int slot = 0; slot < _counts.Length; slot++)
        {
            if (_counts[slot] != 0)
            {
                yield return new OpcodeProfile(
                    _opcodes[slot], _counts[slot], _wideCounts[slot], (_counts[slot] * _costs[slot]) + (_wideCounts[slot] * NominalCost.WideImmediate));
            }
        }
    }

    private IReadOnlyList<SequenceProfile> MakeSequences(Dictionary<ulong, long> counts, int length) =>
        [.. counts.OrderBy(static pair => pair.Key).OrderByDescending(static pair => pair.Value).Select(pair => new SequenceProfile(Unpack(pair.Key, length), pair.Value))];

    private ImmutableArray<Opcode> Unpack(ulong key, int length)
    {
        var opcodes = new Opcode[length];
        for (int i = length - 1; i >= 0; i--)
        {
            opcodes[i] = _opcodes[key & ((1 << SlotBits) - 1)];
            key >>= SlotBits;
        }

        return ImmutableArray.Create(opcodes);
    }

    /// <summary>Whether a number in LEB128 takes more than one byte.</summary>
    private static bool HasWideImmediate(in DecodedInstruction instruction)
    {
        int least = instruction.OpcodeLength;
        foreach (ImmediateInfo immediate in Opcodes.Get(instruction.Opcode).Immediates)
        {
            least += immediate.Kind switch
            {
                ImmediateKind.F32 => sizeof(float),
                ImmediateKind.F64 => sizeof(double),
                ImmediateKind.Memarg => 2,
                ImmediateKind.Valtypes => 1 + (int)instruction.VectorCount,

                // The default label is not in the vector.
                ImmediateKind.Labels => 2 + (int)instruction.VectorCount,

                // Clauses are not looked at when they are passed.
                ImmediateKind.Catches => instruction.Length,
                _ => 1,
            };
        }

        return instruction.Length > least;
    }

    /// <summary>What has been added up.</summary>
    /// <param name="Instructions">The instructions that were executed.</param>
    /// <param name="Cost">Their nominal cost.</param>
    private readonly record struct Tally(long Instructions, long Cost)
    {
        public Tally Plus(Tally other) => new(Instructions + other.Instructions, Cost + other.Cost);
    }

    /// <summary>A block whose end has not been reached yet.</summary>
    /// <param name="Start">Its first instruction.</param>
    /// <param name="IsLoop">Whether it is a loop.</param>
    /// <param name="Entries">How often it was entered.</param>
    /// <param name="Iterations">How often the body of a loop began.</param>
    /// <param name="Before">What was executed in the function before it.</param>
    private readonly record struct OpenBlock(nint Start, bool IsLoop, long Entries, long Iterations, Tally Before);
}
