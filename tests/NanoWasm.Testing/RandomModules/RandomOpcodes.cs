// Which opcodes random modules have.
using System.Collections.Immutable;

namespace NanoWasm.Testing.RandomModules;

/// <summary>The opcodes that random modules are made of.</summary>
public static class RandomOpcodes
{
    /// <summary>
    /// All but those of typed references and exceptions: random modules know types by their kind only, and calls of theirs end in results or traps. These have the official suite,
    /// its mutants and tests of their own.
    /// </summary>
    public static ImmutableArray<OpcodeInfo> All { get; } = [.. Opcodes.All.Where(info => info.Feature is not (WasmFeatures.FunctionReferences or WasmFeatures.Gc or WasmFeatures.Exceptions or WasmFeatures.LegacyExceptions))];
}
