// The operand stack of validation.
using System.Runtime.CompilerServices;
using NanoWasm.Binary;

namespace NanoWasm.Validation;

/// <content>
/// The operand stack: types of operands, as the specification's appendix A.3 has them. The generated loop does the common cases itself and comes here
/// where the stack is not as it should be, because code is unreachable or invalid.
/// </content>
internal unsafe partial struct FunctionValidator
{
    /// <summary>What <see cref="Apply"/> takes for an operand of any reference type.</summary>
    private const ulong AnyReference = 1;

    /// <summary>What <see cref="Apply"/> takes for an operand of any type.</summary>
    private const ulong AnyType = 2;

    /// <summary>What <see cref="Apply"/> takes for an operand of the type <see cref="_named"/>.</summary>
    private const ulong NamedType = 3;

    private readonly ref ControlFrame Frame => ref _frames[_frames.Count - 1];

    /// <summary>Pops operands and pushes a result.</summary>
    /// <param name="operands">The operands' types, or <see cref="AnyReference"/>, <see cref="AnyType"/> or <see cref="NamedType"/>, a byte each, the top one lowest.</param>
    /// <param name="result">The result's type, or <see cref="ValType.Bottom"/> for none.</param>
    [MethodImpl(HotCode.Options)]
    private bool Apply(ulong operands, ValType result)
    {
        for (; operands != 0; operands >>= 8)
        {
            bool popped = (operands & 0xFF) switch
            {
                AnyType => PopAny(out _),
                AnyReference => PopReference(out _),
                NamedType => Pop(_named),
                ulong type => Pop((ValType)type),
            };

            if (!popped)
            {
                return false;
            }
        }

        return result == ValType.Bottom || Push(result);
    }

    private bool Push(ValType type)
    {
        if (_sp == _ceiling && !Raise())
        {
            return false;
        }

        *_sp++ = type;
        return true;
    }

    [MethodImpl(HotCode.Options)]
    private bool PushMany(ValType* types, int count)
    {
        if (count == 0)
        {
            return true;
        }

        if (!Reserve(count))
        {
            return false;
        }

        if (count == 1)
        {
            *_sp = *types;
        }
        else
        {
            new ReadOnlySpan<ValType>(types, count).CopyTo(new Span<ValType>(_sp, count));
        }

        _sp += count;
        _ceiling = _sp > _ceiling ? _sp : _ceiling;
        return true;
    }

    /// <summary>Lets one more operand be pushed than ever before in this body.</summary>
    private bool Raise()
    {
        if (!Reserve(1))
        {
            return false;
        }

        _ceiling++;
        return true;
    }

    /// <summary>Makes room for operands above the top; they may move.</summary>
    private bool Reserve(int count)
    {
        if (_limit - _sp >= count)
        {
            return true;
        }

        int depth = (int)(_sp - _operands);
        if (depth + count > _module->Limits.Operands)
        {
            return _reader->Fail(ErrorCode.OperandStackTooDeep, _instruction, (ulong)(depth + count), (ulong)_module->Limits.Operands);
        }

        _operandTypes.Truncate(depth);
        if (!_operandTypes.Reserve(Math.Min(Math.Max(depth + count, 2 * _operandTypes.Capacity), _module->Limits.Operands)) && !_operandTypes.Reserve(depth + count))
        {
            return FailForRoom();
        }

        ValType* moved = _operandTypes.Items;
        _sp = moved + depth;
        _bottom = moved + (_bottom - _operands);
        _ceiling = moved + (_ceiling - _operands);
        _operands = moved;
        _limit = moved + Math.Min(_operandTypes.Capacity, _module->Limits.Operands);
        return true;
    }

    private bool PopAny(out ValType type)
    {
        if (_sp != _bottom)
        {
            type = *--_sp;
            return true;
        }

        type = ValType.Bottom;
        return Frame.Unreachable || _reader->Fail(ErrorCode.TypeMismatchEmptyStack, _instruction);
    }

    private bool Pop(ValType expected)
    {
        if (_sp == _bottom)
        {
            return Frame.Unreachable || _reader->Fail(ErrorCode.TypeMismatchEmptyStack, _instruction, (ulong)expected);
        }

        ValType type = *--_sp;
        return type == expected || Matches(type, expected) || _reader->Fail(ErrorCode.TypeMismatch, _instruction, (ulong)expected, (ulong)type);
    }

    /// <summary>Pops a reference of any type; <see cref="ValType.BottomRef"/> where code is unreachable.</summary>
    private bool PopReference(out ValType type)
    {
        if (!PopAny(out type))
        {
            return false;
        }

        if (type == ValType.Bottom)
        {
            type = ValType.BottomRef;
        }

        return type.IsReference() || _reader->Fail(ErrorCode.TypeMismatchReference, _instruction, (ulong)type);
    }

    /// <summary>Whether an operand of a type may stand where another type is expected.</summary>
    private readonly bool Matches(ValType type, ValType expected) => TypeMatching.Matches(_module, type, expected);

    [MethodImpl(HotCode.Options)]
    private bool PopMany(ValType* types, int count)
    {
        if (count == 0)
        {
            return true;
        }

        if (!CheckMany(types, count))
        {
            return false;
        }

        _sp = _sp - _bottom < count ? _bottom : _sp - count;
        return true;
    }

    /// <summary>Compares the topmost operands without popping them.</summary>
    [MethodImpl(HotCode.Options)]
    private readonly bool CheckMany(ValType* types, int count)
    {
        long present = _sp - _bottom;
        if (count == 0 || (count == 1 && present != 0 && _sp[-1] == *types))
        {
            return true;
        }

        if (present >= count && new ReadOnlySpan<uint>(types, count).SequenceEqual(new ReadOnlySpan<uint>(_sp - count, count)))
        {
            return true;
        }

        for (int i = 1; i <= count; i++)
        {
            ValType expected = types[count - i];
            if (i > present)
            {
                return Frame.Unreachable || _reader->Fail(ErrorCode.TypeMismatchEmptyStack, _instruction, (ulong)expected);
            }

            ValType type = _sp[-i];
            if (type != expected && !Matches(type, expected))
            {
                return _reader->Fail(ErrorCode.TypeMismatch, _instruction, (ulong)expected, (ulong)type);
            }
        }

        return true;
    }

    /// <summary>The rest of the innermost block cannot be reached.</summary>
    private void SetUnreachable()
    {
        Frame.Unreachable = true;
        _sp = _bottom;
        _live = false;
    }
}
