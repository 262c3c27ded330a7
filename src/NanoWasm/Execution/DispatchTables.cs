// Fills dispatch tables and decides which dispatcher runs.

namespace NanoWasm.Execution;

/// <summary>Prepares contexts for their dispatcher.</summary>
internal static unsafe class DispatchTables
{
    private static readonly bool TailCallsWork = DispatchSelfTest.Run();

    /// <summary>Chooses the dispatcher of a context and writes the handlers of the opcodes that its module uses into its table.</summary>
    /// <param name="context">The context.</param>
    /// <param name="used">The opcodes that the module uses.</param>
    /// <param name="mode">What is wanted.</param>
    /// <returns>What it gets: <see cref="DispatchMode.Threaded"/> only where the JIT honours tail calls.</returns>
    public static DispatchMode Fill(Context* context, in OpcodeSet used, DispatchMode mode)
    {
        context->Threaded = mode != DispatchMode.Switch && TailCallsWork;
        if (!context->Threaded)
        {
            return DispatchMode.Switch;
        }

        ThreadedDispatcher.Fill(context->Dispatch, used);
        return DispatchMode.Threaded;
    }
}
