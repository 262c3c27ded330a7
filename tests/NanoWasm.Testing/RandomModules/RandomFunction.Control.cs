// Values that come out of blocks, loops and calls.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    private bool TryControl(ValueKind kind, int depth)
    {
        switch (_random.Next(9))
        {
            case 0:
                ValueOfBlock(kind, depth - 1);
                return true;
            case 1:
                Condition(depth - 1);
                Open(Opcode.If, [], [kind]);
                Value(kind, depth - 1);
                Emit(Opcode.Else);
                Value(kind, depth - 1);
                Close();
                return true;
            case 2:
                return TryCallOf(kind, depth - 1);
            case 3:
                return TryIndirectCallOf(kind, depth - 1);
            case 4:
                return TrySplitOperator(kind, depth - 1);
            case 5:
                return TryAccumulate(kind, depth - 1);
            case 6:
                ValueOfTable(kind, depth - 1);
                return true;
            case 7:
                return TrySelect(kind);
            default:
                ValueOverOthers(kind, depth - 1);
                return true;
        }
    }

    /// <summary>A block that is left early with one value or at its end with another.</summary>
    private void ValueOfBlock(ValueKind kind, int depth)
    {
        Open(Opcode.Block, [], [kind]);
        if (_random.Percent(30))
        {
            Statement(depth);
        }

        Value(kind, depth);
        if (_random.Percent(75))
        {
            Condition(depth);
            EmitIndex(Opcode.BrIf, 0);
            if (_random.Percent(60))
            {
                Emit(Opcode.Drop);
                Value(kind, depth);
            }
        }

        Close();
    }

    /// <summary>A branch that keeps a value and drops those below it.</summary>
    private void ValueOverOthers(ValueKind kind, int depth)
    {
        Open(Opcode.Block, [], [kind]);
        ValueKind[] others = RandomKinds(1 + _random.Next(3));
        Values(others, 0);
        Value(kind, depth);
        if (_random.Percent(70))
        {
            Condition(depth);
            EmitIndex(Opcode.BrIf, 0);
            Consume([.. others, kind]);
            Value(kind, depth);
        }
        else
        {
            EmitIndex(Opcode.Br, 0);
            DeadCode();
        }

        Close();
    }

    /// <summary>An operator whose operands lie before a block that it stands in, or whose block ends, or may be left, right before it.</summary>
    private bool TrySplitOperator(ValueKind kind, int depth)
    {
        ValueKind from = _random.Percent(60) ? kind : _random.Pick(Catalog.Numbers);
        if (Catalog.TotalOperator(_random, kind, from, from) is not InstructionShape shape)
        {
            return false;
        }

        Value(from, depth);
        switch (_random.Next(4))
        {
            case 0:
                Open(Opcode.Block, [from], [kind]);
                Value(from, depth);
                Apply(shape, kind);
                Close();
                break;
            case 1:
                Open(Opcode.Block, [], [from]);
                Value(from, 0);
                Condition(0);
                EmitIndex(Opcode.BrIf, 0);
                Emit(Opcode.Drop);
                Value(from, 0);
                Close();
                Apply(shape, kind);
                break;
            case 2:
                Value(from, 0);
                Open(Opcode.Loop, [from, from], [kind]);
                Apply(shape, kind);
                Close();
                break;
            default:
                Condition(0);
                Open(Opcode.If, [from], [from, from]);
                Value(from, 0);
                Emit(Opcode.Else);
                Value(from, depth);
                Close();
                Apply(shape, kind);
                break;
        }

        return true;
    }

    /// <summary>A loop that takes a value along in each round.</summary>
    private bool TryAccumulate(ValueKind kind, int depth)
    {
        if (_loops == LoopNesting || Catalog.TotalOperator(_random, kind, kind, kind) is not InstructionShape shape)
        {
            return false;
        }

        int counter = _counters[_loops];
        Value(kind, depth);
        I32(1 + _random.Next(6));
        EmitIndex(Opcode.LocalSet, counter);
        Open(Opcode.Loop, [kind], [kind]);
        _loops++;
        Value(kind, depth - 1);
        Apply(shape, kind);
        CountDown(counter);
        EmitIndex(Opcode.BrIf, 0);
        _loops--;
        Close();
        return true;
    }

    /// <summary>A value that goes through one end or two, by a table.</summary>
    private void ValueOfTable(ValueKind kind, int depth)
    {
        Open(Opcode.Block, [], [kind]);
        Open(Opcode.Block, [], [kind]);
        Value(kind, depth);
        Value(ValueKind.I32, 0);
        I32(3);
        Emit(Opcode.I32And);
        BrTable([.. Enumerable.Range(0, 1 + _random.Next(5)).Select(_ => _random.Next(2))]);
        Close();
        if (Catalog.TotalOperator(_random, kind, kind) is InstructionShape shape)
        {
            Apply(shape, kind);
        }

        Close();
    }

    private bool TrySelect(ValueKind kind)
    {
        if (kind >= ValueKind.FuncRef)
        {
            return false;
        }

        Leaf(kind);
        Leaf(kind);
        Condition(1);
        Emit(Opcode.Select);
        return true;
    }

    private bool TryCallOf(ValueKind kind, int depth)
    {
        int callee = PickCallee();
        if (_outside.Functions[callee].ResultKinds is not [ValueKind result] || result != kind)
        {
            return false;
        }

        Call(callee, depth);
        return true;
    }

    private bool TryIndirectCallOf(ValueKind kind, int depth)
    {
        int slot = _random.Next(RandomModule.FilledSlots);
        if (_outside.Functions[RandomModule.FunctionInSlot(slot, _outside)].ResultKinds is not [ValueKind result] || result != kind)
        {
            return false;
        }

        CallIndirect(slot, depth);
        return true;
    }

    private void Call(int callee, int depth, bool isLast = false)
    {
        Values([.. _outside.Functions[callee].ParameterKinds], depth);
        EmitIndex(isLast ? Opcode.ReturnCall : Opcode.Call, callee);
    }

    /// <summary>A call in place of this function, of one with the same results; where none is found, a return.</summary>
    private void LeaveByCall(int depth)
    {
        int slot = _random.Next(RandomModule.FilledSlots);
        int direct = PickCallee();
        if (HasOwnResults(direct))
        {
            Call(direct, depth, isLast: true);
        }
        else if (_outside.Design.HasObjects && HasOwnResults(slot % _outside.FirstFiller) && _random.Percent(50))
        {
            CallByReference(slot % _outside.FirstFiller, depth, isLast: true);
        }
        else if (HasOwnResults(RandomModule.FunctionInSlot(slot, _outside)))
        {
            CallIndirect(slot, depth, isLast: true);
        }
        else
        {
            Values(_labels[0].Types, depth);
            Emit(Opcode.Return);
        }
    }

    private bool HasOwnResults(int callee) => _outside.Functions[callee].Results.AsSpan().SequenceEqual(_type.Results.AsSpan());

    /// <summary>An indirect call that finds what it expects; seldom one that does not.</summary>
    private void CallIndirect(int slot, int depth, bool isLast = false)
    {
        FuncType type = _outside.Functions[RandomModule.FunctionInSlot(slot, _outside)];
        Values([.. type.ParameterKinds], depth);
        int table = _random.Percent(99) ? 0 : _random.Pick(TablesOf(ValueKind.FuncRef, isWritten: false));
        switch (_random.Next(1000))
        {
            case < WildPerMille:
                Value(ValueKind.I32, depth);
                break;
            case < 5 * WildPerMille:
                Value(ValueKind.I32, depth);
                I32(0xF);
                Emit(Opcode.I32And);
                break;
            default:
                I32(slot);
                break;
        }

        if (_outside.Tables[table].Is64)
        {
            Emit(Opcode.I64ExtendI32U);
        }

        Emit(isLast ? Opcode.ReturnCallIndirect : Opcode.CallIndirect, [.. Unsigned((uint)_outside.Module.TypeIndex([.. type.ParameterKinds], [.. type.ResultKinds])), .. Unsigned((uint)table)]);
    }

    /// <summary>Most calls go to functions further behind, so that chains of calls end of themselves before there is no fuel left.</summary>
    private int PickCallee()
    {
        int choice = _random.Next(100);
        int own = _outside.FirstFunction + _number;
        int behind = _outside.FirstFiller - own - 1;
        return choice switch
        {
            < 15 => _random.Next(_outside.FirstFunction),
            < 25 => _outside.FirstFunction + _random.Next(_outside.FirstFiller - _outside.FirstFunction),
            < 35 when _outside.Functions.Count > _outside.FirstFiller => _outside.FirstFiller + _random.Next(_outside.Functions.Count - _outside.FirstFiller),
            _ => behind > 0 ? own + 1 + _random.Next(behind) : _random.Next(_outside.FirstFunction),
        };
    }

    private void BrTable(int[] labels)
    {
        WasmWriter immediates = new();
        immediates.Bytes(Unsigned((uint)labels.Length - 1));
        foreach (int label in labels)
        {
            immediates.Bytes(Unsigned((uint)label));
        }

        Emit(Opcode.BrTable, immediates.ToArray());
    }

    /// <summary>One less in a counter, left as the condition of going on.</summary>
    private void CountDown(int counter)
    {
        EmitIndex(Opcode.LocalGet, counter);
        if (_random.Percent(50))
        {
            I32(-1);
            Emit(Opcode.I32Add);
        }
        else
        {
            I32(1);
            Emit(Opcode.I32Sub);
        }

        EmitIndex(Opcode.LocalTee, counter);
    }

    private ValueKind[] RandomKinds(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => _random.Percent(92) ? _random.Pick(Catalog.Numbers) : _random.Pick(Catalog.Kinds))];
}
