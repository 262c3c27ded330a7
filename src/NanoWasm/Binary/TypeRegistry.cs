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
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<FuncType, uint> s_numbers = [];
    private static readonly List<Entry> s_entries = [];
    private static readonly Stack<uint> s_free = [];

    /// <summary>The number of a type; the caller holds it until <see cref="Release(uint)"/>.</summary>
    public static uint Acquire(FuncType type)
    {
        lock (s_lock)
        {
            return AcquireLocked(type);
        }
    }

    /// <summary>Fills in the numbers of a parsed module's types and functions; the caller holds them until <see cref="Release(ReadOnlySpan{uint})"/>.</summary>
    public static unsafe void AcquireAll(ModuleData* module)
    {
        lock (s_lock)
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
        lock (s_lock)
        {
            foreach (uint number in numbers)
            {
                ref Entry entry = ref CollectionsMarshal.AsSpan(s_entries)[(int)number];
                if (--entry.Holders == 0)
                {
                    s_numbers.Remove(entry.Type!);
                    entry.Type = null;
                    s_free.Push(number);
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
        ref uint number = ref CollectionsMarshal.GetValueRefOrAddDefault(s_numbers, type, out bool known);
        if (known)
        {
            CollectionsMarshal.AsSpan(s_entries)[(int)number].Holders++;
            return number;
        }

        Entry entry = new() { Type = type, Holders = 1 };
        if (s_free.TryPop(out number))
        {
            s_entries[(int)number] = entry;
        }
        else
        {
            number = (uint)s_entries.Count;
            s_entries.Add(entry);
        }

        return number;
    }

    private struct Entry
    {
        public FuncType? Type;
        public int Holders;
    }
}
