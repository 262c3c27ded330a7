// Lifetime of a loaded module.
using System.Buffers;
using System.Runtime.InteropServices;

namespace NanoWasm.Binary;

/// <summary>
/// Owns a <see cref="ModuleData"/> in native memory and the pin of the module's bytes. The module and each of its instances hold a reference
/// (<see cref="SafeHandle.DangerousAddRef"/>), so they may be disposed or collected in any order.
/// </summary>
internal sealed unsafe class ModuleDataHandle : SafeHandle
{
    private MemoryHandle _pin;

    /// <summary>Takes ownership of a pin and makes empty data.</summary>
    /// <param name="pin">The pinned bytes.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="features">What the module may use.</param>
    public ModuleDataHandle(MemoryHandle pin, int length, WasmFeatures features)
        : base(0, ownsHandle: true)
    {
        _pin = pin;
        ModuleData* data = (ModuleData*)NativeMemory.Alloc((nuint)sizeof(ModuleData));
        *data = new ModuleData((byte*)pin.Pointer, length, workspace: null, LoadLimits.Default, features);
        SetHandle((nint)data);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The data.</summary>
    [AllocationFree]
    public ModuleData* Data => (ModuleData*)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        TypeRegistry.ReleaseAll(Data);
        Data->Free();
        NativeMemory.Free(Data);
        _pin.Dispose();
        return true;
    }
}
