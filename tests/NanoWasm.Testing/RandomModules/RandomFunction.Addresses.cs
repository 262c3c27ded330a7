// Addresses of memories, which have 32 bits or 64.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    private int PickMemory() => _random.Percent(60) ? 0 : _random.Next(_outside.Design.Memories.Length);

    private ValueKind AddressKind(int memory) => _outside.Design.Memories[memory].Is64 ? ValueKind.I64 : ValueKind.I32;

    /// <summary>The locals that hold addresses of a type.</summary>
    private List<int> Pointers(ValueKind kind) => kind == ValueKind.I64 ? _widePointers : _pointers;

    /// <summary>An address in the first page: a pointer, a pointer plus a scaled index, or a masked value.</summary>
    private void Address(ValueKind kind, int depth)
    {
        int choice = _random.Next(100);
        if (choice < 8)
        {
            Number(kind, _random.Next(PointerMask));
        }
        else if (choice < 25)
        {
            Value(kind, depth);
            Number(kind, _random.Pick([PointerMask, 0xFF, 0x3C]));
            And(kind);
        }
        else
        {
            EmitIndex(Opcode.LocalGet, _random.Pick(Pointers(kind)));
            if (choice > 75)
            {
                ScaledIndex(kind, depth);
                Add(kind);
            }
        }
    }

    private void ScaledIndex(ValueKind kind, int depth)
    {
        if (_loops > 0 && _random.Percent(50))
        {
            EmitIndex(Opcode.LocalGet, _counters[_random.Next(_loops)]);
            if (kind == ValueKind.I64)
            {
                Emit(Opcode.I64ExtendI32U);
            }
        }
        else
        {
            Value(kind, depth);
            Number(kind, 0x3FF);
            And(kind);
        }

        Number(kind, _random.Next(4));
        Emit(kind == ValueKind.I64 ? Opcode.I64Shl : Opcode.I32Shl);
    }

    /// <summary>An i32 or i64 constant.</summary>
    private void Number(ValueKind kind, int value) => Emit(kind == ValueKind.I64 ? Opcode.I64Const : Opcode.I32Const, Signed(value, kind == ValueKind.I64 ? 10 : 5));

    private void And(ValueKind kind) => Emit(kind == ValueKind.I64 ? Opcode.I64And : Opcode.I32And);

    private void Add(ValueKind kind) => Emit(kind == ValueKind.I64 ? Opcode.I64Add : Opcode.I32Add);
}
