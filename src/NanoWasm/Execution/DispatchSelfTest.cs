// Finds out whether the JIT makes tail calls of handlers' last acts.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>
/// A chain of handlers that goes nowhere. Where handlers are real tail calls it leaves the native stack where it was; unoptimised code
/// (a debugger that suppresses optimisation, <c>DOTNET_JITMinOpts</c>) makes it deeper by a frame a handler.
/// </summary>
internal static unsafe class DispatchSelfTest
{
    private const int Steps = 200;

    /// <summary>Whether a chain of handlers takes no native stack.</summary>
    public static bool Run()
    {
        Context* context = (Context*)NativeMemory.AllocZeroed((nuint)sizeof(Context));
        byte* code = (byte*)NativeMemory.AllocZeroed(Steps + 1 + ReadableBytes.Count);
        try
        {
            code[Steps] = 1;
            delegate*<byte*, ulong*, ulong, ulong*, BranchEntry*, Context*, Exit> step = &Step;
            delegate*<byte*, ulong*, ulong, ulong*, BranchEntry*, Context*, Exit> last = &Last;
            context->Rows[0] = (ulong)(&step);
            context->Rows[1] = (ulong)(&last);

            step(code + Steps - 1, null, 0, null, null, context);
            ulong shallow = context->Tos;
            step(code, null, 0, null, null, context);
            return context->Tos == shallow;
        }
        finally
        {
            NativeMemory.Free(context);
            NativeMemory.Free(code);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Exit Step(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx) =>
        ((delegate*<byte*, ulong*, ulong, ulong*, BranchEntry*, Context*, Exit>)ThreadedDispatcher.Select(pc + 1, ctx))(pc + 1, sp, tos, fp, stp, ctx);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Exit Last(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx)
    {
        byte here = 0;
        ctx->Tos = (ulong)&here;
        return Exit.Finished;
    }
}
