// The list of outputs.
using System.Collections.Immutable;

namespace NanoWasm.Generators.Emit;

internal static class Emitters
{
    public static ImmutableArray<IEmitter> All { get; } = [];
}
