// Throwing and catching, in both encodings.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    private const byte HasReference = 1;
    private const byte CatchesAll = 2;

    /// <summary>The blocks around that catch.</summary>
    private int _tries;

    private void ExceptionStatement(int depth)
    {
        switch (_random.Next(8))
        {
            case < 3:
                TryTableStatement(depth - 1);
                break;
            case < 5 when _outside.Design.HasLegacyExceptions:
                TryStatement(depth - 1);
                break;
            case < 7:
                ThrowStatement(depth - 1);
                break;
            default:
                RethrowStatement();
                break;
        }
    }

    /// <summary>
    /// A block for each clause around a <c>try_table</c>, and one around all:
    /// <c>block block … try_table … end br end … br end … end</c>.
    /// </summary>
    private void TryTableStatement(int depth)
    {
        (byte Kind, int Tag, ValueKind[] Types)[] clauses = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => RandomClause())];
        Open(Opcode.Block, [], []);
        foreach ((byte _, int _, ValueKind[] types) in clauses.Reverse())
        {
            Open(Opcode.Block, [], types);
        }

        // What lies on the stack below is gone when something is caught.
        ValueKind[] below = RandomKinds(_random.Next(3));
        ValueKind[] parameters = RandomKinds(Math.Max(0, _random.Next(5) - 3));
        ValueKind[] results = RandomKinds(Math.Max(0, _random.Next(5) - 2));
        WasmWriter vector = new();
        vector.Bytes(Unsigned((uint)clauses.Length));
        for (int i = 0; i < clauses.Length; i++)
        {
            vector.Bytes(clauses[i].Kind).Bytes((clauses[i].Kind & CatchesAll) == 0 ? Unsigned((uint)clauses[i].Tag) : []).Bytes(Unsigned((uint)i));
        }

        Values(below, 0);
        Values(parameters, 1);
        Open(Opcode.TryTable, parameters, results, immediates: vector.ToArray());
        Consume(parameters);
        _tries++;
        Statements(3, depth);
        Throwing(depth, percent: 60);
        _tries--;
        Values(results, 1);
        Close();
        Consume([.. below, .. results]);
        for (int i = 0; i < clauses.Length; i++)
        {
            EmitIndex(Opcode.Br, clauses.Length - i);
            Close();
            Consume(clauses[i].Types);
            Statements(1, depth);
        }

        Close();
    }

    private (byte Kind, int Tag, ValueKind[] Types) RandomClause()
    {
        byte kind = (byte)_random.Next(4);
        int tag = _random.Next(_outside.Tags.Count);
        return (kind, tag, [.. (kind & CatchesAll) == 0 ? _outside.Tags[tag] : [], .. (kind & HasReference) != 0 ? [ValueKind.ExnRef] : (ValueKind[])[]]);
    }

    /// <summary>A <c>try</c> with clauses, or one that delegates.</summary>
    private void TryStatement(int depth)
    {
        ValueKind[] below = RandomKinds(_random.Next(3));
        ValueKind[] results = RandomKinds(Math.Max(0, _random.Next(5) - 2));
        Values(below, 0);
        Open(Opcode.Try, [], results);
        _tries++;
        Statements(3, depth);
        Throwing(depth, percent: 60);
        _tries--;
        Values(results, 1);
        if (_random.Percent(25))
        {
            _labels.RemoveAt(_labels.Count - 1);
            EmitIndex(Opcode.Delegate, _random.Next(_labels.Count));
        }
        else
        {
            _labels[^1] = _labels[^1] with { IsCatch = true };
            for (int i = _random.Next(3); i > 0; i--)
            {
                int tag = _random.Next(_outside.Tags.Count);
                EmitIndex(Opcode.Catch, tag);
                Handler(_outside.Tags[tag]);
            }

            if (_random.Percent(50))
            {
                Emit(Opcode.CatchAll);
                Handler([]);
            }

            Close();
        }

        Consume([.. below, .. results]);

        void Handler(ValueKind[] values)
        {
            Consume(values);
            Statements(2, depth);
            Values(results, 1);
        }
    }

    private void ThrowStatement(int depth)
    {
        if (_tries > 0)
        {
            Throwing(depth, percent: 100);
            return;
        }

        RareCondition();
        Open(Opcode.If, [], []);
        Throw(depth);
        Close();
    }

    /// <summary>Throws, if at all, on a condition.</summary>
    private void Throwing(int depth, int percent)
    {
        if (_random.Percent(percent))
        {
            Condition(depth);
            Open(Opcode.If, [], []);
            Throw(depth);
            Close();
        }
    }

    private void Throw(int depth)
    {
        int tag = _random.Next(_outside.Tags.Count);
        Values(_outside.Tags[tag], depth);
        EmitIndex(Opcode.Throw, tag);
        DeadCode();
    }

    /// <summary>Throws again what has been caught.</summary>
    private void RethrowStatement()
    {
        int[] catches = [.. Enumerable.Range(0, _labels.Count).Where(label => At(label).IsCatch)];
        if (catches.Length > 0 && _random.Percent(50))
        {
            RareCondition();
            Open(Opcode.If, [], []);
            EmitIndex(Opcode.Rethrow, _random.Pick(catches) + 1);
            DeadCode();
            Close();
            return;
        }

        Open(Opcode.Block, [], []);
        if (_tries == 0)
        {
            RareCondition();
            Emit(Opcode.I32Eqz);
            EmitIndex(Opcode.BrIf, 0);
        }

        EmitIndex(Opcode.LocalGet, _random.Pick(_readable[ValueKind.ExnRef]));
        if (_random.Percent(90))
        {
            EmitIndex(Opcode.BrOnNull, 0);
        }

        Emit(Opcode.ThrowRef);
        Close();
    }

    /// <summary>A reference to an exception, made by throwing it.</summary>
    private void Caught()
    {
        OpenPrivate(Opcode.Block, new RefType(RefType.Exn, IsNullable: false).Code);
        Open(Opcode.TryTable, [], [], immediates: [1, HasReference | CatchesAll, 0]);
        int tag = _random.Next(_outside.Tags.Count);
        Values(_outside.Tags[tag], 0);
        EmitIndex(Opcode.Throw, tag);
        Close();
        Emit(Opcode.Unreachable);
        Close();
    }
}
