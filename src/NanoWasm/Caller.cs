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

    /// <inheritdoc/>
    public bool Equals(Caller other) => ReferenceEquals(_instance, other._instance);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Caller other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _instance?.GetHashCode() ?? 0;
}
