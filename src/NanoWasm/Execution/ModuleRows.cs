// The rows of the dispatch table that are made for one module.
using System.Numerics;
using System.Runtime.InteropServices;
using NanoWasm.Binary;

namespace NanoWasm.Execution;

/// <summary>
/// For each byte that superinstructions begin with: a mask of bits that tells apart what stands in the module's code, and a row that has an entry for each index
/// that the mask can make. What an entry chooses has been compared with every instruction of the module (<see cref="ModuleRowsBuilder"/>).
/// One block of native memory; instances of the module with the same traits share it, and the module frees it.
/// </summary>
[AllocationFree]
internal unsafe struct ModuleRows
{
    /// <summary>Rows begin with cache lines.</summary>
    private const int Alignment = 64;

    /// <summary>The bytes of code up to which modules have rows of their own. Comparing takes some ten nanoseconds an instruction: of longer code, most of which seldom runs, it would hold up the start.</summary>
    public const long MaxCodeBytes = 4 << 20;

    /// <summary>What <see cref="Firsts"/> has where there is no row.</summary>
    public const uint None = uint.MaxValue;

    /// <summary>The rows of the same module for instances with other traits; or null.</summary>
    public ModuleRows* Next;

    /// <summary>The code addresses of all rows.</summary>
    public ulong* Entries;

    /// <summary>By entry: 0 for the opcode's own handler; else 1 + twice the number of the superinstruction within its group, + 1 if its bytes need no check.</summary>
    public ushort* Choices;

    /// <summary>Whether the handlers that rows lead to have been prepared (<see cref="PrecompiledHandlers"/>).</summary>
    public bool Prepared;

    /// <summary>The number of entries.</summary>
    public int Length;

    /// <summary>The traits of the instances.</summary>
    public ModuleTraits Traits;

    /// <summary>The bits of the eight bytes at the opcode that make the index, by opcode.</summary>
    public fixed ulong Masks[HandlerTable.Rows];

    /// <summary>Where rows begin, by opcode.</summary>
    public fixed uint Firsts[HandlerTable.Rows];

    private static int HeaderBytes => (sizeof(ModuleRows) + Alignment - 1) & -Alignment;

    /// <summary>Makes room.</summary>
    /// <param name="traits">The traits of the instances.</param>
    /// <param name="masks">The masks by opcode; <see cref="ulong.MaxValue"/> where there is no row.</param>
    public static ModuleRows* Allocate(ModuleTraits traits, ReadOnlySpan<ulong> masks)
    {
        int length = 0;
        foreach (ulong mask in masks)
        {
            length += LengthOf(mask);
        }

        nuint size = (nuint)BytesOf(length);
        ModuleRows* rows = (ModuleRows*)NativeMemory.AlignedAlloc(size, Alignment);
        NativeMemory.Clear(rows, size);
        rows->Traits = traits;
        rows->Length = length;
        rows->Entries = (ulong*)((byte*)rows + HeaderBytes);
        rows->Choices = (ushort*)(rows->Entries + length);
        uint first = 0;
        for (int opcode = 0; opcode < HandlerTable.Rows; opcode++)
        {
            bool has = masks[opcode] != ulong.MaxValue;
            rows->Masks[opcode] = has ? masks[opcode] : 0;
            rows->Firsts[opcode] = has ? first : None;
            first += (uint)LengthOf(masks[opcode]);
        }

        return rows;
    }

    /// <summary>The rows of a module for instances with certain traits, made at the first call.</summary>
    public static ModuleRows* Of(ModuleData* module, ModuleTraits traits)
    {
        ModuleRows* made = null;
        for (; ; )
        {
            ModuleRows* first = (ModuleRows*)Volatile.Read(ref *(nint*)&module->Rows);
            for (ModuleRows* rows = first; rows != null; rows = rows->Next)
            {
                if (rows->Traits == traits)
                {
                    NativeMemory.AlignedFree(made);
                    return rows;
                }
            }

            // Threads that make them at once make the same; those of one of them are kept.
            made = made == null ? ModuleRowsBuilder.Build(module, traits) : made;
            made->Next = first;
            if (Interlocked.CompareExchange(ref *(nint*)&module->Rows, (nint)made, (nint)first) == (nint)first)
            {
                return made;
            }
        }
    }

    /// <summary>The bytes that rows take, those for other traits included.</summary>
    public static long AllBytes(ModuleRows* rows)
    {
        long bytes = 0;
        for (; rows != null; rows = rows->Next)
        {
            bytes += BytesOf(rows->Length);
        }

        return bytes;
    }

    /// <summary>Frees rows, and those for other traits.</summary>
    public static void FreeAll(ModuleRows* rows)
    {
        while (rows != null)
        {
            ModuleRows* next = rows->Next;
            NativeMemory.AlignedFree(rows);
            rows = next;
        }
    }

    /// <summary>The row of an opcode; null where it has none.</summary>
    public readonly ulong* RowOf(int opcode) => Firsts[opcode] == None ? null : Entries + Firsts[opcode];

    /// <summary>The number of entries of an opcode that has a row.</summary>
    public readonly int LengthOf(int opcode) => LengthOf(Masks[opcode]);

    private static long BytesOf(int length) => HeaderBytes + (length * (long)(sizeof(ulong) + sizeof(ushort)));

    private static int LengthOf(ulong mask) => mask == ulong.MaxValue ? 0 : 1 << BitOperations.PopCount(mask);
}
