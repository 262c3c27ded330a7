// What hosts hold of a garbage-collected heap.
namespace NanoWasm.Linking;

/// <summary>The slots of objects that <see cref="GcReference"/>s keep alive. Thread-safe: references are let go by whatever thread, the finaliser's among them.</summary>
internal sealed class GcHandles
{
    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private ulong[] _slots = new ulong[16];
    private int _count;

    /// <summary>The slots: objects, and 0 where there is none. Whoever reads them has entered the group.</summary>
    [AllocationFree]
    public ReadOnlySpan<ulong> Slots => Volatile.Read(ref _slots).AsSpan(0, Volatile.Read(ref _count));

    /// <summary>Keeps an object alive.</summary>
    /// <returns>The number of its handle.</returns>
    public int Add(ulong slot)
    {
        lock (_gate)
        {
            if (!_free.TryPop(out int index))
            {
                if (_count == _slots.Length)
                {
                    ulong[] larger = new ulong[2 * _count];
                    _slots.CopyTo(larger.AsSpan());
                    Volatile.Write(ref _slots, larger);
                }

                index = _count;
                _slots[index] = slot;
                Volatile.Write(ref _count, _count + 1);
                return index;
            }

            _slots[index] = slot;
            return index;
        }
    }

    /// <summary>Lets go of an object.</summary>
    public void Release(int index)
    {
        lock (_gate)
        {
            _slots[index] = 0;
            _free.Push(index);
        }
    }
}
