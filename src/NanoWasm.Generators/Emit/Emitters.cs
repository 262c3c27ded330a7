// The list of outputs.
using System.Collections.Immutable;
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Emit.Superinstructions;

namespace NanoWasm.Generators.Emit;

internal static class Emitters
{
    /// <summary>Every emitter; each makes one file.</summary>
    public static ImmutableArray<IEmitter> All { get; } =
    [
        new FeatureEmitter(),
        new TrapEmitter(),
        new OpcodeEmitter(),
        new DispatchTableEmitter(),
        new DecoderEmitter(),
        new ColdPathEmitter(),
        new SwitchDispatcherEmitter(),
        new ThreadedDispatcherEmitter(),
        new SuperinstructionEmitter(),
        new PrecompiledHandlersEmitter(),
        new ValidatorEmitter(),
    ];
}
