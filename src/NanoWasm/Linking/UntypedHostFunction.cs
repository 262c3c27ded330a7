// Host functions whose types are not known when the program is written.
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NanoWasm.Linking;

/// <summary>A host function that gets and gives its values in spans.</summary>
internal sealed unsafe class UntypedHostFunction : HostFunction
{
    private readonly HostCallback _callback;

    public UntypedHostFunction(FuncType type, HostCallback callback)
        : base(type) => _callback = callback;

    /// <inheritdoc/>
    [AllocationFree(TrustsIndirectCalls = true)]
    public override void Invoke(Instance? caller, ulong* slots, nint high)
    {
        int count = Type.Parameters.Length + Type.Results.Length;
        if (count <= InlineValues.Length)
        {
            InlineValues values = default;
            Invoke(caller, slots, high, values);
            return;
        }

#pragma warning disable NW1020 // The pool keeps what it lends: an array for each nesting of calls, not for each call.
        Value[] rented = ArrayPool<Value>.Shared.Rent(count);
#pragma warning restore NW1020
        try
        {
            Invoke(caller, slots, high, rented);
        }
        finally
        {
#pragma warning disable NW1020 // See above.
            ArrayPool<Value>.Shared.Return(rented, clearArray: true);
#pragma warning restore NW1020
        }
    }

    [AllocationFree(TrustsIndirectCalls = true)]
    private void Invoke(Instance? caller, ulong* slots, nint high, Span<Value> values)
    {
        ReadOnlySpan<WasmType> parameters = Type.Parameters.AsSpan();
        ReadOnlySpan<WasmType> results = Type.Results.AsSpan();
        Span<Value> arguments = values[..parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            arguments[i] = Value.Load(parameters[i].Kind, slots + i, high);
        }

        Span<Value> returned = values.Slice(parameters.Length, results.Length);
        for (int i = 0; i < results.Length; i++)
        {
            returned[i] = Value.Default(results[i].Kind);
        }

        _callback(new Caller(caller), arguments, returned);
        InstanceGroup group = InstanceGroup.Of(caller);
        for (int i = 0; i < results.Length; i++)
        {
            Value value = returned[i];
            if (!value.HasType(results[i]))
            {
                ThrowWrongResult(i, value);
            }

            value.Store(slots + i, high, group);
        }
    }

    [DoesNotReturn]
    private void ThrowWrongResult(int index, Value value) =>
        throw new InvalidOperationException($"A host function of type {Type} gave a result number {index} of type {value.Describe()}.");

    /// <summary>Room on the stack for the values of most functions.</summary>
    [InlineArray(Length)]
    private struct InlineValues
    {
        public const int Length = 16;

        private Value _first;
    }
}
