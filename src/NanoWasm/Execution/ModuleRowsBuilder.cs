// Makes the rows of a module from its code.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using NanoWasm.Binary;

namespace NanoWasm.Execution;

/// <summary>
/// Goes over a module's code twice. The first time it takes samples of what stands there, from which it chooses the bits that tell it apart; the second time it
/// looks at every instruction: an entry whose instructions all begin the same superinstruction gets the handler that does not check its bytes again. One with
/// several gets that of the superinstruction that saves most, which checks.
/// </summary>
/// <remarks>
/// That handlers need not check rests on this: the machine dispatches only at the beginnings of instructions of the module's functions (and at code of the engine, whose opcodes
/// begin no superinstruction), and the second pass compares all of them. Constant expressions run before rows are in use.
/// </remarks>
[AllocationFree]
internal unsafe ref struct ModuleRowsBuilder
{
    /// <summary>Rows have at most 2^MaxBits entries.</summary>
    private const int MaxBits = 16;

    /// <summary>How many places in code stand for all that begin with the same byte.</summary>
    private const int MaxSamples = 1024;

    /// <summary>From about how many bytes of code samples are taken. Of longer code only every so many-th function is looked at.</summary>
    private const long SampledBytes = 1 << 19;

    /// <summary>With how many of those behind it each of them is compared.</summary>
    private const int Partners = 2;

    /// <summary>How many bits more a mask may have than are needed to count the places, where all of them are samples.</summary>
    private const int SpareBits = 2;

    // The state of an entry: 2 + the number of the superinstruction that leads, or 1 for the opcode's own handler, or 0 at first; whether different ones have come up; and by how much that one leads.
    private const ulong Choice = 0xFFFF;
    private const ulong Mixed = 1 << 16;
    private const int LeadShift = 17;

    private readonly ModuleData* _module;
    private readonly ModuleTraits _traits;
    private readonly Span<nint> _groups;
    private readonly Span<Sample> _samples;
    private readonly Span<int> _counts;

    private ModuleRowsBuilder(ModuleData* module, ModuleTraits traits, Span<nint> groups, Span<int> counts, Span<Sample> samples)
    {
        _module = module;
        _traits = traits;
        _groups = groups;
        _counts = counts;
        _samples = samples;
    }

    /// <summary>Makes the rows of a module.</summary>
    /// <param name="module">The module, complete.</param>
    /// <param name="traits">The traits of its instances.</param>
    /// <returns>What the caller frees.</returns>
    public static ModuleRows* Build(ModuleData* module, ModuleTraits traits)
    {
        Span<nint> groups = stackalloc nint[HandlerTable.Rows];
        Span<int> counts = stackalloc int[HandlerTable.Rows];
        Span<ulong> masks = stackalloc ulong[HandlerTable.Rows];
        groups.Clear();
        counts.Clear();
        masks.Fill(ulong.MaxValue);
        int used = HandlerTable.FindGroups(module->UsedOpcodes, traits, groups);
        nuint size = (nuint)(used * MaxSamples * sizeof(Sample));
        Sample* samples = (Sample*)NativeMemory.Alloc(size);
        try
        {
            ModuleRowsBuilder builder = new(module, traits, groups, counts, new Span<Sample>(samples, used * MaxSamples));
            builder.TakeSamples();
            int place = 0;
            for (int opcode = 0; opcode < HandlerTable.Rows; opcode++)
            {
                if (groups[opcode] != 0)
                {
                    masks[opcode] = builder.ChooseMask(opcode, place++);
                }
            }

            ModuleRows* rows = ModuleRows.Allocate(traits, masks);
            builder.Fill(rows);
            return rows;
        }
        finally
        {
            NativeMemory.Free(samples);
        }
    }

    /// <summary>Of how many functions one is looked at for samples.</summary>
    private readonly long Step => 1 + (_module->CodeBytes / SampledBytes);

    [MethodImpl(HotCode.Options)]
    private readonly void TakeSamples()
    {
        Span<int> places = stackalloc int[HandlerTable.Rows];
        int used = 0;
        for (int opcode = 0; opcode < HandlerTable.Rows; opcode++)
        {
            places[opcode] = used;
            used += _groups[opcode] != 0 ? MaxSamples : 0;
        }

        uint random = 1;
        ReadOnlySpan<FunctionData> functions = _module->Functions.Span[_module->ImportedFunctions..];
        for (long i = 0; i < functions.Length; i += Step)
        {
            ref readonly FunctionData function = ref functions[(int)i];
            for (byte* pc = function.Code; pc <= function.CodeEnd; pc += InstructionDecoder.Decode(pc).Length)
            {
                HandlerTable.Group* group = (HandlerTable.Group*)_groups[*pc];
                if (group == null)
                {
                    continue;
                }

                // Each place has the same chance to be among the samples, whatever the length of the code.
                int count = _counts[*pc]++;
                random = (random * 1664525) + 1013904223;
                int sample = count < MaxSamples ? count : (int)(((ulong)random * (uint)(count + 1)) >> 32);
                if (sample < MaxSamples)
                {
                    _samples[places[*pc] + sample] = new Sample { Bytes = *(ulong*)pc, Sequence = group->Find(pc, _traits) };
                }
            }
        }
    }

    /// <summary>
    /// Takes one bit after the other, each time that which tells apart the most neighbours with different superinstructions among samples that are alike so far.
    /// Then, as samples are not all, bits that mostly tell superinstructions apart.
    /// </summary>
    private readonly ulong ChooseMask(int opcode, int place)
    {
        HandlerTable.Group* group = (HandlerTable.Group*)_groups[opcode];
        Span<Sample> samples = _samples.Slice(place * MaxSamples, Math.Min(_counts[opcode], MaxSamples));
        int most = Math.Min(MaxBits, BitOperations.Log2(((ulong)_counts[opcode] * (uint)Step) | 1) + (_counts[opcode] > MaxSamples ? 0 : SpareBits));
        ulong mask = 0;
        while (BitOperations.PopCount(mask) < most && FindBit(samples, mask, group->Relevant) is ulong bit and not 0)
        {
            Part(samples, mask, bit);
            mask |= bit;
        }

        if (_counts[opcode] > MaxSamples)
        {
            for (ulong open = group->Mask & ~mask; open != 0 && BitOperations.PopCount(mask) < most; open &= open - 1)
            {
                mask |= open & (~open + 1);
            }
        }

        return mask;
    }

    /// <summary>Finds the bit that tells the most samples from neighbours with another superinstruction.</summary>
    /// <param name="samples">The samples; those that are alike in the bits of the mask are neighbours.</param>
    /// <param name="mask">The bits that have been taken.</param>
    /// <param name="relevant">The bits that can be.</param>
    /// <returns>The bit; 0 if none tells any apart.</returns>
    [MethodImpl(HotCode.Options)]
    private static ulong FindBit(ReadOnlySpan<Sample> samples, ulong mask, ulong relevant)
    {
        Span<int> counts = stackalloc int[64];
        counts.Clear();
        for (int i = 0; i < samples.Length; i++)
        {
            for (int j = i + 1; j <= i + Partners && j < samples.Length; j++)
            {
                ulong difference = samples[i].Bytes ^ samples[j].Bytes;
                if ((difference & mask) != 0 || samples[i].Sequence == samples[j].Sequence)
                {
                    continue;
                }

                for (ulong open = difference & relevant; open != 0; open &= open - 1)
                {
                    counts[BitOperations.TrailingZeroCount(open)]++;
                }
            }
        }

        int best = 0;
        for (int bit = 1; bit < counts.Length; bit++)
        {
            best = counts[bit] > counts[best] ? bit : best;
        }

        return counts[best] == 0 ? 0 : 1UL << best;
    }

    /// <summary>Parts samples that are alike in the bits of the mask: those without a bit go before those with it.</summary>
    [MethodImpl(HotCode.Options)]
    private static void Part(Span<Sample> samples, ulong mask, ulong bit)
    {
        int start = 0;
        while (start < samples.Length)
        {
            int end = start + 1;
            while (end < samples.Length && ((samples[start].Bytes ^ samples[end].Bytes) & mask) == 0)
            {
                end++;
            }

            int with = end;
            for (int i = start; i < with;)
            {
                if ((samples[i].Bytes & bit) == 0)
                {
                    i++;
                }
                else
                {
                    with--;
                    (samples[i], samples[with]) = (samples[with], samples[i]);
                }
            }

            start = end;
        }
    }

    [MethodImpl(HotCode.Options)]
    private readonly void Fill(ModuleRows* rows)
    {
        foreach (ref readonly FunctionData function in _module->Functions.Span[_module->ImportedFunctions..])
        {
            for (byte* pc = function.Code; pc <= function.CodeEnd; pc += InstructionDecoder.Decode(pc).Length)
            {
                HandlerTable.Group* group = (HandlerTable.Group*)_groups[*pc];
                if (group != null)
                {
                    ushort sequence = group->Find(pc, _traits);
                    ref ulong entry = ref rows->RowOf(*pc)[Bmi2.X64.ParallelBitExtract(*(ulong*)pc, rows->Masks[*pc])];
                    Add(ref entry, sequence, sequence == 0 ? 1 : ThreadedDispatcher.InstructionsOf(group->First + sequence - 1, _traits));
                }
            }
        }

        for (int i = 0; i < rows->Length; i++)
        {
            uint choice = (uint)(rows->Entries[i] & Choice);
            rows->Choices[i] = (ushort)(choice <= 1 ? 0 : (2 * (choice - 1)) - ((rows->Entries[i] & Mixed) != 0 ? 1u : 0));
            rows->Entries[i] = ThreadedDispatcher.ResolveHandler;
        }
    }

    /// <summary>Takes note of what stands at an instruction that leads to an entry: the one with more than half of all votes, if there is one, leads in the end.</summary>
    /// <param name="entry">The state of the entry.</param>
    /// <param name="sequence">1 + the number of the superinstruction; 0 where there is none.</param>
    /// <param name="votes">What it saves.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref ulong entry, uint sequence, uint votes)
    {
        ulong choice = entry & Choice;
        ulong lead = entry >> LeadShift;
        if (choice == sequence + 1)
        {
            entry += (ulong)votes << LeadShift;
        }
        else if (choice == 0)
        {
            entry = (sequence + 1) | ((ulong)votes << LeadShift);
        }
        else if (lead >= votes)
        {
            entry = (entry | Mixed) - ((ulong)votes << LeadShift);
        }
        else
        {
            entry = (sequence + 1) | Mixed | ((votes - lead) << LeadShift);
        }
    }

    /// <summary>What stands at a place in code.</summary>
    private struct Sample
    {
        /// <summary>Eight bytes.</summary>
        public ulong Bytes;

        /// <summary>1 + the number of the superinstruction within its group; 0 where there is none.</summary>
        public ushort Sequence;
    }
}
