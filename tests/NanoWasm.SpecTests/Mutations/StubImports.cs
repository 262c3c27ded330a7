// Satisfies whatever a module imports.
using System.Collections.Immutable;

namespace NanoWasm.SpecTests.Mutations;

/// <summary>Stands in for the imports of any module: functions that return zeros, zeroed memories and tables, globals of zero.</summary>
internal static class StubImports
{
    private const ulong LargestMemory = 16;
    private const ulong LargestTable = 10_000;

    /// <summary>Whether all imports are small enough to be made.</summary>
    public static bool CanSatisfy(Module module) => module.Imports.All(import => import.Type switch
    {
        MemoryType memory => memory.Minimum <= LargestMemory,
        TableType table => table.Minimum <= LargestTable,
        _ => true,
    });

    /// <summary>A linker that has everything that a module imports. Where two imports have the same name, the last one's type counts.</summary>
    public static Linker MakeLinker(Module module)
    {
        Linker linker = new();
        foreach (ImportDescriptor import in module.Imports)
        {
            switch (import.Type)
            {
                case FuncType type:
                    linker.DefineFunction(import.Module, import.Name, type, (caller, arguments, results) => ReturnZeros(type.ResultKinds, results));
                    break;
                case MemoryType memory:
                    linker.Define(import.Module, import.Name, new Memory((int)memory.Minimum, (int)Math.Min(memory.Maximum ?? ulong.MaxValue, LargestMemory)));
                    break;
                case TableType table:
                    linker.Define(import.Module, import.Name, new Table(table.Element, (uint)table.Minimum, (uint)Math.Min(table.Maximum ?? ulong.MaxValue, LargestTable)));
                    break;
                case GlobalType global:
                    linker.Define(import.Module, import.Name, new Global(Value.Default(global.Value.Kind), global.Mutable));
                    break;
                case TagType tag:
                    linker.Define(import.Module, import.Name, new Tag(tag));
                    break;
                default:
                    throw new NotSupportedException($"no stub for {import.Type}");
            }
        }

        return linker;
    }

    private static void ReturnZeros(ImmutableArray<ValueKind> kinds, Span<Value> results)
    {
        for (int i = 0; i < kinds.Length; i++)
        {
            results[i] = Value.Default(kinds[i]);
        }
    }
}
