// What becomes of NaNs that operators make, as a type argument: methods of the switch dispatcher are compiled for each.
namespace NanoWasm.Execution;

/// <summary>What becomes of the NaNs that operators make.</summary>
[AllocationFree]
internal interface INaNs
{
    /// <summary>Whether they become the positive canonical one.</summary>
    static abstract bool AreCanonical { get; }
}

/// <summary>The positive canonical NaN, whatever the processor makes.</summary>
[AllocationFree]
internal readonly struct CanonicalNaNs : INaNs
{
    /// <inheritdoc/>
    public static bool AreCanonical => true;
}

/// <summary>What the processor makes.</summary>
[AllocationFree]
internal readonly struct AnyNaNs : INaNs
{
    /// <inheritdoc/>
    public static bool AreCanonical => false;
}
