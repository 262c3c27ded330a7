// What instances do for the machine.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>The owner of all contexts that belong to an <see cref="Instance"/>.</summary>
/// <remarks>Relies on the handles in contexts and host functions, which are valid as long as their group is entered.</remarks>
[AllocationFree]
internal readonly unsafe struct InstanceHost : IMachineHost
{
    /// <summary>The instance of a context.</summary>
    public static Instance InstanceOf(Context* context) => Unsafe.As<Instance>(GCHandle.FromIntPtr(context->Instance).Target!);

    /// <inheritdoc/>
    public long GrowMemory(Context* context, uint memory, uint pages) => InstanceOf(context).Memories[(int)memory].TryGrow(pages);

    /// <inheritdoc/>
    public long GrowTable(Context* context, uint table, uint count, ulong initial) => InstanceOf(context).Tables[(int)table].TryGrow(count, initial);

    /// <inheritdoc/>
    public TrapKind CallHost(Context* caller, FunctionReference* function, ulong* slots)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return TrapKind.CallStackExhausted;
        }

        HostFunction host = Unsafe.As<HostFunction>(GCHandle.FromIntPtr(function->Host).Target!);
        host.Invoke(InstanceOf(caller), slots);
        return TrapKind.None;
    }
}
