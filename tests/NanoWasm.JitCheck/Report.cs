// What the check found.
using NanoWasm.JitCheck.Listings;

namespace NanoWasm.JitCheck;

/// <summary>The handlers' code, and what is wrong with it.</summary>
/// <param name="Handlers">The handlers that have been listed.</param>
/// <param name="Violations">What is wrong.</param>
internal sealed record Report(IReadOnlyList<MethodListing> Handlers, IReadOnlyList<Violation> Violations);
