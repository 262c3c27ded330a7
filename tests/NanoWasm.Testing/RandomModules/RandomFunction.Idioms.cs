// What compilers write all the time: a few instructions between locals, memory and the stack.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    /// <summary>A statement as compilers write it.</summary>
    private void Idiom(int depth)
    {
        ValueKind kind = _random.Percent(60) ? ValueKind.I32 : _random.Pick(Catalog.Numbers);
        int memory = PickMemory();
        ValueKind address = AddressKind(memory);
        int pointer = _random.Pick(Pointers(address));
        switch (_random.Next(13))
        {
            case 0:
                // x = y op c
                Local(kind);
                Constant(kind);
                ApplyTotal(kind, kind, kind);
                Set(kind);
                break;
            case 1:
                // x = y op z
                Local(kind);
                Local(kind);
                ApplyTotal(kind, kind, kind);
                Set(kind);
                break;
            case 2:
                // x = y
                Local(kind);
                Set(kind);
                break;
            case 3:
                // x = p[..]
                EmitIndex(Opcode.LocalGet, pointer);
                Access(_random.Pick(Catalog.Loads(kind)), kind, memory);
                Set(kind);
                break;
            case 4:
                // p[..] = x
                EmitIndex(Opcode.LocalGet, pointer);
                Store(kind, memory);
                break;
            case 5:
                // p[..] = p[..] op x
                EmitIndex(Opcode.LocalGet, pointer);
                EmitIndex(Opcode.LocalGet, pointer);
                Access(_random.Pick(Catalog.Loads(kind)), kind, memory);
                Leaf(kind);
                ApplyTotal(kind, kind, kind);
                Access(_random.Pick([.. Catalog.Stores.Where(shape => shape.Resolve(shape.Operands[1], kind) == kind)]), kind, memory);
                break;
            case 6:
                // x = p[i << c]
                EmitIndex(Opcode.LocalGet, pointer);
                ScaledIndex(address, 0);
                Add(address);
                Access(_random.Pick(Catalog.Loads(kind)), kind, memory);
                Set(kind);
                break;
            case 7:
                // p += c
                EmitIndex(Opcode.LocalGet, pointer);
                Number(address, _random.Pick([1, 2, 4, 8, 16, -4, -8]));
                Add(address);
                if (_random.Percent(40))
                {
                    EmitIndex(Opcode.LocalTee, pointer);
                    Emit(Opcode.Drop);
                }
                else
                {
                    EmitIndex(Opcode.LocalSet, pointer);
                }

                break;
            case 8:
                // x = c ? y : z
                Local(kind);
                Local(kind);
                Condition(0);
                Emit(Opcode.Select);
                Set(kind);
                break;
            case 9:
                // if (!c) …, by a block that is left
                Open(Opcode.Block, [], []);
                Condition(0);
                EmitIndex(Opcode.BrIf, 0);
                Statements(2, depth - 1);
                Close();
                break;
            case 10:
                // (x = y op z) op c, stored
                EmitIndex(Opcode.LocalGet, pointer);
                Local(kind);
                Leaf(kind);
                ApplyTotal(kind, kind, kind);
                if (_writable[kind].Count > 0)
                {
                    EmitIndex(Opcode.LocalTee, _random.Pick(_writable[kind]));
                }

                Access(_random.Pick([.. Catalog.Stores.Where(shape => shape.Resolve(shape.Operands[1], kind) == kind)]), kind, memory);
                break;
            case 11:
                Value(kind, depth);
                Set(kind);
                break;
            default:
                ValueKind from = _random.Pick(Catalog.Numbers);
                Local(from);
                ApplyTotal(kind, from);
                Set(kind);
                break;
        }
    }

    private void Local(ValueKind kind)
    {
        if (_readable[kind].Count > 0)
        {
            EmitIndex(Opcode.LocalGet, _random.Pick(_readable[kind]));
        }
        else
        {
            Constant(kind);
        }
    }

    /// <summary>Takes a value off the stack.</summary>
    private void Set(ValueKind kind)
    {
        if (_writable[kind].Count == 0 || _random.Percent(3))
        {
            Emit(Opcode.Drop);
        }
        else if (_random.Percent(10))
        {
            EmitIndex(Opcode.LocalTee, _random.Pick(_writable[kind]));
            Set(kind);
        }
        else
        {
            EmitIndex(Opcode.LocalSet, _random.Pick(_writable[kind]));
        }
    }

    /// <summary>An operator on what is on the stack, if there is one for these types; else it becomes a value of the result's type in another way.</summary>
    private void ApplyTotal(ValueKind result, params ValueKind[] operands)
    {
        if (Catalog.TotalOperator(_random, result, operands) is InstructionShape shape)
        {
            Apply(shape, result);
        }
        else
        {
            Consume(operands);
            Leaf(result);
        }
    }

    /// <summary>A load whose address is on the stack, or a store whose operands are. What a load puts a lane into is still to come.</summary>
    private void Access(InstructionShape shape, ValueKind kind, int memory)
    {
        if (shape.Result is not null && shape.Operands.Length == 2)
        {
            Leaf(kind);
        }

        Apply(shape, kind, Immediates(shape, kind, memory));
    }

    private void Store(ValueKind kind, int memory)
    {
        Leaf(kind);
        Access(_random.Pick([.. Catalog.Stores.Where(shape => shape.Resolve(shape.Operands[1], kind) == kind)]), kind, memory);
    }

    /// <summary>Takes values off the stack, and does something with them.</summary>
    private void Consume(params ValueKind[] kinds)
    {
        Stack<ValueKind> stack = new(kinds);
        while (stack.TryPop(out ValueKind top))
        {
            if (stack.TryPeek(out ValueKind below) && below == top && _random.Percent(40)
                && Catalog.TotalOperator(_random, top, top, top) is InstructionShape shape)
            {
                stack.Pop();
                Apply(shape, top);
                stack.Push(top);
            }
            else
            {
                Set(top);
            }
        }
    }
}
