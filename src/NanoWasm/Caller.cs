// What a host function sees of the instance that calls it.
namespace NanoWasm;

/// <summary>The instance that calls a host function: the optional first parameter of host functions. Valid while the host function runs.</summary>
public readonly struct Caller : IEquatable<Caller>
{
    private readonly Instance? _instance;

    [AllocationFree]
    internal Caller(Instance? instance) => _instance = instance;

    /// <summary>The instance.</summary>
    /// <exception cref="InvalidOperationException">The host itself called the function; there is no instance.</exception>
    public Instance Instance => _instance ?? throw new InvalidOperationException("The host function was called by the host, not by an instance.");

    /// <summary>The instance's memory, the first one if it has several, whether it is exported or not.</summary>
    /// <exception cref="InvalidOperationException">It has none, or there is no instance.</exception>
    public Memory Memory => Instance.Memories is [Memory memory, ..] ? memory : throw new InvalidOperationException("The calling instance has no memory.");

    /// <summary>How many memories the instance has, imported ones included.</summary>
    /// <exception cref="InvalidOperationException">There is no instance.</exception>
    public int MemoryCount => Instance.Memories.Length;

    /// <summary>Whether both are the same instance.</summary>
    public static bool operator ==(Caller left, Caller right) => left.Equals(right);

    /// <summary>Whether both are different instances.</summary>
    public static bool operator !=(Caller left, Caller right) => !left.Equals(right);

    /// <summary>A memory of the instance, whether it is exported or not.</summary>
    /// <param name="index">Its index in the module: imported ones come first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such memory.</exception>
    /// <exception cref="InvalidOperationException">There is no instance.</exception>
    public Memory GetMemory(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, MemoryCount);
        return Instance.Memories[index];
    }

    /// <summary>An exported memory of the instance.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists the exports.</exception>
    /// <exception cref="InvalidOperationException">There is no instance.</exception>
    public Memory GetMemory(string name) => Instance.GetMemory(name);

    /// <summary>A part of the instance's first memory, which the guest names by address and length.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="bytes">The part. Valid until the host function returns, calls the guest, or grows the memory.</param>
    /// <returns>False if it does not lie in the memory, is longer than a span can be, or there is no memory.</returns>
    [AllocationFree]
    public bool TryGetSpan(ulong address, ulong length, out Span<byte> bytes) =>
        TryGetSpan(_instance is { Memories: [Memory memory, ..] } ? memory : null, address, length, out bytes);

    /// <summary>A part of an exported memory of the instance, which the guest names by address and length.</summary>
    /// <param name="memory">The name that the memory is exported by. The first time that something is looked for in a module's exports makes an index of them.</param>
    /// <param name="address">Where it begins.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="bytes">The part. Valid until the host function returns, calls the guest, or grows the memory.</param>
    /// <returns>False if it does not lie in the memory, is longer than a span can be, or there is no memory of that name.</returns>
    public bool TryGetSpan(string memory, ulong address, ulong length, out Span<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(memory);
        Memory? found = _instance is not null && _instance.Module.TryFindExport(memory, out ExternalKind kind, out int index) && kind == ExternalKind.Memory
            ? _instance.Memories[index]
            : null;
        return TryGetSpan(found, address, length, out bytes);
    }

    /// <summary>Makes the call of this host function a trap of the guest, once the function has returned; what it returns does not matter. Return at once.</summary>
    /// <param name="kind">Which trap.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is <see cref="TrapKind.None"/>.</exception>
    /// <exception cref="InvalidOperationException">There is no instance.</exception>
    public void Trap(TrapKind kind)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)kind, (int)TrapKind.None, nameof(kind));
        Instance.HostTrap = kind;
    }

    /// <inheritdoc/>
    public bool Equals(Caller other) => ReferenceEquals(_instance, other._instance);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Caller other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _instance?.GetHashCode() ?? 0;

    [AllocationFree]
    private static bool TryGetSpan(Memory? memory, ulong address, ulong length, out Span<byte> bytes)
    {
        if (memory is not null && length <= int.MaxValue && address <= memory.ByteLength && length <= memory.ByteLength - address)
        {
            bytes = memory.GetSpan(address, (int)length);
            return true;
        }

        bytes = default;
        return false;
    }
}
