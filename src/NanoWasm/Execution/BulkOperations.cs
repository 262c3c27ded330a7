// Operations over ranges of memory and tables. Rows of the table check the ranges before they call these.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>Copies and fills (specification 4.6). Relies on the bounds checks of the rows that call it; touches nothing managed.</summary>
[AllocationFree]
internal static unsafe class BulkOperations
{
    /// <summary>The reference to function <paramref name="function"/> of the instance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FunctionReference* Reference(Context* context, uint function) => context->References[function];

    /// <summary>Copies within memory 0; the ranges may overlap.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CopyMemory(Context* context, uint target, uint source, uint length) =>
        NativeMemory.Copy(context->MemoryBase + source, context->MemoryBase + target, length);

    /// <summary>Fills a range of memory 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FillMemory(Context* context, uint target, byte value, uint length) =>
        NativeMemory.Fill(context->MemoryBase + target, length, value);

    /// <summary>Copies from a data segment to memory 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void InitMemory(Context* context, uint segment, uint target, uint source, uint length) =>
        NativeMemory.Copy(context->DataSegments[segment].Bytes + source, context->MemoryBase + target, length);

    /// <summary>Copies between tables; the ranges may overlap.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CopyTable(Context* context, uint targetTable, uint sourceTable, uint target, uint source, uint length) =>
        NativeMemory.Copy(context->Tables[sourceTable]->Items + source, context->Tables[targetTable]->Items + target, (nuint)length * sizeof(ulong));

    /// <summary>Copies from an element segment to a table.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void InitTable(Context* context, uint table, uint segment, uint target, uint source, uint length) =>
        NativeMemory.Copy(context->ElementSegments[segment].Items + source, context->Tables[table]->Items + target, (nuint)length * sizeof(ulong));

    /// <summary>Fills a range of a table.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FillTable(Context* context, uint table, uint target, ulong value, uint length) =>
        new Span<ulong>(context->Tables[table]->Items + target, (int)length).Fill(value);
}
