// One call from the host to a function of any origin.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>
/// A call as typed handles and untyped calls make it: write arguments into <see cref="Slots"/>, run, read results from there, dispose.
/// Functions of instances run in an <see cref="Invocation"/>; a host function is called as it is.
/// </summary>
/// <remarks>The slots are the machine's own or a block as long as parameters and results need, alive until <see cref="Dispose"/>.</remarks>
[AllocationFree]
internal unsafe ref struct FunctionCall
{
    private readonly Function _function;
    private Invocation _invocation;

    /// <summary>Enters the function's group.</summary>
    /// <exception cref="InvalidOperationException">There is no function, or another thread runs in its group.</exception>
    /// <exception cref="ObjectDisposedException">The function's instance is disposed.</exception>
    public FunctionCall(Function? function)
    {
        _function = function ?? ThrowEmptyHandle();
        if (function.Instance is Instance instance)
        {
            _invocation = new Invocation(instance, function.Reference);
            Slots = _invocation.Slots;
            High = _invocation.High;
            Group = instance.Group;
        }
        else
        {
            FunctionData* data = function.Reference->Function;
            High = 1 + Math.Max(data->ParameterCount, data->ResultCount);
            Slots = (ulong*)NativeMemory.Alloc((nuint)(2 * High), sizeof(ulong));
            Group = InstanceGroup.Enter(InstanceGroup.Direct);
        }
    }

    /// <summary>The arguments, then the results.</summary>
    public ulong* Slots { get; }

    /// <summary>From a slot to the high half of the vector in it.</summary>
    public nint High { get; }

    /// <summary>The group that the slots belong to.</summary>
    public InstanceGroup Group { get; }

    /// <summary>Throws for handles that nobody has made.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    [DoesNotReturn]
    public static Function ThrowEmptyHandle() => throw new InvalidOperationException("The handle is empty; get one from Instance.GetFunction or Instance.GetAction.");

    /// <summary>Runs the function.</summary>
    /// <exception cref="TrapException">It trapped.</exception>
    /// <exception cref="WasmException">It threw.</exception>
    public void Run()
    {
        switch (RunToItsEnd())
        {
            case CallStatus.Trapped:
                ThrowTrap();
                break;
            case CallStatus.Threw:
                ThrowException();
                break;
            default:
                break;
        }
    }

    /// <summary>Runs the function.</summary>
    public CallStatus TryRun()
    {
        CallStatus status = RunToItsEnd();
        if (status == CallStatus.Threw)
        {
#pragma warning disable NW1020 // An exception that leaves wasm code is an object.
            _function.Instance!.LastException = _invocation.GetException(withFrames: false);
#pragma warning restore NW1020
        }

        return status;
    }

    private CallStatus RunToItsEnd()
    {
        if (_function.Instance is not Instance instance)
        {
            _function.Host!.Invoke(null, Slots, High);
            return CallStatus.Finished;
        }

        CallStatus status = _invocation.Run();
        if (status == CallStatus.Trapped)
        {
            instance.LastTrap = _invocation.Trap;
#pragma warning disable NW1020, NW1021, NW1022 // Whoever observes traps knows what that may cost.
            instance.Observer?.OnTrapped(instance, _function, _invocation.Trap);
#pragma warning restore NW1020, NW1021, NW1022
        }

        return status;
    }

    /// <summary>Leaves the group.</summary>
    public readonly void Dispose()
    {
        if (_function.Instance is not null)
        {
            _invocation.Dispose();
        }
        else
        {
            Group.Leave();
            NativeMemory.Free(Slots);
        }
    }

    [DoesNotReturn]
    private readonly void ThrowTrap() => throw _invocation.CreateTrapException();

    [DoesNotReturn]
    private readonly void ThrowException() => ExceptionDispatchInfo.Throw(_invocation.GetException(withFrames: true));
}
