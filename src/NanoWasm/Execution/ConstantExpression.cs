// Constant expressions are code like any other: the machine runs them in place.
using System.Diagnostics;

namespace NanoWasm.Execution;

/// <summary>Evaluates constant expressions (specification 3.3.10).</summary>
[AllocationFree]
internal static unsafe class ConstantExpression
{
    /// <summary>The value of a validated constant expression, as a slot.</summary>
    /// <param name="host">The owner of the instance.</param>
    /// <param name="stack">The instance's stacks; nobody runs on them.</param>
    /// <param name="context">The instance, with the globals and references that the expression names in place.</param>
    /// <param name="code">Its first instruction.</param>
    /// <param name="trap">How it ended: only the garbage-collected heap can be too small for it.</param>
    public static ulong Evaluate<THost>(THost host, ExecutionStack* stack, Context* context, byte* code, out TrapKind trap)
        where THost : struct, IMachineHost
    {
        Debug.Assert(context->ModuleRows == null, "The module's rows are compared with the code of functions alone.");
        FunctionData function = new() { Code = code, CodeEnd = CodePosition.EndOf(code), FrameSize = 0, ResultCount = 1 };
        ulong* slots = stack->Top;
        trap = Driver.Run(ref host, stack, context, &function, slots) == null ? TrapKind.None : context->Trap;
        return *slots;
    }

    /// <summary>Sets a global to the value of its initialiser.</summary>
    /// <param name="host">The owner of the instance.</param>
    /// <param name="stack">The instance's stacks; nobody runs on them.</param>
    /// <param name="context">The instance, with the globals and references that the expression names in place.</param>
    /// <param name="global">The global's index.</param>
    /// <param name="code">The initialiser's first instruction.</param>
    /// <param name="trap">How it ended: only the garbage-collected heap can be too small for it.</param>
    public static void InitializeGlobal<THost>(THost host, ExecutionStack* stack, Context* context, int global, byte* code, out TrapKind trap)
        where THost : struct, IMachineHost
    {
        *context->Globals[global] = Evaluate(host, stack, context, code, out trap);
        if (context->GlobalHighs != null)
        {
            *context->GlobalHighs[global] = stack->Top[stack->High];
        }
    }
}

/// <summary>Where there is no host: validation lets no instruction into a constant expression that needs more.</summary>
[AllocationFree]
internal readonly unsafe struct NoHost : IMachineHost
{
    /// <inheritdoc/>
    public long GrowMemory(Context* context, uint memory, ulong pages) => -1;

    /// <inheritdoc/>
    public long GrowTable(Context* context, uint table, ulong count, ulong initial) => -1;

    /// <inheritdoc/>
    public bool MakeRoom(Context* context) => false;

    /// <inheritdoc/>
    public TrapKind CallHost(Context* caller, FunctionReference* function, ulong* slots, nint high, out bool threw)
    {
        threw = false;
        return TrapKind.Unreachable;
    }

    /// <inheritdoc/>
    public Thrown TakeThrown(Context* caller, ulong* slots) => default;

    /// <inheritdoc/>
    public void CollectExceptions(Context* context)
    {
    }

    /// <inheritdoc/>
    public WaitEnd Wait(ExecutionStack* stack, Context* context, uint memory, ulong address, ulong expected, int size, long timeout) => WaitEnd.NotEqual;

    /// <inheritdoc/>
    public uint Notify(Context* context, uint memory, ulong address, uint count) => 0;
}
