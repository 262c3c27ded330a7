// Structs and arrays: how they are made and read.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    /// <summary>The bytes of a data segment are enough for two elements from below this offset on.</summary>
    private const int SegmentStart = 10;

    private void NewObject(ObjectType type, int depth)
    {
        byte[] index = Unsigned((uint)type.Index);
        if (!type.IsArray)
        {
            if (type.HasDefault && _random.Percent(30))
            {
                Emit(Opcode.StructNewDefault, index);
                return;
            }

            foreach (FieldType field in type.Fields)
            {
                ValueOf(field, depth - 1);
            }

            Emit(Opcode.StructNew, index);
            return;
        }

        int count = _random.Percent(95) ? 1 + _random.Next(7) : 0;
        int segment = SegmentOf(type.Element);
        switch (_random.Next(5))
        {
            case 0 when type.HasDefault:
                Length(count);
                Emit(Opcode.ArrayNewDefault, index);
                break;
            case 1:
                ValueOf(type.Element, depth - 1);
                Length(count);
                Emit(Opcode.ArrayNew, index);
                break;
            case 2 when segment >= 0:
                I32(_random.Next(type.Element.IsNumeric ? SegmentStart : 3));
                I32(_random.Next(3));
                Emit(type.Element.IsNumeric ? Opcode.ArrayNewData : Opcode.ArrayNewElem, [.. index, .. Unsigned((uint)segment)]);
                break;
            default:
                for (int i = 0; i < count; i++)
                {
                    ValueOf(type.Element, depth - 1);
                }

                Emit(Opcode.ArrayNewFixed, [.. index, .. Unsigned((uint)count)]);
                break;
        }
    }

    /// <summary>The length of a new array, seldom one that no heap has room for.</summary>
    private void Length(int length)
    {
        if (_random.PerMille(2 * WildPerMille))
        {
            Value(ValueKind.I32, 0);
        }
        else
        {
            I32(_random.Percent(3) ? 200 * length : length);
        }
    }

    private void ValueOf(FieldType field, int depth)
    {
        if (field.Reference is RefType reference)
        {
            Reference(reference, depth);
        }
        else
        {
            Value(field.Kind, depth);
        }
    }

    /// <summary>A segment with values for a field; -1 if there is none.</summary>
    private int SegmentOf(FieldType field)
    {
        int[] segments = field.IsNumeric
            ? [.. Enumerable.Range(0, _outside.DataCount)]
            : [.. Where(_outside.Elements, kind => Objects.IsSubtype(RefType.Of(kind), field.Reference!.Value))];
        return segments.Length == 0 ? -1 : _random.Pick(segments);
    }

    /// <summary>The value of a field or an element, if there is one that a condition holds for.</summary>
    private bool TryField(Func<FieldType, bool> condition, int depth)
    {
        (ObjectType Type, int Field)[] fields = [.. Objects.All.SelectMany(type => type.Fields.Select((field, i) => (type, i))).Where(place => condition(place.type.Fields[place.i]))];
        if (fields.Length == 0)
        {
            return false;
        }

        (ObjectType type, int field) = _random.Pick(fields);
        bool isSigned = _random.Percent(50);
        bool isPacked = type.Fields[field].Packed != 0;
        if (type.IsArray)
        {
            ArrayAndIndex(type, depth);
            Emit(isPacked ? (isSigned ? Opcode.ArrayGetS : Opcode.ArrayGetU) : Opcode.ArrayGet, Unsigned((uint)type.Index));
        }
        else
        {
            Object(type, depth);
            Emit(isPacked ? (isSigned ? Opcode.StructGetS : Opcode.StructGetU) : Opcode.StructGet, [.. Unsigned((uint)type.Index), .. Unsigned((uint)field)]);
        }

        return true;
    }

    /// <summary>An object, seldom none.</summary>
    private void Object(ObjectType type, int depth) => Reference(new RefType(type.Index, IsNullable: _random.PerMille(RarePerMille)), depth);

    /// <summary>An array and an index that it has; if it is not empty, and but for wild ones.</summary>
    private void ArrayAndIndex(ObjectType type, int depth)
    {
        (int Local, RefType Type)[] locals = [.. _references.Where(local => Objects.IsSubtype(local.Type, new RefType(type.Index, IsNullable: false)))];
        if (locals.Length == 0 || _random.Percent(5))
        {
            int count = 1 + _random.Next(4);
            for (int i = 0; i < count; i++)
            {
                ValueOf(type.Element, depth - 1);
            }

            Emit(Opcode.ArrayNewFixed, [.. Unsigned((uint)type.Index), .. Unsigned((uint)count)]);
            I32(_random.Next(count + (_random.Percent(1) ? 1 : 0)));
            return;
        }

        int array = _random.Pick(locals).Local;
        EmitIndex(Opcode.LocalGet, array);
        Value(ValueKind.I32, depth - 1);
        EmitIndex(Opcode.LocalGet, array);
        Emit(Opcode.ArrayLen);
        EmitIndex(Opcode.LocalGet, array);
        Emit(Opcode.ArrayLen);
        Emit(Opcode.I32Eqz);
        Emit(Opcode.I32Add);
        Emit(Opcode.I32RemU);
    }

    /// <summary>A number that comes from an object or tells something about a reference.</summary>
    private bool TryNumberOfObject(ValueKind kind, int depth)
    {
        if (!_outside.Design.HasObjects || kind >= ValueKind.FuncRef)
        {
            return false;
        }

        if (kind != ValueKind.I32 || _random.Percent(40))
        {
            return TryField(field => field.IsNumeric && field.Kind == kind, depth);
        }

        RefType type = RandomType();
        RefType eq = new(RefType.Eq, IsNullable: true);
        switch (_random.Next(5))
        {
            case 0:
                Reference(Objects.Top(type), depth);
                Emit(_random.Pick([Opcode.RefTest, Opcode.RefTestNull]), type.HeapCode);
                break;
            case 1:
                Reference(type with { IsNullable = true }, depth);
                Emit(Opcode.RefIsNull);
                break;
            case 2:
                Reference(eq, depth);
                Reference(eq, depth);
                Emit(Opcode.RefEq);
                break;
            case 3:
                Reference(new RefType(RefType.I31, IsNullable: _random.PerMille(RarePerMille)), depth);
                Emit(_random.Pick([Opcode.I31GetS, Opcode.I31GetU]));
                break;
            default:
                Reference(new RefType(RefType.Array, IsNullable: _random.PerMille(RarePerMille)), depth);
                Emit(Opcode.ArrayLen);
                break;
        }

        return true;
    }

    /// <summary>Mixes into the digest what the references in locals are.</summary>
    private void ObserveReferences()
    {
        foreach ((int local, RefType type) in _references)
        {
            EmitIndex(Opcode.GlobalGet, _outside.Digest);
            Emit(Opcode.I64Const, Signed(31, 10));
            Emit(Opcode.I64Mul);
            EmitIndex(Opcode.LocalGet, local);
            if (Objects.Top(type).Heap == RefType.Any && type.Heap < 0 && _random.Percent(50))
            {
                Emit(Opcode.RefTest, RandomObjectHeap());
            }
            else
            {
                Emit(Opcode.RefIsNull);
            }

            Emit(Opcode.I64ExtendI32U);
            Emit(Opcode.I64Xor);
            EmitIndex(Opcode.GlobalSet, _outside.Digest);
        }
    }

    private byte[] RandomObjectHeap() => new RefType(_random.Next(Objects.All.Count), IsNullable: false).HeapCode;
}
