// What is done with structs and arrays.
using NanoWasm.Testing;
using static NanoWasm.AllocationProbe.OperationList;
using static NanoWasm.ValueKind;

namespace NanoWasm.AllocationProbe;

/// <summary>Objects of the garbage-collected heap, and its collections.</summary>
internal sealed class GcOperations : IDisposable
{
    private const int Objects = 2000;

    private readonly Instance _instance;

    /// <summary>Makes the instance.</summary>
    public GcOperations(DispatchMode mode) => _instance = new Linker().Instantiate(Module.FromBytes(Guest()), new InstanceOptions { Dispatch = mode, MaxGcHeapBytes = 8 << 20 });

    /// <summary>Adds the operations.</summary>
    public void AddTo(OperationList list)
    {
        list.Group = "Garbage-collected objects";
        WasmFunction<int, int> structs = _instance.GetFunction<int, int>("structs");
        WasmFunction<int, int> arrays = _instance.GetFunction<int, int>("arrays");
        WasmFunction<int> exhausted = _instance.GetFunction<int>("exhausted");
        list.Add("struct.new, struct.get and the collections that follow", () => Require(structs.Invoke(Objects) == Objects));
        list.Add("array.new, array.len, large ones too, and the collections that follow", () => Require(arrays.Invoke(40_000) == 40_000));
        list.Add("array.new that the heap has no room for", () => Require(exhausted.TryInvoke(out _) == CallStatus.Trapped && _instance.LastTrap == TrapKind.GcHeapExhausted));
    }

    /// <inheritdoc/>
    public void Dispose() => _instance.Dispose();

    private static byte[] Guest() => new ModuleBuilder()
        .RawType(1, 0x5F, 2, 0x7F, 1, 0x63, 0, 1)
        .RawType(1, 0x5E, 0x78, 1)
        .Function("structs", [I32], [I32], static f => f
            .Locals(I32).RawLocals(1, 0x63, 0)
            .Block().Loop()
            .LocalGet(1).LocalGet(0).Op(Opcode.I32GeS).BrIf(1)
            .LocalGet(1).I32(1).Op(Opcode.I32Add).LocalTee(1).Raw(0xD0, 0, 0xFB, 0, 0).LocalSet(2).Br(0).End().End()
            .LocalGet(2).Raw(0xFB, 2, 0, 0))
        .Function("arrays", [I32], [I32], static f => f.LocalGet(0).Raw(0xFB, 7, 1, 0xFB, 15).I32(100).Raw(0xFB, 7, 1).Drop())
        .Function("exhausted", [], [I32], static f => f.I32(-1).Raw(0xFB, 7, 1, 0xFB, 15))
        .Build();
}
