// Loads a module without Module, to look at what the parser leaves.
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Tests.Binary;

/// <summary>A module that was parsed, valid or not. Unsafe: the bytes lie in a pinned array that lives as long as this.</summary>
internal sealed unsafe class Loading : IDisposable
{
    private readonly byte[] _bytes;
    private ModuleData _data;

    public Loading(byte[] module)
    {
        _bytes = GC.AllocateArray<byte>(module.Length + 1, pinned: true);
        module.CopyTo(_bytes, 0);
        fixed (byte* bytes = _bytes)
        fixed (ModuleData* data = &_data)
        {
            *data = new ModuleData(bytes, module.Length, workspace: null, LoadLimits.Default, WasmFeatures.All);
            Error = ModuleParser.Parse(data);
        }
    }

    public ModuleError Error { get; }

    public ref ModuleData Data => ref _data;

    /// <summary>All native memory that loading took, but for sorting export names.</summary>
    public long NativeBytes => _data.ArenaBytes + _data.ScratchBytes;

    /// <summary>The side-table entries from the function's first one to the table's end.</summary>
    public BranchEntry[] Entries(int function)
    {
        int first = (int)(_data.Functions[function].SideTable - _data.SideTable.Items);
        return _data.SideTable.Span[first..].ToArray();
    }

    public static ModuleError ErrorOf(byte[] module)
    {
        using Loading loading = new(module);
        return loading.Error;
    }

    public void Dispose() => _data.Free();
}
