// Gives contexts their dispatcher.
using NanoWasm.Profiling;

namespace NanoWasm.Execution;

/// <summary>Prepares contexts for their dispatcher.</summary>
[AllocationFree]
internal static unsafe class DispatchTables
{
    private static readonly bool TailCallsWork = DispatchSelfTest.Run();

    /// <summary>Chooses the dispatcher of a context and gives it the handlers of single opcodes, none of which is compiled before it first runs.</summary>
    /// <param name="context">The context. The bytes behind its code are readable (<see cref="ReadableBytes"/>), or the mode is <see cref="DispatchMode.Switch"/>.</param>
    /// <param name="used">The opcodes that its module uses.</param>
    /// <param name="traits">What of the module, or of the options, changes the meaning of opcodes.</param>
    /// <param name="mode">What is wanted.</param>
    /// <returns>What it gets: <see cref="DispatchMode.Threaded"/> only where the JIT honours tail calls.</returns>
    public static DispatchMode Fill(Context* context, in OpcodeSet used, ModuleTraits traits, DispatchMode mode)
    {
        context->Traits = traits;
        context->Threaded = mode != DispatchMode.Switch && TailCallsWork;
        if (!context->Threaded)
        {
            return DispatchMode.Switch;
        }

        HandlerTable.CopyTo(context, used);
        return DispatchMode.Threaded;
    }

    /// <summary>Has sequences of opcodes run in handlers of their own, from now on: those of a module, which they have been compared with.</summary>
    /// <param name="context">A context that they can be added to (<see cref="CanAdd"/>). Nothing runs in it; constant expressions, which the rows do not know, have run.</param>
    /// <param name="rows">The module's rows for the traits of the context.</param>
    public static void AddSuperinstructions(Context* context, ModuleRows* rows)
    {
        Span<ulong> own = stackalloc ulong[HandlerTable.Rows];
        for (int opcode = 0; opcode < own.Length; opcode++)
        {
            own[opcode] = (ulong)rows->RowOf(opcode);
        }

        Interruptions.SetRows(context, own, new ReadOnlySpan<ulong>(rows->Masks, HandlerTable.Rows));
        context->ModuleRows = rows;
    }

    /// <summary>Has sequences of opcodes run in handlers of their own, which check each time that they are where they should be.</summary>
    /// <param name="context">A context that they can be added to (<see cref="CanAdd"/>). Nothing runs in it.</param>
    /// <param name="used">The opcodes that its module uses.</param>
    public static void AddSharedSuperinstructions(Context* context, in OpcodeSet used)
    {
        Span<ulong> rows = stackalloc ulong[HandlerTable.Rows];
        Span<ulong> masks = stackalloc ulong[HandlerTable.Rows];
        rows.Clear();
        HandlerTable.FindShared(used, context->Traits, rows, masks);
        Interruptions.SetRows(context, rows, masks);
    }

    /// <summary>Whether superinstructions can run in a context: the threaded dispatcher does, without a profile, and the processor can tell them apart.</summary>
    public static bool CanAdd(Context* context) => context->Threaded && context->Profile == null && ThreadedDispatcher.CanSelect;

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
