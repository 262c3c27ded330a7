// Statements: code that leaves the stack as it was.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    /// <summary>How often an operand is not kept in range.</summary>
    private const int WildPerMille = 2;

    /// <summary>A statement, which may be left out without making others invalid.</summary>
    private void Statement(int depth)
    {
        int number = StatementCount++;
        int position = _code.Position;
        WriteStatement(depth);
        if (_options.SkippedStatements.Contains((_number, number)))
        {
            _code.Truncate(position);
        }
    }

    private void WriteStatement(int depth)
    {
        int choice = _random.Next(1000);
        if (choice < 480 || depth <= 0)
        {
            Idiom(depth);
            return;
        }

        if (_outside.Design.HasObjects && _random.Percent(35))
        {
            ObjectStatement(depth);
            return;
        }

        if (_outside.Design.HasExceptions && _random.Percent(25))
        {
            ExceptionStatement(depth);
            return;
        }

        Action<int> write = choice switch
        {
            < 570 => SequenceStatement,
            < 660 => Effect,
            < 730 => IfStatement,
            < 790 => BlockStatement,
            < 870 => LoopStatement,
            < 910 => BranchStatement,
            < 930 => SwitchStatement,
            < 965 => CallStatement,
            < 980 => LeaveStatement,
            < 985 => ContinueStatement,
            < 987 => WideStatement,
            < 994 => ObserveStatement,
            _ => DropStatement,
        };
        write(depth);
    }

    private void Statements(int atMost, int depth)
    {
        for (int i = _random.Next(atMost + 1); i > 0 && _budget > 0; i--)
        {
            Statement(depth);
        }
    }

    /// <summary>An instruction without a result; seldom one that empties a segment, which nothing fills again.</summary>
    private void Effect(int depth)
    {
        InstructionShape shape = _random.Pick(_random.Percent(40) ? Catalog.Stores : Catalog.Effects);
        if (shape.Operands.IsEmpty && shape.HasResource && _random.Percent(90))
        {
            return;
        }

        ValueKind open = OpenKind(shape);
        TryInstruction(shape, open, depth);
    }

    private void ObserveStatement(int depth)
    {
        ValueKind kind = _random.Pick(Catalog.Numbers);
        if (_readable[kind].Count > 0)
        {
            Observe(kind, _random.Pick(_readable[kind]));
        }
    }

    private void DropStatement(int depth)
    {
        Value(_random.Pick(Catalog.Kinds), depth);
        Emit(Opcode.Drop);
    }

    private void IfStatement(int depth)
    {
        ValueKind[] parameters = RandomKinds(Math.Max(0, _random.Next(6) - 3));
        ValueKind[] results = RandomKinds(Math.Max(0, _random.Next(6) - 3));
        Values(parameters, 1);
        Condition(depth - 1);
        Open(Opcode.If, parameters, results);
        Consume(parameters);
        Statements(3, depth - 1);
        Values(results, 1);
        if (results.Length > 0 || parameters.Length > 0 || _random.Percent(50))
        {
            Emit(Opcode.Else);
            Consume(parameters);
            Statements(2, depth - 1);
            Values(results, 1);
        }

        Close();
        Consume(results);
    }

    private void BlockStatement(int depth)
    {
        ValueKind[] parameters = RandomKinds(Math.Max(0, _random.Next(6) - 2));
        ValueKind[] results = RandomKinds(Math.Max(0, _random.Next(6) - 2));
        Values(parameters, 1);
        Open(Opcode.Block, parameters, results);
        Consume(parameters);
        Statements(2, depth - 1);
        Values(results, 1);
        if (_random.Percent(60))
        {
            Condition(depth - 1);
            EmitIndex(Opcode.BrIf, 0);
            Consume(results);
            Statements(2, depth - 1);
            Values(results, 1);
        }

        Close();
        Consume(results);
    }

    private void LoopStatement(int depth)
    {
        if (_loops == LoopNesting)
        {
            Idiom(depth);
            return;
        }

        int counter = _counters[_loops];
        int rounds = 1 + _random.Next(_loops == 0 ? 9 : 4);
        bool countsUp = _random.Percent(30);
        bool testsFirst = _random.Percent(30);
        I32(countsUp ? 0 : rounds);
        EmitIndex(Opcode.LocalSet, counter);
        if (testsFirst)
        {
            Open(Opcode.Block, [], []);
        }

        Open(Opcode.Loop, [], [], countsUp ? null : counter);
        _loops++;
        if (testsFirst)
        {
            EmitIndex(Opcode.LocalGet, counter);
            I32(countsUp ? rounds : 0);
            Emit(countsUp ? Opcode.I32GeS : Opcode.I32LeS);
            EmitIndex(Opcode.BrIf, 1);
        }

        Statements(4, depth - 1);
        if (countsUp)
        {
            EmitIndex(Opcode.LocalGet, counter);
            I32(1);
            Emit(Opcode.I32Add);
            EmitIndex(Opcode.LocalTee, counter);
            I32(rounds);
            Emit(_random.Pick([Opcode.I32LtS, Opcode.I32LtU]));
        }
        else
        {
            CountDown(counter);
            I32(0);
            Emit(Opcode.I32GtS);
        }

        EmitIndex(Opcode.BrIf, 0);
        _loops--;
        Close();
        if (testsFirst)
        {
            Close();
        }
    }

    /// <summary>A conditional branch to a block around, with what it takes along.</summary>
    private void BranchStatement(int depth)
    {
        int label = PickLabel(mayReturn: _random.Percent(5));
        if (label < 0)
        {
            Idiom(depth);
            return;
        }

        Values(At(label).Types, 1);
        Condition(depth - 1);
        EmitIndex(Opcode.BrIf, label);
        Consume(At(label).Types);
    }

    /// <summary>The next round of a loop around; where there is none, another statement.</summary>
    private void ContinueStatement(int depth)
    {
        int label = Enumerable.Range(0, _labels.Count).FirstOrDefault(index => At(index).Counter is not null, -1);
        if (label < 0)
        {
            Idiom(depth);
            return;
        }

        CountDown(At(label).Counter!.Value);
        I32(0);
        Emit(Opcode.I32GtS);
        if (_random.Percent(50))
        {
            EmitIndex(Opcode.BrIf, label);
        }
        else
        {
            Open(Opcode.If, [], []);
            Value(ValueKind.I32, 1);
            BrTable([label + 1, .. Enumerable.Range(0, _random.Next(3)).Select(_ => _random.Percent(50) ? 0 : label + 1)]);
            Close();
        }
    }

    private void SwitchStatement(int depth)
    {
        int cases = 1 + _random.Next(4);
        for (int i = 0; i <= cases; i++)
        {
            Open(Opcode.Block, [], []);
        }

        Value(ValueKind.I32, depth - 1);
        if (_random.Percent(80))
        {
            I32(7);
            Emit(Opcode.I32And);
        }

        BrTable([.. Enumerable.Range(0, cases + 1).Select(_ => _random.Next(cases + 1))]);
        for (int i = 0; i < cases; i++)
        {
            Close();
            Statements(2, depth - 1);
            if (_random.Percent(70))
            {
                EmitIndex(Opcode.Br, cases - 1 - i);
            }
        }

        Close();
    }

    private void CallStatement(int depth)
    {
        FuncType type;
        if (_random.Percent(70))
        {
            int callee = PickCallee();
            type = _outside.Functions[callee];
            Call(callee, depth - 1);
        }
        else
        {
            int slot = _random.Next(RandomModule.FilledSlots);
            type = _outside.Functions[RandomModule.FunctionInSlot(slot, _outside)];
            CallIndirect(slot, depth - 1);
        }

        Consume([.. type.ResultKinds]);
    }

    /// <summary>A label around that is no loop's; -1 if there is none. The function's own is one that ends it, and what comes behind is not seen.</summary>
    private int PickLabel(bool mayReturn)
    {
        int[] labels = [.. Enumerable.Range(0, mayReturn ? _labels.Count : _labels.Count - 1).Where(label => !At(label).IsLoop && !At(label).IsPrivate)];
        return labels.Length == 0 ? -1 : _random.Pick(labels);
    }

    private Label At(int label) => _labels[_labels.Count - 1 - label];
}
