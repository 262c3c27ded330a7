// How a call ended, for callers that want no exceptions.
namespace NanoWasm;

/// <summary>How a call of a wasm function ended.</summary>
public enum CallStatus
{
    /// <summary>The function returned; its results are there.</summary>
    Finished,

    /// <summary>The function trapped (specification 4.2.1): there are no results. What it wrote to memories, tables and globals before stays.</summary>
    Trapped,

    /// <summary>The function threw an exception that no wasm code caught (specification 4.2.13); <see cref="Instance.LastException"/> is it. What was written before stays.</summary>
    Threw,
}
