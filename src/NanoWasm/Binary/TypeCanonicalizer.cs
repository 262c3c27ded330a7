// Finds out which recursive groups of a module's types are equal.

namespace NanoWasm.Binary;

/// <summary>
/// Knows the recursive groups of a module by their structure (specification 3.1.3), in which types of the group itself stand by their place in it and others by their
/// canonical index. A hash table in native memory; the hash is a polynomial with a base that differs from process to process, so that no module can be
/// made for its groups to collide.
/// </summary>
/// <remarks>Unsafe: reads types and value types of a module at indices that its parser has checked.</remarks>
[AllocationFree]
internal unsafe struct TypeCanonicalizer
{
    private const ulong Prime = (1UL << 61) - 1;

    /// <summary>The low byte of a reference within the group, whose index is the place there.</summary>
    private const uint Relative = 0x62;

    private static readonly ulong Base = (((ulong)(uint)HashCode.Combine(0) << 29) ^ (uint)HashCode.Combine(1)) | (1UL << 32);

    private readonly ModuleData* _module;
    private NativeBuffer<Slot> _slots;
    private int _count;

    /// <summary>A table without groups.</summary>
    public TypeCanonicalizer(ModuleData* module)
    {
        _module = module;
        _slots = new NativeBuffer<Slot>(module->Workspace, scratch: true);
    }

    /// <summary>Sets the canonical indices of a group, whose types are all there.</summary>
    /// <returns>False for want of room.</returns>
    public bool Add(int start, int size)
    {
        if (2 * (_count + 1) > _slots.Count && !Grow())
        {
            return false;
        }

        ulong hash = HashOf(start, size);
        int mask = _slots.Count - 1;
        int at = (int)hash & mask;
        for (; _slots[at].Size != 0; at = (at + 1) & mask)
        {
            if (_slots[at].Hash == hash && _slots[at].Size == size && AreEqual(_slots[at].Start, start, size))
            {
                SetCanonical(start, size, _slots[at].Start);
                return true;
            }
        }

        _slots[at] = new Slot { Hash = hash, Start = start, Size = size };
        _count++;
        return true;
    }

    /// <summary>Frees the table.</summary>
    public void Free() => _slots.Free();

    private readonly void SetCanonical(int start, int size, int canonical)
    {
        for (int i = 0; i < size; i++)
        {
            _module->Types[start + i].Canonical = canonical + i;
        }
    }

    private bool Grow()
    {
        NativeBuffer<Slot> larger = new(_module->Workspace, scratch: true);
        if (!larger.AddZeroed(Math.Max(16, 2 * _slots.Count)))
        {
            return false;
        }

        int mask = larger.Count - 1;
        foreach (Slot slot in _slots.Span)
        {
            if (slot.Size != 0)
            {
                int at = (int)slot.Hash & mask;
                while (larger[at].Size != 0)
                {
                    at = (at + 1) & mask;
                }

                larger[at] = slot;
            }
        }

        _slots.Free();
        _slots = larger;
        return true;
    }

    private readonly ulong HashOf(int start, int size)
    {
        ulong hash = (uint)size;
        for (int i = start; i < start + size; i++)
        {
            ref TypeData type = ref _module->Types[i];
            hash = Add(hash, Head(type));
            hash = Add(hash, SuperOf(type, start));
            hash = Add(hash, (uint)type.ParameterCount | ((ulong)(uint)type.ResultCount << 32));
            ValType* types = _module->ValTypes.Items + type.First;
            for (int j = 0; j < type.ParameterCount + type.ResultCount; j++)
            {
                hash = Add(hash, Place(types[j], start));
            }
        }

        return hash;
    }

    private static ulong Add(ulong hash, ulong word)
    {
        ulong high = Math.BigMul(hash ^ word, Base, out ulong low);
        ulong sum = (low & Prime) + ((high << 3) | (low >> 61));
        return sum >= Prime ? sum - Prime : sum;
    }

    private readonly bool AreEqual(int left, int right, int size)
    {
        for (int i = 0; i < size; i++)
        {
            ref TypeData a = ref _module->Types[left + i];
            ref TypeData b = ref _module->Types[right + i];
            if (Head(a) != Head(b) || SuperOf(a, left) != SuperOf(b, right) || a.ParameterCount != b.ParameterCount || a.ResultCount != b.ResultCount)
            {
                return false;
            }

            ValType* types = _module->ValTypes.Items + a.First;
            ValType* others = _module->ValTypes.Items + b.First;
            for (int j = 0; j < a.ParameterCount + a.ResultCount; j++)
            {
                if (Place(types[j], left) != Place(others[j], right))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static uint Head(in TypeData type) => (uint)type.Kind | (type.Final ? 0x100u : 0);

    private static uint SuperOf(in TypeData type, int start) =>
        type.Super < 0 ? uint.MaxValue : type.Super >= start ? 0x8000_0000 | (uint)(type.Super - start) : (uint)type.Super;

    private static uint Place(ValType type, int start)
    {
        if (!type.IsDefined() || type.Index() < start)
        {
            return (uint)type;
        }

        ValType flags = type & (ValType.NonNull | ValType.Mutable);
        return (uint)flags | ((uint)(type.Index() - start) << ValTypes.IndexShift) | Relative;
    }

    private struct Slot
    {
        public ulong Hash;
        public int Start;

        /// <summary>0 where there is no group.</summary>
        public int Size;
    }
}
