// The bytes of a memory.
using System.Buffers;
using System.Runtime.InteropServices;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>
/// Owns a <see cref="MemoryData"/> and its bytes, either allocated here or a pinned buffer of the caller. Growing keeps a reserve that grows with
/// the memory, so that growing page by page takes linear time; bytes that were never touched take no physical memory where the system works so.
/// </summary>
internal sealed unsafe class MemoryStorage : SafeHandle
{
    private readonly bool _pinned;
    private readonly bool _shared;
    private MemoryHandle _pin;
    private ulong _capacity;

    /// <summary>Allocates zeroed bytes.</summary>
    /// <param name="type">The memory's type.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="reserve">The size that it can reach without moving.</param>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public MemoryStorage(MemoryType type, ulong size, ulong reserve)
        : this(type)
    {
        Data->Base = (byte*)NativeMemory.AllocZeroed(checked((nuint)Math.Max(reserve, 1)));
        Data->Size = size;
        _capacity = reserve;
        AddPressure(size);
    }

    /// <summary>Uses a caller's buffer; the first <paramref name="size"/> bytes are zeroed.</summary>
    public MemoryStorage(MemoryType type, ulong size, Memory<byte> buffer)
        : this(type)
    {
        _pinned = true;
        _pin = buffer.Pin();
        Data->Base = (byte*)_pin.Pointer;
        Data->Size = size;
        _capacity = (ulong)buffer.Length;
        NativeMemory.Clear(Data->Base, (nuint)size);
    }

    private MemoryStorage(MemoryType type)
        : base(0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(MemoryData)));
        _shared = type.IsShared;
        Data->PageShift = type.PageSize == 1 ? (byte)0 : MemoryTypeData.StandardPageShift;
        Data->Is64 = type.Is64;
        Data->Shared = type.IsShared;
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The data.</summary>
    [AllocationFree]
    public MemoryData* Data => (MemoryData*)handle;

    /// <summary>Makes the memory larger; new bytes are zero. The bytes may move, unless the memory is shared: then others run while this does.</summary>
    /// <param name="size">The new size.</param>
    /// <param name="limit">The size that it may reach one day.</param>
    /// <returns>False where there is no memory for it; nothing has changed then.</returns>
    [AllocationFree]
    public bool TryGrow(ulong size, ulong limit)
    {
        if (size > _capacity)
        {
            ulong capacity = Math.Max(size, Math.Min(limit, _capacity * 2));
            if (_pinned || _shared || (!TryMove(capacity) && !TryMove(size)))
            {
                return false;
            }
        }
        else if (_pinned)
        {
            NativeMemory.Clear(Data->Base + Data->Size, (nuint)(size - Data->Size));
        }

        AddPressure(size - Data->Size);
        Volatile.Write(ref Data->Size, size);
        return true;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        if (_pinned)
        {
            _pin.Dispose();
        }
        else
        {
            if (Data->Base != null && Data->Size != 0)
            {
                GC.RemoveMemoryPressure((long)Data->Size);
            }

            NativeMemory.Free(Data->Base);
        }

        NativeMemory.Free(Data);
        return true;
    }

    [AllocationFree]
    private void AddPressure(ulong bytes)
    {
        if (bytes != 0 && !_pinned)
        {
            GC.AddMemoryPressure((long)bytes);
        }
    }

    [AllocationFree]
    private bool TryMove(ulong capacity)
    {
        byte* bytes;
        try
        {
            bytes = (byte*)NativeMemory.AllocZeroed((nuint)capacity);
        }
        catch (OutOfMemoryException)
        {
            return false;
        }

        NativeMemory.Copy(Data->Base, bytes, (nuint)Data->Size);
        NativeMemory.Free(Data->Base);
        Data->Base = bytes;
        _capacity = capacity;
        return true;
    }
}
