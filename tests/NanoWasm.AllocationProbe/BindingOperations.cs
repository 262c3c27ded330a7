// Calls through generated bindings.
using NanoWasm.Testing;
using static NanoWasm.AllocationProbe.OperationList;
using static NanoWasm.ValueKind;

namespace NanoWasm.AllocationProbe;

/// <summary>Calls of exports and of host functions by what the generator of bindings writes.</summary>
internal sealed class BindingOperations : IDisposable
{
    private readonly Instance _instance;

    /// <summary>Makes the instance.</summary>
    public BindingOperations(DispatchMode mode)
    {
        byte[] guest = new ModuleBuilder()
            .ImportFunction("env", "spawn", [I32, F32, I64], [I32])
            .ImportFunction("env", "measure", [I32, I32], [I32])
            .Memory(1)
            .Data(8, "text"u8)
            .Function("divide", [I32, I32], [I32], static f => f.LocalGet(0).LocalGet(1).Op(Opcode.I32DivU))
            .Function("spawn", [I32], [I32], static f => f.LocalGet(0).F32(2).I64(1).Call(0))
            .Function("measure", [I32, I32], [I32], static f => f.LocalGet(0).LocalGet(1).Call(1))
            .Build();
        _instance = new Linker().Define(new ProbeHost()).Instantiate(Module.FromBytes(guest), new InstanceOptions { Dispatch = mode });
    }

    /// <summary>Adds the operations.</summary>
    public void AddTo(OperationList list)
    {
        ProbeExports exports = new(_instance);
        list.Group = "Bindings";
        list.Add("an export, throwing and not throwing", () =>
            Require(exports.Divide(7, 2) == 3 && exports.TryDivide(7, 0, out uint quotient) == CallStatus.Trapped && quotient == 0));
        list.Add("an import with numbers and an enum", () => Require(exports.Spawn(5) == 8));
        list.Add("an import with text, in the memory and outside of it", () =>
            Require(exports.Measure(8, 4, out int length) == CallStatus.Finished && length == 4 && exports.Measure(65535, 4, out _) == CallStatus.Trapped));
    }

    /// <inheritdoc/>
    public void Dispose() => _instance.Dispose();
}

/// <summary>An i64.</summary>
internal enum ProbeKind : long
{
    /// <summary>Zero.</summary>
    None,

    /// <summary>One.</summary>
    One,
}

/// <summary>Functions for the guest.</summary>
[WasmHost("env")]
internal sealed partial class ProbeHost
{
    [WasmImport]
    private int Spawn(int kind, float x, ProbeKind probe) => kind + (int)x + (probe == ProbeKind.One ? 1 : 0);

    [WasmImport]
    private int Measure(GuestString text) => text.Utf8.SequenceEqual("text"u8) ? text.Length : -1;
}

/// <summary>The guest's functions.</summary>
[WasmExports]
internal readonly partial struct ProbeExports
{
    [WasmExport]
    public partial uint Divide(uint a, uint b);

    [WasmExport("divide")]
    public partial CallStatus TryDivide(uint a, uint b, out uint quotient);

    [WasmExport]
    public partial int Spawn(int kind);

    [WasmExport]
    public partial CallStatus Measure(uint address, uint length, out int measured);
}
