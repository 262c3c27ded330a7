// Modules that trap, one for each kind.
using NanoWasm.Testing;
using static NanoWasm.ValueKind;

namespace NanoWasm.AllocationProbe;

/// <summary>Modules whose only export <c>f</c> traps.</summary>
internal static class TrapModules
{
    /// <summary>One module for each kind of trap.</summary>
    public static IEnumerable<(TrapKind Trap, byte[] Wasm)> All { get; } =
    [
        (TrapKind.Unreachable, Module(f => f.Unreachable())),
        (TrapKind.IntegerDivideByZero, Module(f => f.I32(1).I32(0).Op(Opcode.I32DivS).Drop())),
        (TrapKind.IntegerOverflow, Module(f => f.I32(int.MinValue).I32(-1).Op(Opcode.I32DivS).Drop())),
        (TrapKind.InvalidConversionToInteger, Module(f => f.F32(float.NaN).Op(Opcode.I32TruncF32S).Drop())),
        (TrapKind.MemoryOutOfBounds, Module(f => f.I32(-1).Access(Opcode.I32Load).Drop())),
        (TrapKind.TableOutOfBounds, Module(f => f.I32(5).Op(Opcode.TableGet, 0).Drop())),
        (TrapKind.UndefinedElement, Module(f => f.I32(5).CallIndirect([], []))),
        (TrapKind.UninitializedElement, Module(f => f.I32(1).CallIndirect([], []))),
        (TrapKind.IndirectCallTypeMismatch, Module(f => f.I32(0).CallIndirect([], []))),
        (TrapKind.UnalignedAtomic, Module(f => f.I32(2).Access(Opcode.I32AtomicLoad, align: 2).Drop())),
        (TrapKind.ExpectedSharedMemory, Module(f => f.I32(0).I32(0).I64(0).Access(Opcode.MemoryAtomicWait32, align: 2).Drop())),
        (TrapKind.CallStackExhausted, Module(f => f.Call(1))),
    ];

    private static byte[] Module(Action<CodeBuilder> body) => new ModuleBuilder().Memory(1).Table(FuncRef, 2)
        .Function([], [I32], f => f.I32(1)).Function("f", [], [], body).Elements(0, 0).Build();
}
