// How handlers leave the machine: functions with a handler's signature that save the registers and return an exit code.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NanoWasm.Execution;

/// <summary>
/// The ends of a handler's slow paths. They return, rather than throw, so that calls of them stay tail calls and the paths beside them need
/// no stack frame. Those for traps and for the exits that the table names are generated.
/// </summary>
/// <remarks>Relies on the driver, which gives the machine a context that lies in a live arena.</remarks>
[AllocationFree]
internal static unsafe partial class ColdPaths
{
    /// <summary>Leaves the registers in the context for the switch dispatcher's loop.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exit Continue(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx) =>
        Leave(pc, sp, tos, fp, stp, ctx, Exit.Continue, TrapKind.None);

    /// <summary>Leaves before the instruction, because another thread has asked for it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exit Interrupt(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx) =>
        Leave(pc, sp, tos, fp, stp, ctx, Exit.Interrupted, TrapKind.None);

    /// <summary>A direct call that the stacks have no room for, or one of an import.</summary>
    /// <param name="pc">Behind the call.</param>
    /// <param name="sp">The slot of the top of the stack, which is in memory.</param>
    /// <param name="callee">The <see cref="FunctionData"/>.</param>
    /// <param name="fp">The first local.</param>
    /// <param name="stp">The next side-table entry.</param>
    /// <param name="ctx">The context.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exit CallSlow(byte* pc, ulong* sp, ulong callee, ulong* fp, BranchEntry* stp, Context* ctx) =>
        LeaveCall(pc, sp, (FunctionData*)callee, fp, stp, ctx, Exit.Call);

    /// <summary>A call through a reference that the stacks have no room for, or one that leaves the instance.</summary>
    /// <param name="pc">Behind the call.</param>
    /// <param name="sp">The slot of the top of the stack, which is in memory.</param>
    /// <param name="reference">The <see cref="FunctionReference"/>.</param>
    /// <param name="fp">The first local.</param>
    /// <param name="stp">The next side-table entry.</param>
    /// <param name="ctx">The context.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exit CallReferenceSlow(byte* pc, ulong* sp, ulong reference, ulong* fp, BranchEntry* stp, Context* ctx) =>
        LeaveCall(pc, sp, (FunctionReference*)reference, fp, stp, ctx, Exit.Call);

    /// <summary>As <see cref="CallSlow"/>, for a call in place of the function that runs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exit TailCallSlow(byte* pc, ulong* sp, ulong callee, ulong* fp, BranchEntry* stp, Context* ctx) =>
        LeaveCall(pc, sp, (FunctionData*)callee, fp, stp, ctx, Exit.TailCall);

    /// <summary>As <see cref="CallReferenceSlow"/>, for a call in place of the function that runs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exit TailCallReferenceSlow(byte* pc, ulong* sp, ulong reference, ulong* fp, BranchEntry* stp, Context* ctx) =>
        LeaveCall(pc, sp, (FunctionReference*)reference, fp, stp, ctx, Exit.TailCall);

    /// <summary>Validation has let an opcode through that the dispatcher does not have: the table and the emitters disagree.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exit InvalidOpcode(byte* pc) =>
        throw new InvalidOperationException($"The opcode 0x{*pc:X2} has no handler. This is a defect of NanoWasm.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Exit LeaveCall(byte* pc, ulong* sp, FunctionData* callee, ulong* fp, BranchEntry* stp, Context* ctx, Exit exit)
    {
        if (callee->Code != null)
        {
            return Leave(pc - 1, sp, *sp, fp, stp, ctx, Exit.Trap, TrapKind.CallStackExhausted);
        }

        ctx->Callee = ctx->References[callee->Index];
        return Leave(pc, sp, *sp, fp, stp, ctx, exit, TrapKind.None);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Exit LeaveCall(byte* pc, ulong* sp, FunctionReference* callee, ulong* fp, BranchEntry* stp, Context* ctx, Exit exit)
    {
        if (callee->Owner == ctx)
        {
            return Leave(pc - 1, sp, *sp, fp, stp, ctx, Exit.Trap, TrapKind.CallStackExhausted);
        }

        ctx->Callee = callee;
        return Leave(pc, sp, *sp, fp, stp, ctx, exit, TrapKind.None);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Exit Leave(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx, Exit exit, TrapKind trap)
    {
        ctx->Pc = pc;
        ctx->Sp = sp;
        ctx->Tos = tos;
        ctx->Fp = fp;
        ctx->Stp = stp;
        ctx->Trap = trap;
        return exit;
    }
}
