// Handlers, all but one of them broken in one way each: what the check must find.
using System.Runtime.CompilerServices;
using unsafe Handler = delegate*<byte*, ulong*, ulong, ulong*, long*, NanoWasm.JitTests.Machine*, NanoWasm.JitTests.Outcome>;

namespace NanoWasm.JitTests;

/// <summary>What a handler returns.</summary>
internal enum Outcome
{
    /// <summary>Nothing in particular.</summary>
    None,
}

/// <summary>A dispatch table.</summary>
internal unsafe struct Machine
{
    /// <summary>Code addresses.</summary>
    public fixed ulong Dispatch[256];
}

/// <summary>Handlers that are compiled and never run. Each is named after what is wrong with it.</summary>
internal static unsafe class BrokenHandlers
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Outcome Good(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx) =>
        ((Handler*)ctx)[pc[1]](pc + 1, sp, tos + 1, fp, stp, ctx);

    private static Outcome NotMarked(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx) =>
        ((Handler*)ctx)[pc[1]](pc + 1, sp, tos + 1, fp, stp, ctx);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Outcome NotInlined(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx) =>
        ((Handler*)ctx)[pc[1]](pc + 1, sp, tos + 1, fp, stp, ctx);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Outcome AddressOfLocal(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx)
    {
        ulong local = tos;
        TakeAddress(&local);
        return ((Handler*)ctx)[pc[1]](pc + 1, sp, local, fp, stp, ctx);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Outcome RefArgument(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx)
    {
        TakeReference(ref tos);
        return ((Handler*)ctx)[pc[1]](pc + 1, sp, tos, fp, stp, ctx);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Outcome Try(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx)
    {
        try
        {
            return ((Handler*)ctx)[pc[1]](pc + 1, sp, tos, fp, stp, ctx);
        }
        finally
        {
            *sp = tos;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Outcome WorkBehindCall(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx)
    {
        Outcome outcome = ((Handler*)ctx)[pc[1]](pc + 1, sp, tos, fp, stp, ctx);
        *sp = tos;
        return outcome;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Outcome Returning(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx) =>
        tos == 0 ? Outcome.None : ((Handler*)ctx)[pc[1]](pc + 1, sp, tos, fp, stp, ctx);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Outcome StackSpace(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx)
    {
        ulong* space = stackalloc ulong[64];
        TakeAddress(space);
        return ((Handler*)ctx)[pc[1]](pc + 1, sp, *space, fp, stp, ctx);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Outcome Throwing(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx)
    {
        if (tos == 0)
        {
            Throw();
        }

        return ((Handler*)ctx)[pc[1]](pc + 1, sp, tos, fp, stp, ctx);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TakeAddress(ulong* value) => *value += 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TakeReference(ref ulong value) => value += 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw() => throw new InvalidOperationException();
}

/// <summary>Exits, one of which only throws.</summary>
internal static unsafe class BrokenExits
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Outcome GoodExit(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx) => Outcome.None;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Outcome ThrowingExit(byte* pc, ulong* sp, ulong tos, ulong* fp, long* stp, Machine* ctx) => throw new InvalidOperationException();
}
