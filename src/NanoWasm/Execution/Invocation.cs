// One call from the host: enters the instance's group, runs, leaves.
using System.Runtime.InteropServices;
using NanoWasm.Linking;

namespace NanoWasm.Execution;

/// <summary>
/// One call from the host. Write the arguments into <see cref="Slots"/>, <see cref="Run"/>, read the results from there, and dispose.
/// </summary>
/// <remarks>Holds the group of the instance, so that the arenas behind all pointers stay alive and nobody else runs in them.</remarks>
[AllocationFree]
internal unsafe ref struct Invocation
{
    private readonly Instance _instance;
    private readonly FunctionReference* _function;
    private Context* _trapped;
    private TrapKind _trap;
    private WasmException? _thrown;

    /// <summary>Enters the instance.</summary>
    /// <param name="instance">The instance whose stacks the call runs on: the function's, or any of its group for a host function.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    /// <exception cref="InvalidOperationException">Another thread runs in the instance's group.</exception>
    public Invocation(Instance instance, FunctionReference* function)
    {
        instance.Enter();
        _instance = instance;
        _function = function;
        Slots = instance.Stack->Top;
        High = instance.Stack->High;
    }

    /// <summary>The arguments, then the results: room for as many as a function type can have.</summary>
    public ulong* Slots { get; }

    /// <summary>From a slot to the high half of the vector in it.</summary>
    public nint High { get; }

    /// <summary>The trap, where <see cref="Run"/> returned <see cref="CallStatus.Trapped"/>.</summary>
    public readonly TrapKind Trap => _trap;

    /// <summary>Runs the function to its end. Exceptions of host functions pass through; the instance stays usable.</summary>
    public CallStatus Run()
    {
        ExecutionStack* stack = _instance.Stack;
        if (_function->Owner == null)
        {
            return RunHost(stack);
        }

        InstanceHost host = default;
        _trapped = Driver.Run(ref host, stack, _function->Owner, _function->Function, Slots);
        if (_trapped == null)
        {
            return CallStatus.Finished;
        }

        _trap = _trapped->Trap;
        if (_trap != TrapKind.None)
        {
            return CallStatus.Trapped;
        }

        _thrown = _trapped->Thrown.IsHosts ? host.Exception : null;
        return CallStatus.Threw;
    }

    /// <summary>The trap with its backtrace. To be called after <see cref="Run"/> and before <see cref="Dispose"/>.</summary>
    [AllocationFree(false, Justification = "Exceptions are objects.")]
    public readonly TrapException CreateTrapException() =>
        new(_trap, _trapped == null ? [] : Backtrace.Capture(_trapped, _instance.Stack->FrameTop));

    /// <summary>The exception, where <see cref="Run"/> returned <see cref="CallStatus.Threw"/>. To be called after it and before <see cref="Dispose"/>.</summary>
    /// <param name="withFrames">Whether it is to have its backtrace. One that a host function threw is that very object, whatever is asked for.</param>
    [AllocationFree(false, Justification = "Exceptions are objects.")]
    public readonly WasmException GetException(bool withFrames)
    {
        if (_thrown is not null)
        {
            return _thrown;
        }

        // Nothing has run since, so that the values are still where they were.
        Thrown thrown = _trapped->Thrown;
        Tag tag = Tag.Of(thrown.Tag);
        ReadOnlySpan<WasmType> types = tag.TagType.Signature.Parameters.AsSpan();
        Value[] values = new Value[types.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Value.Load(types[i].Kind, thrown.Values + i, thrown.High);
        }

        return new WasmException(tag, ImmutableCollectionsMarshal.AsImmutableArray(values), withFrames ? Backtrace.Capture(_trapped, _instance.Stack->FrameTop) : []);
    }

    /// <summary>Leaves the instance.</summary>
    public readonly void Dispose() => _instance.Leave();

    private CallStatus RunHost(ExecutionStack* stack)
    {
        ulong* top = stack->Top;
        FunctionData* data = _function->Function;
        if (top > stack->Limit)
        {
            _trap = TrapKind.CallStackExhausted;
            return CallStatus.Trapped;
        }

        stack->Top = Slots + Math.Max(data->ParameterCount, data->ResultCount);
        try
        {
            InstanceHost host = default;
            _trap = host.CallHost(_instance.Context, _function, Slots, High, out bool threw);
            if (threw)
            {
                _thrown = host.Exception;
                return CallStatus.Threw;
            }
        }
        finally
        {
            stack->Top = top;
        }

        return _trap == TrapKind.None ? CallStatus.Finished : CallStatus.Trapped;
    }
}
