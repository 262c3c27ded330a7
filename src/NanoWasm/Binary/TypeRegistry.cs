// Types that modules and hosts define have the same number in all modules of the process.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using NanoWasm.Execution;

namespace NanoWasm.Binary;

/// <summary>
/// Gives types that are equal by their structure, as members of equal recursive groups (specification 3.1.3), one number and one <see cref="RuntimeType"/>, so that
/// types of any two modules are compared by comparing addresses. Groups are counted by those who hold them, and numbers are used again once nobody does. Thread-safe.
/// </summary>
/// <remarks>Unsafe: runtime types are freed only when nobody holds their group. What is read without the lock is held by the reader.</remarks>
internal static unsafe class TypeRegistry
{
    private const int ChunkBits = 12;
    private const uint Relative = 0x62;
    private const uint NoSuper = uint.MaxValue;
    private const uint RelativeSuper = 0x8000_0000;
    private const int HeadWords = 4;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<uint[], TypeGroup> Groups = new(new KeyComparer());
    private static readonly Dictionary<uint[], TypeGroup>.AlternateLookup<ReadOnlySpan<uint>> ByKey = Groups.GetAlternateLookup<ReadOnlySpan<uint>>();
    private static readonly List<TypeGroup?> GroupsByNumber = [];
    private static readonly Stack<uint> Free = [];
    private static readonly List<uint> Key = [];

    /// <summary>Numbers of types whose groups are to be held, or let go; empty where nobody works on them.</summary>
    private static readonly Stack<uint> Pending = [];

    /// <summary>Runtime types by number, in chunks that never move.</summary>
    private static readonly RuntimeType*** Chunks = (RuntimeType***)NativeMemory.AllocZeroed(ValTypes.MaxTypes >> ChunkBits, (nuint)sizeof(nint));

    /// <summary>The number of different types that somebody holds: for tests.</summary>
    public static int Count
    {
        get
        {
            lock (Gate)
            {
                return GroupsByNumber.Count - Free.Count;
            }
        }
    }

    /// <summary>The runtime type with a number that somebody holds.</summary>
    [AllocationFree]
    public static RuntimeType* Get(uint number) => Chunks[number >> ChunkBits][number & ((1 << ChunkBits) - 1)];

    /// <summary>The type of host functions; the caller holds it until <see cref="Release(uint)"/>.</summary>
    public static RuntimeType* Acquire(FuncType type)
    {
        lock (Gate)
        {
            Key.Clear();
            Key.Add((uint)TypeKind.Function | FinalFlag);
            Key.Add(NoSuper);
            Key.Add((uint)type.Parameters.Length);
            Key.Add((uint)type.Results.Length);
            foreach (WasmType parameter in type.Parameters)
            {
                Key.Add((uint)parameter.Code);
            }

            foreach (WasmType result in type.Results)
            {
                Key.Add((uint)result.Code);
            }

            return Get(AcquireLocked(1).Numbers[0]);
        }
    }

    /// <summary>Holds a type that somebody holds already.</summary>
    public static void Acquire(uint number)
    {
        lock (Gate)
        {
            GroupsByNumber[(int)number]!.Holders++;
        }
    }

    /// <summary>Fills in the runtime types of a parsed module's types and functions; the caller holds them until <see cref="ReleaseAll"/>.</summary>
    public static void AcquireAll(ModuleData* module)
    {
        lock (Gate)
        {
            for (int start = 0; start < module->Types.Count; start += module->Types[start].GroupSize)
            {
                AcquireGroup(module, start);
            }
        }

        for (int i = 0; i < module->Functions.Count; i++)
        {
            module->Functions[i].Type = module->RuntimeType((int)module->Functions[i].TypeIndex);
        }
    }

    /// <summary>Lets go of what <see cref="AcquireAll"/> acquired.</summary>
    public static void ReleaseAll(ModuleData* module)
    {
        lock (Gate)
        {
            for (int start = 0; start < module->RuntimeTypes.Count; start += module->Types[start].GroupSize)
            {
                if (module->Types[start].Canonical == start)
                {
                    ReleaseLocked(module->RuntimeType(start)->Number);
                }
            }
        }
    }

    /// <summary>Lets go of a type.</summary>
    public static void Release(uint number)
    {
        lock (Gate)
        {
            ReleaseLocked(number);
        }
    }

    /// <summary>A type of a module in the process-wide form, in which indices are numbers.</summary>
    [AllocationFree]
    public static ValType ToProcessWide(ModuleData* module, ValType type) => type.IsDefined()
        ? ValTypes.Reference((int)module->RuntimeType(type.Index())->Number, nullable: true) | (type & (ValType.NonNull | ValType.Mutable))
        : type;

    /// <summary>Whether a type in the process-wide form is another one or a subtype of it.</summary>
    [AllocationFree]
    public static bool Matches(ValType type, ValType super) => TypeMatching.Matches(default(ProcessTypes), type, super);

    /// <summary>The function type with an index in a parsed module.</summary>
    public static FuncType ToFuncType(ModuleData* module, int index)
    {
        TypeData type = module->Types[index];
        ReadOnlySpan<ValType> types = new(module->ValTypes.Items + type.First, type.ParameterCount + type.ResultCount);
        return new FuncType(ToTypes(module, types[..type.ParameterCount]), ToTypes(module, types[type.ParameterCount..])) { Defined = new TypeHandle(module, index) };
    }

    private const uint FinalFlag = 0x100;

    private static System.Collections.Immutable.ImmutableArray<WasmType> ToTypes(ModuleData* module, ReadOnlySpan<ValType> types)
    {
        var result = new WasmType[types.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = WasmType.Of(module, types[i]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(result);
    }

    private static void AcquireGroup(ModuleData* module, int start)
    {
        int size = module->Types[start].GroupSize;
        int canonical = module->Types[start].Canonical;
        if (canonical != start)
        {
            for (int i = 0; i < size; i++)
            {
                module->RuntimeTypes.Add((nint)module->RuntimeType(canonical + i));
            }

            return;
        }

        WriteKey(module, start, size);
        foreach (uint number in AcquireLocked(size).Numbers)
        {
            module->RuntimeTypes.Add((nint)Get(number));
        }
    }

    /// <summary>The structure of a group as numbers: within it types stand by their place, others by their number.</summary>
    private static void WriteKey(ModuleData* module, int start, int size)
    {
        Key.Clear();
        for (int i = start; i < start + size; i++)
        {
            ref TypeData type = ref module->Types[i];
            Key.Add((uint)type.Kind | (type.Final ? FinalFlag : 0));
            Key.Add(type.Super < 0 ? NoSuper : type.Super >= start ? RelativeSuper | (uint)(type.Super - start) : module->RuntimeType(type.Super)->Number);
            Key.Add((uint)type.ParameterCount);
            Key.Add((uint)type.ResultCount);
            for (int j = 0; j < type.ParameterCount + type.ResultCount; j++)
            {
                ValType part = module->ValTypes[type.First + j];
                bool relative = part.IsDefined() && part.Index() >= start;
                Key.Add(relative
                    ? (uint)(part & (ValType.NonNull | ValType.Mutable)) | ((uint)(part.Index() - start) << ValTypes.IndexShift) | Relative
                    : (uint)ToProcessWide(module, part));
            }
        }
    }

    /// <summary>The group that <see cref="Key"/> describes, held once more.</summary>
    private static TypeGroup AcquireLocked(int size)
    {
        ReadOnlySpan<uint> key = CollectionsMarshal.AsSpan(Key);
        if (!ByKey.TryGetValue(key, out TypeGroup? group))
        {
            group = new TypeGroup(key.ToArray(), new uint[size]);
            Groups.Add(group.Key, group);
            MakeTypes(group);
            PushForeign(group);
            while (Pending.TryPop(out uint number))
            {
                GroupsByNumber[(int)number]!.Holders++;
            }
        }

        group.Holders++;
        return group;
    }

    private static void MakeTypes(TypeGroup group)
    {
        ReadOnlySpan<uint> member = group.Key;
        for (int i = 0; i < group.Numbers.Length; i++)
        {
            if (!Free.TryPop(out uint number))
            {
                number = (uint)GroupsByNumber.Count;
                if (number >= ValTypes.MaxTypes)
                {
                    throw new InsufficientMemoryException($"There are more than {ValTypes.MaxTypes:N0} different types in the process.");
                }

                GroupsByNumber.Add(null);
            }

            group.Numbers[i] = number;
            GroupsByNumber[(int)number] = group;
            RuntimeType* super = member[1] == NoSuper ? null : Get((member[1] & RelativeSuper) != 0 ? group.Numbers[(int)(member[1] & ~RelativeSuper)] : member[1]);
            int fields = FieldCount(member);
            RuntimeType* type = (RuntimeType*)NativeMemory.AllocZeroed((nuint)RuntimeType.SizeFor(super == null ? 0 : super->Depth + 1, fields));
            RuntimeType.Initialize(type, number, (TypeKind)(byte)member[0], super, fields);
            ref RuntimeType** chunk = ref Chunks[number >> ChunkBits];
            if (chunk == null)
            {
                chunk = (RuntimeType**)NativeMemory.AllocZeroed(1 << ChunkBits, (nuint)sizeof(nint));
            }

            chunk[number & ((1 << ChunkBits) - 1)] = type;
            member = member[(HeadWords + (int)(member[2] + member[3]))..];
        }

        SetFields(group);
    }

    private static int FieldCount(ReadOnlySpan<uint> member) => (TypeKind)(byte)member[0] == TypeKind.Function ? 0 : (int)member[2];

    /// <summary>Lays out structs and arrays, once all members of the group have numbers.</summary>
    private static void SetFields(TypeGroup group)
    {
        ReadOnlySpan<uint> member = group.Key;
        foreach (uint number in group.Numbers)
        {
            RuntimeType* type = Get(number);
            int fields = FieldCount(member);
            for (int i = 0; i < fields; i++)
            {
                ValType part = (ValType)member[HeadWords + i];
                if (((uint)part & 0xFF) == Relative)
                {
                    part = ValTypes.Reference((int)group.Numbers[part.Index()], nullable: true) | (part & (ValType.NonNull | ValType.Mutable));
                }

                RuntimeType.FieldTypes(type)[i] = part;
                RuntimeType.Fields(type)[i] = FieldOf(part & ~ValType.Mutable);
            }

            RuntimeType.SetFields(type);
            member = member[(HeadWords + (int)(member[2] + member[3]))..];
        }
    }

    private static GcField FieldOf(ValType type) => type switch
    {
        ValType.I8 => GcField.Bits8,
        ValType.I16 => GcField.Bits16,
        ValType.I32 or ValType.F32 => GcField.Bits32,
        ValType.I64 or ValType.F64 => GcField.Bits64,
        ValType.V128 => GcField.Bits128,
        _ when type.IsDefined() => Get((uint)type.Index())->Kind == TypeKind.Function ? GcField.Function : GcField.Reference,
        _ => ValTypes.TopOf(type) switch
        {
            ValType.FuncRef => GcField.Function,
            ValType.ExnRef => GcField.Exception,
            _ => GcField.Reference,
        },
    };

    /// <summary>Puts each number of another group's type that a group refers to on <see cref="Pending"/>.</summary>
    private static void PushForeign(TypeGroup group)
    {
        ReadOnlySpan<uint> member = group.Key;
        while (!member.IsEmpty)
        {
            if (member[1] < RelativeSuper)
            {
                Pending.Push(member[1]);
            }

            int count = (int)(member[2] + member[3]);
            foreach (uint part in member.Slice(HeadWords, count))
            {
                if (((ValType)part).IsDefined())
                {
                    Pending.Push((uint)((ValType)part).Index());
                }
            }

            member = member[(HeadWords + count)..];
        }
    }

    private static void ReleaseLocked(uint released)
    {
        Pending.Push(released);
        while (Pending.TryPop(out uint number))
        {
            TypeGroup group = GroupsByNumber[(int)number]!;
            if (--group.Holders != 0)
            {
                continue;
            }

            Groups.Remove(group.Key);
            PushForeign(group);
            foreach (uint unused in group.Numbers)
            {
                NativeMemory.Free(Get(unused));
                Chunks[unused >> ChunkBits][unused & ((1 << ChunkBits) - 1)] = null;
                GroupsByNumber[(int)unused] = null;
                Free.Push(unused);
            }
        }
    }

    /// <summary>A recursive group that somebody holds.</summary>
    private sealed class TypeGroup(uint[] key, uint[] numbers)
    {
        public uint[] Key { get; } = key;

        public uint[] Numbers { get; } = numbers;

        public long Holders { get; set; }
    }

    private sealed class KeyComparer : IEqualityComparer<uint[]>, IAlternateEqualityComparer<ReadOnlySpan<uint>, uint[]>
    {
        public uint[] Create(ReadOnlySpan<uint> alternate) => alternate.ToArray();

        public bool Equals(uint[]? x, uint[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<uint> alternate, uint[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] uint[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<uint> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(MemoryMarshal.AsBytes(alternate));
            return hash.ToHashCode();
        }
    }
}
