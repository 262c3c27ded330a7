// Statements that are seldom seen: code that is never reached, and numbers that need long encodings.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    /// <summary>A way out that is seldom taken, or one to the end of a block, and the dead code behind.</summary>
    private void LeaveStatement(int depth)
    {
        int choice = _random.Next(100);
        if (choice < 40)
        {
            Open(Opcode.Block, [], []);
            Statements(1, depth - 1);
            EmitIndex(Opcode.Br, 0);
            DeadCode();
            Close();
            return;
        }

        RareCondition();
        Open(Opcode.If, [], []);
        switch (choice)
        {
            case < 50:
                Values(_labels[0].Types, depth - 1);
                Emit(Opcode.Return);
                break;
            case < 60:
                LeaveByCall(depth - 1);
                break;
            case < 70:
                Emit(Opcode.Unreachable);
                break;
            default:
                int label = PickLabel(mayReturn: true);
                Values(At(label).Types, depth - 1);
                EmitIndex(Opcode.Br, label);
                break;
        }

        DeadCode();
        Close();
    }

    /// <summary>Code behind a branch that is always taken: operators that have no operands there, and statements. The stack stays polymorphic.</summary>
    private void DeadCode()
    {
        for (int i = _random.Next(4); i > 0; i--)
        {
            InstructionShape shape = _random.Pick(Catalog.All);
            ValueKind kind = OpenKind(shape);
            bool fits = shape.Operands.All(type => shape.Resolve(type, kind) is not null) && (shape.Result is null || shape.Resolve(shape.Result, kind) is not null);
            if (fits && _options.Features.Contains(shape.Info.Feature) && Immediates(shape, kind) is ChosenImmediates immediates)
            {
                Emit(shape.Info.Opcode, immediates.Bytes);
                if (shape.Result is not null)
                {
                    Emit(Opcode.Drop);
                }

                if (shape.SecondResult is not null)
                {
                    Emit(Opcode.Drop);
                }
            }
        }

        Statements(1, 1);
    }

    private void WideStatement(int depth)
    {
        switch (_random.Next(4))
        {
            case 0:
                FarLabel();
                break;
            case 1:
                LongTable(depth);
                break;
            case 2:
                TallStack();
                break;
            default:
                LongWay();
                break;
        }
    }

    /// <summary>A branch out of more blocks than one byte can count.</summary>
    private void FarLabel()
    {
        int count = 130 + _random.Next(10);
        for (int i = 0; i < count; i++)
        {
            Open(Opcode.Block, [], []);
        }

        Condition(1);
        EmitIndex(Opcode.BrIf, 128 + _random.Next(count - 128));
        Idiom(0);
        for (int i = 0; i < count; i++)
        {
            Close();
        }
    }

    /// <summary>A table of more labels than one byte can count; seldom of more than the side table's short distances reach over.</summary>
    private void LongTable(int depth)
    {
        Open(Opcode.Block, [], []);
        Open(Opcode.Block, [], []);
        Condition(1);
        EmitIndex(Opcode.BrIf, 1);
        Value(ValueKind.I32, depth - 1);
        BrTable([.. Enumerable.Range(0, _random.Percent(10) ? 33_000 : 130 + _random.Next(200)).Select(_ => _random.Next(2))]);
        Close();
        Idiom(0);
        Close();
    }

    /// <summary>A branch that drops more values than a byte can count.</summary>
    private void TallStack()
    {
        ValueKind kind = _random.Pick(Catalog.Numbers);
        int count = 250 + _random.Next(20);
        Open(Opcode.Block, [], [kind]);
        for (int i = 0; i < count; i++)
        {
            Leaf(kind);
        }

        Condition(0);
        EmitIndex(Opcode.BrIf, 0);
        for (int i = 1; i < count; i++)
        {
            ApplyTotal(kind, kind, kind);
        }

        Close();
        Set(kind);
    }

    /// <summary>A branch over more bytes than 16 bits can count.</summary>
    private void LongWay()
    {
        Open(Opcode.Block, [], []);
        Condition(0);
        EmitIndex(Opcode.BrIf, 0);
        byte[] rest = new byte[1 << 16];
        Array.Fill(rest, (byte)Opcode.Nop);
        _code.Raw(rest);
        Idiom(0);
        Close();
    }
}
