// Host functions without static types.
namespace NanoWasm;

/// <summary>A host function whose types are not known when the program is written.</summary>
/// <param name="caller">The instance that calls.</param>
/// <param name="arguments">The arguments, of the types of the function type's parameters.</param>
/// <param name="results">Takes the results; zero or null to begin with. They must have the types of the function type's results.</param>
public delegate void HostCallback(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results);
