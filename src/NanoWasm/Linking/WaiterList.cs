// Who waits at the addresses of a shared memory.
using System.Diagnostics;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>
/// The threads that wait at addresses of a shared memory, in the order in which they came. A thread waits at one address at a time, so there are never more
/// entries than threads, and nobody allocates any.
/// </summary>
/// <remarks>
/// Locks are taken in one order: the list's, then a waiter's. Comparing the value and joining the list are one step for those who notify, so no notification is lost
/// between them. How a wait ends is decided under the waiter's own lock, once.
/// Unsafe: reads the value from a memory that cannot move or go while an instance runs that uses it.
/// </remarks>
[AllocationFree]
internal sealed unsafe class WaiterList
{
#pragma warning disable NW1001 // Once a memory.
    private readonly object _gate = new();
#pragma warning restore NW1001
    private Waiter? _first;
    private Waiter? _last;
    private int _count;

    /// <summary>The number of threads that wait: for tests.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Waits while a value is the expected one.</summary>
    /// <param name="instance">The instance that the host has called, which stands for the thread: it is the one that is asked to end.</param>
    /// <param name="at">Where the value is.</param>
    /// <param name="expected">The expected value.</param>
    /// <param name="size">Its bytes: 4 or 8.</param>
    /// <param name="timeout">How many nanoseconds at most; negative for any time.</param>
    /// <param name="interrupted">Becomes true where waiting has to end; who sets it calls <see cref="Waiter.Look"/>.</param>
    public WaitEnd Wait(Instance instance, byte* at, ulong expected, int size, long timeout, bool* interrupted)
    {
        Waiter waiter;
        lock (_gate)
        {
            bool isExpected = size == sizeof(int) ? Volatile.Read(ref *(uint*)at) == (uint)expected : Volatile.Read(ref *(ulong*)at) == expected;
            if (!isExpected || timeout == 0)
            {
                return isExpected ? WaitEnd.TimedOut : WaitEnd.NotEqual;
            }

            waiter = instance.Waiter;
            waiter.Begin(at);
            Add(waiter);
        }

        try
        {
            return waiter.Wait(timeout, interrupted);
        }
        finally
        {
            lock (_gate)
            {
                Remove(waiter);
            }
        }
    }

    /// <summary>Wakes those who have waited longest at an address.</summary>
    /// <param name="at">The address.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>How many there were.</returns>
    public uint Notify(byte* at, uint count)
    {
        uint woken = 0;
        lock (_gate)
        {
            Waiter? next;
            for (Waiter? waiter = _first; waiter is not null && woken < count; waiter = next)
            {
                next = waiter.Next;
                if (waiter.At == at && waiter.TryNotify())
                {
                    Remove(waiter);
                    woken++;
                }
            }
        }

        return woken;
    }

    private void Add(Waiter waiter)
    {
        waiter.Previous = _last;
        (_last is null ? ref _first : ref _last.Next) = waiter;
        _last = waiter;
        _count++;
        waiter.IsListed = true;
    }

    private void Remove(Waiter waiter)
    {
        if (waiter.IsListed)
        {
            (waiter.Previous is null ? ref _first : ref waiter.Previous.Next) = waiter.Next;
            (waiter.Next is null ? ref _last : ref waiter.Next.Previous) = waiter.Previous;
            waiter.Previous = null;
            waiter.Next = null;
            _count--;
            waiter.IsListed = false;
        }
    }
}

/// <summary>What an instance, or rather the thread that runs in it, waits with. It waits at one address at a time.</summary>
[AllocationFree]
internal sealed unsafe class Waiter
{
    private const long NanosecondsPerTick = 100;

#pragma warning disable NW1001 // Once an instance.
    private readonly object _gate = new();
#pragma warning restore NW1001
    private WaitEnd? _end;

    /// <summary>The next one in the list.</summary>
    public Waiter? Next;

    /// <summary>The one before it in the list.</summary>
    public Waiter? Previous;

    /// <summary>Whether it is in a list.</summary>
    public bool IsListed { get; set; }

    /// <summary>Where it waits.</summary>
    public byte* At { get; private set; }

    /// <summary>Says where it is going to wait, and that it has not been woken.</summary>
    public void Begin(byte* at)
    {
        At = at;
        _end = null;
    }

    /// <summary>Ends the wait, unless it has ended otherwise.</summary>
    /// <returns>Whether this has ended it.</returns>
    public bool TryNotify()
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                return false;
            }

            _end = WaitEnd.Notified;
            Wake();
            return true;
        }
    }

    /// <summary>Has the thread look whether it has to end.</summary>
    public void Look()
    {
        lock (_gate)
        {
            Wake();
        }
    }

    /// <summary>Waits for the end.</summary>
    /// <param name="timeout">How many nanoseconds at most; negative for any time.</param>
    /// <param name="interrupted">Becomes true where waiting has to end.</param>
    public WaitEnd Wait(long timeout, bool* interrupted)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (_end is null)
            {
                int milliseconds = Timeout.Infinite;
                if (Volatile.Read(ref *interrupted))
                {
                    _end = WaitEnd.Interrupted;
                }
                else if (timeout >= 0 && (milliseconds = Remaining(timeout, start)) == 0)
                {
                    _end = WaitEnd.TimedOut;
                }
                else
                {
#pragma warning disable NW1020 // Whatever the system takes for a thread that sleeps.
                    Monitor.Wait(_gate, milliseconds);
#pragma warning restore NW1020
                }
            }

            return _end.Value;
        }
    }

    private void Wake()
    {
#pragma warning disable NW1020 // Tells the system that a thread is to go on.
        Monitor.Pulse(_gate);
#pragma warning restore NW1020
    }

    /// <summary>The milliseconds that are left, rounded up, or as many as can be waited at once.</summary>
    private static int Remaining(long timeout, long start)
    {
        long left = (timeout / NanosecondsPerTick) + (timeout % NanosecondsPerTick == 0 ? 0 : 1) - Stopwatch.GetElapsedTime(start).Ticks;
        return left <= 0 ? 0 : (int)Math.Min(((left - 1) / TimeSpan.TicksPerMillisecond) + 1, int.MaxValue);
    }
}
