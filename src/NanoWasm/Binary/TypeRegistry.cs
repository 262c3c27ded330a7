// Function types have the same number in all modules of the process.
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace NanoWasm.Binary;

/// <summary>
/// Gives equal function types equal numbers, so that an indirect call compares types of any two modules by comparing two numbers. Numbers are counted by
/// those who hold them and used again once nobody does. Thread-safe.
/// </summary>
internal static class TypeRegistry
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<FuncType, uint> Numbers = [];
    private static readonly List<Entry> Entries = [];
    private static readonly Stack<uint> Free = [];

    /// <summary>The number of a type; the caller holds it until <see cref="Release(uint)"/>.</summary>
    public static uint Acquire(FuncType type)
    {
        lock (Gate)
        {
            return AcquireLocked(type);
        }
    }

    /// <summary>Fills in the numbers of a parsed module's types and functions; the caller holds them until <see cref="Release(ReadOnlySpan{uint})"/>.</summary>
    public static unsafe void AcquireAll(ModuleData* module)
    {
        lock (Gate)
        {
            for (int i = 0; i < module->Types.Count; i++)
            {
                module->TypeIds.Add(AcquireLocked(ToFuncType(module, i)));
            }
        }

        for (int i = 0; i < module->Functions.Count; i++)
        {
            module->Functions[i].TypeId = module->TypeIds[(int)module->Functions[i].TypeIndex];
        }
    }

    /// <summary>Lets go of a type's number.</summary>
    public static void Release(uint number) => Release([number]);

    /// <summary>Lets go of types' numbers.</summary>
    public static void Release(ReadOnlySpan<uint> numbers)
    {
        lock (Gate)
        {
            foreach (uint number in numbers)
            {
                ref Entry entry = ref CollectionsMarshal.AsSpan(Entries)[(int)number];
                if (--entry.Holders == 0)
                {
                    Numbers.Remove(entry.Type!);
                    entry.Type = null;
                    Free.Push(number);
                }
            }
        }
    }

    /// <summary>The type with an index in a parsed module.</summary>
    public static unsafe FuncType ToFuncType(ModuleData* module, int index)
    {
        FuncTypeData type = module->Types[index];
        ReadOnlySpan<ValType> types = new(module->ValTypes.Items + type.First, type.ParameterCount + type.ResultCount);
        return new FuncType(ToKinds(types[..type.ParameterCount]), ToKinds(types[type.ParameterCount..]));
    }

    private static ImmutableArray<ValueKind> ToKinds(ReadOnlySpan<ValType> types)
    {
        var kinds = new ValueKind[types.Length];
        for (int i = 0; i < kinds.Length; i++)
        {
            kinds[i] = types[i].ToValueKind();
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(kinds);
    }

    private static uint AcquireLocked(FuncType type)
    {
        ref uint number = ref CollectionsMarshal.GetValueRefOrAddDefault(Numbers, type, out bool known);
        if (known)
        {
            CollectionsMarshal.AsSpan(Entries)[(int)number].Holders++;
            return number;
        }

        Entry entry = new() { Type = type, Holders = 1 };
        if (Free.TryPop(out number))
        {
            Entries[(int)number] = entry;
        }
        else
        {
            number = (uint)Entries.Count;
            Entries.Add(entry);
        }

        return number;
    }

    private struct Entry
    {
        public FuncType? Type;
        public int Holders;
    }
}
