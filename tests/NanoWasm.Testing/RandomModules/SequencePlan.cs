// Finds out what has to be around a sequence of opcodes so that it is valid.
namespace NanoWasm.Testing.RandomModules;

/// <summary>
/// The types of a sequence's operands: values that it needs before it, in order, blocks that it ends, values that it leaves. Instructions are added one
/// by one; what an instruction's signature leaves open follows from what is done with its values.
/// </summary>
internal sealed class SequencePlan
{
    private readonly List<Variable> _stack = [];
    private readonly Stack<Frame> _frames = new([new Frame(0)]);

    /// <summary>What stands before the sequence, from first to last.</summary>
    public List<Before> Prefix { get; } = [];

    /// <summary>The values that are left.</summary>
    public IReadOnlyList<ValueKind> Left => [.. _stack.Select(variable => variable.Kind)];

    /// <summary>Whether the end of the sequence is not reached.</summary>
    public bool IsUnreachable => _frames.Peek().IsUnreachable;

    /// <summary>The blocks that the sequence opens and does not end.</summary>
    public int OpenBlocks => _frames.Count - 1;

    /// <summary>An instruction with operands and a result.</summary>
    /// <param name="shape">The instruction.</param>
    /// <param name="is64">Whether the memory that it names has 64-bit addresses.</param>
    /// <returns>What its signature leaves open, or null if the types do not fit.</returns>
    public Variable? Add(InstructionShape shape, bool is64)
    {
        Variable open = new()
        {
            IsReference = shape.TakesReferences || shape.Operands.Contains("ref"),
            IsNumber = shape.Result == "any" && !shape.HasImmediate(ImmediateKind.Valtypes),
        };
        for (int i = shape.Operands.Length - 1; i >= 0; i--)
        {
            if (!TryPop(is64 && shape.OperandPlaces[i] is not null ? new Variable { Known = ValueKind.I64 } : TypeOf(shape, shape.Operands[i], open)))
            {
                return null;
            }
        }

        if (shape.Result is string result)
        {
            _stack.Add(is64 && shape.ResultPlace is not null ? new Variable { Known = ValueKind.I64 } : TypeOf(shape, result, open));
        }

        if (shape.SecondResult is string second)
        {
            _stack.Add(TypeOf(shape, second, open));
        }

        return open;
    }

    /// <summary>Takes values of some types; the last one is on top.</summary>
    public bool TryTake(IEnumerable<ValueKind> kinds) => kinds.Reverse().All(kind => TryPop(new Variable { Known = kind }));

    /// <summary>Leaves values of some types.</summary>
    public void Leave(IEnumerable<ValueKind> kinds) => _stack.AddRange(kinds.Select(kind => new Variable { Known = kind }));

    /// <summary>Begins a block without parameters and results.</summary>
    public void Open() => _frames.Push(new Frame(_stack.Count));

    /// <summary>Ends a block; if the sequence has opened none, one that begins before it, with what is on the stack as results.</summary>
    public bool TryEnd()
    {
        if (_frames.Count > 1)
        {
            return _stack.Count == _frames.Pop().Height;
        }

        Prefix.Insert(0, new Before(null, [.. _stack]));
        _frames.Pop();
        _frames.Push(new Frame(0));
        return true;
    }

    /// <summary>What follows is not reached.</summary>
    public void Stop()
    {
        Frame frame = _frames.Pop();
        _stack.RemoveRange(frame.Height, _stack.Count - frame.Height);
        _frames.Push(frame with { IsUnreachable = true });
    }

    /// <summary>Leaves the innermost block that the sequence has opened.</summary>
    /// <returns>The number of values to drop before its end.</returns>
    public int Close()
    {
        int height = _frames.Pop().Height;
        int dropped = _stack.Count - height;
        _stack.RemoveRange(height, dropped);
        return dropped;
    }

    private static Variable TypeOf(InstructionShape shape, string type, Variable open)
    {
        ValueKind? number = shape.Resolve(type, ValueKind.I32);
        return number is not null && number == shape.Resolve(type, ValueKind.I64) ? new Variable { Known = number } : open;
    }

    private bool TryPop(Variable wanted)
    {
        Frame frame = _frames.Peek();
        if (_stack.Count > frame.Height)
        {
            Variable top = _stack[^1];
            _stack.RemoveAt(_stack.Count - 1);
            return top.TryUnify(wanted);
        }

        if (!frame.IsUnreachable)
        {
            if (_frames.Count > 1)
            {
                return false;
            }

            Prefix.Insert(0, new Before(wanted, []));
        }

        return true;
    }

    /// <summary>Something before a sequence: a value, or the beginning of a block with results.</summary>
    internal sealed record Before(Variable? Value, Variable[] Results);

    private sealed record Frame(int Height, bool IsUnreachable = false);

    /// <summary>A type that may follow from what comes later.</summary>
    internal sealed class Variable
    {
        private Variable? _same;

        public ValueKind? Known { get; set; }

        public bool IsReference { get; set; }

        public bool IsNumber { get; set; }

        /// <summary>The type; if nothing says which, it is an i32 or a funcref.</summary>
        public ValueKind Kind => Root.Known ?? (Root.IsReference ? ValueKind.FuncRef : ValueKind.I32);

        private Variable Root => _same?.Root ?? this;

        public bool TryUnify(Variable other)
        {
            Variable one = Root;
            Variable two = other.Root;
            if (one == two)
            {
                return true;
            }

            two._same = one;
            ValueKind? known = one.Known ?? two.Known;
            bool fits = one.Known is null || two.Known is null || one.Known == two.Known;
            one.Known = known;
            one.IsReference |= two.IsReference;
            one.IsNumber |= two.IsNumber;
            return fits && !(one.IsReference && (one.IsNumber || known < ValueKind.FuncRef)) && !(one.IsNumber && known >= ValueKind.FuncRef);
        }
    }
}
