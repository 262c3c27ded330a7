// Instructions on structs, arrays and their types.
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Validation;

/// <content>
/// Rules of instructions on structs and arrays (specification 3.4.4 to 3.4.7). Indices of types, segments and the like have been found to exist; <c>FindType</c> makes those of
/// types canonical.
/// </content>
internal unsafe partial struct FunctionValidator
{
    private bool ValidateRefEq() => Pop(ValType.EqRef) && Pop(ValType.EqRef) && Push(ValType.I32);

    private bool ValidateStructNew(uint type)
    {
        if (!FindType(ref type, TypeKind.Struct))
        {
            return false;
        }

        TypeData data = _module->Types[(int)type];
        for (int i = data.ParameterCount - 1; i >= 0; i--)
        {
            if (!Pop(_module->ValTypes[data.First + i].Unpacked()))
            {
                return false;
            }
        }

        return PushReference(type);
    }

    private bool ValidateStructNewDefault(uint type)
    {
        if (!FindType(ref type, TypeKind.Struct))
        {
            return false;
        }

        TypeData data = _module->Types[(int)type];
        for (int i = 0; i < data.ParameterCount; i++)
        {
            if (!CheckDefaultable(_module->ValTypes[data.First + i]))
            {
                return false;
            }
        }

        return PushReference(type);
    }

    private bool ValidateStructGet(uint type, uint field) =>
        FindField(ref type, field, out ValType found) && CheckPacked(found, packed: false) && PopReferenceTo(type) && Push(found.Unpacked());

    private bool ValidateStructGetPacked(uint type, uint field) =>
        FindField(ref type, field, out ValType found) && CheckPacked(found, packed: true) && PopReferenceTo(type) && Push(ValType.I32);

    private bool ValidateStructSet(uint type, uint field)
    {
        if (!FindField(ref type, field, out ValType found))
        {
            return false;
        }

        return ((found & ValType.Mutable) != 0 || _reader->Fail(ErrorCode.ImmutableField, _instruction, field, type))
            && Pop(found.Unpacked())
            && PopReferenceTo(type);
    }

    private bool ValidateArrayNew(uint type) =>
        FindElement(ref type, out ValType element) && Pop(ValType.I32) && Pop(element.Unpacked()) && PushReference(type);

    private bool ValidateArrayNewDefault(uint type) =>
        FindElement(ref type, out ValType element) && CheckDefaultable(element) && Pop(ValType.I32) && PushReference(type);

    private bool ValidateArrayNewFixed(uint type, uint count)
    {
        if (!FindElement(ref type, out ValType element))
        {
            return false;
        }

        if (count > ImplementationLimits.FixedElements)
        {
            return _reader->Fail(ErrorCode.TooManyItems, _instruction, count, (ulong)LimitedItem.FixedElements);
        }

        for (uint i = 0; i < count; i++)
        {
            if (!Pop(element.Unpacked()))
            {
                return false;
            }
        }

        return PushReference(type);
    }

    private bool ValidateArrayNewData(uint type, uint segment)
    {
        _ = segment;
        return FindElement(ref type, out ValType element) && CheckNumeric(element) && Pop(ValType.I32) && Pop(ValType.I32) && PushReference(type);
    }

    private bool ValidateArrayNewElem(uint type, uint segment) =>
        FindElement(ref type, out ValType element) && CheckElements(element, segment) && Pop(ValType.I32) && Pop(ValType.I32) && PushReference(type);

    private bool ValidateArrayGet(uint type) =>
        FindElement(ref type, out ValType element) && CheckPacked(element, packed: false) && Pop(ValType.I32) && PopReferenceTo(type) && Push(element.Unpacked());

    private bool ValidateArrayGetPacked(uint type) =>
        FindElement(ref type, out ValType element) && CheckPacked(element, packed: true) && Pop(ValType.I32) && PopReferenceTo(type) && Push(ValType.I32);

    private bool ValidateArraySet(uint type) =>
        FindElement(ref type, out ValType element) && CheckMutable(type, element) && Pop(element.Unpacked()) && Pop(ValType.I32) && PopReferenceTo(type);

    private bool ValidateArrayLen() => Pop(ValType.ArrayRef) && Push(ValType.I32);

    private bool ValidateArrayFill(uint type) =>
        FindElement(ref type, out ValType element)
        && CheckMutable(type, element)
        && Pop(ValType.I32)
        && Pop(element.Unpacked())
        && Pop(ValType.I32)
        && PopReferenceTo(type);

    private bool ValidateArrayCopy(uint to, uint from)
    {
        if (!FindElement(ref to, out ValType target) || !FindElement(ref from, out ValType source) || !CheckMutable(to, target))
        {
            return false;
        }

        target &= ~ValType.Mutable;
        source &= ~ValType.Mutable;
        return (Matches(source, target) || _reader->Fail(ErrorCode.ArrayTypeMismatch, _instruction, (ulong)target, (ulong)source))
            && Pop(ValType.I32)
            && Pop(ValType.I32)
            && PopReferenceTo(from)
            && Pop(ValType.I32)
            && PopReferenceTo(to);
    }

    private bool ValidateArrayInitData(uint type, uint segment)
    {
        _ = segment;
        return FindElement(ref type, out ValType element) && CheckMutable(type, element) && CheckNumeric(element) && PopRanges(type);
    }

    private bool ValidateArrayInitElem(uint type, uint segment) =>
        FindElement(ref type, out ValType element) && CheckMutable(type, element) && CheckElements(element, segment) && PopRanges(type);

    private bool ValidateRefTest(ValType type) => Pop(TypeMatching.TopOf(_module, type)) && Push(ValType.I32);

    private bool ValidateRefCast(ValType type) => Pop(TypeMatching.TopOf(_module, type)) && Push(type.WithoutNull());

    private bool ValidateRefCastNull(ValType type) => Pop(TypeMatching.TopOf(_module, type)) && Push(type.WithNull());

    private bool ValidateBrOnCast(uint flags, uint label, ValType from, ValType to)
    {
        if (!CheckCast(flags, ref from, ref to))
        {
            return false;
        }

        ValType rest = to.IsNullable() ? from.WithoutNull() : from;
        return BranchOnCast(label, from, to, rest);
    }

    private bool ValidateBrOnCastFail(uint flags, uint label, ValType from, ValType to)
    {
        if (!CheckCast(flags, ref from, ref to))
        {
            return false;
        }

        ValType rest = to.IsNullable() ? from.WithoutNull() : from;
        return BranchOnCast(label, from, rest, to);
    }

    private bool ValidateAnyConvertExtern() => Convert(ValType.ExternRef, ValType.AnyRef);

    private bool ValidateExternConvertAny() => Convert(ValType.AnyRef, ValType.ExternRef);

    private bool ValidateRefI31() => Pop(ValType.I32) && Push(ValType.I31Ref.WithoutNull());

    private bool ValidateI31Get() => Pop(ValType.I31Ref) && Push(ValType.I32);

    /// <summary>A reference becomes one of another hierarchy, which is null where it was.</summary>
    private bool Convert(ValType from, ValType to) =>
        PopReference(out ValType type)
        && (type == ValType.BottomRef || Matches(type, from) || _reader->Fail(ErrorCode.TypeMismatch, _instruction, (ulong)from, (ulong)type))
        && Push(type.IsNullable() ? to : to.WithoutNull());

    /// <summary>The common part of branches on casts.</summary>
    /// <param name="label">The label.</param>
    /// <param name="from">The operand's type.</param>
    /// <param name="taken">Its type where the branch is taken.</param>
    /// <param name="notTaken">Its type where it is not.</param>
    private bool BranchOnCast(uint label, ValType from, ValType taken, ValType notTaken)
    {
        if (!Pop(from) || !FindLabel(label, out int frame))
        {
            return false;
        }

        if (_frames[frame].LabelCount == 0)
        {
            return _reader->Fail(ErrorCode.TypeMismatch, _instruction, (ulong)taken, 0);
        }

        // The machine stands on the opcode's last byte, not on its prefix, when it takes the branch.
        byte* start = _instruction;
        bool added = Push(taken) && CheckLabel(frame);
        _instruction = Leb128.Skip(start + 1) - 1;
        added = added && AddBranch(frame);
        _instruction = start;
        if (!added || !TakeLabelTypes(frame))
        {
            return false;
        }

        _sp--;
        return Push(notTaken);
    }

    private readonly bool CheckCast(uint flags, ref ValType from, ref ValType to)
    {
        if (flags > 3)
        {
            return _reader->Fail(ErrorCode.CastFlags, _instruction, flags);
        }

        from = (flags & 1) != 0 ? from : from.WithoutNull();
        to = (flags & 2) != 0 ? to : to.WithoutNull();
        return Matches(to, from) || _reader->Fail(ErrorCode.TypeMismatch, _instruction, (ulong)from, (ulong)to);
    }

    private readonly bool FindField(ref uint type, uint field, out ValType found)
    {
        found = ValType.Bottom;
        if (!FindType(ref type, TypeKind.Struct))
        {
            return false;
        }

        TypeData data = _module->Types[(int)type];
        if (field >= (uint)data.ParameterCount)
        {
            return _reader->Fail(ErrorCode.UnknownField, _instruction, field, (ulong)data.ParameterCount);
        }

        found = _module->ValTypes[data.First + (int)field];
        return true;
    }

    private readonly bool FindElement(ref uint type, out ValType element)
    {
        element = ValType.Bottom;
        if (!FindType(ref type, TypeKind.Array))
        {
            return false;
        }

        element = _module->ValTypes[_module->Types[(int)type].First];
        return true;
    }

    private readonly bool CheckPacked(ValType field, bool packed) =>
        ((field & ~ValType.Mutable) is ValType.I8 or ValType.I16) == packed || _reader->Fail(ErrorCode.PackedAccess, _instruction, packed ? 1u : 0, (ulong)(field & ~ValType.Mutable));

    private readonly bool CheckMutable(uint type, ValType element) =>
        (element & ValType.Mutable) != 0 || _reader->Fail(ErrorCode.ImmutableArray, _instruction, type);

    private readonly bool CheckNumeric(ValType element) =>
        !(element & ~ValType.Mutable).IsReference() || _reader->Fail(ErrorCode.ArrayNotNumeric, _instruction, (ulong)(element & ~ValType.Mutable));

    private readonly bool CheckDefaultable(ValType field) =>
        field.IsDefaultable() || _reader->Fail(ErrorCode.NotDefaultable, _instruction, (ulong)(field & ~ValType.Mutable));

    private readonly bool CheckElements(ValType element, uint segment)
    {
        ValType from = _module->Elements[(int)segment].Type;
        ValType to = element & ~ValType.Mutable;
        return Matches(from, to) || _reader->Fail(ErrorCode.TypeMismatchElements, _instruction, (ulong)to, (ulong)from);
    }

    private bool PopRanges(uint type) => Pop(ValType.I32) && Pop(ValType.I32) && Pop(ValType.I32) && PopReferenceTo(type);

    private bool PopReferenceTo(uint type) => Pop(ValTypes.Reference((int)type, nullable: true));

    private bool PushReference(uint type) => Push(ValTypes.Reference((int)type, nullable: false));
}
