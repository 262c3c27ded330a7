// From bytes of code to handlers: the tables behind the threaded dispatcher.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NanoWasm.Execution;

/// <summary>
/// For each opcode a row of code addresses, and a mask of the bits of the eight bytes at the opcode that make the index into the row. A row has
/// one entry, the opcode's own handler, or one for each index: the handler of the superinstruction that stands there. Such rows are made for each module
/// (<see cref="ModuleRows"/>); heap-free instances, which come and go, have some that all of them share, whose handlers check the code each time.
/// Shared rows are made when a module first uses the opcode, one for each set of traits, and never freed.
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

    /// <summary>Gives a context rows of single opcodes.</summary>
    /// <param name="context">The context.</param>
    /// <param name="used">The opcodes that its module uses.</param>
    public static void CopyTo(Context* context, in OpcodeSet used)
    {
        Set* set = GetSet(context->Traits);
        context->ModuleRows = null;
        for (int opcode = 0; opcode < Rows; opcode++)
        {
            context->Rows[opcode] = (ulong)(set->Plain + opcode);
            context->Masks[opcode] = 0;
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

    /// <summary>Finds the rows with superinstructions that modules with certain traits share.</summary>
    /// <param name="used">The opcodes that a module uses.</param>
    /// <param name="traits">Its traits.</param>
    /// <param name="rows">Gets the rows by opcode; zeros before, which stay where there is none.</param>
    /// <param name="masks">Gets their masks.</param>
    public static void FindShared(in OpcodeSet used, ModuleTraits traits, Span<ulong> rows, Span<ulong> masks)
    {
        Span<nint> groups = stackalloc nint[Rows];
        groups.Clear();
        FindGroups(used, traits, groups);
        for (int opcode = 0; opcode < Rows; opcode++)
        {
            Group* group = (Group*)groups[opcode];
            if (group != null)
            {
                rows[opcode] = (ulong)group->SharedRow();
                masks[opcode] = group->Mask;
            }
        }
    }

    /// <summary>Finds the groups of superinstructions that a module can need.</summary>
    /// <param name="used">The opcodes that it uses.</param>
    /// <param name="traits">Its traits.</param>
    /// <param name="groups">Gets pointers to <see cref="Group"/>, by the byte that the superinstructions begin with; zeros before.</param>
    /// <returns>How many there are; 0 where superinstructions cannot be told apart.</returns>
    public static int FindGroups(in OpcodeSet used, ModuleTraits traits, Span<nint> groups)
    {
        if (!ThreadedDispatcher.CanSelect)
        {
            return 0;
        }

        Set* set = GetSet(traits);
        int found = 0;
        int sequence = 0;
        for (ReadOnlySpan<ulong> all = ThreadedDispatcher.SelectionGroups(traits); !all.IsEmpty; all = all[3..])
        {
            int opcode = (int)all[0];
            int count = (int)all[2];
            if (used.Contains(opcode) || DispatchTable.IsPrefix(opcode))
            {
                groups[opcode] = (nint)GetGroup(set, traits, opcode, all[1], sequence, count);
                found++;
            }

            sequence += count;
        }

        return found;
    }

    /// <summary>Finds the superinstructions' handlers that shared rows lead to.</summary>
    /// <param name="used">The opcodes that a module uses.</param>
    /// <param name="traits">Its traits.</param>
    /// <param name="handlers">Set where one is, by twice the number of the superinstruction.</param>
    public static void FindHandlers(in OpcodeSet used, ModuleTraits traits, Span<bool> handlers)
    {
        Span<nint> groups = stackalloc nint[Rows];
        groups.Clear();
        FindGroups(used, traits, groups);
        foreach (nint group in groups)
        {
            if (group != 0)
            {
                ((Group*)group)->FindHandlers(handlers);
            }
        }
    }

    /// <summary>Finds the superinstructions' handlers that the rows of a module lead to.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="handlers">Set where one is, by twice the number of the superinstruction, + 1 for the handler that does not check its bytes.</param>
    public static void FindHandlers(ModuleRows* rows, Span<bool> handlers)
    {
        Set* set = GetSet(rows->Traits);
        for (int opcode = 0; opcode < Rows; opcode++)
        {
            if (rows->RowOf(opcode) != null)
            {
                int first = 2 * ((Group*)set->Fused[opcode])->First;
                foreach (ushort choice in new ReadOnlySpan<ushort>(rows->Choices + rows->Firsts[opcode], rows->LengthOf(opcode)))
                {
                    if (choice != 0)
                    {
                        handlers[first + choice - 1] = true;
                    }
                }
            }
        }
    }

    /// <summary>Finds the code of the handler of the instruction at <paramref name="pc"/>, and writes it into its entry once it is compiled.</summary>
    /// <returns>The code, or the stub that has it compiled.</returns>
    public static ulong Resolve(byte* pc, Context* context)
    {
        Set* set = GetSet(context->Traits);
        ulong* entries = (ulong*)context->Rows[*pc];
        ulong index = ThreadedDispatcher.CanSelect ? Bmi2.X64.ParallelBitExtract(*(ulong*)pc, context->Masks[*pc]) : 0;
        Group* group = (Group*)set->Fused[*pc];
        int choice = 0;
        if (context->ModuleRows != null && entries == context->ModuleRows->RowOf(*pc))
        {
            choice = context->ModuleRows->Choices[context->ModuleRows->Firsts[*pc] + index];
        }
        else if (group != null && entries == group->Entries)
        {
            choice = Math.Max(0, (2 * group->Sequences[index]) - 1);
        }

        ulong code = choice > 0 ? CodeOfSequence(context->Traits, (2 * group->First) + choice - 1) : OwnCode(set, *pc);
        bool final = code != 0 || ThreadedDispatcher.TryFindCode(choice > 0 ? group->Handlers[choice - 1] : set->Handlers[*pc], out code);
        if (final && !Interruptions.IsRow(entries))
        {
            entries[index] = code;
        }

        return code;
    }

    /// <summary>The code of an opcode's own handler if it is compiled ahead; else 0.</summary>
    private static ulong OwnCode(Set* set, int slot) => set->Forms.Contains(slot) ? 0 : PrecompiledHandlers.OfOpcode(slot);

    /// <summary>The code of a superinstruction's handler if it is compiled ahead, as those for modules without vectors and with canonical NaNs are; else 0.</summary>
    private static ulong CodeOfSequence(ModuleTraits traits, int handler) => ThreadedDispatcher.HasForm(handler / 2, traits) ? 0 : PrecompiledHandlers.OfSequence(handler);

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

    private static Group* GetGroup(Set* set, ModuleTraits traits, int opcode, ulong mask, int firstSequence, int count)
    {
        Group* group = (Group*)Volatile.Read(ref set->Fused[opcode]);
        if (group != null)
        {
            return group;
        }

        Group* made = MakeGroup(traits, opcode, mask, firstSequence, count);
        group = (Group*)Interlocked.CompareExchange(ref set->Fused[opcode], (nint)made, 0);
        if (group == null)
        {
            return made;
        }

        NativeMemory.Free(made->Sequences);
        NativeMemory.Free(made->Handlers);
        NativeMemory.Free(made);
        return group;
    }

    private static Group* MakeGroup(ModuleTraits traits, int opcode, ulong mask, int firstSequence, int count)
    {
        int length = 1 << BitOperations.PopCount(mask);
        Group* group = (Group*)NativeMemory.AllocZeroed((nuint)sizeof(Group));
        group->Mask = mask;
        group->First = firstSequence;
        group->Handlers = (ulong*)NativeMemory.Alloc(2 * (nuint)count, sizeof(ulong));
        ThreadedDispatcher.WriteSuperinstructions(opcode, traits, group->Handlers);
        group->Sequences = (ushort*)NativeMemory.AllocZeroed((nuint)length, sizeof(ushort));
        for (int i = 0; i < count; i++)
        {
            if (ThreadedDispatcher.IsUsed(firstSequence + i, traits))
            {
                ReadOnlySpan<ulong> pattern = ThreadedDispatcher.Pattern(firstSequence + i, traits);
                AddSequence(new Span<ushort>(group->Sequences, length), (ushort)(i + 1), mask, pattern[0], pattern[1]);
                group->Relevant |= pattern[0];
            }
        }

        return group;
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

        /// <summary>Pointers to groups by the byte that superinstructions begin with; null where none has been made yet.</summary>
        public nint* Fused;
    }

    /// <summary>The superinstructions that begin with the same byte.</summary>
    [AllocationFree]
    public struct Group
    {
        /// <summary>The bits of the eight bytes at the opcode by which they are found.</summary>
        public ulong Mask;

        /// <summary>The bits by which they differ from each other and from other code, and more.</summary>
        public ulong Relevant;

        /// <summary>By index: 1 + the number of the superinstruction that is most likely there, within the group; 0 where there can be none.</summary>
        public ushort* Sequences;

        /// <summary>The handlers as the runtime gives their addresses: of each superinstruction the one that checks its bytes, and the one that does not.</summary>
        public ulong* Handlers;

        /// <summary>The row that contexts without rows of their own share; null before there is one.</summary>
        public ulong* Entries;

        /// <summary>The number of the group's first superinstruction among all.</summary>
        public int First;

        /// <summary>Finds the superinstruction that stands somewhere.</summary>
        /// <param name="pc">The first byte of an instruction, which is that of the group.</param>
        /// <param name="traits">The traits of the module.</param>
        /// <returns>1 + its number within the group; 0 where there is none.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly ushort Find(byte* pc, ModuleTraits traits)
        {
            ushort sequence = Sequences[Bmi2.X64.ParallelBitExtract(*(ulong*)pc, Mask)];
            while (sequence != 0 && !(ThreadedDispatcher.IsUsed(First + sequence - 1, traits) && ThreadedDispatcher.Matches(First + sequence - 1, traits, pc)))
            {
                sequence = ThreadedDispatcher.Shorter(First + sequence - 1, traits);
            }

            return sequence;
        }

        /// <summary>Sets, for each superinstruction that the shared row can lead to, the place of twice its number.</summary>
        public readonly void FindHandlers(Span<bool> handlers)
        {
            foreach (ushort sequence in new ReadOnlySpan<ushort>(Sequences, 1 << BitOperations.PopCount(Mask)))
            {
                if (sequence != 0)
                {
                    handlers[2 * (First + sequence - 1)] = true;
                }
            }
        }

        /// <summary>The shared row.</summary>
        public ulong* SharedRow()
        {
            if (Entries == null)
            {
                nuint length = (nuint)1 << BitOperations.PopCount(Mask);
                ulong* made = (ulong*)NativeMemory.AlignedAlloc(length * sizeof(ulong), 64);
                new Span<ulong>(made, (int)length).Fill(ThreadedDispatcher.ResolveHandler);
                fixed (ulong** entries = &Entries)
                {
                    if (Interlocked.CompareExchange(ref *(nint*)entries, (nint)made, 0) != 0)
                    {
                        NativeMemory.AlignedFree(made);
                    }
                }
            }

            return Entries;
        }
    }
}
