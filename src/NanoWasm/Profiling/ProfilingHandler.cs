// The handler that counts.
using System.Runtime.CompilerServices;
using NanoWasm.Execution;
using unsafe Handler = delegate*<byte*, ulong*, ulong, ulong*, NanoWasm.Execution.BranchEntry*, NanoWasm.Execution.Context*, NanoWasm.Execution.Exit>;

namespace NanoWasm.Profiling;

/// <summary>Stands for all handlers of a profiled context's dispatch table: counts the instruction, and goes on with the handler of its opcode.</summary>
/// <remarks>
/// Relies on <see cref="ProfileData"/> having counters for all code of the context's module. Prefixes have no handler of their own here: their instructions are
/// counted at the prefix, whose ordinary handler then dispatches into pages that hold ordinary handlers.
/// </remarks>
[AllocationFree]
internal static unsafe class ProfilingHandler
{
    /// <summary>The address of the handler.</summary>
    public static ulong Address => (ulong)(Handler)(&Count);

    [DispatchHandler]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Exit Count(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx)
    {
        ProfileData* profile = ctx->Profile;
        ulong offset = (ulong)(pc - profile->Code);
        if (offset < profile->Length)
        {
            ulong run = 0;
            uint step = profile->Steps[offset];
            if (step != 0 && pc - step == profile->Previous)
            {
                run = profile->Run;
                run += run < ProfileData.MaxRun - 1 ? 1u : 0u;
            }

            profile->Previous = pc;
            profile->Run = run;
            profile->Counts[(offset * ProfileData.MaxRun) + run]++;
        }

        return ((Handler)ctx->Pages[*pc])(pc, sp, tos, fp, stp, ctx);
    }
}
