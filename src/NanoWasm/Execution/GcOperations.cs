// Instructions on structs and arrays. Rows of the table check nulls and ranges before they call these.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NanoWasm.Binary;

namespace NanoWasm.Execution;

/// <summary>Fields and elements of objects (specification 4.6.9 and 4.6.10).</summary>
/// <remarks>
/// Relies on validation for the types of references, fields and operands, on the rows' checks for null and for ranges, and on the collector, which frees no object that a
/// slot refers to. Touches nothing managed.
/// </remarks>
[AllocationFree]
internal static unsafe class GcOperations
{
    /// <summary>The header of an object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ObjectAt(Context* context, ulong reference) =>
        context->GcBlocks[(uint)(reference >> GcSlots.BlockShift)].Base + (reference & GcSlots.OffsetMask);

    /// <summary>The slot of a struct's field; the low half of a v128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref ulong Field(Context* context, uint type, ulong reference, uint field)
    {
        _ = type;
        return ref ((ulong*)ObjectAt(context, reference))[1 + field];
    }

    /// <summary>The high half of a struct's field; somewhere where nobody reads, if it is no v128.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ref ulong FieldHigh(Context* context, uint type, ulong reference, uint field)
    {
        RuntimeType* data = context->Types[type];
        GcField* fields = RuntimeType.Fields(data);
        if (fields[field] != GcField.Bits128)
        {
            return ref context->Unread;
        }

        uint place = data->FieldCount;
        for (uint i = 0; i < field; i++)
        {
            place += fields[i] == GcField.Bits128 ? 1u : 0;
        }

        return ref ((ulong*)ObjectAt(context, reference))[1 + place];
    }

    /// <summary>A packed field with its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SignedField(Context* context, uint type, ulong reference, uint field)
    {
        int value = (int)Field(context, type, reference, field);
        return RuntimeType.Fields(context->Types[type])[field] == GcField.Bits8 ? (sbyte)value : (short)value;
    }

    /// <summary>A packed field without sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint UnsignedField(Context* context, uint type, ulong reference, uint field)
    {
        uint value = (uint)Field(context, type, reference, field);
        return RuntimeType.Fields(context->Types[type])[field] == GcField.Bits8 ? (byte)value : (ushort)value;
    }

    /// <summary>The number of elements of an array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ArrayLength(Context* context, ulong reference) => ((uint*)ObjectAt(context, reference))[1];

    /// <summary>The bytes of some elements of an array type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong BytesOf(Context* context, uint type, uint count) => (ulong)count << context->Types[type]->ElementShift;

    /// <summary>An element that is not packed; the low half of a v128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Element(Context* context, uint type, ulong reference, uint index)
    {
        int shift = context->Types[type]->ElementShift;
        byte* place = Elements(context, reference) + ((ulong)index << shift);
        return shift == 2 ? *(uint*)place : *(ulong*)place;
    }

    /// <summary>The high half of an element, which means nothing if it is no v128.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong ElementHigh(Context* context, uint type, ulong reference, uint index) =>
        context->Types[type]->ElementShift == 4 ? ((ulong*)Elements(context, reference))[(2 * (ulong)index) + 1] : 0;

    /// <summary>A packed element with its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SignedElement(Context* context, uint type, ulong reference, uint index) => context->Types[type]->ElementShift == 0
        ? ((sbyte*)Elements(context, reference))[index]
        : ((short*)Elements(context, reference))[index];

    /// <summary>A packed element without sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint UnsignedElement(Context* context, uint type, ulong reference, uint index) => context->Types[type]->ElementShift == 0
        ? Elements(context, reference)[index]
        : ((ushort*)Elements(context, reference))[index];

    /// <summary>Sets an element; of a v128 the low half.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void SetElement(Context* context, uint type, ulong reference, uint index, ulong value)
    {
        int shift = context->Types[type]->ElementShift;
        Store(Elements(context, reference) + ((ulong)index << shift), shift, value);
    }

    /// <summary>Sets the high half of an element if it is a v128.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void SetElementHigh(Context* context, uint type, ulong reference, uint index, ulong value)
    {
        if (context->Types[type]->ElementShift == 4)
        {
            ((ulong*)Elements(context, reference))[(2 * (ulong)index) + 1] = value;
        }
    }

    /// <summary>Sets a range of elements; of v128 the low halves.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FillArray(Context* context, uint type, ulong reference, uint index, ulong value, uint count)
    {
        int shift = context->Types[type]->ElementShift;
        Fill(Elements(context, reference) + ((ulong)index << shift), shift, value, count);
    }

    /// <summary>Sets the high halves of a range of elements if they are v128.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FillArrayHigh(Context* context, uint type, ulong reference, uint index, ulong value, uint count)
    {
        if (context->Types[type]->ElementShift == 4)
        {
            Fill(Elements(context, reference) + ((ulong)index << 4) + sizeof(ulong), 4, value, count);
        }
    }

    /// <summary>Copies elements between arrays, or within one; the ranges may overlap.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CopyArray(Context* context, uint type, ulong target, uint targetIndex, ulong source, uint sourceIndex, uint count)
    {
        int shift = context->Types[type]->ElementShift;
        NativeMemory.Copy(
            Elements(context, source) + ((ulong)sourceIndex << shift), Elements(context, target) + ((ulong)targetIndex << shift), (nuint)((ulong)count << shift));
    }

    /// <summary>Copies from a data segment to an array.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void InitArrayFromData(Context* context, uint type, uint segment, ulong target, uint index, uint source, uint count)
    {
        int shift = context->Types[type]->ElementShift;
        NativeMemory.Copy(context->DataSegments[segment].Bytes + source, Elements(context, target) + ((ulong)index << shift), (nuint)((ulong)count << shift));
    }

    /// <summary>Copies from an element segment to an array.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void InitArrayFromElements(Context* context, uint segment, ulong target, uint index, uint source, uint count) =>
        NativeMemory.Copy(context->ElementSegments[segment].Items + source, (ulong*)Elements(context, target) + index, (nuint)count * sizeof(ulong));

    /// <summary>Whether a reference that is not null refers to something of a heap type, given as handlers read it (<see cref="HeapTypes"/>).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsInstance(Context* context, ulong reference, uint heapType)
    {
        if (HeapTypes.IsIndex(heapType))
        {
            RuntimeType* wanted = context->Types[HeapTypes.ToIndex(heapType)];
            return wanted->Kind == TypeKind.Function
                ? RuntimeType.IsSubtype(((FunctionReference*)reference)->Function->Type, wanted)
                : GcSlots.IsObject(reference) && RuntimeType.IsSubtype(TypeOf(context, reference), wanted);
        }

        return (ValType)heapType switch
        {
            ValType.EqRef => GcSlots.IsObject(reference) || GcSlots.IsNumber(reference),
            ValType.I31Ref => GcSlots.IsNumber(reference),
            ValType.StructRef => GcSlots.IsObject(reference) && TypeOf(context, reference)->Kind == TypeKind.Struct,
            ValType.ArrayRef => GcSlots.IsObject(reference) && TypeOf(context, reference)->Kind == TypeKind.Array,
            ValType.NullRef or ValType.NullFuncRef or ValType.NullExternRef or ValType.NullExnRef => false,
            _ => true,
        };
    }

    /// <summary>Whether the reference of a <c>br_on_cast</c> has the type that it is cast to.</summary>
    /// <param name="context">The context.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="pc">The opcode's last byte, with flags, a label and two heap types behind it.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsCast(Context* context, ulong reference, byte* pc)
    {
        if (reference == 0)
        {
            return (pc[1] & 2) != 0;
        }

        byte* next = Leb128.Skip(Leb128.Skip(pc + 2));
        return IsInstance(context, reference, HeapTypes.Read(next));
    }

    /// <summary>The type of an object.</summary>
    public static RuntimeType* TypeOf(Context* context, ulong reference) => TypeRegistry.Get(*(uint*)ObjectAt(context, reference) - 1);

    /// <summary>The first element of an array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Elements(Context* context, ulong reference) => ObjectAt(context, reference) + GcBlock.ObjectHeader;

    /// <summary>Writes an element of a size; of sixteen bytes the low eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* place, int shift, ulong value)
    {
        switch (shift)
        {
            case 0:
                *place = (byte)value;
                break;
            case 1:
                *(ushort*)place = (ushort)value;
                break;
            case 2:
                *(uint*)place = (uint)value;
                break;
            default:
                *(ulong*)place = value;
                break;
        }
    }

    /// <summary>Writes elements of a size; of sixteen bytes the eight from <paramref name="place"/> on.</summary>
    public static void Fill(byte* place, int shift, ulong value, uint count)
    {
        switch (shift)
        {
            case 0:
                NativeMemory.Fill(place, count, (byte)value);
                break;
            case 1:
                FillWith((ushort*)place, (ushort)value, count);
                break;
            case 2:
                FillWith((uint*)place, (uint)value, count);
                break;
            case 3:
                FillWith((ulong*)place, value, count);
                break;
            default:
                for (ulong i = 0; i < count; i++)
                {
                    ((ulong*)place)[2 * i] = value;
                }

                break;
        }
    }

    private static void FillWith<T>(T* place, T value, uint count)
        where T : unmanaged
    {
        for (; count > int.MaxValue; count -= int.MaxValue)
        {
            new Span<T>(place, int.MaxValue).Fill(value);
            place += int.MaxValue;
        }

        new Span<T>(place, (int)count).Fill(value);
    }
}
