// A test attribute that reports a test as skipped where there is no node.
using NanoWasm.DifferentialRunner;
using Xunit;

namespace NanoWasm.DifferentialTests;

/// <summary>A test that needs node.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    /// <summary>Skips the test, with the reason, if node does not run.</summary>
    public NodeFactAttribute() => Skip = NodeComparison.MissingReason;
}
