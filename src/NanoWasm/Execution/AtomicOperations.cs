// Accesses to memory that other threads see as a whole, in one order for all of them.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NanoWasm.Execution;

/// <summary>
/// The atomic operations of rows: sequentially consistent, as the specification has all of them. Writes and read-modify-writes are full barriers
/// (<see cref="Interlocked"/>), so that reads need to be no more than acquiring.
/// </summary>
/// <remarks>Unsafe: the pointers lie in a memory, as wide as they are and aligned, which handlers have checked.</remarks>
[AllocationFree]
internal static unsafe class AtomicOperations
{
    /// <summary>A change of a value in memory that processors have no instruction for which also tells what was there.</summary>
    private interface IChange
    {
        static abstract T Apply<T>(T old, T operand)
            where T : unmanaged, IBinaryInteger<T>;
    }

    /// <summary>Orders all accesses before it and behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fence() => Interlocked.MemoryBarrier();

    /// <summary>What is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte AtomicLoad(byte* at) => Volatile.Read(ref *at);

    /// <inheritdoc cref="AtomicLoad(byte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort AtomicLoad(ushort* at) => Volatile.Read(ref *at);

    /// <inheritdoc cref="AtomicLoad(byte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtomicLoad(uint* at) => Volatile.Read(ref *at);

    /// <inheritdoc cref="AtomicLoad(byte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AtomicLoad(int* at) => Volatile.Read(ref *at);

    /// <inheritdoc cref="AtomicLoad(byte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long AtomicLoad(long* at) => Volatile.Read(ref *at);

    /// <summary>Writes a value.</summary>
    /// <returns>What was there, as of everything that follows.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T AtomicExchange<T>(T* at, T a)
        where T : unmanaged, IBinaryInteger<T> => Interlocked.Exchange(ref *at, a);

    /// <summary>Writes <paramref name="b"/> where <paramref name="a"/> is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T AtomicCompareExchange<T>(T* at, T a, T b)
        where T : unmanaged, IBinaryInteger<T> => Interlocked.CompareExchange(ref *at, b, a);

    /// <summary>Adds to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AtomicAdd(int* at, int a) => Interlocked.Add(ref *at, a) - a;

    /// <inheritdoc cref="AtomicAdd(int*, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtomicAdd(uint* at, uint a) => Interlocked.Add(ref *at, a) - a;

    /// <inheritdoc cref="AtomicAdd(int*, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long AtomicAdd(long* at, long a) => Interlocked.Add(ref *at, a) - a;

    /// <inheritdoc cref="AtomicAdd(int*, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte AtomicAdd(byte* at, byte a) => Change<byte, Sum>(at, a);

    /// <inheritdoc cref="AtomicAdd(int*, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort AtomicAdd(ushort* at, ushort a) => Change<ushort, Sum>(at, a);

    /// <summary>Subtracts from it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AtomicSubtract(int* at, int a) => AtomicAdd(at, -a);

    /// <inheritdoc cref="AtomicSubtract(int*, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtomicSubtract(uint* at, uint a) => AtomicAdd(at, 0 - a);

    /// <inheritdoc cref="AtomicSubtract(int*, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long AtomicSubtract(long* at, long a) => AtomicAdd(at, -a);

    /// <inheritdoc cref="AtomicSubtract(int*, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte AtomicSubtract(byte* at, byte a) => AtomicAdd(at, (byte)-a);

    /// <inheritdoc cref="AtomicSubtract(int*, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort AtomicSubtract(ushort* at, ushort a) => AtomicAdd(at, (ushort)-a);

    /// <summary>Keeps the bits that <paramref name="a"/> has, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T AtomicAnd<T>(T* at, T a)
        where T : unmanaged, IBinaryInteger<T> => Change<T, Conjunction>(at, a);

    /// <summary>Sets the bits that <paramref name="a"/> has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T AtomicOr<T>(T* at, T a)
        where T : unmanaged, IBinaryInteger<T> => Change<T, Disjunction>(at, a);

    /// <summary>Inverts the bits that <paramref name="a"/> has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T AtomicXor<T>(T* at, T a)
        where T : unmanaged, IBinaryInteger<T> => Change<T, Difference>(at, a);

#pragma warning disable NW1020 // Operators of integers.
    /// <summary>Changes a value, again and again until nobody else has changed it meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Change<T, TChange>(T* at, T operand)
        where T : unmanaged, IBinaryInteger<T>
        where TChange : struct, IChange
    {
        T old;
        T seen = *at;
        do
        {
            old = seen;
            seen = Interlocked.CompareExchange(ref *at, TChange.Apply(old, operand), old);
        }
        while (seen != old);

        return old;
    }

    private readonly struct Sum : IChange
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(T old, T operand)
            where T : unmanaged, IBinaryInteger<T> => unchecked(old + operand);
    }

    private readonly struct Conjunction : IChange
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(T old, T operand)
            where T : unmanaged, IBinaryInteger<T> => old & operand;
    }

    private readonly struct Disjunction : IChange
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(T old, T operand)
            where T : unmanaged, IBinaryInteger<T> => old | operand;
    }

    private readonly struct Difference : IChange
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(T old, T operand)
            where T : unmanaged, IBinaryInteger<T> => old ^ operand;
    }
#pragma warning restore NW1020
}
