// The descriptors of a guest, by number.
namespace NanoWasm.Wasi.Descriptors;

/// <summary>The open descriptors of a guest. New ones get the lowest free number, as in POSIX.</summary>
/// <param name="limit">How many there can be.</param>
internal sealed class DescriptorTable(int limit)
{
    private readonly List<Descriptor?> _items = [];
    private int _count;

    /// <summary>Whether one more would be too many.</summary>
    public bool IsFull => _count >= limit;

    /// <summary>The descriptor with a number, or null.</summary>
    [AllocationFree]
    public Descriptor? Find(uint number) => number < (uint)_items.Count ? _items[(int)number] : null;

    /// <summary>Adds a descriptor; there must be room.</summary>
    /// <returns>Its number.</returns>
    public uint Add(Descriptor descriptor)
    {
        int number = _count == _items.Count ? _items.Count : _items.IndexOf(null);
        if (number == _items.Count)
        {
            _items.Add(null);
        }

        _items[number] = descriptor;
        _count++;
        return (uint)number;
    }

    /// <summary>Closes a descriptor.</summary>
    /// <returns>Whether it was open.</returns>
    public bool Close(uint number)
    {
        Descriptor? descriptor = Find(number);
        if (descriptor is null)
        {
            return false;
        }

        _items[(int)number] = null;
        _count--;
        descriptor.Dispose();
        return true;
    }

    /// <summary>Gives one open descriptor the number of another one, which is closed.</summary>
    /// <returns>Whether both were open.</returns>
    public bool Renumber(uint from, uint to)
    {
        Descriptor? moved = Find(from);
        Descriptor? replaced = Find(to);
        if (moved is null || replaced is null)
        {
            return false;
        }

        if (from != to)
        {
            _items[(int)to] = moved;
            _items[(int)from] = null;
            _count--;
            replaced.Dispose();
        }

        return true;
    }

    /// <summary>Closes everything.</summary>
    public void Clear()
    {
        for (uint i = 0; i < (uint)_items.Count; i++)
        {
            Close(i);
        }
    }
}
