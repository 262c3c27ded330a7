// From bytes of code to handlers: the tables behind the threaded dispatcher.
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NanoWasm.Execution;

/// <summary>
/// For each opcode a row of code addresses, and a mask of the bits of the eight bytes at the opcode that make the index into the row. An
/// entry is the handler of the longest superinstruction that these bits allow, or the opcode's own. There are two tables a process, made on
/// first use and never freed: with superinstructions and without.
/// </summary>
/// <remarks>
/// Entries begin as <see cref="ThreadedDispatcher.Resolve"/>, which finds the handler's code when it first runs: only what runs is compiled.
/// Threads that do so at once write the same address.
/// </remarks>
[AllocationFree]
internal unsafe struct HandlerTable
{
    /// <summary>The number of rows: one for each first byte of an opcode.</summary>
    public const int Rows = 256;

    /// <summary>In place of a handler's number: there is none.</summary>
    private const ushort None = ushort.MaxValue;

    private static readonly Lock Making = new();
    private static HandlerTable* _plain;
    private static HandlerTable* _fused;

    private fixed ulong _rows[Rows];
    private fixed ulong _masks[Rows];
    private ulong* _entries;
    private ushort* _handlers;

    /// <summary>A handler for each opcode.</summary>
    public static HandlerTable* Plain => _plain != null ? _plain : Make(ref _plain, fused: false);

    /// <summary>With superinstructions.</summary>
    public static HandlerTable* Fused => _fused != null ? _fused : Make(ref _fused, fused: true);

    /// <summary>Gives a context this table.</summary>
    public readonly void CopyTo(Context* context)
    {
        fixed (ulong* rows = _rows, masks = _masks)
        {
            new ReadOnlySpan<ulong>(rows, Rows).CopyTo(new Span<ulong>(context->Rows, Rows));
            new ReadOnlySpan<ulong>(masks, Rows).CopyTo(new Span<ulong>(context->Masks, Rows));
        }

        context->Pages = ThreadedDispatcher.Handlers;
    }

    /// <summary>Finds the code that an entry stands for, and writes it there once it is compiled.</summary>
    /// <param name="entry">The entry, of either table.</param>
    /// <returns>The code, or the stub that has it compiled.</returns>
    public static ulong Resolve(ulong* entry)
    {
        HandlerTable* table = _fused != null && entry >= _fused->_entries && entry < (ulong*)_fused->_handlers ? _fused : _plain;
        ulong address = ThreadedDispatcher.Handlers[table->_handlers[entry - table->_entries]];
        if (ThreadedDispatcher.TryFindCode(address, out ulong code))
        {
            *entry = code;
        }

        return code;
    }

    private static HandlerTable* Make(ref HandlerTable* table, bool fused)
    {
        lock (Making)
        {
            if (table == null)
            {
                HandlerTable* made = (HandlerTable*)NativeMemory.AllocZeroed((nuint)sizeof(HandlerTable));
                made->Fill(fused ? ThreadedDispatcher.SelectionGroups : []);
                Thread.MemoryBarrier();
                table = made;
            }

            return table;
        }
    }

    private void Fill(ReadOnlySpan<ulong> groups)
    {
        int length = Rows;
        for (int i = 0; i < groups.Length; i += 3)
        {
            length += (1 << BitOperations.PopCount(groups[i + 1])) - 1;
        }

        _entries = (ulong*)NativeMemory.AlignedAlloc((nuint)length * (sizeof(ulong) + sizeof(ushort)), 64);
        _handlers = (ushort*)(_entries + length);
        new Span<ulong>(_entries, length).Fill(ThreadedDispatcher.ResolveHandler);
        int next = 0;
        int sequence = 0;
        for (int opcode = 0; opcode < Rows; opcode++)
        {
            _rows[opcode] = (ulong)(_entries + next);
            ushort own = ThreadedDispatcher.Handlers[opcode] == 0 ? None : (ushort)opcode;
            if (groups.IsEmpty || groups[0] != (ulong)opcode)
            {
                _handlers[next++] = own;
                continue;
            }

            _masks[opcode] = groups[1];
            int size = 1 << BitOperations.PopCount(groups[1]);
            Span<ushort> row = new(_handlers + next, size);
            row.Fill(own);
            for (int end = sequence + (int)groups[2]; sequence < end; sequence++)
            {
                FillSequence(row, groups[1], sequence);
            }

            next += size;
            groups = groups[3..];
        }
    }

    /// <summary>Writes a superinstruction's number to all entries that its bytes can lead to.</summary>
    private static void FillSequence(Span<ushort> row, ulong mask, int sequence)
    {
        (ulong cares, ulong value) = ThreadedDispatcher.Pattern(sequence);
        ulong own = Bmi2.X64.ParallelBitExtract(value, mask);
        ulong open = Bmi2.X64.ParallelBitExtract(~cares, mask);
        ulong bits = 0;
        do
        {
            row[(int)(own | bits)] = (ushort)(DispatchTable.Length + sequence);
            bits = (bits - open) & open;
        }
        while (bits != 0);
    }
}
