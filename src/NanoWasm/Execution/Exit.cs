// Why the machine returned to the driver.
namespace NanoWasm.Execution;

/// <summary>The exit codes of the machine: whatever needs the managed world is done by the driver.</summary>
internal enum Exit
{
    /// <summary>The outermost function returned; its results lie from the start of its frame.</summary>
    Finished,

    /// <summary>A trap: <see cref="Context.Trap"/> says which. <see cref="Context.Pc"/> stands on the instruction.</summary>
    Trap,

    /// <summary>Call of <see cref="Context.Callee"/>, a host function or a function of another instance; the arguments are on the stack, <see cref="Context.Pc"/> stands behind the call.</summary>
    Call,

    /// <summary>As <see cref="Call"/>, in place of the function that runs: what is called returns to its caller.</summary>
    TailCall,

    /// <summary>A function called from another instance returned.</summary>
    ReturnToInstance,

    /// <summary>None: the switch dispatcher's loop goes on.</summary>
    Continue,

    /// <summary>Standing on the last opcode byte of an instruction that needs room in the garbage-collected heap (<see cref="GcHeapData.Wanted"/>) and is run again.</summary>
    MakeRoom,

    /// <summary>Standing on <c>memory.grow</c>.</summary>
    MemoryGrow,

    /// <summary>Standing on <c>table.grow</c>.</summary>
    TableGrow,

    /// <summary>Standing on <c>memory.atomic.notify</c>.</summary>
    AtomicNotify,

    /// <summary>Standing on <c>memory.atomic.wait32</c>.</summary>
    AtomicWait32,

    /// <summary>Standing on <c>memory.atomic.wait64</c>.</summary>
    AtomicWait64,

    /// <summary>Another thread has asked for it (<see cref="Interruptions"/>); the instruction has not begun.</summary>
    Interrupted,

    /// <summary>Standing on <c>throw</c>.</summary>
    Throw,

    /// <summary>Standing on <c>throw_ref</c>.</summary>
    ThrowReference,

    /// <summary>Standing on <c>rethrow</c>.</summary>
    Rethrow,
}
