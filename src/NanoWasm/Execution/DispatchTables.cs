// Gives contexts their dispatcher.
namespace NanoWasm.Execution;

/// <summary>Prepares contexts for their dispatcher.</summary>
[AllocationFree]
internal static unsafe class DispatchTables
{
    private static readonly bool TailCallsWork = DispatchSelfTest.Run();

    /// <summary>Chooses the dispatcher of a context and gives it its handlers, none of which is compiled before it first runs.</summary>
    /// <param name="context">The context. The bytes behind its code are readable (<see cref="ReadableBytes"/>), or the mode is <see cref="DispatchMode.Switch"/>.</param>
    /// <param name="mode">What is wanted.</param>
    /// <param name="superinstructions">Whether sequences of opcodes run in handlers of their own.</param>
    /// <returns>What it gets: <see cref="DispatchMode.Threaded"/> only where the JIT honours tail calls.</returns>
    public static DispatchMode Fill(Context* context, DispatchMode mode, bool superinstructions)
    {
        context->Threaded = mode != DispatchMode.Switch && TailCallsWork;
        if (!context->Threaded)
        {
            return DispatchMode.Switch;
        }

        HandlerTable* table = superinstructions && ThreadedDispatcher.CanSelect ? HandlerTable.Fused : HandlerTable.Plain;
        table->CopyTo(context);
        return DispatchMode.Threaded;
    }
}
