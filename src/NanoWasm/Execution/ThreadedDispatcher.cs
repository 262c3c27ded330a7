// The hand-written part of the threaded dispatcher: entering it, and finding the code of its handlers.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>
/// Handlers that end in a tail call to the next. Their addresses stand in the context's table; where the address is that of a
/// recognised stub, the table holds what the stub jumps to, which saves a jump at every dispatch.
/// </summary>
[AllocationFree]
internal static unsafe partial class ThreadedDispatcher
{
    // jmp [rip + n]; what x64 CoreCLR puts in front of a method that is compiled on first call.
    private const ushort JumpThroughMemory = 0x25FF;
    private const int JumpSize = 6;

    // The handlers as the runtime gives their addresses, and which of them have been compiled ahead.
    private static readonly ulong* Handlers = MakeTable();
    private static readonly byte* Prepared = (byte*)NativeMemory.AllocZeroed(DispatchTable.Length);

    private delegate Exit HandlerDelegate(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx);

    /// <summary>Enters the machine with the registers of the context.</summary>
    [AllocationFree(TrustsIndirectCalls = true)]
    public static Exit Run(Context* ctx) =>
        ((delegate*<byte*, ulong*, ulong, ulong*, BranchEntry*, Context*, Exit>)ctx->Dispatch[*ctx->Pc])(ctx->Pc, ctx->Sp, ctx->Tos, ctx->Fp, ctx->Stp, ctx);

    /// <summary>Copies the handlers to a context's table, those of the opcodes in use compiled.</summary>
    [AllocationFree(false, Justification = "Compiling a handler ahead takes a delegate.")]
    public static void Fill(ulong* table, in OpcodeSet used)
    {
        for (int slot = 0; slot < DispatchTable.Length; slot++)
        {
            // Threads that do this at once do it twice, which is harmless.
            if (used.Contains(slot) && Prepared[slot] == 0 && GetDelegate(slot) is { } handler)
            {
                RuntimeHelpers.PrepareDelegate(handler);
                Prepared[slot] = 1;
            }
        }

        FillUnprepared(table);
    }

    /// <summary>Copies the handlers to a context's table; those that have not run yet go through their stubs.</summary>
    public static void FillUnprepared(ulong* table)
    {
        for (int slot = 0; slot < DispatchTable.Length; slot++)
        {
            table[slot] = FindCode(Handlers[slot]);
        }
    }

    private static ulong* MakeTable()
    {
        ulong* table = (ulong*)NativeMemory.AllocZeroed(DispatchTable.Length, sizeof(ulong));
        WriteHandlers(table);
        return table;
    }

    /// <summary>The code behind a recognised stub whose method is compiled; else the address itself.</summary>
    private static ulong FindCode(ulong address)
    {
        byte* stub = (byte*)address;
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || stub == null || *(ushort*)stub != JumpThroughMemory)
        {
            return address;
        }

        byte* behind = stub + JumpSize;
        byte* target = *(byte**)(behind + *(int*)(stub + sizeof(ushort)));

        // A stub whose method is not compiled yet jumps to its own next instruction.
        return target == behind ? address : (ulong)target;
    }
}
