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
    /// <summary>The code of opcodes' handlers by slot, then that of superinstructions in the order of their groups; 0 where there is none. Null before the first instance.</summary>
    public static ulong* Codes { get; private set; }

    /// <summary>The code of a superinstruction; 0 if there is none.</summary>
    [AllocationFree]
    public static ulong OfSequence(int sequence) => Codes == null ? 0 : Volatile.Read(ref Codes[DispatchTable.Length + sequence]);

    /// <summary>The code of an opcode's handler in modules without traits; 0 if there is none.</summary>
    [AllocationFree]
    public static ulong OfOpcode(int slot) => Codes == null ? 0 : Volatile.Read(ref Codes[slot]);

    /// <summary>Finds the handlers that a module can need and that no module before it needed.</summary>
    [Conditional("PRECOMPILED")]
    public static void Prepare(in OpcodeSet used)
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
            Request request = new(Prepared, all);
            if (Codes == null)
            {
                Codes = (ulong*)NativeMemory.AllocZeroed((nuint)(DispatchTable.Length + ThreadedDispatcher.SequenceCount), sizeof(ulong));
            }

            ThreadedDispatcher.PrepareOpcodes(request, Codes);
            ThreadedDispatcher.PrepareSequences(request, Codes + DispatchTable.Length);
            Prepared = all;
        }
#endif
    }

#if PRECOMPILED
    private static readonly Lock Gate = new();
    private static OpcodeSet Prepared;

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

        /// <summary>Whether an opcode has come up.</summary>
        public bool IsUsed(int slot) => _all.Contains(slot);

        /// <summary>Whether an opcode has come up for the first time.</summary>
        public bool IsNew(int slot) => _all.Contains(slot) && !_before.Contains(slot);

        /// <summary>Whether some opcodes have all come up, and had not before.</summary>
        public bool IsNew(ReadOnlySpan<int> slots)
        {
            bool isNew = false;
            foreach (int slot in slots)
            {
                if (!_all.Contains(slot))
                {
                    return false;
                }

                isNew |= !_before.Contains(slot);
            }

            return isNew;
        }
    }
#endif
}

#if PRECOMPILED
/// <summary>The signature of handlers.</summary>
internal unsafe delegate Exit HandlerBody(byte* pc, ulong* sp, ulong tos, ulong* fp, BranchEntry* stp, Context* ctx);
#endif
