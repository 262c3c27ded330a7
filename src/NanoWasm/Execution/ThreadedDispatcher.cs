// The hand-written part of the threaded dispatcher: entering it, getting from one instruction to the next, and finding handlers' code.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NanoWasm.Execution;

/// <summary>
/// Handlers that end in a tail call to the next. Their addresses stand in tables (<see cref="HandlerTable"/>); where the address is that of a
/// recognised stub, the table holds what the stub jumps to, which saves a jump at every dispatch.
/// </summary>
[AllocationFree]
internal static unsafe partial class ThreadedDispatcher
{
    // jmp [rip + n]; what x64 CoreCLR puts in front of a method that is compiled on first call.
    private const ushort JumpThroughMemory = 0x25FF;
    private const int JumpSize = 6;

    // Three times eight bytes and the bits of them that matter.
    private const int PatternLength = 6;

    // mov rax, [rip + n]; what stubs that count calls begin with.
    private const uint LoadFromMemory = 0x058B48;

    /// <summary>Whether handlers are chosen by more than the opcode.</summary>
    /// <remarks>Without the instruction that gathers bits (BMI2) this would cost more than it gains.</remarks>
    public static bool CanSelect => Bmi2.X64.IsSupported;

    /// <summary>The handler that entries of tables begin as.</summary>
    public static ulong ResolveHandler => (ulong)(delegate*<byte*, ulong*, ulong, ulong*, BranchEntry*, Context*, Exit>)&Resolve;

    /// <summary>The handler that stands in all entries while the machine has to leave.</summary>
    public static ulong InterruptHandler => (ulong)(delegate*<byte*, ulong*, ulong, ulong*, BranchEntry*, Context*, Exit>)&Interrupt;

    /// <summary>Three numbers for each group of superinstructions that modules with certain traits have: the byte that they begin with, the mask and how many there are.</summary>
    public static ReadOnlySpan<ulong> SelectionGroups(ModuleTraits traits) => HasVectors(traits) ? GroupsVectors : Groups;

    /// <summary>The bytes of a superinstruction, eight at a time: the bits that matter, and their values; alternately.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<ulong> Pattern(int sequence, ModuleTraits traits) =>
        (HasVectors(traits) ? PatternsVectors : Patterns).Slice(PatternLength * sequence, PatternLength);

    /// <summary>Whether the bytes somewhere are those of a superinstruction.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="traits">The traits of the module.</param>
    /// <param name="pc">The first byte, which is that of the superinstruction.</param>
    /// <remarks>Relies on the bytes behind the code being readable (<see cref="ReadableBytes"/>).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Matches(int sequence, ModuleTraits traits, byte* pc)
    {
        ReadOnlySpan<ulong> pattern = Pattern(sequence, traits);
        ulong* bytes = (ulong*)pc;
        ulong difference = (bytes[0] & pattern[0]) ^ pattern[1];
        difference |= (bytes[1] & pattern[2]) ^ pattern[3];
        return (difference | ((bytes[2] & pattern[4]) ^ pattern[5])) == 0;
    }

    /// <summary>1 + the number within its group of the longest superinstruction that another begins with; 0 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Shorter(int sequence, ModuleTraits traits) => (HasVectors(traits) ? ShorterVectors : ShorterSequences)[sequence];

    /// <summary>The number of instructions of a superinstruction.</summary>
    public static uint InstructionsOf(int sequence, ModuleTraits traits) => (HasVectors(traits) ? LengthsVectors : Lengths)[sequence];

    /// <summary>Whether modules with certain traits use a superinstruction: not where one of its opcodes does something else, unless the superinstruction does that as well.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUsed(int sequence, ModuleTraits traits) => (TraitsOf(sequence, traits) & traits & ~ModuleTraits.AnyNaNs) == ModuleTraits.None;

    /// <summary>Whether modules with certain traits have other handlers for a superinstruction than modules without vectors and with canonical NaNs.</summary>
    public static bool HasForm(int sequence, ModuleTraits traits) => HasVectors(traits) || (TraitsOf(sequence, traits) & traits) != ModuleTraits.None;

    /// <summary>Writes the addresses of the superinstructions that begin with a byte, as the runtime gives them: of each the handler that checks its bytes, then the one that does not.</summary>
    public static void WriteSuperinstructions(int first, ModuleTraits traits, ulong* table)
    {
        if (HasVectors(traits))
        {
            WriteGroupsVectors(first, traits, table);
        }
        else
        {
            WriteGroups(first, traits, table);
        }
    }

    /// <summary>The handlers of opcodes, by slot, for modules with certain traits, as the runtime gives their addresses. The caller frees them.</summary>
    /// <param name="traits">The traits.</param>
    /// <param name="forms">The opcodes whose handlers they change.</param>
    public static ulong* MakeHandlers(ModuleTraits traits, out OpcodeSet forms)
    {
        ulong* table = (ulong*)NativeMemory.AllocZeroed(DispatchTable.Length, sizeof(ulong));
        WriteForms(traits, table);
        forms = default;
        for (int slot = 0; slot < DispatchTable.Length; slot++)
        {
            if (table[slot] != 0)
            {
                forms.Add(slot);
            }
        }

        WriteHandlers(table);
        WriteForms(traits, table);
        return table;
    }

    /// <summary>The handler of the instruction at <paramref name="pc"/>.</summary>
    /// <remarks>Relies on the bytes behind the code being readable (<see cref="ReadableBytes"/>).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Select(byte* pc, Context* ctx)
    {
        if (!Bmi2.X64.IsSupported)
        {
            return *((ulong**)((byte*)ctx + Context.RowsOffset))[*pc];
        }

        ulong bytes = *(ulong*)pc;
        return ((ulong**)((byte*)ctx + Context.RowsOffset))[(byte)bytes][Bmi2.X64.ParallelBitExtract(bytes, ((ulong*)((byte*)ctx + Context.MasksOffset))[(byte)bytes])];
    }

    /// <summary>The number of superinstructions for modules with certain traits.</summary>
    public static int SequenceCount(ModuleTraits traits) => (HasVectors(traits) ? SequenceTraitsVectors : SequenceTraits).Length;

    /// <summary>Enters the machine with the registers of the context.</summary>
    [AllocationFree(TrustsIndirectCalls = true)]
    public static Exit Run(Context* ctx) =>
        ((delegate*<byte*, ulong*, ulong, ulong*, BranchEntry*, Context*, Exit>)Select(ctx->Pc, ctx))(ctx->Pc, ctx->Sp, ctx->Tos, ctx->Fp, ctx->Stp, ctx);

    /// <summary>Finds the code behind a stub.</summary>
    /// <param name="address">A handler's address.</param>
    /// <param name="code">Its code; the address itself where the method is not compiled yet, or the stub is none that is known.</param>
    /// <returns>Whether that is final.</returns>
    public static bool TryFindCode(ulong address, out ulong code)
    {
        byte* stub = (byte*)address;
        code = address;
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || *(ushort*)stub != JumpThroughMemory)
        {
            return true;
        }

        byte* behind = stub + JumpSize;
        byte* target = *(byte**)(behind + *(int*)(stub + sizeof(ushort)));

        // A stub whose method is not compiled yet jumps to its own next instruction.
        if (target == behind)
        {
            return false;
        }

        code = (ulong)target;
        return true;
    }

    /// <summary>Whether an address is that of a stub of the runtime, which jumps or counts calls.</summary>
    public static bool IsStub(ulong address) => *(ushort*)address == JumpThroughMemory || (*(uint*)address & 0xFFFFFF) == LoadFromMemory;

    private static ModuleTraits TraitsOf(int sequence, ModuleTraits traits) => (ModuleTraits)(HasVectors(traits) ? SequenceTraitsVectors : SequenceTraits)[sequence];

    private static bool HasVectors(ModuleTraits traits) => (traits & ModuleTraits.Vectors) != ModuleTraits.None;

    /// <summary>Stands in entries of tables until their handler has been compiled.</summary>
    [DispatchHandler]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Exit Resolve(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx) =>
        ((delegate*<byte*, ulong*, ulong, ulong*, BranchEntry*, Context*, Exit>)FindHandler(pc, ctx))(pc, sp, tos, fp, stp, ctx);

    /// <summary>Leaves before the instruction.</summary>
    [DispatchHandler]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Exit Interrupt(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx) => ColdPaths.Interrupt(pc, sp, tos, fp, stp, ctx);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong FindHandler(byte* pc, Context* ctx) => HandlerTable.Resolve(pc, ctx);
}
