// Between .NET values and slots of the machine.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>
/// Conversions of single values. A slot has 64 bits; those that a 32-bit value does not use are zero. The tests of <c>typeof(T)</c> are
/// decided by the JIT where T is a value type, so that a conversion is a move; nothing is boxed.
/// </summary>
[AllocationFree]
internal static unsafe class Slots
{
    /// <summary>The type of wasm values that <typeparamref name="T"/> stands for.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    [AllocationFree(false, Justification = "Throws where a handle is made, not where it is called.")]
    public static ValueKind KindOf<T>() => TryKindOf(typeof(T)) ?? throw Unsupported(typeof(T));

    /// <summary>The type of wasm values that a .NET type stands for, or null: any class but <see cref="Function"/> is an externref.</summary>
    public static ValueKind? TryKindOf(Type type)
    {
        if (type == typeof(int) || type == typeof(uint) || type == typeof(bool))
        {
            return ValueKind.I32;
        }

        if (type == typeof(long) || type == typeof(ulong))
        {
            return ValueKind.I64;
        }

        if (type == typeof(float))
        {
            return ValueKind.F32;
        }

        if (type == typeof(double))
        {
            return ValueKind.F64;
        }

        if (type == typeof(Vector128<byte>))
        {
            return ValueKind.V128;
        }

        if (type == typeof(Function))
        {
            return ValueKind.FuncRef;
        }

        if (type == typeof(GcReference))
        {
            return ValueKind.AnyRef;
        }

        return type.IsValueType ? null : ValueKind.ExternRef;
    }

    /// <summary>Writes a value to a slot.</summary>
    /// <param name="value">The value.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="high">From a slot to the high half of the vector in it.</param>
    /// <param name="group">The group that the slot belongs to, entered by this thread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(T value, ulong* slot, nint high, InstanceGroup group)
    {
        if (typeof(T) == typeof(Vector128<byte>))
        {
            Vector128<ulong> halves = Unsafe.As<T, Vector128<ulong>>(ref value);
            *slot = halves.GetElement(0);
            slot[high] = halves.GetElement(1);
        }
        else
        {
            *slot = From(value, group);
        }
    }

    /// <summary>Reads the value of a slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="high">From a slot to the high half of the vector in it.</param>
    /// <exception cref="InvalidCastException">An externref is no <typeparamref name="T"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T>(ulong* slot, nint high)
    {
        if (typeof(T) == typeof(Vector128<byte>))
        {
            Vector128<ulong> halves = Vector128.Create(*slot, slot[high]);
            return Unsafe.As<Vector128<ulong>, T>(ref halves);
        }

        return To<T>(*slot);
    }

    /// <summary>The slot value of a value that is no vector.</summary>
    /// <param name="value">The value.</param>
    /// <param name="group">The group that the slot belongs to, entered by this thread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong From<T>(T value, InstanceGroup group)
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint))
        {
            return Unsafe.As<T, uint>(ref value);
        }

        if (typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(double))
        {
            return Unsafe.As<T, ulong>(ref value);
        }

        if (typeof(T) == typeof(float))
        {
            return Unsafe.As<T, uint>(ref value);
        }

        if (typeof(T) == typeof(bool))
        {
            return Unsafe.As<T, bool>(ref value) ? 1u : 0u;
        }

        if (typeof(T) == typeof(GcReference))
        {
            return Value.FromReference(Unsafe.As<T, GcReference?>(ref value)).ToSlot(group);
        }

        return typeof(T) == typeof(Function)
            ? group.AddFunction(Unsafe.As<T, Function?>(ref value))
            : group.AddExternal(Unsafe.As<T, object?>(ref value));
    }

    /// <summary>The value in a slot that holds no vector.</summary>
    /// <exception cref="InvalidCastException">An externref is no <typeparamref name="T"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T To<T>(ulong slot)
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(float))
        {
            uint bits = (uint)slot;
            return Unsafe.As<uint, T>(ref bits);
        }

        if (typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(double))
        {
            return Unsafe.As<ulong, T>(ref slot);
        }

        if (typeof(T) == typeof(bool))
        {
            bool value = (uint)slot != 0;
            return Unsafe.As<bool, T>(ref value);
        }

        return typeof(T) == typeof(Function) ? (T)(object?)ToFunction(slot)! : (T)ToExternal(slot)!;
    }

    /// <summary>The function that a funcref slot refers to.</summary>
    public static Function? ToFunction(ulong slot)
    {
        FunctionReference* reference = (FunctionReference*)slot;
        if (reference == null)
        {
            return null;
        }

        if (reference->Owner == null)
        {
            return HostFunction.Of(reference).Function;
        }

#pragma warning disable NW1020 // Once for each function that the host sees.
        return InstanceHost.InstanceOf(reference->Owner).FunctionAt((int)reference->Function->Index);
#pragma warning restore NW1020
    }

    /// <summary>The object that an externref slot refers to.</summary>
    public static object? ToExternal(ulong slot)
    {
        if (slot == 0)
        {
            return null;
        }

        if (GcSlots.IsObject(slot))
        {
#pragma warning disable NW1001, NW1020 // Once for each reference that the host sees.
            return new GcReference(slot);
#pragma warning restore NW1001, NW1020
        }

        if (GcSlots.IsNumber(slot))
        {
#pragma warning disable NW1005 // Only where the guest gives a number where the host asks for an object.
            return GcSlots.SignedNumber(slot);
#pragma warning restore NW1005
        }

        return ExternalReferences.Get(GcSlots.ToExtern(slot));
    }

    /// <summary>The exception for a .NET type that stands for no wasm type.</summary>
    [AllocationFree(false, Justification = "Exceptions are objects.")]
    public static ArgumentException Unsupported(Type type) => new(
        $"{type} stands for no WebAssembly type. Use int, uint or bool (i32), long or ulong (i64), float (f32), double (f64), Vector128<byte> (v128), Function (funcref), GcReference (anyref), a class (externref), and tuples of up to 7 of these for several results.");
}
