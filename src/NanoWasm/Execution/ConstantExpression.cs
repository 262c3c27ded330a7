// Constant expressions are code like any other: the machine runs them in place.
namespace NanoWasm.Execution;

/// <summary>Evaluates constant expressions (specification 3.3.10).</summary>
[AllocationFree]
internal static unsafe class ConstantExpression
{
    /// <summary>The value of a validated constant expression, as a slot.</summary>
    /// <param name="stack">The instance's stacks; nobody runs on them.</param>
    /// <param name="context">The instance, with the globals and references that the expression names in place.</param>
    /// <param name="code">Its first instruction.</param>
    public static ulong Evaluate(ExecutionStack* stack, Context* context, byte* code)
    {
        FunctionData function = new() { Code = code, CodeEnd = CodePosition.EndOf(code), FrameSize = 0, ResultCount = 1 };
        ulong* slots = stack->Top;
        NoHost host = default;
        Driver.Run(ref host, stack, context, &function, slots);
        return *slots;
    }

    /// <summary>Sets a global to the value of its initialiser.</summary>
    /// <param name="stack">The instance's stacks; nobody runs on them.</param>
    /// <param name="context">The instance, with the globals and references that the expression names in place.</param>
    /// <param name="global">The global's index.</param>
    /// <param name="code">The initialiser's first instruction.</param>
    public static void InitializeGlobal(ExecutionStack* stack, Context* context, int global, byte* code)
    {
        *context->Globals[global] = Evaluate(stack, context, code);
        if (context->GlobalHighs != null)
        {
            *context->GlobalHighs[global] = stack->Top[stack->High];
        }
    }

    /// <summary>Validation lets no instruction into a constant expression that needs the host.</summary>
    private readonly struct NoHost : IMachineHost
    {
        public long GrowMemory(Context* context, uint memory, ulong pages) => -1;

        public long GrowTable(Context* context, uint table, ulong count, ulong initial) => -1;

        public TrapKind CallHost(Context* caller, FunctionReference* function, ulong* slots, nint high) => TrapKind.Unreachable;
    }
}
