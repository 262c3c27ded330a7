// Statements with references: objects are written to, functions called, locals and globals set.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    private void ObjectStatement(int depth)
    {
        ObjectType[] types = [.. Objects.All.Where(type => type.Fields.Any(field => field.IsMutable))];
        if (types.Length == 0 || _random.Percent(45))
        {
            ReferenceStatement(depth);
            return;
        }

        ObjectType type = _random.Pick(types);
        byte[] index = Unsigned((uint)type.Index);
        if (!type.IsArray)
        {
            int field = _random.Pick([.. Where(type.Fields, field => field.IsMutable)]);
            Object(type, depth - 1);
            ValueOf(type.Fields[field], depth - 1);
            Emit(Opcode.StructSet, [.. index, .. Unsigned((uint)field)]);
            return;
        }

        int segment = SegmentOf(type.Element);
        switch (_random.Next(5))
        {
            case 0:
                Object(type, depth - 1);
                Start();
                ValueOf(type.Element, depth - 1);
                I32(_random.Next(2));
                Emit(Opcode.ArrayFill, index);
                break;
            case 1:
                ObjectType[] sources = [.. Objects.All.Where(source => source.IsArray && HasSameElements(source.Element, type.Element))];
                ObjectType from = _random.Pick(sources);
                Object(type, depth - 1);
                Start();
                Object(from, depth - 1);
                Start();
                I32(_random.Next(2));
                Emit(Opcode.ArrayCopy, [.. index, .. Unsigned((uint)from.Index)]);
                break;
            case 2 when segment >= 0:
                Object(type, depth - 1);
                Start();
                I32(_random.Next(3));
                I32(_random.Next(2));
                Emit(type.Element.IsNumeric ? Opcode.ArrayInitData : Opcode.ArrayInitElem, [.. index, .. Unsigned((uint)segment)]);
                break;
            default:
                ArrayAndIndex(type, depth - 1);
                ValueOf(type.Element, depth - 1);
                Emit(Opcode.ArraySet, index);
                break;
        }

        void Start() => I32(_random.Percent(95) ? 0 : 1);
    }

    private bool HasSameElements(FieldType from, FieldType to) => from.Packed == to.Packed && (from.Reference, to.Reference) switch
    {
        (RefType one, RefType other) => Objects.IsSubtype(one, other),
        (null, null) => from.Kind == to.Kind,
        _ => false,
    };

    /// <summary>Something with references that is no object's.</summary>
    private void ReferenceStatement(int depth)
    {
        (int Index, RefType Type, bool Settable)[] globals = [.. _outside.ReferenceGlobals.Where(global => global.Settable)];
        switch (_random.Next(6))
        {
            case 0 when globals.Length > 0:
                (int global, RefType globalType, _) = _random.Pick(globals);
                Reference(globalType, depth);
                EmitIndex(Opcode.GlobalSet, global);
                break;
            case 1:
                int label = PickLabel(mayReturn: false);
                if (label >= 0)
                {
                    RefType type = RandomType();
                    Values(At(label).Types, 1);
                    Reference(type with { IsNullable = true }, depth - 1);
                    EmitIndex(Opcode.BrOnNull, label);
                    Emit(Opcode.Drop);
                    Consume(At(label).Types);
                }

                break;
            case 2:
                int function = PickCallee();
                CallByReference(function, depth - 1);
                Consume([.. _outside.Functions[function].ResultKinds]);
                break;
            default:
                (int local, RefType localType) = _random.Pick(_references);
                Reference(localType, depth);
                if (_random.Percent(20))
                {
                    EmitIndex(Opcode.LocalTee, local);
                    Emit(Opcode.Drop);
                }
                else
                {
                    EmitIndex(Opcode.LocalSet, local);
                }

                break;
        }
    }

    /// <summary>A call by a reference to a function, seldom by none.</summary>
    private void CallByReference(int function, int depth, bool isLast = false)
    {
        if (function >= _outside.FirstFiller)
        {
            // These are not declared to be referred to.
            Call(function, depth, isLast);
            return;
        }

        RefType type = new(FunctionType(function), IsNullable: _random.PerMille(RarePerMille));
        Values([.. _outside.Functions[function].ParameterKinds], depth);
        Reference(type, depth);
        EmitIndex(isLast ? Opcode.ReturnCallRef : Opcode.CallRef, type.Heap);
    }
}
