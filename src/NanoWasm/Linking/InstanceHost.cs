// What instances do for the machine.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>The owner of all contexts that belong to an <see cref="Instance"/>.</summary>
/// <remarks>Relies on the handles in contexts and host functions, which are valid as long as their group is entered.</remarks>
[AllocationFree]
internal unsafe struct InstanceHost : IMachineHost
{
    /// <summary>The exception that a host function has thrown last.</summary>
    public WasmException? Exception { get; private set; }

    /// <summary>The instance of a context.</summary>
    public static Instance InstanceOf(Context* context) => Unsafe.As<Instance>(GCHandle.FromIntPtr(context->Instance).Target!);

    /// <inheritdoc/>
    public readonly long GrowMemory(Context* context, uint memory, ulong pages)
    {
        Instance instance = InstanceOf(context);
        Memory grown = instance.Memories[(int)memory];
        long old = grown.TryGrow(pages);
        if (old < 0)
        {
#pragma warning disable NW1020, NW1021, NW1022 // Whoever observes refusals knows what that may cost.
            instance.Observer?.OnMemoryGrowthRefused(instance, grown, (long)Math.Min(pages, long.MaxValue));
#pragma warning restore NW1020, NW1021, NW1022
        }

        return old;
    }

    /// <inheritdoc/>
    public readonly long GrowTable(Context* context, uint table, ulong count, ulong initial)
    {
        Instance instance = InstanceOf(context);
        Table grown = instance.Tables[(int)table];
        long old = grown.TryGrow(count, initial);
        if (old < 0)
        {
#pragma warning disable NW1020, NW1021, NW1022 // Whoever observes refusals knows what that may cost.
            instance.Observer?.OnTableGrowthRefused(instance, grown, (long)Math.Min(count, long.MaxValue));
#pragma warning restore NW1020, NW1021, NW1022
        }

        return old;
    }

    /// <inheritdoc/>
    public bool MakeRoom(Context* context) => InstanceOf(context).Group.MakeRoom();

    /// <inheritdoc/>
    public TrapKind CallHost(Context* caller, FunctionReference* function, ulong* slots, nint high, out bool threw)
    {
        threw = false;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return TrapKind.CallStackExhausted;
        }

        HostFunction host = Unsafe.As<HostFunction>(GCHandle.FromIntPtr(function->Host).Target!);
        Instance instance = InstanceOf(caller);
        instance.HostTrap = TrapKind.None;
        try
        {
            host.Invoke(instance, slots, high);
        }
        catch (WasmException exception)
        {
            Exception = exception;
            threw = true;
            return TrapKind.None;
        }

        return instance.HostTrap;
    }

    /// <inheritdoc/>
    public readonly Thrown TakeThrown(Context* caller, ulong* slots)
    {
        Tag tag = Exception!.Tag;
        int high = tag.Data->Count;
        InstanceGroup group = InstanceOf(caller).Group;
        group.AddTag(tag);
        ReadOnlySpan<Value> values = Exception.Values.AsSpan();
        for (int i = 0; i < values.Length; i++)
        {
            values[i].Store(slots + i, high, group);
        }

        return new Thrown { Tag = tag.Data, Values = slots, High = high, IsHosts = true };
    }

    /// <inheritdoc/>
    public readonly void CollectExceptions(Context* context) => InstanceOf(context).Group.CollectGarbage();

    /// <inheritdoc/>
    public readonly WaitEnd Wait(ExecutionStack* stack, Context* context, uint memory, ulong address, ulong expected, int size, long timeout)
    {
        // An interruption is asked for where the host has called, whichever instance it has come to since.
        Instance called = InstanceOf(stack->Owner);
        byte* at = context->Memories[memory]->Base + address;
        return InstanceOf(context).Memories[(int)memory].Waiters!.Wait(called, at, expected, size, timeout, &stack->InterruptRequested);
    }

    /// <inheritdoc/>
    public readonly uint Notify(Context* context, uint memory, ulong address, uint count) =>
        InstanceOf(context).Memories[(int)memory].Waiters!.Notify(context->Memories[memory]->Base + address, count);
}
