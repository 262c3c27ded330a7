// The ways to run code that have to agree.
using System.Collections.Immutable;

namespace NanoWasm.DifferentialRunner;

/// <summary>One way to run code.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Options">The options of instances; limits are set by whoever runs.</param>
/// <param name="Distort">Changes modules before they are run, so that a test can see differences being found; null for nothing.</param>
internal sealed record EngineConfiguration(string Name, InstanceOptions Options, Func<byte[], byte[]>? Distort = null)
{
    /// <summary>All configurations of the engine. The first one is what the others are compared with.</summary>
    public static ImmutableArray<EngineConfiguration> All { get; } =
    [
        new("switch, plain", new InstanceOptions { Dispatch = DispatchMode.Switch, Superinstructions = false }),
        new("switch", new InstanceOptions { Dispatch = DispatchMode.Switch }),
        new("threaded, plain", new InstanceOptions { Dispatch = DispatchMode.Threaded, Superinstructions = false }),
        new("threaded", new InstanceOptions { Dispatch = DispatchMode.Threaded }),
    ];
}
