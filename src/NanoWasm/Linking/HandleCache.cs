// The objects that stand for the parts of an instance, each made once.
namespace NanoWasm.Linking;

/// <summary>
/// Objects by number, for any thread. Most instances have few, so that this is a dictionary and a lock: it takes a tenth of a concurrent
/// dictionary's memory, and nothing of it has to be compiled at start-up.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class HandleCache<T>
    where T : class
{
    private readonly Dictionary<int, T> _handles = [];

    /// <summary>The object with a number, or null.</summary>
    public T? Find(int index)
    {
        lock (_handles)
        {
            return _handles.GetValueOrDefault(index);
        }
    }

    /// <summary>The object with a number: the one that is there, or else a new one, which stays.</summary>
    public T GetOrAdd(int index, Func<int, T> make)
    {
        T handle = make(index);
        lock (_handles)
        {
            return _handles.TryAdd(index, handle) ? handle : _handles[index];
        }
    }

    /// <summary>All objects at this moment.</summary>
    public T[] All()
    {
        lock (_handles)
        {
            return [.. _handles.Values];
        }
    }
}
