// Which opcodes sequences are made of.
using System.Collections.Immutable;

namespace NanoWasm.Testing.RandomModules;

/// <summary>The opcodes that are known by their signatures, and those of control flow that take no types of references.</summary>
public static class RandomOpcodes
{
    private const WasmFeatures Typed = WasmFeatures.FunctionReferences | WasmFeatures.Gc | WasmFeatures.Exceptions | WasmFeatures.LegacyExceptions;

    /// <summary>All but those of typed references and exceptions, which <see cref="RandomModule"/> writes with what they need around them.</summary>
    public static ImmutableArray<OpcodeInfo> Untyped { get; } = [.. Opcodes.All.Where(info => (info.Feature & Typed) == 0)];
}
