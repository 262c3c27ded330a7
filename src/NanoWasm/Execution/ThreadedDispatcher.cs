// The hand-written part of the threaded dispatcher: entering it, and finding the code of its handlers.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>
/// Handlers that end in a tail call to the next. Their addresses stand in the context's table; where the address is that of a
/// recognised stub, the table holds what the stub jumps to, which saves a jump at every dispatch.
/// </summary>
internal static unsafe partial class ThreadedDispatcher
{
    // jmp [rip + n]; what x64 CoreCLR puts in front of a method that is compiled on first call.
    private const ushort JumpThroughMemory = 0x25FF;
    private const int JumpSize = 6;

    private static readonly ulong* Handlers = MakeTable();
    private static readonly Lock Preparing = new();

    private delegate Exit HandlerDelegate(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx);

    /// <summary>Enters the machine with the registers of the context.</summary>
    public static Exit Run(Context* ctx) =>
        ((delegate*<byte*, ulong*, ulong, ulong*, BranchEntry*, Context*, Exit>)ctx->Dispatch[*ctx->Pc])(ctx->Pc, ctx->Sp, ctx->Tos, ctx->Fp, ctx->Stp, ctx);

    /// <summary>Copies the handlers to a context's table, those of the opcodes in use prepared.</summary>
    public static void Fill(ulong* table, in OpcodeSet used)
    {
        lock (Preparing)
        {
            for (int slot = 0; slot < DispatchTable.Length; slot++)
            {
                if (used.Contains(slot))
                {
                    Prepare(slot);
                }
            }
        }

        NativeMemory.Copy(Handlers, table, DispatchTable.Length * sizeof(ulong));
    }

    private static ulong* MakeTable()
    {
        ulong* table = (ulong*)NativeMemory.AllocZeroed(DispatchTable.Length, sizeof(ulong));
        WriteHandlers(table);
        return table;
    }

    /// <summary>Compiles a handler and finds its code behind the stub.</summary>
    private static void Prepare(int slot)
    {
        byte* stub = (byte*)Handlers[slot];
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || stub == null || *(ushort*)stub != JumpThroughMemory)
        {
            return;
        }

        if (GetDelegate(slot) is { } handler)
        {
            RuntimeHelpers.PrepareDelegate(handler);
            byte* behind = stub + JumpSize;
            byte* target = *(byte**)(behind + *(int*)(stub + 2));

            // A stub whose method is not compiled yet jumps to its own next instruction.
            if (target != behind)
            {
                Handlers[slot] = (ulong)target;
            }
        }
    }
}
