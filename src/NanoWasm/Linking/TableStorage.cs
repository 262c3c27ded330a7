// The elements of a table.
using System.Runtime.InteropServices;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>Owns a <see cref="TableData"/> and its elements, with a reserve that grows with the table.</summary>
internal sealed unsafe class TableStorage : SafeHandle
{
    private uint _capacity;

    /// <summary>Allocates a table of nulls.</summary>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public TableStorage(uint size, bool is64)
        : base(0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(TableData)));
        Data->Items = (ulong*)NativeMemory.AllocZeroed(Math.Max(size, 1), sizeof(ulong));
        Data->Size = size;
        Data->Is64 = is64;
        _capacity = size;
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The data.</summary>
    [AllocationFree]
    public TableData* Data => (TableData*)handle;

    /// <summary>Makes the table larger. The elements may move.</summary>
    /// <param name="size">The new size.</param>
    /// <param name="limit">The size that it may reach one day.</param>
    /// <param name="item">What the new elements are.</param>
    /// <returns>False where there is no memory for it; nothing has changed then.</returns>
    [AllocationFree]
    public bool TryGrow(uint size, uint limit, ulong item)
    {
        if (size > _capacity)
        {
            uint capacity = (uint)Math.Max(size, Math.Min(limit, _capacity * 2UL));
            if (!TryMove(capacity) && !TryMove(size))
            {
                return false;
            }
        }

        new Span<ulong>(Data->Items + Data->Size, (int)(size - Data->Size)).Fill(item);
        Data->Size = size;
        return true;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free(Data->Items);
        NativeMemory.Free(Data);
        return true;
    }

    [AllocationFree]
    private bool TryMove(uint capacity)
    {
        try
        {
            Data->Items = (ulong*)NativeMemory.Realloc(Data->Items, (nuint)capacity * sizeof(ulong));
        }
        catch (OutOfMemoryException)
        {
            return false;
        }

        _capacity = capacity;
        return true;
    }
}
