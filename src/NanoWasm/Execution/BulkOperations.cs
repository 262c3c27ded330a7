// Operations over ranges of memory and tables. Rows of the table check the ranges before they call these.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NanoWasm.Execution;

/// <summary>Copies and fills (specification 4.6). Relies on the bounds checks of the rows that call it; touches nothing managed.</summary>
[AllocationFree]
internal static unsafe class BulkOperations
{
    /// <summary>Whether a range does not lie in something of <paramref name="size"/>: their sum does not overflow here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Beyond(uint start, uint length, ulong size) => (ulong)start + length > size;

    /// <summary>Whether a range does not lie in something of <paramref name="size"/>, whatever their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Beyond(ulong start, ulong length, ulong size) => start > size || length > size - start;

    /// <summary>The reference to function <paramref name="function"/> of the instance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FunctionReference* Reference(Context* context, uint function) => context->References[function];

    /// <summary>The size of a memory in pages. Read where it is kept: another thread may have made a shared memory larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SizeInPages(MemoryData* memory) => Volatile.Read(ref memory->Size) >> memory->PageShift;

    /// <summary>Copies bytes; the ranges may overlap.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CopyMemory(byte* target, byte* source, ulong length) => NativeMemory.Copy(source, target, (nuint)length);

    /// <summary>Fills bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FillMemory(byte* target, byte value, ulong length) => NativeMemory.Fill(target, (nuint)length, value);

    /// <summary>Copies references; the ranges may overlap.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CopyTable(ulong* target, ulong* source, ulong length) => NativeMemory.Copy(source, target, (nuint)length * sizeof(ulong));

    /// <summary>Fills references.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FillTable(ulong* target, ulong value, ulong length) => new Span<ulong>(target, (int)length).Fill(value);
}
