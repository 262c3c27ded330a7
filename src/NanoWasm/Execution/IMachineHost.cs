// What the machine cannot do by itself.
namespace NanoWasm.Execution;

/// <summary>
/// Whoever owns a machine's contexts: does what needs more than the machine's own memory. The driver is generic over it, so that the calls are
/// direct and nothing is boxed; the instruction set and everything else is the same for all owners.
/// </summary>
[AllocationFree]
internal unsafe interface IMachineHost
{
    /// <summary>Grows a memory.</summary>
    /// <param name="context">The instance.</param>
    /// <param name="memory">The index of the memory.</param>
    /// <param name="pages">By how many pages of the memory.</param>
    /// <returns>The old size in pages, or -1 where it cannot grow.</returns>
    long GrowMemory(Context* context, uint memory, ulong pages);

    /// <summary>Grows a table.</summary>
    /// <param name="context">The instance.</param>
    /// <param name="table">The index of the table.</param>
    /// <param name="count">By how many elements.</param>
    /// <param name="initial">The new elements' slot value.</param>
    /// <returns>The old size, or -1 where it cannot grow.</returns>
    long GrowTable(Context* context, uint table, ulong count, ulong initial);

    /// <summary>Makes room in the garbage-collected heap for <see cref="GcHeapData.Wanted"/> bytes.</summary>
    /// <param name="context">The instance.</param>
    /// <returns>False where there may be none.</returns>
    bool MakeRoom(Context* context);

    /// <summary>Calls a host function.</summary>
    /// <param name="caller">The instance whose code calls it.</param>
    /// <param name="function">The function.</param>
    /// <param name="slots">The arguments, in whose place the results go.</param>
    /// <param name="high">From a slot to the high half of the vector in it.</param>
    /// <param name="threw">Whether it threw an exception that wasm code may catch; <see cref="TakeThrown"/> is to be called then.</param>
    /// <returns><see cref="TrapKind.None"/>, or the trap that the call ends in.</returns>
    TrapKind CallHost(Context* caller, FunctionReference* function, ulong* slots, nint high, out bool threw);

    /// <summary>The exception that a host function has thrown.</summary>
    /// <param name="caller">The instance whose code called it.</param>
    /// <param name="slots">Room for the exception's values, on the stack.</param>
    Thrown TakeThrown(Context* caller, ulong* slots);

    /// <summary>Finds out which exceptions are in use: marks all stores that the instance may have references to exceptions of.</summary>
    /// <param name="context">The instance, whose stacks are up to date.</param>
    void CollectExceptions(Context* context);

    /// <summary>Waits at an address of a shared memory while a value there is the expected one.</summary>
    /// <param name="stack">The stacks that the instance runs on.</param>
    /// <param name="context">The instance.</param>
    /// <param name="memory">The index of the memory.</param>
    /// <param name="address">The address, in bounds and aligned.</param>
    /// <param name="expected">The expected value.</param>
    /// <param name="size">Its bytes: 4 or 8.</param>
    /// <param name="timeout">How many nanoseconds at most; negative for any time.</param>
    WaitEnd Wait(ExecutionStack* stack, Context* context, uint memory, ulong address, ulong expected, int size, long timeout);

    /// <summary>Wakes threads that wait at an address of a shared memory.</summary>
    /// <param name="context">The instance.</param>
    /// <param name="memory">The index of the memory.</param>
    /// <param name="address">The address, in bounds and aligned.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>How many there were.</returns>
    uint Notify(Context* context, uint memory, ulong address, uint count);
}
