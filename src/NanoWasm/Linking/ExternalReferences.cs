// Host objects that wasm code refers to.
using System.Runtime.InteropServices;

namespace NanoWasm.Linking;

/// <summary>
/// The host objects that externref slots of a group refer to. A slot holds a weak handle; the object is kept alive from here, so that
/// cycles between objects and instances are no leak: when the group becomes unreachable, so do they.
/// </summary>
internal sealed class ExternalReferences
{
    private readonly Dictionary<object, GCHandle> _handles = new(ReferenceEqualityComparer.Instance);

    /// <summary>Objects that have one more handle, because groups that knew them were united.</summary>
    private List<KeyValuePair<object, GCHandle>>? _seconds;

    /// <summary>Frees the handles with the group.</summary>
    ~ExternalReferences() => FreeAll();

    /// <summary>The number of handles.</summary>
    [AllocationFree]
    public int Count => _handles.Count + (_seconds?.Count ?? 0);

    /// <summary>The object of a slot.</summary>
    [AllocationFree]
    public static object Get(ulong slot) => GCHandle.FromIntPtr((nint)slot).Target!;

    /// <summary>The slot value for an object; the same object gives the same value.</summary>
    public ulong Add(object value)
    {
        ref GCHandle handle = ref CollectionsMarshal.GetValueRefOrAddDefault(_handles, value, out bool known);
        if (!known)
        {
            handle = GCHandle.Alloc(value, GCHandleType.Weak);
        }

        return (ulong)GCHandle.ToIntPtr(handle);
    }

    /// <summary>Takes over everything from another group's references, which is empty afterwards.</summary>
    public void Absorb(ExternalReferences other)
    {
        foreach (KeyValuePair<object, GCHandle> entry in other._handles)
        {
            if (!_handles.TryAdd(entry.Key, entry.Value))
            {
                (_seconds ??= []).Add(entry);
            }
        }

        if (other._seconds is { } seconds)
        {
            (_seconds ??= []).AddRange(seconds);
        }

        other._handles.Clear();
        other._seconds = null;
    }

    /// <summary>Frees the handles that no slot holds.</summary>
    /// <param name="used">The slot values in use; null if there are none.</param>
    public void Sweep(HashSet<ulong>? used)
    {
        // Removing the entry that an enumeration stands on is allowed.
        foreach (KeyValuePair<object, GCHandle> entry in _handles)
        {
            if (used?.Contains((ulong)GCHandle.ToIntPtr(entry.Value)) != true)
            {
                entry.Value.Free();
                _handles.Remove(entry.Key);
            }
        }

        if (_seconds is not null)
        {
            SweepSeconds(_seconds, used);
        }
    }

    private static void SweepSeconds(List<KeyValuePair<object, GCHandle>> seconds, HashSet<ulong>? used)
    {
        seconds.RemoveAll(entry =>
        {
            bool unused = used?.Contains((ulong)GCHandle.ToIntPtr(entry.Value)) != true;
            if (unused)
            {
                entry.Value.Free();
            }

            return unused;
        });
    }

    private void FreeAll()
    {
        foreach (GCHandle handle in _handles.Values)
        {
            handle.Free();
        }

        foreach (KeyValuePair<object, GCHandle> entry in _seconds ?? [])
        {
            entry.Value.Free();
        }
    }
}
