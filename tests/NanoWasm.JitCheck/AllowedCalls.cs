// The calls that a handler may make besides its tail jumps, in one place.
namespace NanoWasm.JitCheck;

/// <summary>What handlers may call and come back from. Every entry costs its callers a frame and saved registers, so each has a reason.</summary>
internal static class AllowedCalls
{
    private static readonly (string Prefix, string Reason)[] Entries =
    [
        ("NanoWasm.Execution.BulkOperations:", "copies and fills: the work dwarfs the call"),
        ("NanoWasm.Execution.GcAllocation:", "new objects: the work dwarfs the call"),
        ("NanoWasm.Execution.GcOperations:", "casts, and what depends on the size of elements: inlined, they would cost every handler more than the call"),
        ("NanoWasm.Execution.ThreadedDispatcher:FindHandler", "looks the handler's code up once, when an entry of a table is first used"),
        ("System.Math:", "rounding on processors without SSE 4.1; one instruction elsewhere"),
        ("System.MathF:", "rounding on processors without SSE 4.1; one instruction elsewhere"),
    ];

    /// <summary>Whether the target of a call is allowed.</summary>
    /// <param name="target">As listed: <c>[Type:Method(types):type]</c>, a helper's name, or a register.</param>
    public static bool Contains(string target)
    {
        string name = target.TrimStart('[');
        return Entries.Any(entry => name.StartsWith(entry.Prefix, StringComparison.Ordinal));
    }
}
