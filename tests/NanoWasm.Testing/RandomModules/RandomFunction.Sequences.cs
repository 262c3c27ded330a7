// Given sequences of opcodes, with what they need before and behind them.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    /// <summary>The lengths of the immediates to come, those that are missing a byte; null where any will do.</summary>
    private Queue<int>? _exactBytes;

    /// <summary>Writes a function that is a sequence, and shows what it did to the locals.</summary>
    /// <returns>Whether there is code that has the sequence.</returns>
    public bool WriteSequence(IReadOnlyList<SequenceElement> elements)
    {
        _budget = int.MaxValue;
        for (int i = 0; i < _type.Parameters.Length; i++)
        {
            _readable[_type.ParameterKinds[i]].Add(_localCount);
            _writable[_type.ParameterKinds[i]].Add(_localCount++);
        }

        DeclareReserved();
        Begin();
        bool isWritten = TrySequence(elements);
        foreach (ValueKind kind in Catalog.Numbers)
        {
            _writable[kind].ForEach(local => Observe(kind, local));
        }

        return isWritten;
    }

    private void SequenceStatement(int depth)
    {
        IReadOnlyList<SequenceElement> sequence = OpcodeSequences.Declared.IsEmpty || _random.Percent(20)
            ? [.. Enumerable.Range(0, 2 + _random.Next(4)).Select(_ => new SequenceElement(_random.Pick(RandomOpcodes.Untyped)))]
            : _random.Pick(OpcodeSequences.Declared);
        if (_options.CanonicalNans || (_outside.Design.HasWideTables && sequence.Any(element => NamesTable(element.Info))) || (!Catalog.HasVectors && OpcodeSequences.HasVectors(sequence)) || !sequence.All(element => _options.Features.Contains(element.Info.Feature)) || sequence.Any(element => IsRisky(element.Info)) || !TrySequence(sequence))
        {
            Idiom(depth);
        }
    }

    /// <summary>Whether an instruction may end the function, by trapping or otherwise, where nothing cares for its operands.</summary>
    private bool IsRisky(OpcodeInfo info) =>
        info.Opcode is Opcode.Unreachable or Opcode.Return or Opcode.CallIndirect or Opcode.ReturnCall or Opcode.ReturnCallIndirect
        || InstructionShape.All.Any(shape => shape.Info == info && (shape.HasResource || shape.IsWait || ((shape.IsPartial || shape.IsAtomic) && _random.Percent(90))));

    private static bool NamesTable(OpcodeInfo info) => info.Immediates.Any(immediate => immediate.Kind == ImmediateKind.Table);

    /// <summary>Writes a sequence within two blocks, which its branches go to.</summary>
    private bool TrySequence(IReadOnlyList<SequenceElement> elements)
    {
        SequencePlan plan = new();
        List<Func<byte[]?>> steps = [];
        bool isNearMemory = elements.Any(element => element.Info.Immediates.Any(immediate => immediate.Kind == ImmediateKind.Memarg));
        int depth = 0;
        foreach (SequenceElement element in elements)
        {
            InstructionShape? shape = InstructionShape.All.FirstOrDefault(shape => shape.Info == element.Info);
            if (shape is null)
            {
                if (PlanControl(plan, element) is not Func<int, byte[]> immediates)
                {
                    return false;
                }

                int change = element.Info.Opcode switch
                {
                    Opcode.End => -1,
                    _ when element.Info.Immediates is [{ Kind: ImmediateKind.Blocktype }] => 1,
                    _ => 0,
                };
                steps.Add(() =>
                {
                    byte[] bytes = immediates(depth);
                    depth += change;
                    return bytes;
                });
            }
            else if (plan.Add(shape, AddressKind(0) == ValueKind.I64 && shape.NamesMemory) is SequencePlan.Variable open)
            {
                steps.Add(() => ExactImmediates(shape, open.Kind, element.Lengths, isNearMemory));
            }
            else
            {
                return false;
            }
        }

        depth = plan.Prefix.Count(before => before.Value is null);
        byte[]?[] allImmediates = [.. steps.Select(step => step())];
        if (allImmediates.Contains(null))
        {
            return false;
        }

        Open(Opcode.Block, [], []);
        Open(Opcode.Block, [], []);
        WritePrefix(plan, isNearMemory);
        for (int i = 0; i < elements.Count; i++)
        {
            // Not by Emit: prefixed opcodes in their shortest form.
            _code.Op(elements[i].Info.Opcode).Raw(allImmediates[i]);
        }

        WriteSuffix(plan);
        Close();
        Close();
        return true;
    }

    private void WritePrefix(SequencePlan plan, bool isNearMemory)
    {
        foreach (SequencePlan.Before before in plan.Prefix)
        {
            if (before.Value is null)
            {
                Open(Opcode.Block, [], [.. before.Results.Select(result => result.Kind)]);
                _labels.RemoveAt(_labels.Count - 1);
            }
            else if (isNearMemory && before.Value.Kind == AddressKind(0))
            {
                EmitIndex(Opcode.LocalGet, _random.Pick(Pointers(AddressKind(0))));
            }
            else
            {
                Leaf(before.Value.Kind);
            }
        }
    }

    private void WriteSuffix(SequencePlan plan)
    {
        while (plan.OpenBlocks > 0)
        {
            for (int i = plan.Close(); i > 0; i--)
            {
                Emit(Opcode.Drop);
            }

            Emit(Opcode.End);
        }

        if (plan.IsUnreachable)
        {
            for (int i = plan.Left.Count; i > 0; i--)
            {
                Emit(Opcode.Drop);
            }
        }
        else
        {
            Consume([.. plan.Left]);
        }
    }

    /// <summary>Adds an instruction that controls flow to a plan.</summary>
    /// <returns>Its immediates for a number of blocks between it and the block that its branch goes to; null if it does not fit.</returns>
    private Func<int, byte[]>? PlanControl(SequencePlan plan, SequenceElement element)
    {
        switch (element.Info.Opcode)
        {
            case Opcode.End:
                return plan.TryEnd() ? _ => [] : null;
            case Opcode.If when !plan.TryTake([ValueKind.I32]):
                return null;
            case Opcode.Block or Opcode.Loop or Opcode.If:
                plan.Open();
                return _ => [0x40];
            case Opcode.BrIf when plan.TryTake([ValueKind.I32]):
                return depth => [(byte)(depth + _random.Next(2))];
            case Opcode.Br:
                plan.Stop();
                return depth => [(byte)(depth + _random.Next(2))];
            case Opcode.BrTable when plan.TryTake([ValueKind.I32]):
                plan.Stop();
                return depth => [1, (byte)depth, (byte)(depth + 1)];
            case Opcode.Return when plan.TryTake(_type.ResultKinds):
                plan.Stop();
                return _ => [];
            case Opcode.Unreachable:
                plan.Stop();
                return _ => [];
            case Opcode.Call or Opcode.ReturnCall:
                return PlanCall(plan, isLast: element.Info.Opcode == Opcode.ReturnCall);
            case Opcode.CallIndirect or Opcode.ReturnCallIndirect when plan.TryTake([ValueKind.I32]):
                return PlanCallIndirect(plan, isLast: element.Info.Opcode == Opcode.ReturnCallIndirect);
            default:
                return null;
        }
    }

    private Func<int, byte[]>? PlanCallIndirect(SequencePlan plan, bool isLast)
    {
        FuncType type = isLast ? _outside.Functions.First(function => function.Results.AsSpan().SequenceEqual(_type.Results.AsSpan())) : _outside.Functions[0];
        if (!plan.TryTake(type.ParameterKinds))
        {
            return null;
        }

        LeaveResults(plan, type, isLast);
        byte index = (byte)_outside.Module.TypeIndex([.. type.ParameterKinds], [.. type.ResultKinds]);
        return index < 0x80 ? _ => [index, 0] : null;
    }

    private static void LeaveResults(SequencePlan plan, FuncType type, bool isLast)
    {
        if (isLast)
        {
            plan.Stop();
        }
        else
        {
            plan.Leave(type.ResultKinds);
        }
    }

    /// <summary>A call of a function whose parameters fit what is on the stack, if an imported one does.</summary>
    private Func<int, byte[]>? PlanCall(SequencePlan plan, bool isLast)
    {
        for (int i = 0; i < RandomModule.Imports.Length; i++)
        {
            FuncType type = RandomModule.Imports[i].Type;
            if ((!isLast || HasOwnResults(i)) && plan.Left.Reverse().Zip(type.ParameterKinds.Reverse()).All(pair => pair.First == pair.Second) && plan.TryTake(type.ParameterKinds))
            {
                LeaveResults(plan, type, isLast);
                byte index = (byte)i;
                return _ => [index];
            }
        }

        return null;
    }

    /// <summary>Immediates that take so many bytes.</summary>
    private byte[]? ExactImmediates(InstructionShape shape, ValueKind open, IReadOnlyList<int> lengths, bool isNearMemory)
    {
        int? length = lengths is [int only] ? only : null;
        switch (shape.Info.Immediates)
        {
            case [{ Kind: ImmediateKind.I32 or ImmediateKind.I64 } immediate]:
                int bytes = length ?? 1;
                int bits = Math.Min(7 * bytes, immediate.Kind == ImmediateKind.I32 ? 32 : 64);
                long value = (long)(_random.NextBits() << (64 - bits)) >> (64 - bits);
                return new WasmWriter().S(isNearMemory && (immediate.Kind == ImmediateKind.I64) == (AddressKind(0) == ValueKind.I64) ? value & 0x1FFF & ((1L << (bits - 1)) - 1) : value, bytes).ToArray();
            case [{ Kind: ImmediateKind.Memarg }]:
                int last = (length ?? 2) - 1;
                uint offset = (uint)_random.Next(last == 1 ? 0x80 : 0x4000);
                return new WasmWriter().U(Alignment(shape)).U(shape.IsAtomic ? offset & ~(LargestAtomic - 1u) : offset, last).ToArray();
            case [{ Kind: ImmediateKind.Local }] when isNearMemory && !shape.Writes && open == AddressKind(0):
                return new WasmWriter().U((ulong)_random.Pick(Pointers(open)), length ?? 1).ToArray();
            default:
                _exactBytes = new Queue<int>(lengths);
                ChosenImmediates? immediates = Immediates(shape, open, memory: 0);
                _exactBytes = null;
                return immediates?.Bytes;
        }
    }
}
