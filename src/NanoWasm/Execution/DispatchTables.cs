// Fills dispatch tables and decides which dispatcher runs.
using NanoWasm.Profiling;

namespace NanoWasm.Execution;

/// <summary>Prepares contexts for their dispatcher.</summary>
[AllocationFree]
internal static unsafe class DispatchTables
{
    /// <summary>The entries of the dispatch table for the first byte of an opcode; the pages of prefixes follow.</summary>
    public const int FirstBytes = 256;

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

    /// <summary>
    /// Puts a handler that counts before all others. It goes on with the handler of the single opcode, so this is where those come from.
    /// </summary>
    /// <param name="context">A context whose table <see cref="Fill"/> has filled for the threaded dispatcher.</param>
    /// <param name="profile">The counters of its module.</param>
    public static void AddProfile(Context* context, ProfileData* profile)
    {
        context->Profile = profile;
        for (int slot = 0; slot < FirstBytes; slot++)
        {
            profile->Handlers[slot] = context->Dispatch[slot];
            context->Dispatch[slot] = ProfilingHandler.Address;
        }
    }

    /// <summary>Whether the threaded dispatcher runs the context.</summary>
    private static bool Choose(Context* context, DispatchMode mode) => context->Threaded = mode != DispatchMode.Switch && TailCallsWork;
}
