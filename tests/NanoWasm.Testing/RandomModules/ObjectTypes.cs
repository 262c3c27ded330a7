// The structs and arrays of a random module.
using System.Collections.Immutable;

namespace NanoWasm.Testing.RandomModules;

/// <summary>A field, or the elements of an array.</summary>
/// <param name="Kind">What it is on the stack; references are whatever <paramref name="Reference"/> says.</param>
/// <param name="Packed">The code of a packed type; 0 for none.</param>
/// <param name="Reference">The type of references.</param>
/// <param name="IsMutable">Whether it can be set.</param>
internal sealed record FieldType(ValueKind Kind, byte Packed, RefType? Reference, bool IsMutable)
{
    public const byte I8 = 0x78;
    public const byte I16 = 0x77;

    /// <summary>Whether objects can be made without a value for it.</summary>
    public bool HasDefault => Reference is not { IsNullable: false };

    /// <summary>Whether its values are bytes that a data segment can have.</summary>
    public bool IsNumeric => Reference is null;

    /// <summary>The field's bytes.</summary>
    public byte[] Code => [.. Packed != 0 ? [Packed] : Reference is RefType reference ? reference.Code : [WasmWriter.Code(Kind)], IsMutable ? (byte)1 : (byte)0];
}

/// <summary>A struct or an array.</summary>
/// <param name="Index">Its index in the type section.</param>
/// <param name="IsArray">Whether it is an array, which has one "field".</param>
/// <param name="Super">The index of its supertype, or -1.</param>
/// <param name="IsFinal">Whether it can have no subtypes.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record ObjectType(int Index, bool IsArray, int Super, bool IsFinal, ImmutableArray<FieldType> Fields)
{
    /// <summary>The elements of an array.</summary>
    public FieldType Element => Fields[0];

    /// <summary>Whether there is an object of it without values.</summary>
    public bool HasDefault => Fields.All(part => part.HasDefault);

    /// <summary>The type's bytes.</summary>
    public byte[] Code
    {
        get
        {
            WasmWriter writer = new();
            if (Super >= 0 || !IsFinal)
            {
                writer.Bytes(IsFinal ? (byte)0x4F : (byte)0x50).U(Super >= 0 ? 1u : 0u);
                if (Super >= 0)
                {
                    writer.U((uint)Super);
                }
            }

            writer.Bytes(IsArray ? (byte)0x5E : (byte)0x5F);
            if (!IsArray)
            {
                writer.U((uint)Fields.Length);
            }

            foreach (FieldType part in Fields)
            {
                writer.Bytes(part.Code);
            }

            return writer.ToArray();
        }
    }
}

/// <summary>All structs and arrays of a module; they have the first indices of its types.</summary>
internal sealed class ObjectTypes
{
    private static readonly RefType[] AbstractTypes =
        [new(RefType.Any, true), new(RefType.Any, true), new(RefType.Eq, true), new(RefType.I31, true), new(RefType.I31, false), new(RefType.Struct, true), new(RefType.Array, true), new(RefType.Func, true), new(RefType.Extern, true)];

    private readonly List<ObjectType> _types = [];
    private readonly List<int> _groups = [];

    /// <summary>Draws the types of a module.</summary>
    /// <param name="random">Where the choices come from.</param>
    /// <param name="design">What the module has; without objects, there are no types.</param>
    /// <param name="kinds">The types of numbers and vectors.</param>
    public ObjectTypes(SeededRandom random, ModuleDesign design, ValueKind[] kinds)
    {
        int count = design.HasObjects ? 3 + random.Next(6) : 0;
        while (_types.Count < count)
        {
            int group = random.Percent(60) ? 1 : 2 + random.Next(2);
            _groups.Add(group);
            int end = _types.Count + group;
            while (_types.Count < end)
            {
                // Types that are equal by their structure are the same, wherever they stand.
                _types.Add(random.Percent(10) && _types.Count > 1 ? random.Pick(_types) with { Index = _types.Count } : Draw(random, kinds, end));
            }
        }
    }

    /// <summary>The types, by index.</summary>
    public IReadOnlyList<ObjectType> All => _types;

    /// <summary>For each type a function type, used for blocks: from an i32 and a reference to a reference that is not null and an i64.</summary>
    public int BlockType(int type) => _types.Count + type;

    /// <summary>Adds the types to a module; before any other.</summary>
    public void AddTo(ModuleBuilder module)
    {
        int next = 0;
        foreach (int group in _groups)
        {
            byte[] types = [.. _types.GetRange(next, group).SelectMany(type => type.Code)];
            module.RawType(group, group == 1 ? types : [0x4E, (byte)group, .. types]);
            next += group;
        }

        foreach (ObjectType type in _types)
        {
            RefType reference = new(type.Index, IsNullable: true);
            module.RawType(1, [0x60, 2, WasmWriter.Code(ValueKind.I32), .. reference.Code, 2, .. reference.AsNonNull.Code, WasmWriter.Code(ValueKind.I64)]);
        }
    }

    /// <summary>Whether all references of one type are of another one, as far as is needed here.</summary>
    public bool IsSubtype(RefType sub, RefType super) => (super.IsNullable || !sub.IsNullable) && IsSubheap(sub.Heap, super.Heap);

    /// <summary>The structs and arrays that are of a heap type.</summary>
    public IReadOnlyList<ObjectType> Below(int heap) => [.. _types.Where(type => IsSubheap(type.Index, heap))];

    /// <summary>The type of all references that those of a type can be told from by casts; it contains null.</summary>
    public RefType Top(RefType type) => new(
        type.Heap switch
        {
            RefType.Func or RefType.Extern or RefType.Exn => type.Heap,
            _ when type.Heap >= _types.Count => RefType.Func,
            _ => RefType.Any,
        },
        IsNullable: true);

    private bool IsSubheap(int sub, int super)
    {
        if (sub == super)
        {
            return true;
        }

        return super switch
        {
            RefType.Any => sub is RefType.Eq or RefType.I31 or RefType.Struct or RefType.Array or RefType.None || IsObject(sub),
            RefType.Eq => sub is RefType.I31 or RefType.Struct or RefType.Array or RefType.None || IsObject(sub),
            RefType.I31 => sub is RefType.None,
            RefType.Struct => sub is RefType.None || (IsObject(sub) && !_types[sub].IsArray),
            RefType.Array => sub is RefType.None || (IsObject(sub) && _types[sub].IsArray),
            RefType.Func => sub >= _types.Count,
            _ => IsObject(super) && (sub is RefType.None || (IsObject(sub) && _types[sub].Super is >= 0 and int parent && IsSubheap(parent, super))),
        };
    }

    private bool IsObject(int heap) => heap >= 0 && heap < _types.Count;

    private ObjectType Draw(SeededRandom random, ValueKind[] kinds, int groupEnd)
    {
        int index = _types.Count;

        // The first two are a struct and an array, so that there is something of each kind.
        bool isArray = index < 2 ? index == 1 : random.Percent(40);
        ObjectType[] parents = [.. _types.Where(type => !type.IsFinal && type.IsArray == isArray)];
        ObjectType? parent = parents.Length > 0 && random.Percent(60) ? random.Pick(parents) : null;
        IEnumerable<FieldType> inherited = parent?.Fields ?? [];
        int own = isArray ? (parent is null ? 1 : 0) : random.Next(5);
        return new ObjectType(
            index, isArray, parent?.Index ?? -1, random.Percent(35), [.. inherited, .. Enumerable.Range(0, own).Select(_ => DrawField(random, kinds, groupEnd))]);
    }

    /// <summary>References that may not be null lead to earlier types without such, so that there are objects of all, and small ones.</summary>
    private FieldType DrawField(SeededRandom random, ValueKind[] kinds, int groupEnd)
    {
        ObjectType[] simple = [.. _types.Where(type => type.HasDefault)];
        bool isMutable = random.Percent(75);
        return random.Next(10) switch
        {
            < 4 => new FieldType(random.Pick(kinds), 0, null, isMutable),
            < 6 => new FieldType(ValueKind.I32, random.Pick([FieldType.I8, FieldType.I16]), null, isMutable),
            < 7 when simple.Length > 0 => new FieldType(ValueKind.AnyRef, 0, new RefType(random.Pick(simple).Index, IsNullable: false), isMutable),
            < 9 => new FieldType(ValueKind.AnyRef, 0, new RefType(random.Next(groupEnd), IsNullable: true), isMutable),
            _ => new FieldType(ValueKind.AnyRef, 0, random.Pick(AbstractTypes), isMutable),
        };
    }
}
