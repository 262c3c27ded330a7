// Instructions that make structs and arrays.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>
/// New objects (specification 4.6.9 and 4.6.10). Each takes its operands from the stack, which is all in memory, and gives back where the top of the stack is then, with the result
/// there; or null, with nothing changed, where the driver has to make room first.
/// </summary>
/// <remarks>Relies on validation for types and numbers of operands, and on the rows' checks for the ranges of segments. Touches nothing managed.</remarks>
[AllocationFree]
internal static unsafe class GcAllocation
{
    /// <summary>A struct of the fields on the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong* NewStruct(Context* context, uint type, ulong* sp)
    {
        RuntimeType* data = context->Types[type];
        ulong* fields = (ulong*)GcHeapData.Take(context->Gc, data->SizeClass, data->Bytes, out ulong reference);
        if (fields == null)
        {
            return null;
        }

        uint count = data->FieldCount;
        ulong* operands = sp + 1 - count;
        *fields = data->Number + 1;
        for (uint i = 0; i < count; i++)
        {
            fields[1 + i] = operands[i];
        }

        if (data->VectorCount != 0)
        {
            TakeHighHalves(context, data, operands, fields + 1);
        }

        *operands = reference;
        return operands;
    }

    /// <summary>A struct of zeros and nulls.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong* NewDefaultStruct(Context* context, uint type, ulong* sp)
    {
        RuntimeType* data = context->Types[type];
        ulong* fields = (ulong*)GcHeapData.Take(context->Gc, data->SizeClass, data->Bytes, out ulong reference);
        if (fields == null)
        {
            return null;
        }

        *fields = data->Number + 1;
        NativeMemory.Clear(fields + 1, data->Bytes - GcBlock.ObjectHeader);
        *++sp = reference;
        return sp;
    }

    /// <summary>An array of a value and a length.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong* NewArray(Context* context, uint type, ulong* sp)
    {
        uint length = (uint)*sp;
        byte* elements = Take(context, type, length, out ulong reference);
        if (elements == null)
        {
            return null;
        }

        sp--;
        int shift = context->Types[type]->ElementShift;
        GcOperations.Fill(elements, shift, *sp, length);
        if (shift == 4)
        {
            GcOperations.Fill(elements + sizeof(ulong), shift, sp[context->High], length);
        }

        *sp = reference;
        return sp;
    }

    /// <summary>An array of zeros or nulls of a length.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong* NewDefaultArray(Context* context, uint type, ulong* sp)
    {
        uint length = (uint)*sp;
        byte* elements = Take(context, type, length, out ulong reference);
        if (elements == null)
        {
            return null;
        }

        NativeMemory.Clear(elements, (nuint)GcOperations.BytesOf(context, type, length));
        *sp = reference;
        return sp;
    }

    /// <summary>An array of a number of elements on the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong* NewFixedArray(Context* context, uint type, uint length, ulong* sp)
    {
        byte* elements = Take(context, type, length, out ulong reference);
        if (elements == null)
        {
            return null;
        }

        int shift = context->Types[type]->ElementShift;
        ulong* operands = sp + 1 - length;
        for (uint i = 0; i < length; i++)
        {
            byte* place = elements + ((ulong)i << shift);
            GcOperations.Store(place, shift, operands[i]);
            if (shift == 4)
            {
                ((ulong*)place)[1] = operands[context->High + (nint)i];
            }
        }

        *operands = reference;
        return operands;
    }

    /// <summary>An array of the bytes of a data segment.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong* NewArrayFromData(Context* context, uint type, uint segment, ulong* sp)
    {
        uint length = (uint)*sp;
        byte* elements = Take(context, type, length, out ulong reference);
        if (elements == null)
        {
            return null;
        }

        sp--;
        NativeMemory.Copy(context->DataSegments[segment].Bytes + (uint)*sp, elements, (nuint)GcOperations.BytesOf(context, type, length));
        *sp = reference;
        return sp;
    }

    /// <summary>An array of the references of an element segment.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong* NewArrayFromElements(Context* context, uint type, uint segment, ulong* sp)
    {
        uint length = (uint)*sp;
        byte* elements = Take(context, type, length, out ulong reference);
        if (elements == null)
        {
            return null;
        }

        sp--;
        NativeMemory.Copy(context->ElementSegments[segment].Items + (uint)*sp, elements, (nuint)length * sizeof(ulong));
        *sp = reference;
        return sp;
    }

    /// <summary>Takes room for an array and writes its header.</summary>
    /// <returns>The first element; null where there is no room.</returns>
    private static byte* Take(Context* context, uint type, uint length, out ulong reference)
    {
        RuntimeType* data = context->Types[type];
        ulong bytes = GcBlock.ObjectHeader + ((ulong)length << data->ElementShift);
        byte* header = GcHeapData.Take(context->Gc, GcHeapData.ClassOf(bytes), bytes, out reference);
        if (header == null)
        {
            return null;
        }

        *(ulong*)header = (data->Number + 1) | ((ulong)length << 32);
        return header + GcBlock.ObjectHeader;
    }

    private static void TakeHighHalves(Context* context, RuntimeType* type, ulong* operands, ulong* slots)
    {
        GcField* fields = RuntimeType.Fields(type);
        ulong* next = slots + type->FieldCount;
        for (uint i = 0; i < type->FieldCount; i++)
        {
            if (fields[i] == GcField.Bits128)
            {
                *next++ = operands[context->High + (nint)i];
            }
        }
    }
}
