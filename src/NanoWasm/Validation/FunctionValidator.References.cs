// Instructions on references.
using NanoWasm.Binary;

namespace NanoWasm.Validation;

/// <content>Rules of instructions on typed references (specification 3.4.3 and 3.4.9).</content>
internal unsafe partial struct FunctionValidator
{
    private bool ValidateCallRef(uint type) =>
        FindType(ref type, TypeKind.Function) && Pop(ValTypes.Reference((int)type, nullable: true)) && Call(type);

    private bool ValidateReturnCallRef(uint type) =>
        FindType(ref type, TypeKind.Function) && Pop(ValTypes.Reference((int)type, nullable: true)) && TailCall(type);

    private bool ValidateRefAsNonNull() => PopReference(out ValType type) && Push(type.WithoutNull());

    private bool ValidateBrOnNull(uint label) =>
        PopReference(out ValType type)
        && FindLabel(label, out int frame)
        && CheckLabel(frame)
        && AddBranch(frame)
        && TakeLabelTypes(frame)
        && Push(type.WithoutNull());

    private bool ValidateBrOnNonNull(uint label)
    {
        if (!PopReference(out ValType type) || !FindLabel(label, out int frame))
        {
            return false;
        }

        if (_frames[frame].LabelCount == 0)
        {
            return _reader->Fail(ErrorCode.TypeMismatch, _instruction, (ulong)type.WithoutNull(), 0);
        }

        if (!Push(type.WithoutNull()) || !CheckLabel(frame) || !AddBranch(frame) || !TakeLabelTypes(frame))
        {
            return false;
        }

        // The reference goes along with the branch only.
        _sp--;
        return true;
    }
}
