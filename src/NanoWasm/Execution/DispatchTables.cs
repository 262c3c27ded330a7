// Gives contexts their dispatcher.
using NanoWasm.Profiling;

namespace NanoWasm.Execution;

/// <summary>Prepares contexts for their dispatcher.</summary>
[AllocationFree]
internal static unsafe class DispatchTables
{
    private static readonly bool TailCallsWork = DispatchSelfTest.Run();

    /// <summary>Chooses the dispatcher of a context and gives it its handlers, none of which is compiled before it first runs.</summary>
    /// <param name="context">The context. The bytes behind its code are readable (<see cref="ReadableBytes"/>), or the mode is <see cref="DispatchMode.Switch"/>.</param>
    /// <param name="used">The opcodes that its module uses.</param>
    /// <param name="traits">What of the module, or of the options, changes the meaning of opcodes.</param>
    /// <param name="mode">What is wanted.</param>
    /// <param name="superinstructions">Whether sequences of opcodes run in handlers of their own.</param>
    /// <returns>What it gets: <see cref="DispatchMode.Threaded"/> only where the JIT honours tail calls.</returns>
    public static DispatchMode Fill(Context* context, in OpcodeSet used, ModuleTraits traits, DispatchMode mode, bool superinstructions)
    {
        context->Traits = traits;
        context->Threaded = mode != DispatchMode.Switch && TailCallsWork;
        if (!context->Threaded)
        {
            return DispatchMode.Switch;
        }

        HandlerTable.CopyTo(context, used, superinstructions);
        return DispatchMode.Threaded;
    }

    /// <summary>Puts a handler that counts in place of all others. It goes on with the handler of the single opcode.</summary>
    /// <param name="context">A context that <see cref="Fill"/> has prepared for the threaded dispatcher.</param>
    /// <param name="profile">The counters of its module.</param>
    public static void AddProfile(Context* context, ProfileData* profile)
    {
        context->Profile = profile;
        profile->Handler = ProfilingHandler.Address;
        for (int opcode = 0; opcode < HandlerTable.Rows; opcode++)
        {
            context->Rows[opcode] = (ulong)(&profile->Handler);
            context->Masks[opcode] = 0;
        }
    }
}
