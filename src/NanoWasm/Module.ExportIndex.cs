// Finding exports by their names.
namespace NanoWasm;

public sealed partial class Module
{
    private Dictionary<string, int>? _exportIndex;

    /// <summary>The index of an exported function.</summary>
    /// <param name="name">The export's name.</param>
    /// <returns>The index, or null if no function is exported by that name.</returns>
    /// <exception cref="ObjectDisposedException">The module has been disposed.</exception>
    public int? GetExportedFunctionIndex(string name)
    {
        using Lease lease = Borrow();
        return TryFindExport(name, out ExternalKind kind, out int index) && kind == ExternalKind.Function ? index : null;
    }

    /// <summary>Looks an export up.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="index">Its index in the index space of its kind.</param>
    /// <returns>Whether there is one of that name.</returns>
    internal unsafe bool TryFindExport(string name, out ExternalKind kind, out int index)
    {
        ArgumentNullException.ThrowIfNull(name);
        Dictionary<string, int> exports = Volatile.Read(ref _exportIndex) ?? MakeExportIndex();
        bool found = exports.TryGetValue(name, out int number);
        kind = found ? Data->Exports[number].Kind : default;
        index = found ? Data->Exports[number].Index : -1;
        return found;
    }

    private Dictionary<string, int> MakeExportIndex()
    {
        Dictionary<string, int> exports = new(Exports.Count, StringComparer.Ordinal);
        for (int i = 0; i < Exports.Count; i++)
        {
            // Names are unique in a valid module.
            exports.Add(Exports[i].Name, i);
        }

        Volatile.Write(ref _exportIndex, exports);
        return exports;
    }
}
