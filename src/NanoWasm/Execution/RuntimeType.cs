// A defined type as running code sees it.
using System.Runtime.CompilerServices;
using NanoWasm.Binary;

namespace NanoWasm.Execution;

/// <summary>
/// What calls, casts and objects ask a type. There is one of these for equal types, process-wide (<see cref="TypeRegistry"/>) or in a caller's workspace, so that equality is
/// that of addresses; behind it lie the numbers of its ancestors by depth and its own (its display), so that whether it is a subtype of another one is one comparison, and then
/// what its fields are.
/// </summary>
[AllocationFree]
internal unsafe struct RuntimeType
{
    /// <summary>Its number.</summary>
    public uint Number;

    /// <summary>The number of its ancestors.</summary>
    public byte Depth;

    /// <summary>What it is.</summary>
    public TypeKind Kind;

    /// <summary>Of a struct: the class of its objects' size (<see cref="GcHeapData.ClassOf"/>).</summary>
    public sbyte SizeClass;

    /// <summary>Of an array: the binary logarithm of an element's size in bytes.</summary>
    public byte ElementShift;

    /// <summary>The number of fields of a struct, which have a slot each; 1 for an array.</summary>
    public uint FieldCount;

    /// <summary>Of a struct: the fields that are v128, whose high halves lie behind all slots.</summary>
    public uint VectorCount;

    /// <summary>Of a struct: the size of its objects in bytes.</summary>
    public uint Bytes;

    /// <summary>Whether any field or element may refer to an object of the heap, or to a function.</summary>
    public bool HasReferences;

    /// <summary>The bytes that a type takes.</summary>
    /// <param name="depth">The number of its ancestors.</param>
    /// <param name="fieldCount">The number of its fields.</param>
    public static int SizeFor(int depth, int fieldCount) => sizeof(RuntimeType) + ((depth + 1) * sizeof(uint)) + (fieldCount * (sizeof(ValType) + sizeof(GcField)));

    /// <summary>Fills in a type that has room for its display and its fields, which follow by <see cref="SetFields"/>.</summary>
    /// <param name="type">The type.</param>
    /// <param name="number">Its number.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="super">Its supertype, or null.</param>
    /// <param name="fieldCount">The number of its fields.</param>
    public static void Initialize(RuntimeType* type, uint number, TypeKind kind, RuntimeType* super, int fieldCount)
    {
        int depth = super == null ? 0 : super->Depth + 1;
        *type = new RuntimeType { Number = number, Kind = kind, Depth = (byte)depth, FieldCount = (uint)fieldCount };
        for (int i = 0; i < depth; i++)
        {
            Display(type)[i] = Display(super)[i];
        }

        Display(type)[depth] = number;
    }

    /// <summary>Lays out the objects of a struct or array type whose <see cref="Fields"/> are filled in.</summary>
    public static void SetFields(RuntimeType* type)
    {
        int count = (int)type->FieldCount;
        GcField* fields = Fields(type);
        for (int i = 0; i < count; i++)
        {
            type->VectorCount += fields[i] == GcField.Bits128 ? 1u : 0;
            type->HasReferences |= fields[i] >= GcField.Function;
        }

        type->ElementShift = count == 0 ? (byte)0 : (byte)(fields[0] >= GcField.Function ? 3 : (int)fields[0]);
        type->Bytes = GcBlock.ObjectHeader + (((uint)count + type->VectorCount) * sizeof(ulong));
        type->SizeClass = (sbyte)GcHeapData.ClassOf(type->Bytes);
    }

    /// <summary>What the fields of a struct, or the elements of an array, are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GcField* Fields(RuntimeType* type) => (GcField*)(FieldTypes(type) + type->FieldCount);

    /// <summary>The types of the fields or elements, in the process-wide form, with <see cref="ValType.Mutable"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ValType* FieldTypes(RuntimeType* type) => (ValType*)(Display(type) + type->Depth + 1);

    /// <summary>Whether a type is another one or a subtype of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSubtype(RuntimeType* type, RuntimeType* super) =>
        type == super || (type->Depth > super->Depth && Display(type)[super->Depth] == super->Number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint* Display(RuntimeType* type) => (uint*)(type + 1);
}
