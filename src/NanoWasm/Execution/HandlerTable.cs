// From bytes of code to handlers: the tables behind the threaded dispatcher.
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NanoWasm.Execution;

/// <summary>
/// For each opcode a row of code addresses, and a mask of the bits of the eight bytes at the opcode that make the index into the row. A row has
/// one entry, the opcode's own handler, or one for each index: the handler of the superinstruction that is most likely there. Rows are
/// shared by all modules of the process with the same traits, made when one first uses the opcode, and never freed.
/// </summary>
/// <remarks>
/// Entries begin as <see cref="ThreadedDispatcher.ResolveHandler"/>, which finds the handler's code when it first runs: only what runs is
/// compiled. Threads that do so at once write the same address.
/// </remarks>
[AllocationFree]
internal static unsafe class HandlerTable
{
    /// <summary>The number of rows: one for each first byte of an opcode.</summary>
    public const int Rows = 256;

    private static readonly nint* Sets = (nint*)NativeMemory.AllocZeroed((nuint)ModuleTraits.All + 1, (nuint)sizeof(nint));

    /// <summary>Gives a context its rows.</summary>
    /// <param name="context">The context.</param>
    /// <param name="used">The opcodes that its module uses.</param>
    /// <param name="superinstructions">Whether there may be superinstructions in them.</param>
    public static void CopyTo(Context* context, in OpcodeSet used, bool superinstructions)
    {
        Set* set = GetSet(context->Traits);
        for (int opcode = 0; opcode < Rows; opcode++)
        {
            context->Rows[opcode] = (ulong)(set->Plain + opcode);
            context->Masks[opcode] = 0;
        }

        ReadOnlySpan<ulong> groups = superinstructions && ThreadedDispatcher.CanSelect ? ThreadedDispatcher.SelectionGroups(context->Traits) : [];
        for (int sequence = 0; !groups.IsEmpty; groups = groups[3..])
        {
            int opcode = (int)groups[0];
            int count = (int)groups[2];
            if (used.Contains(opcode) || DispatchTable.IsPrefix(opcode))
            {
                context->Rows[opcode] = (ulong)GetRow(set, context->Traits, opcode, groups[1], sequence, count)->Entries;
                context->Masks[opcode] = groups[1];
            }

            sequence += count;
        }

        for (int slot = Rows; slot < DispatchTable.Length; slot++)
        {
            if (used.Contains(slot) && OwnCode(set, slot) is ulong code and not 0)
            {
                set->Handlers[slot] = code;
            }
        }

        context->Pages = set->Handlers;
    }

    /// <summary>Finds the code of the handler of the instruction at <paramref name="pc"/>, and writes it into its entry once it is compiled.</summary>
    /// <returns>The code, or the stub that has it compiled.</returns>
    public static ulong Resolve(byte* pc, Context* context)
    {
        Set* set = GetSet(context->Traits);
        Row* row = (Row*)set->Fused[*pc];
        ulong* entries = (ulong*)context->Rows[*pc];
        ulong index = ThreadedDispatcher.CanSelect ? Bmi2.X64.ParallelBitExtract(*(ulong*)pc, context->Masks[*pc]) : 0;
        int sequence = row != null && entries == row->Entries ? row->Sequences[index] - 1 : -1;
        ulong code = sequence >= 0 ? CodeOfSequence(context->Traits, row->First + sequence) : OwnCode(set, *pc);
        bool final = code != 0 || ThreadedDispatcher.TryFindCode(sequence >= 0 ? row->Handlers[sequence] : set->Handlers[*pc], out code);
        if (final && !Interruptions.IsRow(entries))
        {
            entries[index] = code;
        }

        return code;
    }

    /// <summary>The code of an opcode's own handler if it is compiled ahead; else 0.</summary>
    private static ulong OwnCode(Set* set, int slot) => set->Forms.Contains(slot) ? 0 : PrecompiledHandlers.OfOpcode(slot);

    /// <summary>The code of a superinstruction if it is compiled ahead, as those for modules without vectors and with canonical NaNs are; else 0.</summary>
    private static ulong CodeOfSequence(ModuleTraits traits, int sequence) => ThreadedDispatcher.HasForm(sequence, traits) ? 0 : PrecompiledHandlers.OfSequence(sequence);

    private static Set* GetSet(ModuleTraits traits)
    {
        Set* set = (Set*)Volatile.Read(ref Sets[(int)traits]);
        if (set != null)
        {
            return set;
        }

        // Threads that make it at once make the same; one of them is kept.
        Set* made = (Set*)NativeMemory.Alloc((nuint)sizeof(Set));
        made->Handlers = ThreadedDispatcher.MakeHandlers(traits, out made->Forms);
        made->Plain = (ulong*)NativeMemory.AlignedAlloc(Rows * sizeof(ulong), 64);
        new Span<ulong>(made->Plain, Rows).Fill(ThreadedDispatcher.ResolveHandler);
        made->Fused = (nint*)NativeMemory.AllocZeroed(Rows, (nuint)sizeof(nint));
        set = (Set*)Interlocked.CompareExchange(ref Sets[(int)traits], (nint)made, 0);
        if (set == null)
        {
            return made;
        }

        NativeMemory.Free(made->Handlers);
        NativeMemory.AlignedFree(made->Plain);
        NativeMemory.Free(made->Fused);
        NativeMemory.Free(made);
        return set;
    }

    private static Row* GetRow(Set* set, ModuleTraits traits, int opcode, ulong mask, int firstSequence, int count)
    {
        Row* row = (Row*)Volatile.Read(ref set->Fused[opcode]);
        if (row != null)
        {
            return row;
        }

        Row* made = MakeRow(traits, opcode, mask, firstSequence, count);
        row = (Row*)Interlocked.CompareExchange(ref set->Fused[opcode], (nint)made, 0);
        if (row == null)
        {
            return made;
        }

        NativeMemory.AlignedFree(made->Entries);
        NativeMemory.Free(made->Sequences);
        NativeMemory.Free(made->Handlers);
        NativeMemory.Free(made);
        return row;
    }

    private static Row* MakeRow(ModuleTraits traits, int opcode, ulong mask, int firstSequence, int count)
    {
        int length = 1 << BitOperations.PopCount(mask);
        Row* row = (Row*)NativeMemory.Alloc((nuint)sizeof(Row));
        row->First = firstSequence;
        row->Handlers = (ulong*)NativeMemory.Alloc((nuint)count, sizeof(ulong));
        ThreadedDispatcher.WriteSuperinstructions(opcode, traits, row->Handlers);
        row->Sequences = (ushort*)NativeMemory.AllocZeroed((nuint)length, sizeof(ushort));
        for (int i = 0; i < count; i++)
        {
            if (ThreadedDispatcher.IsUsed(firstSequence + i, traits))
            {
                (ulong cares, ulong value) = ThreadedDispatcher.Pattern(firstSequence + i, traits);
                AddSequence(new Span<ushort>(row->Sequences, length), (ushort)(i + 1), mask, cares, value);
            }
        }

        row->Entries = (ulong*)NativeMemory.AlignedAlloc((nuint)length * sizeof(ulong), 64);
        new Span<ulong>(row->Entries, length).Fill(ThreadedDispatcher.ResolveHandler);
        return row;
    }

    /// <summary>Writes a superinstruction's number to all entries that its bytes can lead to.</summary>
    private static void AddSequence(Span<ushort> row, ushort number, ulong mask, ulong cares, ulong value)
    {
        ulong own = Bmi2.X64.ParallelBitExtract(value, mask);
        ulong open = Bmi2.X64.ParallelBitExtract(~cares, mask);
        ulong bits = 0;
        do
        {
            row[(int)(own | bits)] = number;
            bits = (bits - open) & open;
        }
        while (bits != 0);
    }

    /// <summary>What modules with the same traits share.</summary>
    private struct Set
    {
        /// <summary>The handlers of opcodes, by slot, as the runtime gives their addresses.</summary>
        public ulong* Handlers;

        /// <summary>Opcodes that have another handler than in modules without traits.</summary>
        public OpcodeSet Forms;

        /// <summary>Rows of one entry, by opcode.</summary>
        public ulong* Plain;

        /// <summary>Pointers to rows of opcodes that superinstructions begin with; null where none has been made yet.</summary>
        public nint* Fused;
    }

    /// <summary>The row of an opcode that superinstructions begin with.</summary>
    private struct Row
    {
        /// <summary>The code addresses.</summary>
        public ulong* Entries;

        /// <summary>By entry: 1 + the number of the superinstruction within the group; 0 for the opcode's own handler.</summary>
        public ushort* Sequences;

        /// <summary>The handlers of the group as the runtime gives their addresses.</summary>
        public ulong* Handlers;

        /// <summary>The number of the group's first superinstruction among all.</summary>
        public int First;
    }
}
