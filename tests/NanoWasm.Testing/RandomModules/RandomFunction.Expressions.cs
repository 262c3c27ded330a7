// Expressions: code that leaves one value.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    /// <summary>Code that leaves values of some types.</summary>
    private void Values(ValueKind[] kinds, int depth)
    {
        foreach (ValueKind kind in kinds)
        {
            Value(kind, depth);
        }
    }

    /// <summary>Code that leaves a value of a type.</summary>
    private void Value(ValueKind kind, int depth)
    {
        if (depth <= 0 || _budget <= 0)
        {
            Leaf(kind);
            return;
        }

        if (_outside.Design.HasObjects && _random.Percent(10) && TryNumberOfObject(kind, depth - 1))
        {
            return;
        }

        if (kind >= ValueKind.FuncRef && _outside.Design.HasObjects && _random.Percent(60))
        {
            Reference(RefType.Of(kind), depth - 1);
            return;
        }

        int choice = _random.Next(100);
        bool done = choice switch
        {
            < 22 => false,
            < 64 => TryOperator(Catalog.Operators(kind), kind, depth),
            < 73 => TryOperator(Catalog.Loads(kind), kind, depth),
            < 76 => TryOperator(Catalog.Atomics(kind), kind, depth),
            < 87 => TryOperator(Catalog.Others(kind), kind, depth),
            _ => TryControl(kind, depth),
        };
        if (!done)
        {
            Leaf(kind);
        }
    }

    /// <summary>A local or a constant, seldom something else without operands.</summary>
    private void Leaf(ValueKind kind)
    {
        int choice = _random.Next(100);
        if (choice < 62 && _readable[kind].Count > 0)
        {
            EmitIndex(Opcode.LocalGet, _random.Pick(_readable[kind]));
            return;
        }

        if (choice is < 62 or > 92)
        {
            InstructionShape shape = _random.Pick(Catalog.Others(kind));
            if (shape.Operands.IsEmpty && Immediates(shape, kind) is ChosenImmediates immediates)
            {
                Apply(shape, kind, immediates);
                return;
            }
        }

        Constant(kind);
    }

    private void Constant(ValueKind kind)
    {
        switch (kind)
        {
            case ValueKind.I32:
                Emit(Opcode.I32Const, Signed((int)Integer(32), 5));
                break;
            case ValueKind.I64:
                Emit(Opcode.I64Const, Signed((long)Integer(64), 10));
                break;
            case ValueKind.F32:
                Emit(Opcode.F32Const, new WasmWriter().F32(FloatBits32()).ToArray());
                break;
            case ValueKind.F64:
                Emit(Opcode.F64Const, new WasmWriter().F64(FloatBits64()).ToArray());
                break;
            case ValueKind.V128:
                Emit(Opcode.V128Const, VectorBytes());
                break;
            default:
                Emit(Opcode.RefNull, WasmWriter.Code(kind));
                break;
        }
    }

    /// <summary>One of some instructions with its operands.</summary>
    /// <returns>False, and nothing is written, if there is nothing that its immediates could name.</returns>
    private bool TryOperator(IReadOnlyList<InstructionShape> shapes, ValueKind kind, int depth)
    {
        if (shapes.Count == 0)
        {
            return false;
        }

        InstructionShape shape = _random.Pick(shapes);

        // The result says what the signature leaves open, unless it is fixed.
        bool isOpen = shape.Result is string result && shape.Resolve(result, ValueKind.ExternRef) != shape.Resolve(result, ValueKind.FuncRef);
        return TryInstruction(shape, isOpen || shape.Result == "any" ? kind : OpenKind(shape), depth);
    }

    /// <summary>A type for what an instruction's signature leaves open, if its result does not say it.</summary>
    private ValueKind OpenKind(InstructionShape shape) => shape.TakesReferences || shape.Operands.Contains("ref")
        ? _random.Pick(Catalog.References)
        : _random.Pick(_random.Percent(90) ? Catalog.Numbers : Catalog.Kinds);

    private bool TryInstruction(InstructionShape shape, ValueKind open, int depth)
    {
        // Nobody wakes those who wait; they are not kept waiting, and memories that are not shared do not let them.
        int? memory = shape.AccessesMemory ? PickMemory() : null;
        if (!_options.Features.Contains(shape.Info.Feature) || (shape.IsWait && !_outside.Design.Memories[memory!.Value].IsShared && _random.Percent(95)) || Immediates(shape, open, memory) is not ChosenImmediates immediates)
        {
            return false;
        }

        ValueKind?[] operands = [.. shape.Operands.Select((type, i) => immediates.IsWide(shape.OperandPlaces[i]) ? ValueKind.I64 : shape.Resolve(type, open))];
        if (operands.Contains(null))
        {
            return false;
        }

        for (int i = 0; i < operands.Length; i++)
        {
            Operand(shape, i, operands[i]!.Value, depth - 1);
        }

        Apply(shape, open, immediates);
        return true;
    }

    /// <summary>An instruction whose operands are on the stack.</summary>
    private void Apply(InstructionShape shape, ValueKind open, ChosenImmediates? immediates = null)
    {
        Emit(shape.Info.Opcode, immediates?.Bytes ?? []);
        if (immediates is not null && immediates.IsWide(shape.ResultPlace))
        {
            Emit(Opcode.I32WrapI64);
        }

        if (shape.SecondResult is string second)
        {
            // Both halves matter for what follows.
            Emit(shape.Resolve(second, open) == ValueKind.I64 && shape.Result == second ? Opcode.I64Xor : Opcode.Drop);
        }

        bool takesFloat = shape.Operands.Any(type => shape.Resolve(type, open) is ValueKind.F32 or ValueKind.F64);
        if (_options.CanonicalNans && takesFloat && shape.Info.Immediates.IsEmpty
            && shape.Result is string result && shape.Resolve(result, open) is ValueKind kind and (ValueKind.F32 or ValueKind.F64))
        {
            // value, NaN, value == value: select
            EmitIndex(Opcode.LocalTee, _scratch[kind]);
            if (kind == ValueKind.F32)
            {
                Emit(Opcode.F32Const, new WasmWriter().F32(CanonicalNan32).ToArray());
            }
            else
            {
                Emit(Opcode.F64Const, new WasmWriter().F64(CanonicalNan64).ToArray());
            }

            EmitIndex(Opcode.LocalGet, _scratch[kind]);
            EmitIndex(Opcode.LocalGet, _scratch[kind]);
            Emit(kind == ValueKind.F32 ? Opcode.F32Eq : Opcode.F64Eq);
            Emit(Opcode.Select);
        }
    }

    /// <summary>An operand, kept where the instruction does not trap; nearly always.</summary>
    private void Operand(InstructionShape shape, int index, ValueKind kind, int depth)
    {
        bool isLast = index == shape.Operands.Length - 1;
        if (_random.PerMille(shape.IsPartial ? 10 * WildPerMille : WildPerMille))
        {
            Value(kind, depth);
        }
        else if (shape.AccessesMemory && index == 0)
        {
            Address(kind, depth);
            if (shape.IsAtomic)
            {
                Number(kind, -LargestAtomic);
                And(kind);
            }
        }
        else if (shape.IsWait && isLast)
        {
            Number(kind, 0);
        }
        else if (shape.HasResource && (kind == ValueKind.I32 || shape.OperandPlaces[index] is not null))
        {
            Place(shape, isLast && shape.Operands.Length > 1, depth);
            if (kind == ValueKind.I64)
            {
                Emit(Opcode.I64ExtendI32U);
            }
        }
        else if (shape.IsDivision && isLast)
        {
            Divisor(kind, depth);
        }
        else if (shape.IsTruncation)
        {
            SmallFloat(kind, depth);
        }
        else
        {
            Value(kind, depth);
        }
    }

    /// <summary>An index into a table, memory or segment, or a size.</summary>
    private void Place(InstructionShape shape, bool isSize, int depth)
    {
        bool isTable = shape.HasImmediate(ImmediateKind.Table) || shape.HasImmediate(ImmediateKind.Elem);
        bool isSegment = shape.HasImmediate(ImmediateKind.Elem) || shape.HasImmediate(ImmediateKind.Data);
        if (isSize || shape.Operands.Length == 1 && !isTable || _random.Percent(40))
        {
            I32(_random.Next(isTable || isSegment || !isSize ? 3 : 40));
        }
        else
        {
            Value(ValueKind.I32, depth);
            I32(isTable && shape.Operands.Length < 3 ? 7 : isTable || isSegment ? 3 : 0xFFF);
            Emit(Opcode.I32And);
        }
    }

    private void Divisor(ValueKind kind, int depth)
    {
        if (_random.Percent(40))
        {
            Emit(kind == ValueKind.I32 ? Opcode.I32Const : Opcode.I64Const, Signed(1 + _random.Next(100), 5));
            return;
        }

        Value(kind, depth);
        Emit(kind == ValueKind.I32 ? Opcode.I32Const : Opcode.I64Const, Signed(1, 5));
        Emit(kind == ValueKind.I32 ? Opcode.I32Or : Opcode.I64Or);
    }

    private void SmallFloat(ValueKind kind, int depth)
    {
        Value(ValueKind.I32, depth);
        I32(0xFFFF);
        Emit(Opcode.I32And);
        Emit(kind == ValueKind.F32 ? Opcode.F32ConvertI32U : Opcode.F64ConvertI32U);
    }

    /// <summary>An i32 that is taken as true or false.</summary>
    private void Condition(int depth)
    {
        int choice = _random.Next(100);
        ValueKind kind = _random.Percent(70) ? ValueKind.I32 : _random.Pick(Catalog.Numbers);
        ValueKind[] operands = choice < 50 ? [kind, kind] : [kind];
        if (choice < 70 && Catalog.TotalOperator(_random, ValueKind.I32, operands) is InstructionShape comparison)
        {
            Values(operands, choice < 35 ? 0 : depth - 1);
            Emit(comparison.Info.Opcode);
        }
        else
        {
            Value(ValueKind.I32, choice < 85 ? 0 : depth);
        }
    }

    /// <summary>An i32 that is nearly always 0.</summary>
    private void RareCondition()
    {
        Leaf(ValueKind.I32);
        I32(0x3F);
        Emit(Opcode.I32And);
        I32(_random.Next(0x40));
        Emit(Opcode.I32Eq);
    }
}
