// How another thread ends a run.
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>
/// Ends runs from other threads without anything on the hot path: the rows of the context that runs (<see cref="Context.Rows"/>) are exchanged for one whose handlers
/// all leave the machine, so that the next instruction leaves, whatever it is. The switch dispatcher asks <see cref="Context.Interrupted"/> at branches and calls.
/// </summary>
/// <remarks>
/// <para>
/// Masks stay as they are, so the row has entries for every index that there can be: whether a handler reads the old row or the new one, its index fits.
/// </para>
/// <para>
/// One thread at a time exchanges rows, puts them back, or frees a context (<see cref="EnterGate"/>): a context that a stack names as running lives while the gate is held.
/// A thread that goes on in another context first says so and then looks whether it has been asked to leave; one that asks first says so, has every
/// processor see it, and then looks which context runs. So one of them notices the other.
/// </para>
/// </remarks>
[AllocationFree]
internal static unsafe class Interruptions
{
    /// <summary>The indices that sixteen bits of a mask can make.</summary>
    private const int RowLength = 1 << 16;

    private static ulong* _row;
    private static int _gate;

    /// <summary>Whether a row is the one that leaves: nothing may be written to it.</summary>
    public static bool IsRow(ulong* entries) => entries == _row;

    /// <summary>Asks for the end of what runs on stacks, or of the next that does.</summary>
    /// <param name="stack">The stacks, which stay alive meanwhile.</param>
    public static void Request(ExecutionStack* stack)
    {
        EnterGate();
        try
        {
            Volatile.Write(ref stack->InterruptRequested, true);
#pragma warning disable NW1020 // A system call.
            Interlocked.MemoryBarrierProcessWide();
#pragma warning restore NW1020
            Exchange(stack->Owner);
            Context* running = (Context*)Volatile.Read(ref *(nint*)&stack->Running);
            if (running != null)
            {
                Exchange(running);
            }
        }
        finally
        {
            LeaveGate();
        }
    }

    /// <summary>Says which context runs on stacks.</summary>
    public static void SetRunning(ExecutionStack* stack, Context* context) => Volatile.Write(ref *(nint*)&stack->Running, (nint)context);

    /// <summary>Says that another context goes on.</summary>
    /// <returns>Whether the run has to end; the trap is set.</returns>
    public static bool Switch(ExecutionStack* stack, Context* context)
    {
        SetRunning(stack, context);
        return Volatile.Read(ref stack->InterruptRequested) && Acknowledge(stack, context);
    }

    /// <summary>Puts the rows back, and takes note of the request.</summary>
    /// <param name="stack">The stacks.</param>
    /// <param name="context">The context that left.</param>
    /// <returns>Whether the run has to end, and the trap is set. False where the request was for another run, which has ended meanwhile.</returns>
    public static bool Acknowledge(ExecutionStack* stack, Context* context)
    {
        EnterGate();
        try
        {
            Restore(context);
            if (!stack->InterruptRequested)
            {
                return false;
            }

            Restore(stack->Owner);
            stack->InterruptRequested = false;
            context->Trap = TrapKind.Interrupted;
            return true;
        }
        finally
        {
            LeaveGate();
        }
    }

    /// <summary>Gives a context other rows, now or once those that leave are put back. Nobody runs in it.</summary>
    /// <param name="context">The context.</param>
    /// <param name="rows">The rows by opcode; 0 for one that stays.</param>
    /// <param name="masks">Their masks.</param>
    public static void SetRows(Context* context, ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> masks)
    {
        EnterGate();
        ulong* current = context->Interrupted ? context->SavedRows : context->Rows;
        for (int opcode = 0; opcode < rows.Length; opcode++)
        {
            if (rows[opcode] != 0)
            {
                context->Masks[opcode] = masks[opcode];
                current[opcode] = rows[opcode];
            }
        }

        LeaveGate();
    }

    /// <summary>A context is about to be freed.</summary>
    public static void Forget(Context* context)
    {
        EnterGate();
        NativeMemory.Free(context->SavedRows);
        context->SavedRows = null;
        LeaveGate();
    }

    /// <summary>Waits for the threads that are inside, which are never there for long. No lock of the framework: those are objects.</summary>
    private static void EnterGate()
    {
        while (Interlocked.CompareExchange(ref _gate, 1, 0) != 0)
        {
#pragma warning disable NW1020 // Lets others go first.
            Thread.Yield();
#pragma warning restore NW1020
        }
    }

    private static void LeaveGate() => Volatile.Write(ref _gate, 0);

    private static void Exchange(Context* context)
    {
        if (context->Interrupted)
        {
            return;
        }

        if (context->Threaded)
        {
            if (_row == null)
            {
                _row = (ulong*)NativeMemory.Alloc(RowLength, sizeof(ulong));
                new Span<ulong>(_row, RowLength).Fill(ThreadedDispatcher.InterruptHandler);
            }

            if (context->SavedRows == null)
            {
                context->SavedRows = (ulong*)NativeMemory.Alloc(HandlerTable.Rows, sizeof(ulong));
            }

            new Span<ulong>(context->Rows, HandlerTable.Rows).CopyTo(new Span<ulong>(context->SavedRows, HandlerTable.Rows));
            for (int opcode = 0; opcode < HandlerTable.Rows; opcode++)
            {
                // What has come to its end is not worth an interruption.
                if (opcode is not (DispatchTable.NanowasmFinish or DispatchTable.NanowasmReturn))
                {
                    Volatile.Write(ref context->Rows[opcode], (ulong)_row);
                }
            }
        }

        Volatile.Write(ref context->Interrupted, true);
    }

    private static void Restore(Context* context)
    {
        if (context->Interrupted)
        {
            context->Interrupted = false;
            if (context->Threaded)
            {
                new Span<ulong>(context->SavedRows, HandlerTable.Rows).CopyTo(new Span<ulong>(context->Rows, HandlerTable.Rows));
            }
        }
    }
}
