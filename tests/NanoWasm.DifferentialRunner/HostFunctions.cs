// What random modules import.
using NanoWasm.Testing.RandomModules;

namespace NanoWasm.DifferentialRunner;

/// <summary>The functions of <see cref="RandomModule.Imports"/>, and those of modules with exceptions; node.mjs has the same.</summary>
internal static class HostFunctions
{
    private static readonly Tag Failure = new(ValueKind.I32);

    /// <summary>A linker that has them.</summary>
    public static Linker MakeLinker()
    {
        Linker linker = new();
        foreach ((string name, FuncType type) in RandomModule.Imports)
        {
            linker.DefineFunction(RandomModule.ImportModule, name, type, name == "mix" ? Mix : Swap);
        }

        linker.Define(RandomModule.ImportModule, RandomModule.ImportedTag, Failure);
        linker.DefineFunction(RandomModule.ImportModule, RandomModule.FailingImport.Name, RandomModule.FailingImport.Type, Fail);
        return linker;
    }

    private static void Fail(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        if (int.IsOddInteger(arguments[0].AsInt32()))
        {
            throw new WasmException(Failure, arguments);
        }

        results[0] = arguments[0];
    }

    private static void Mix(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results) =>
        results[0] = unchecked((arguments[0].AsInt32() * 31) + arguments[1].AsInt32());

    private static void Swap(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        results[0] = arguments[1];
        results[1] = arguments[0];
    }
}
