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
    private ValType* _parameters;
    private uint _parameterCount;
    private uint _count;

    /// <summary>No locals yet.</summary>
    /// <param name="workspace">Where to keep them; null for memory of its own.</param>
    public LocalTypes(Workspace* workspace)
    {
        _flat = new NativeBuffer<ValType>(workspace, scratch: true);
        _groups = new NativeBuffer<LocalGroup>(workspace, scratch: true);
    }

    /// <summary>The types of the first locals.</summary>
    public readonly ValType* Flat => _flat.Items;

    /// <summary>The number of types in <see cref="Flat"/>.</summary>
    public readonly int FlatCount => _flat.Count;

    /// <summary>All locals, parameters included.</summary>
    public readonly uint Count => _count;

    /// <summary>The native memory that this holds.</summary>
    public readonly long Bytes => _flat.Bytes + _groups.Bytes;

    /// <summary>Begins a function, with its parameters; their types must stay where they are.</summary>
    /// <returns>False for want of room.</returns>
    public bool Begin(ValType* parameters, int count)
    {
        _parameters = parameters;
        _parameterCount = (uint)count;
        _count = (uint)count;
        _flat.Truncate(0);
        _groups.Truncate(0);
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
            added &= _flat.Add(type);
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

    /// <summary>Frees the memory.</summary>
    public void Free()
    {
        _flat.Free();
        _groups.Free();
    }

    /// <summary>Locals of one type.</summary>
    private struct LocalGroup
    {
        /// <summary>The first local behind them.</summary>
        public uint End;

        public ValType Type;
    }
}
