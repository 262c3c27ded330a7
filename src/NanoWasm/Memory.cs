// Linear memory.
using System.Diagnostics.CodeAnalysis;
using NanoWasm.Execution;
using NanoWasm.Linking;

namespace NanoWasm;

/// <summary>
/// A linear memory (specification 4.2.8): bytes in pages, zero to begin with. Made by an instance, or by the host to be imported.
/// </summary>
/// <remarks>
/// Spans are views of the memory as it is: they are valid until the memory grows or is freed. An instance's memory is freed with the last
/// instance that uses it, one made by the host when it is disposed as well; keep them reachable while you use a span.
/// Every access by a method is checked against the present size. Numbers are little-endian, as everywhere in WebAssembly.
/// A shared memory never moves, and any number of threads may use it at once, each in an instance of its own: instances that
/// have nothing else in common can run at the same time.
/// </remarks>
public sealed unsafe partial class Memory : Extern, IGroupMember, IDisposable
{
    /// <summary>Bytes in a page, where the memory's type does not say otherwise.</summary>
    public const int PageSize = 65_536;

    /// <summary>The most pages of 64 KiB that a memory with 32-bit addresses can have.</summary>
    public const int MaxPages = 65_536;

    private readonly MemoryType _type;
    private readonly MemoryStorage _storage;
    private readonly MemoryBudget _budget;
    private readonly ulong _limit;
    private InstanceGroup _group;
    private int _users = 1;
    private bool _heldByHost;

    /// <summary>Makes a memory that modules can import.</summary>
    /// <param name="minimum">Its size in pages of 64 KiB.</param>
    /// <param name="maximum">The size in pages that it may grow to; null for the largest possible.</param>
    /// <param name="shared">Whether several threads may use it at once; it needs a maximum then.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative or above <see cref="MaxPages"/>, or the maximum is below the minimum.</exception>
    /// <exception cref="ArgumentException">It is shared and has no maximum.</exception>
    /// <exception cref="InstantiationException">There is not enough memory.</exception>
    public Memory(int minimum, int? maximum = null, bool shared = false)
        : this(Checked(minimum, maximum, shared))
    {
    }

    /// <summary>Makes a memory of any type that modules can import.</summary>
    /// <param name="type">Its type.</param>
    /// <exception cref="ArgumentException">There is no such type: the sizes are beyond what addresses reach, the maximum is below the minimum, a page is neither a byte nor 64 KiB, or a shared memory has no maximum.</exception>
    /// <exception cref="InstantiationException">There is not enough memory.</exception>
    public Memory(MemoryType type)
        : this(Checked(type), new MemoryBudget(InstanceOptions.MemoryBytesLimit), default, new InstanceGroup())
    {
        _heldByHost = true;
        if (!type.IsShared)
        {
            _group.Add(this);
        }
    }

    /// <summary>Makes the memory of an instance; the caller adds it to the group unless it is shared.</summary>
    /// <param name="type">A valid type.</param>
    /// <param name="budget">What all memories of the instance may have together.</param>
    /// <param name="buffer">Where its bytes are to be; empty for memory of its own.</param>
    /// <param name="group">The group of the instance.</param>
    /// <exception cref="InstantiationException">It is larger than it may be.</exception>
    internal Memory(MemoryType type, MemoryBudget budget, Memory<byte> buffer, InstanceGroup group)
    {
        ulong size = type.ToBytes(type.Minimum);
        _type = type;
        _budget = budget;
        _group = group;
        _limit = Math.Min(type.ToBytes(type.Maximum ?? type.MostPages), (ulong)InstanceOptions.MemoryBytesLimit);
        if (!buffer.IsEmpty && size > (ulong)buffer.Length)
        {
            throw new InstantiationException($"The module needs a memory of {size:N0} bytes; the buffer for it has {buffer.Length:N0}.");
        }

        Waiters = type.IsShared ? new WaiterList() : null;

        // A shared memory cannot move: what it may ever need is reserved now.
        ulong reserve = type.IsShared ? Math.Min(_limit, budget.Left) : size;
        if (!budget.TryTake(size))
        {
            throw new InstantiationException(
                $"The module needs a memory of {size:N0} bytes; {budget.Left:N0} are allowed{(budget.Left == budget.Total ? string.Empty : $" beside its other memories ({budget.Total:N0} in all)")}.");
        }

        try
        {
            _storage = buffer.IsEmpty ? new MemoryStorage(type, size, reserve) : new MemoryStorage(type, size, buffer);
        }
        catch (OutOfMemoryException exception)
        {
            budget.Return(size);
            throw new InstantiationException(
                type.IsShared
                    ? $"There is not enough memory to reserve {reserve:N0} bytes for a shared linear memory; a smaller maximum, its own or that of the options, would do with less."
                    : $"There is not enough memory for a linear memory of {size:N0} bytes.",
                exception);
        }
    }

    /// <inheritdoc/>
    public override ExternalType Type => _type with { Minimum = Data->Size >> Data->PageShift };

    /// <summary>Whether addresses have 64 bits.</summary>
    public bool Is64 => _type.Is64;

    /// <summary>Whether several threads may use it at once.</summary>
    [AllocationFree]
    public bool IsShared => _type.IsShared;

    /// <summary>Bytes in a page of this memory: <see cref="PageSize"/>, or 1.</summary>
    [AllocationFree]
    public int BytesPerPage => 1 << Data->PageShift;

    /// <summary>The present size in pages of <see cref="BytesPerPage"/>.</summary>
    [AllocationFree]
    public long Pages => (long)(ByteLength >> Data->PageShift);

    /// <summary>The present size in bytes.</summary>
    [AllocationFree]
    public ulong ByteLength => Volatile.Read(ref Data->Size);

    /// <inheritdoc/>
    bool IGroupMember.IsRoot => _heldByHost;

    /// <summary>Who waits at its addresses; null where it is not shared.</summary>
    [AllocationFree]
    internal WaiterList? Waiters { get; }

    /// <summary>What the machine sees of it.</summary>
    /// <exception cref="ObjectDisposedException">The memory was freed.</exception>
    [AllocationFree]
    internal MemoryData* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_storage.IsClosed, this);
            return _storage.Data;
        }
    }

    /// <summary>The group it belongs to; that of nobody else where it is shared.</summary>
    internal ref InstanceGroup Group => ref _group;

    /// <summary>Grows the memory; spans become invalid, unless it is shared.</summary>
    /// <param name="pages">The number of pages to add.</param>
    /// <returns>The size in pages before, or -1 where it cannot grow so far: beyond its maximum, its policy's limit, or the machine's memory.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="InvalidOperationException">It is not shared, and another thread runs in an instance that uses it.</exception>
    public long Grow(long pages)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pages);
        if (IsShared)
        {
            return TryGrow((ulong)pages);
        }

        using GroupScope scope = new(ref _group);
        return TryGrow((ulong)pages);
    }

    /// <summary>
    /// Wakes guests that wait at an address of a shared memory (<c>memory.atomic.wait32</c> and <c>memory.atomic.wait64</c>), those who have waited longest first.
    /// Nobody waits at a memory that is not shared.
    /// </summary>
    /// <param name="address">The address: a multiple of 4.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="ArgumentException">The address is no multiple of 4.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The four bytes there do not lie in the memory, or the number is negative.</exception>
    [AllocationFree]
    public int Notify(ulong address, int count = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        byte* at = At(address, sizeof(int));
        if (address % sizeof(int) != 0)
        {
            ThrowUnaligned(address);
        }

        int woken = (int)(Waiters?.Notify(at, (uint)count) ?? 0);
        GC.KeepAlive(this);
        return woken;
    }

    /// <summary>
    /// Lets go of a memory made by the host; it is freed once no instance uses it. Does nothing to an instance's own memory, which lives
    /// as long as the instance.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _heldByHost, false))
        {
            if (IsShared)
            {
                RemoveUser();
            }
            else
            {
                InstanceGroup.Abandon(_group);
            }
        }
    }

    /// <summary>Grows the memory (specification 4.5.3.9).</summary>
    /// <returns>The size in pages before, or -1.</returns>
    [AllocationFree]
    internal long TryGrow(ulong deltaPages)
    {
        if (!IsShared)
        {
            return GrowStorage(deltaPages);
        }

        lock (_storage)
        {
            return GrowStorage(deltaPages);
        }
    }

    /// <summary>One more instance uses this shared memory, which belongs to no group.</summary>
    /// <exception cref="ObjectDisposedException">The memory was freed.</exception>
    internal void AddUser()
    {
        int users;
        do
        {
            users = Volatile.Read(ref _users);
            ObjectDisposedException.ThrowIf(users == 0, this);
        }
        while (Interlocked.CompareExchange(ref _users, users + 1, users) != users);
    }

    /// <summary>One instance less uses this shared memory, or the host.</summary>
    internal void RemoveUser()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _storage.Dispose();
        }
    }

    /// <inheritdoc/>
    [AllocationFree]
    void IGroupMember.MarkHeap(GcMarker marker)
    {
    }

    /// <inheritdoc/>
    void IGroupMember.MarkReferences(GroupMarker marker)
    {
        // Bytes refer to nothing.
    }

    /// <inheritdoc/>
    void IGroupMember.Free() => _storage.Dispose();

    [AllocationFree]
    private long GrowStorage(ulong deltaPages)
    {
        MemoryData* data = Data;
        ulong size = data->Size;
        if (deltaPages > (_limit - size) >> data->PageShift)
        {
            return -1;
        }

        ulong delta = deltaPages << data->PageShift;
        if (delta != 0)
        {
            if (!_budget.TryTake(delta))
            {
                return -1;
            }

            if (!_storage.TryGrow(size + delta, Math.Min(_limit, size + delta + _budget.Left)))
            {
                _budget.Return(delta);
                return -1;
            }
        }

        return (long)(size >> data->PageShift);
    }

    private static MemoryType Checked(int minimum, int? maximum, bool shared)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimum, MaxPages);
        if (maximum is int value)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, minimum, nameof(maximum));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxPages, nameof(maximum));
        }

        return new MemoryType((ulong)minimum, (ulong?)maximum) { IsShared = shared };
    }

    private static MemoryType Checked(MemoryType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.FindFlaw() is string flaw)
        {
            ThrowInvalid(type, flaw);
        }

        return type;
    }

    [DoesNotReturn]
    private static void ThrowUnaligned(ulong address) => throw new ArgumentException($"The address {address} is no multiple of {sizeof(int)}.", nameof(address));

    [DoesNotReturn]
    private static void ThrowInvalid(MemoryType type, string flaw) => throw new ArgumentException($"There is no memory of type {type}: {flaw}.", nameof(type));
}
