// Fills dispatch tables and decides which dispatcher runs.
namespace NanoWasm.Execution;

/// <summary>Prepares contexts for their dispatcher.</summary>
[AllocationFree]
internal static unsafe class DispatchTables
{
    private static readonly bool TailCallsWork = DispatchSelfTest.Run();

    /// <summary>Chooses the dispatcher of a context and writes the handlers of the opcodes that its module uses into its table.</summary>
    /// <param name="context">The context.</param>
    /// <param name="used">The opcodes that the module uses.</param>
    /// <param name="mode">What is wanted.</param>
    /// <returns>What it gets: <see cref="DispatchMode.Threaded"/> only where the JIT honours tail calls.</returns>
    [AllocationFree(false, Justification = "Compiles handlers ahead; the other one does not.")]
    public static DispatchMode Fill(Context* context, in OpcodeSet used, DispatchMode mode)
    {
        if (!Choose(context, mode))
        {
            return DispatchMode.Switch;
        }

        ThreadedDispatcher.Fill(context->Dispatch, used);
        return DispatchMode.Threaded;
    }

    /// <summary>
    /// As <see cref="Fill"/>, without compiling handlers ahead, which would allocate: each is compiled when it first runs, and found behind its stub by
    /// the next call of this.
    /// </summary>
    public static void FillUnprepared(Context* context, DispatchMode mode)
    {
        if (Choose(context, mode))
        {
            ThreadedDispatcher.FillUnprepared(context->Dispatch);
        }
    }

    /// <summary>Whether the threaded dispatcher runs the context.</summary>
    private static bool Choose(Context* context, DispatchMode mode) => context->Threaded = mode != DispatchMode.Switch && TailCallsWork;
}
