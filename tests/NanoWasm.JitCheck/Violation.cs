// What can be wrong with a handler.
namespace NanoWasm.JitCheck;

/// <summary>The rules for a handler's code.</summary>
internal enum Rule
{
    /// <summary>The JIT has listed it.</summary>
    Listed,

    /// <summary>It asks for full optimisation from the first call.</summary>
    AsksForOptimization,

    /// <summary>It may be inlined: the runtime makes no tail calls in methods that may not.</summary>
    AllowsInlining,

    /// <summary>It has no <c>try</c>.</summary>
    NoExceptionHandling,

    /// <summary>It was optimised fully.</summary>
    Optimized,

    /// <summary>Every way out is a tail jump.</summary>
    LeavesByTailJump,

    /// <summary>It calls nothing but what is allowed (<see cref="AllowedCalls"/>).</summary>
    AllowedCallsOnly,

    /// <summary>It has no local or parameter whose address is taken, and no <c>stackalloc</c>.</summary>
    NoAddressOfStack,

    /// <summary>Its prologue writes nothing to the stack but saved registers.</summary>
    NoInitialisedStack,

    /// <summary>An exit returns: one that can only throw costs its callers their tail calls.</summary>
    ExitReturns,
}

/// <summary>A rule that a method breaks.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Message">What was found, and what that means.</param>
internal sealed record Violation(string Method, Rule Rule, string Message);
