// Functions of the host as the machine sees them.
using System.Runtime.InteropServices;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>
/// A function of the host that wasm code can call. Belongs to no group: instances that import it, and groups whose tables and globals
/// hold it, keep it alive.
/// </summary>
internal abstract unsafe class HostFunction
{
    private readonly HostFunctionHandle _handle;

    /// <summary>A function of a type.</summary>
    /// <exception cref="ArgumentException">The type has more parameters or results than the stack has room for.</exception>
    protected HostFunction(FuncType type)
    {
        if (type.Parameters.Length > ImplementationLimits.Parameters || type.Results.Length > ImplementationLimits.Results)
        {
            throw new ArgumentException($"A function has at most {ImplementationLimits.Parameters} parameters and {ImplementationLimits.Results} results.", nameof(type));
        }

        Type = type;
        _handle = new HostFunctionHandle(this);
        Function = new Function(this);
    }

    /// <summary>Its type.</summary>
    public FuncType Type { get; }

    /// <summary>The function as users see it: always the same object.</summary>
    public Function Function { get; }

    /// <summary>What a funcref to it points to; lives as long as this object.</summary>
    public FunctionReference* Reference => _handle.Reference;

    /// <summary>The host function of a reference that has no owner.</summary>
    [AllocationFree]
    public static HostFunction Of(FunctionReference* reference) => (HostFunction)GCHandle.FromIntPtr(reference->Host).Target!;

    /// <summary>Calls it.</summary>
    /// <param name="caller">The instance whose code calls it; null where the host does.</param>
    /// <param name="slots">The arguments, in whose place the results go; room for the larger number of them.</param>
    /// <param name="high">From a slot to the high half of the vector in it.</param>
    [AllocationFree]
    public abstract void Invoke(Instance? caller, ulong* slots, nint high);
}

/// <summary>Owns the native part of a <see cref="HostFunction"/>: a <see cref="FunctionReference"/> and the <see cref="FunctionData"/> it points to.</summary>
internal sealed unsafe class HostFunctionHandle : SafeHandle
{
    public HostFunctionHandle(HostFunction function)
        : base(0, ownsHandle: true)
    {
        FunctionReference* reference = (FunctionReference*)NativeMemory.AllocZeroed((nuint)(sizeof(FunctionReference) + sizeof(FunctionData)));
        FunctionData* data = (FunctionData*)(reference + 1);
        reference->Function = data;
        reference->Host = GCHandle.ToIntPtr(GCHandle.Alloc(function, GCHandleType.Weak));
        data->FrameSize = FunctionData.ImportFrameSize;
        data->ParameterCount = (ushort)function.Type.Parameters.Length;
        data->ResultCount = (ushort)function.Type.Results.Length;
        data->Type = TypeRegistry.Acquire(function.Type);
        SetHandle((nint)reference);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The reference.</summary>
    public FunctionReference* Reference => (FunctionReference*)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        FunctionData* data = Reference->Function;
        TypeRegistry.Release(data->Type->Number);
        GCHandle.FromIntPtr(Reference->Host).Free();
        NativeMemory.Free(Reference);
        return true;
    }
}
