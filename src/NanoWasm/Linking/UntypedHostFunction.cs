// Host functions whose types are not known when the program is written.
using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace NanoWasm.Linking;

/// <summary>A host function that gets and gives its values in spans.</summary>
internal sealed unsafe class UntypedHostFunction : HostFunction
{
    private readonly HostCallback _callback;

    public UntypedHostFunction(FuncType type, HostCallback callback)
        : base(type) => _callback = callback;

    /// <inheritdoc/>
    [AllocationFree(TrustsIndirectCalls = true)]
    public override void Invoke(Instance? caller, ulong* slots)
    {
        ReadOnlySpan<ValueKind> parameters = Type.Parameters.AsSpan();
        ReadOnlySpan<ValueKind> results = Type.Results.AsSpan();
#pragma warning disable NW1020 // The pool keeps what it lends: an array for each nesting of calls, not for each call.
        Value[] values = ArrayPool<Value>.Shared.Rent(parameters.Length + results.Length);
#pragma warning restore NW1020
        try
        {
            Span<Value> arguments = values.AsSpan(0, parameters.Length);
            for (int i = 0; i < parameters.Length; i++)
            {
                arguments[i] = Value.FromSlot(parameters[i], slots[i]);
            }

            Span<Value> returned = values.AsSpan(parameters.Length, results.Length);
            for (int i = 0; i < results.Length; i++)
            {
                returned[i] = Value.Default(results[i]);
            }

            _callback(new Caller(caller), arguments, returned);
            InstanceGroup group = InstanceGroup.Of(caller);
            for (int i = 0; i < results.Length; i++)
            {
                Value value = returned[i];
                if (value.Kind != results[i])
                {
                    ThrowWrongResult(i, value.Kind);
                }

                slots[i] = value.ToSlot(group);
            }
        }
        finally
        {
#pragma warning disable NW1020 // See above.
            ArrayPool<Value>.Shared.Return(values, clearArray: true);
#pragma warning restore NW1020
        }
    }

    [DoesNotReturn]
    private void ThrowWrongResult(int index, ValueKind kind) =>
        throw new InvalidOperationException($"A host function of type {Type} gave a result number {index} of type {kind.ToText()}.");
}
