// The types of a function's locals.
using NanoWasm.Binary;

namespace NanoWasm.Validation;

/// <summary>
/// The types of the current function's parameters and locals. Those with low indices are spread out in a flat array; the others are looked up in the
/// function's type or in the groups in which they are declared, so that a few bytes that declare 50,000 locals cost no more than they say.
/// </summary>
[AllocationFree]
internal unsafe struct LocalTypes
{
    /// <summary>The number of locals in <see cref="Flat"/> at most.</summary>
    public const int FlatCapacity = 128;

    private NativeBuffer<ValType> _flat;
    private NativeBuffer<LocalGroup> _groups;

    /// <summary>The locals that have been set, of those that must be, in the order in which that happened.</summary>
    private NativeBuffer<uint> _set;

    /// <summary>By local: where it would stand in <see cref="_set"/>. Never cleared: an entry counts only if it stands there.</summary>
    private NativeBuffer<int> _places;
    private ValType* _parameters;
    private uint _parameterCount;
    private uint _count;

    /// <summary>No locals yet.</summary>
    /// <param name="workspace">Where to keep them; null for memory of its own.</param>
    public LocalTypes(Workspace* workspace)
    {
        _flat = new NativeBuffer<ValType>(workspace, scratch: true);
        _groups = new NativeBuffer<LocalGroup>(workspace, scratch: true);
        _set = new NativeBuffer<uint>(workspace, scratch: true);
        _places = new NativeBuffer<int>(workspace, scratch: true);
    }

    /// <summary>The types of the first locals; <see cref="ValType.Bottom"/> for those that have to be set before they are read.</summary>
    public readonly ValType* Flat => _flat.Items;

    /// <summary>The number of types in <see cref="Flat"/>.</summary>
    public readonly int FlatCount => _flat.Count;

    /// <summary>All locals, parameters included.</summary>
    public readonly uint Count => _count;

    /// <summary>The native memory that this holds.</summary>
    public readonly long Bytes => _flat.Bytes + _groups.Bytes + _set.Bytes + _places.Bytes;

    /// <summary>The number of locals that have been set, of those that must be.</summary>
    public readonly int SetCount => _set.Count;

    /// <summary>Begins a function, with its parameters; their types must stay where they are.</summary>
    /// <returns>False for want of room.</returns>
    public bool Begin(ValType* parameters, int count)
    {
        _parameters = parameters;
        _parameterCount = (uint)count;
        _count = (uint)count;
        _flat.Truncate(0);
        _groups.Truncate(0);
        _set.Truncate(0);
        bool added = true;
        for (int i = 0; i < count && i < FlatCapacity; i++)
        {
            added &= _flat.Add(parameters[i]);
        }

        return added;
    }

    /// <summary>Adds locals of one type; the sum of all counts must stay within <see cref="ImplementationLimits"/>.</summary>
    /// <returns>False for want of room.</returns>
    public bool Add(uint count, ValType type)
    {
        if (count == 0)
        {
            return true;
        }

        _count += count;
        bool added = true;
        for (uint i = 0; i < count && _flat.Count < FlatCapacity; i++)
        {
            added &= _flat.Add(type.IsDefaultable() ? type : ValType.Bottom);
        }

        return added && _groups.Add(new LocalGroup { End = _count, Type = type });
    }

    /// <summary>The type of a local, which must be below <see cref="Count"/>.</summary>
    public readonly ValType Find(uint local)
    {
        if (local < _parameterCount)
        {
            return _parameters[local];
        }

        int low = 0;
        int high = _groups.Count - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (local < _groups[middle].End)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return _groups[low].Type;
    }

    /// <summary>Whether a local of a type has to be set before it is read.</summary>
    public readonly bool MustBeSet(uint local, ValType type) => local >= _parameterCount && !type.IsDefaultable();

    /// <summary>Whether a local that must be set has been.</summary>
    public readonly bool IsSet(uint local) =>
        local < (uint)_places.Count && (uint)_places[(int)local] < (uint)_set.Count && _set[_places[(int)local]] == local;

    /// <summary>A local that must be set has been, up to the end of the block.</summary>
    /// <returns>False for want of room.</returns>
    public bool Set(uint local)
    {
        if (IsSet(local))
        {
            return true;
        }

        if (local >= (uint)_places.Count && !_places.AddZeroed((int)_count - _places.Count))
        {
            return false;
        }

        _places[(int)local] = _set.Count;
        return _set.Add(local);
    }

    /// <summary>Back to what had been set where a block began.</summary>
    public void Reset(int setCount) => _set.Truncate(setCount);

    /// <summary>Frees the memory.</summary>
    public void Free()
    {
        _flat.Free();
        _groups.Free();
        _set.Free();
        _places.Free();
    }

    /// <summary>Locals of one type.</summary>
    private struct LocalGroup
    {
        /// <summary>The first local behind them.</summary>
        public uint End;

        public ValType Type;
    }
}
