// What the driver does for instructions that wait for other threads, or wake them, and where another thread has made a shared memory larger.
namespace NanoWasm.Execution;

/// <summary>How waiting ends; the first three are what <c>memory.atomic.wait</c> gives.</summary>
internal enum WaitEnd
{
    /// <summary>Another thread has notified this one.</summary>
    Notified,

    /// <summary>It has not waited: the value in memory is not the expected one.</summary>
    NotEqual,

    /// <summary>The time is over.</summary>
    TimedOut,

    /// <summary>The run has to end (<see cref="Interruptions"/>).</summary>
    Interrupted,
}

/// <summary>The exits of the machine that only threads need.</summary>
/// <remarks>
/// Relies on validation, and on the driver: the machine stands on the instruction in question, with its operands on the stack.
/// </remarks>
[AllocationFree]
internal static unsafe class AtomicExits
{
    /// <summary>Addresses and offsets from 2^62 on are out of bounds, and the sum of smaller ones fits into 64 bits.</summary>
    private const int AddressBits = 62;

    private const uint HasMemoryIndex = 0x40;

    /// <summary>Runs <c>memory.atomic.wait32</c> or <c>memory.atomic.wait64</c>.</summary>
    /// <param name="host">The owner of the instance.</param>
    /// <param name="stack">The stacks that it runs on.</param>
    /// <param name="context">The instance.</param>
    /// <param name="size">Bytes that are compared: 4 or 8.</param>
    /// <returns>False where it ends in a trap.</returns>
    public static bool Wait<THost>(ref THost host, ExecutionStack* stack, Context* context, int size)
        where THost : struct, IMachineHost, allows ref struct
    {
        ulong* operands = context->Sp - 2;
        if (!TryFind(context, operands[0], size, out Place place))
        {
            return false;
        }

        if (!place.Memory->Shared)
        {
            context->Trap = TrapKind.ExpectedSharedMemory;
            return false;
        }

        WaitEnd end;
        while ((end = host.Wait(stack, context, place.MemoryIndex, place.Address, operands[1], size, (long)context->Tos)) == WaitEnd.Interrupted)
        {
            if (Interruptions.Acknowledge(stack, context))
            {
                return false;
            }
        }

        Continue(context, operands, (ulong)end, place.Next);
        return true;
    }

    /// <summary>Runs <c>memory.atomic.notify</c>. Nobody waits at a memory that is not shared.</summary>
    /// <returns>False where it ends in a trap.</returns>
    public static bool Notify<THost>(ref THost host, Context* context)
        where THost : struct, IMachineHost, allows ref struct
    {
        ulong* operands = context->Sp - 1;
        if (!TryFind(context, operands[0], sizeof(uint), out Place place))
        {
            return false;
        }

        uint count = place.Memory->Shared ? host.Notify(context, place.MemoryIndex, place.Address, (uint)context->Tos) : 0;
        Continue(context, operands, count, place.Next);
        return true;
    }

    /// <summary>
    /// Whether an access was out of bounds only because another thread has made the memory larger since this one entered the machine. The instruction
    /// has had no effect; it begins again, with the new size.
    /// </summary>
    /// <param name="context">A context that has trapped.</param>
    public static bool CanBeginAgain(Context* context)
    {
        MemoryData* memory = *context->Memories;
        if (context->Trap != TrapKind.MemoryOutOfBounds || memory == null || !memory->Shared || Volatile.Read(ref memory->Size) == context->MemorySize)
        {
            return false;
        }

        // Behind a prefix, the machine stands on the last byte of the opcode.
        context->Pc = CodePosition.InstructionAt(context->Function, context->Pc);
        return true;
    }

    /// <summary>Finds what an instruction accesses.</summary>
    /// <returns>False where it traps.</returns>
    private static bool TryFind(Context* context, ulong pointer, int size, out Place place)
    {
        byte* p = context->Pc + 1;
        uint flags = InstructionDecoder.ReadUnsigned(ref p);
        place.MemoryIndex = (flags & HasMemoryIndex) == 0 ? 0 : InstructionDecoder.ReadUnsigned(ref p);
        ulong offset = Leb128.ReadUInt64(p);
        place.Next = Leb128.Skip(p);
        place.Memory = context->Memories[place.MemoryIndex];
        pointer = place.Memory->Is64 ? pointer : (uint)pointer;
        place.Address = pointer + offset;
        if ((place.Address & ((ulong)size - 1)) != 0)
        {
            context->Trap = TrapKind.UnalignedAtomic;
            return false;
        }

        if ((pointer | offset) >> AddressBits != 0 || place.Address + (ulong)size > Volatile.Read(ref place.Memory->Size))
        {
            context->Trap = TrapKind.MemoryOutOfBounds;
            return false;
        }

        return true;
    }

    private static void Continue(Context* context, ulong* sp, ulong result, byte* next)
    {
        context->Sp = sp;
        context->Tos = result;
        context->Pc = next;
    }

    /// <summary>What an instruction accesses.</summary>
    private struct Place
    {
        public uint MemoryIndex;
        public MemoryData* Memory;
        public ulong Address;
        public byte* Next;
    }
}
