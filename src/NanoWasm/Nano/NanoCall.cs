// A call from wasm to a heap-free host.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm;

/// <summary>The type of a function that a module imports. Valid during <see cref="INanoHost.Bind"/> only.</summary>
/// <remarks>Relies on the parser: the types lie in the workspace, which does not move while a module is loaded.</remarks>
[AllocationFree]
public readonly ref struct NanoFunctionType
{
    private readonly ReadOnlySpan<ValType> _types;

    internal NanoFunctionType(ReadOnlySpan<ValType> types, int parameterCount)
    {
        _types = types;
        ParameterCount = parameterCount;
    }

    /// <summary>The number of parameters.</summary>
    public int ParameterCount { get; }

    /// <summary>The number of results.</summary>
    public int ResultCount => _types.Length - ParameterCount;

    /// <summary>The type of a parameter.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such parameter.</exception>
    public ValueKind Parameter(int index) => _types[..ParameterCount][index].ToValueKind();

    /// <summary>The type of a result.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such result.</exception>
    public ValueKind Result(int index) => _types[ParameterCount..][index].ToValueKind();

    /// <summary>Whether the parameters are these, and the only result is that, if one is given.</summary>
    public bool Is(ReadOnlySpan<ValueKind> parameters, ValueKind? result = null)
    {
        if (parameters.Length != ParameterCount || ResultCount != (result is null ? 0 : 1))
        {
            return false;
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            if (Parameter(i) != parameters[i])
            {
                return false;
            }
        }

        return result is null || Result(0) == result;
    }
}

/// <summary>The arguments of a call, in whose place the results go, and the caller's memory. Valid during <see cref="INanoHost.Call"/> only.</summary>
/// <remarks>Relies on the driver, which makes room for arguments and results; every access is checked against the function's type.</remarks>
[AllocationFree]
public readonly unsafe ref struct NanoCall
{
    private readonly Span<ulong> _slots;
    private readonly nint _high;
    private readonly FunctionData* _function;
    private readonly MemoryData* _memory;

    internal NanoCall(ulong* slots, nint high, FunctionData* function, MemoryData* memory)
    {
        _high = high;
        _slots = new Span<ulong>(slots, Math.Max(function->ParameterCount, function->ResultCount));
        _function = function;
        _memory = memory;
    }

    /// <summary>The calling module's linear memory; empty if it has none.</summary>
    public Span<byte> Memory => _memory == null ? [] : new Span<byte>(_memory->Base, (int)Math.Min(_memory->Size, int.MaxValue));

    /// <summary>An i32 argument.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such argument.</exception>
    public int Int32(int index) => (int)Argument(index);

    /// <summary>An i64 argument.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such argument.</exception>
    public long Int64(int index) => (long)Argument(index);

    /// <summary>An f32 argument.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such argument.</exception>
    public float Single(int index) => BitConverter.UInt32BitsToSingle((uint)Argument(index));

    /// <summary>An f64 argument.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such argument.</exception>
    public double Double(int index) => BitConverter.UInt64BitsToDouble(Argument(index));

    /// <summary>A v128 argument, the first byte lowest.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such argument.</exception>
    public Vector128<byte> Vector(int index)
    {
        ref ulong slot = ref _slots[.._function->ParameterCount][index];
        return Vector128.Create(slot, _high == 0 ? 0 : Unsafe.Add(ref slot, _high)).AsByte();
    }

    /// <summary>
    /// Sets a result; read the arguments before, since results take their place. Results that are not set are what the arguments were.
    /// The bits are cut to what the result's type has.
    /// </summary>
    /// <exception cref="IndexOutOfRangeException">There is no such result.</exception>
    public void Return(NanoValue value, int index = 0)
    {
        ref ulong slot = ref _slots[.._function->ResultCount][index];
        slot = value.Bits;
        if (_high != 0)
        {
            Unsafe.Add(ref slot, _high) = value.HighBits;
        }
    }

    private ulong Argument(int index) => _slots[.._function->ParameterCount][index];
}
