// The list of outputs.
using System.Collections.Immutable;
using NanoWasm.Generators.Emit.Dispatch;
using NanoWasm.Generators.Emit.Superinstructions;
using NanoWasm.Generators.Model;

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
        new SuperinstructionEmitter(Traits.None),
        new SuperinstructionEmitter(Traits.Vectors),
        new PrecompiledHandlersEmitter(),
        new ValidatorEmitter(),
    ];
}
