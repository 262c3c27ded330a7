// References: code that leaves one of a type.
namespace NanoWasm.Testing.RandomModules;

internal sealed partial class RandomFunction
{
    private const int ReferenceLocals = 7;

    /// <summary>How often a reference may be null, or of another type, where that is a trap.</summary>
    private const int RarePerMille = 20;

    private readonly List<(int Local, RefType Type)> _declared = [];

    /// <summary>The locals with references that may be read.</summary>
    private readonly List<(int Local, RefType Type)> _references = [];

    private ObjectTypes Objects => _outside.Objects;

    private void DeclareReferences()
    {
        if (_outside.Design.HasExceptions)
        {
            _code.Locals(ValueKind.ExnRef);
            _readable[ValueKind.ExnRef].Add(_localCount);
            _writable[ValueKind.ExnRef].Add(_localCount++);
        }

        for (int i = 0; _outside.Design.HasObjects && i < ReferenceLocals; i++)
        {
            RefType type = RandomType();
            _code.RawLocals(1, type.Code);
            _declared.Add((_localCount++, type));
        }
    }

    /// <summary>Sets the locals that may not be null, and most others.</summary>
    private void SetReferences()
    {
        foreach ((int local, RefType type) in _declared)
        {
            if (!type.IsNullable || _random.Percent(80))
            {
                New(type.AsNonNull, 1);
                EmitIndex(Opcode.LocalSet, local);
            }

            _references.Add((local, type));
        }
    }

    /// <summary>A type of references to objects or functions.</summary>
    private RefType RandomType()
    {
        bool isNullable = _random.Percent(40);
        return _random.Next(12) switch
        {
            < 8 => new RefType(_random.Next(Objects.All.Count), isNullable),
            8 => new RefType(_random.Pick([RefType.Any, RefType.Eq, RefType.Struct, RefType.Array]), IsNullable: true),
            9 => new RefType(RefType.I31, isNullable),
            _ => new RefType(FunctionType(RandomFunctionIndex()), isNullable),
        };
    }

    private int RandomFunctionIndex() => _random.Next(_outside.FirstFiller);

    private int FunctionType(int function)
    {
        FuncType type = _outside.Functions[function];
        return _outside.Module.TypeIndex([.. type.ParameterKinds], [.. type.ResultKinds]);
    }

    /// <summary>Code that leaves a reference of a type.</summary>
    private void Reference(RefType type, int depth)
    {
        if (depth <= 0 || _budget <= 0)
        {
            ReferenceLeaf(type, depth);
            return;
        }

        switch (_random.Next(14))
        {
            case 0:
                ReferenceIfNotNull(type, depth - 1);
                break;
            case 1:
                ReferenceIfCast(type, depth - 1);
                break;
            case 2:
                ReferenceUnlessCast(type, depth - 1);
                break;
            case 3:
                ReferenceLeaf(type, depth);
                Reference(type, depth - 1);
                Condition(1);
                Emit(Opcode.SelectT, [1, .. type.Code]);
                break;
            case 4:
                Condition(depth - 1);
                OpenPrivate(Opcode.If, type.Code);
                Reference(type, depth - 1);
                Emit(Opcode.Else);
                Reference(type, depth - 1);
                Close();
                break;
            case 5 when Objects.Top(type).Heap == RefType.Any || type.Heap == RefType.Func:
                Reference(_random.PerMille(RarePerMille) ? Objects.Top(type) : type, depth - 1);
                Emit(type.IsNullable ? Opcode.RefCastNull : Opcode.RefCast, type.HeapCode);
                break;
            case 6:
                Reference(_random.PerMille(RarePerMille) ? type with { IsNullable = true } : type.AsNonNull, depth - 1);
                Emit(Opcode.RefAsNonNull);
                break;
            case 7 when TryField(field => field.Reference is RefType reference && Objects.IsSubtype(reference, type), depth - 1):
                break;
            case 8 when type.Heap >= 0 && type.Heap < Objects.All.Count:
                ReferenceOfBlock(type, depth - 1);
                break;
            case 9 when type.Heap == RefType.Any:
                Reference(type, depth - 1);
                Emit(Opcode.ExternConvertAny);
                Emit(Opcode.AnyConvertExtern);
                break;
            case < 12 when type.Heap != RefType.Exn:
                New(type, depth - 1);
                break;
            default:
                ReferenceLeaf(type, depth);
                break;
        }
    }

    private void ReferenceLeaf(RefType type, int depth)
    {
        (int Local, RefType Type)[] locals = [.. _references.Where(local => Objects.IsSubtype(local.Type, type))];
        (int Index, RefType Type, bool Settable)[] globals = [.. _outside.ReferenceGlobals.Where(global => Objects.IsSubtype(global.Type, type))];
        if (locals.Length > 0 && _random.Percent(70))
        {
            EmitIndex(Opcode.LocalGet, _random.Pick(locals).Local);
        }
        else if (globals.Length > 0 && _random.Percent(40))
        {
            EmitIndex(Opcode.GlobalGet, _random.Pick(globals).Index);
        }
        else if (type.IsNullable && (depth < 0 || _random.Percent(50)))
        {
            Emit(Opcode.RefNull, type.HeapCode);
        }
        else
        {
            New(type, 0);
        }
    }

    /// <summary>A new object, a number, or a function: something that is not null, unless the type has nothing else.</summary>
    private void New(RefType type, int depth)
    {
        IReadOnlyList<ObjectType> objects = Objects.Below(type.Heap);
        bool mayBeNumber = Objects.IsSubtype(new RefType(RefType.I31, IsNullable: false), type);
        if (mayBeNumber && (objects.Count == 0 || depth <= 0 || _random.Percent(30)))
        {
            Value(ValueKind.I32, depth);
            Emit(Opcode.RefI31);
        }
        else if (objects.Count > 0)
        {
            ObjectType[] small = [.. objects.Where(candidate => candidate.HasDefault)];
            NewObject(_random.Pick(depth <= 0 && small.Length > 0 ? small : objects), depth);
        }
        else
        {
            switch (type.Heap)
            {
                case RefType.Func:
                    EmitIndex(Opcode.RefFunc, RandomFunctionIndex());
                    break;
                case RefType.Extern when _outside.Design.HasObjects:
                    Reference(new RefType(RefType.Any, type.IsNullable), depth);
                    Emit(Opcode.ExternConvertAny);
                    break;
                case >= 0:
                    EmitIndex(Opcode.RefFunc, _random.Pick([.. Enumerable.Range(0, _outside.FirstFiller).Where(function => FunctionType(function) == type.Heap)]));
                    break;
                case RefType.Exn when !type.IsNullable:
                    Caught();
                    break;
                default:
                    Emit(Opcode.RefNull, type.HeapCode);
                    break;
            }
        }
    }

    /// <summary>One that may be null, or another one if it is.</summary>
    private void ReferenceIfNotNull(RefType type, int depth)
    {
        if (_random.Percent(50))
        {
            OpenPrivate(Opcode.Block, type.AsNonNull.Code);
            Reference(type with { IsNullable = true }, depth);
            EmitIndex(Opcode.BrOnNonNull, 0);
            New(type.AsNonNull, depth);
            Close();
            return;
        }

        OpenPrivate(Opcode.Block, type.Code);
        Open(Opcode.Block, [], []);
        Reference(type with { IsNullable = true }, depth);
        EmitIndex(Opcode.BrOnNull, 0);
        EmitIndex(Opcode.Br, 1);
        Close();
        Reference(type, depth);
        Close();
    }

    /// <summary>One of a more general type if it has the right one, or another one.</summary>
    private void ReferenceIfCast(RefType type, int depth)
    {
        RefType top = Objects.Top(type);
        OpenPrivate(Opcode.Block, type.Code);
        Reference(top, depth);
        EmitCast(Opcode.BrOnCast, 0, top, type);
        Emit(Opcode.Drop);
        Reference(type, depth);
        Close();
    }

    private void ReferenceUnlessCast(RefType type, int depth)
    {
        RefType top = Objects.Top(type);
        OpenPrivate(Opcode.Block, type.Code);
        OpenPrivate(Opcode.Block, top.Code);
        Reference(top, depth);
        EmitCast(Opcode.BrOnCastFail, 0, top, type);
        EmitIndex(Opcode.Br, 1);
        Close();
        Emit(Opcode.Drop);
        Reference(type, depth);
        Close();
    }

    private void EmitCast(Opcode opcode, int label, RefType from, RefType to)
    {
        byte flags = (byte)((from.IsNullable ? 1 : 0) | (to.IsNullable ? 2 : 0));
        Emit(opcode, [flags, .. Unsigned((uint)label), .. from.HeapCode, .. to.HeapCode]);
    }

    /// <summary>A block that takes references and gives some.</summary>
    private void ReferenceOfBlock(RefType type, int depth)
    {
        Value(ValueKind.I32, 0);
        Reference(type with { IsNullable = true }, depth);
        OpenPrivate(_random.Pick([Opcode.Block, Opcode.Loop]), Signed(Objects.BlockType(type.Heap), 5));
        Emit(Opcode.Drop);
        Set(ValueKind.I32);
        New(type.AsNonNull, depth);
        Value(ValueKind.I64, 0);
        Close();
        Set(ValueKind.I64);
    }

    /// <summary>Begins a block that other code does not branch to, since it does not know what that would have to take along.</summary>
    private void OpenPrivate(Opcode opcode, byte[] blockType)
    {
        Emit(opcode, blockType);
        _labels.Add(new Label([], Counter: null, IsLoop: false, IsPrivate: true));
    }
}
