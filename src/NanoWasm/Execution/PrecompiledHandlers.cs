// Handlers that are compiled ahead: found once in a process, before the module that needs them runs.
#if PRECOMPILED
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
#endif
using System.Diagnostics;

namespace NanoWasm.Execution;

/// <summary>
/// In an image that is compiled ahead, the code of handlers' bodies stands ready. It may only be used where the runtime has accepted it: what it rejects
/// (for another processor, or where it was told to) it would compile without optimisation, and unoptimised code makes no tail calls. So each body is
/// prepared by itself, and taken only if nothing had to be compiled for that; its address is that of the code, not that of the stub in
/// front of it, behind which the runtime may later put other code.
/// </summary>
/// <remarks>Preparing allocates: it is a matter of making instances. Where nothing has been prepared, handlers are compiled when they first run.</remarks>
internal static unsafe class PrecompiledHandlers
{
    /// <summary>The code of opcodes' handlers by slot, then that of superinstructions in the order of their groups, of each the one that checks its bytes and the one that does not; 0 where there is none. Null before the first instance.</summary>
    public static ulong* Codes { get; private set; }

    /// <summary>The code of a superinstruction's handler; 0 if there is none.</summary>
    [AllocationFree]
    public static ulong OfSequence(int handler) => Codes == null ? 0 : Volatile.Read(ref Codes[DispatchTable.Length + handler]);

    /// <summary>The code of an opcode's handler in modules without traits; 0 if there is none.</summary>
    [AllocationFree]
    public static ulong OfOpcode(int slot) => Codes == null ? 0 : Volatile.Read(ref Codes[slot]);

    /// <summary>Finds the handlers of opcodes that a module uses and that no module before it used.</summary>
    [Conditional("PRECOMPILED")]
    public static void PrepareOpcodes(in OpcodeSet used)
    {
#if PRECOMPILED
        lock (Gate)
        {
            if (Prepared.ContainsAll(used))
            {
                return;
            }

            OpcodeSet all = Prepared;
            all.UnionWith(used);
            if (Codes == null)
            {
                Codes = (ulong*)NativeMemory.AllocZeroed((nuint)(DispatchTable.Length + Handlers), sizeof(ulong));
            }

            ThreadedDispatcher.PrepareOpcodes(new Request(Prepared, all), Codes);
            Prepared = all;
        }
#endif
    }

    /// <summary>Finds the handlers of superinstructions that stand in the code of a module without vectors and in none before it.</summary>
    /// <param name="rows">The module's rows; <see cref="PrepareOpcodes"/> has been called for it.</param>
    [Conditional("PRECOMPILED")]
    public static void PrepareSequences(ModuleRows* rows)
    {
#if PRECOMPILED
        if ((rows->Traits & ModuleTraits.Vectors) == ModuleTraits.None && !Volatile.Read(ref rows->Prepared))
        {
            Span<bool> wanted = stackalloc bool[Handlers];
            wanted.Clear();
            HandlerTable.FindHandlers(rows, wanted);
            PrepareSequences(wanted);
            Volatile.Write(ref rows->Prepared, true);
        }
#endif
    }

    /// <summary>Finds the handlers of superinstructions that shared rows lead to and that no module before needed.</summary>
    /// <param name="used">The opcodes that a module uses; <see cref="PrepareOpcodes"/> has been called for them.</param>
    /// <param name="traits">The module's traits.</param>
    [Conditional("PRECOMPILED")]
    public static void PrepareSequences(in OpcodeSet used, ModuleTraits traits)
    {
#if PRECOMPILED
        if ((traits & ModuleTraits.Vectors) == ModuleTraits.None)
        {
            Span<bool> wanted = stackalloc bool[Handlers];
            wanted.Clear();
            HandlerTable.FindHandlers(used, traits, wanted);
            PrepareSequences(wanted);
        }
#endif
    }

#if PRECOMPILED
    private static readonly Lock Gate = new();
    private static readonly bool[] PreparedSequences = new bool[Handlers];
    private static OpcodeSet Prepared;

    /// <summary>The number of handlers of superinstructions.</summary>
    private static int Handlers => 2 * ThreadedDispatcher.SequenceCount(ModuleTraits.None);

    private static void PrepareSequences(Span<bool> wanted)
    {
        lock (Gate)
        {
            bool isNew = false;
            for (int handler = 0; handler < wanted.Length; handler++)
            {
                wanted[handler] &= !PreparedSequences[handler];
                PreparedSequences[handler] |= wanted[handler];
                isNew |= wanted[handler];
            }

            if (isNew)
            {
                ThreadedDispatcher.PrepareSequences(new SequenceRequest(wanted), Codes + DispatchTable.Length);
            }
        }
    }

    /// <summary>Has a method made ready to run.</summary>
    /// <param name="body">The method. No one has had it prepared or called it before.</param>
    /// <param name="address">Its address as the runtime gives it.</param>
    /// <returns>Its code if that was compiled ahead; else 0.</returns>
    public static ulong Prepare(HandlerBody body, ulong address)
    {
        long compiled = JitInfo.GetCompiledMethodCount(currentThread: true);
        RuntimeHelpers.PrepareDelegate(body);
        return JitInfo.GetCompiledMethodCount(currentThread: true) == compiled && ThreadedDispatcher.TryFindCode(address, out ulong code)
            && code != address && !ThreadedDispatcher.IsStub(code) ? code : 0;
    }

    /// <summary>The opcodes that have come up before, and all that have now.</summary>
    public readonly ref struct Request(OpcodeSet before, OpcodeSet all)
    {
        private readonly OpcodeSet _before = before;
        private readonly OpcodeSet _all = all;

        /// <summary>Whether an opcode has come up for the first time.</summary>
        public bool IsNew(int slot) => _all.Contains(slot) && !_before.Contains(slot);
    }

    /// <summary>The superinstructions' handlers that have come up for the first time, by number.</summary>
    public readonly ref struct SequenceRequest(ReadOnlySpan<bool> wanted)
    {
        private readonly ReadOnlySpan<bool> _wanted = wanted;

        /// <summary>Whether one is among them.</summary>
        public bool IsNew(int handler) => _wanted[handler];
    }
#endif
}

#if PRECOMPILED
/// <summary>The signature of handlers.</summary>
internal unsafe delegate Exit HandlerBody(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx);
#endif
