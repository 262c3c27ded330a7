// Control instructions.
using System.Runtime.CompilerServices;
using NanoWasm.Binary;

namespace NanoWasm.Validation;

/// <content>
/// Rules of control instructions (specification 3.3.8 and appendix A.3), and their side-table entries. The reader stands behind the immediates that
/// a method takes as parameters. They return false when validation stops: after an error, or at the body's final <c>end</c>.
/// </content>
internal unsafe partial struct FunctionValidator
{
    private bool ValidateUnreachable()
    {
        SetUnreachable();
        return true;
    }

    [MethodImpl(HotCode.Options)]
    private bool ValidateBlock() => ReadBlockType(out BlockType type) && PopMany(type.Parameters, type.ParameterCount) && PushFrame(BlockKind.Block, type);

    [MethodImpl(HotCode.Options)]
    private bool ValidateLoop() => ReadBlockType(out BlockType type) && PopMany(type.Parameters, type.ParameterCount) && PushFrame(BlockKind.Loop, type);

    [MethodImpl(HotCode.Options)]
    private bool ValidateIf()
    {
        if (!ReadBlockType(out BlockType type) || !Pop(ValType.I32) || !PopMany(type.Parameters, type.ParameterCount))
        {
            return false;
        }

        int entry = -1;
        if (_live && !_sideTable.Add(_instruction, 0, 0, ref entry))
        {
            return FailForRoom();
        }

        if (!PushFrame(BlockKind.If, type))
        {
            return false;
        }

        Frame.IfEntry = entry;
        return true;
    }

    [MethodImpl(HotCode.Options)]
    private bool ValidateElse()
    {
        ref ControlFrame frame = ref Frame;
        if (frame.Kind != BlockKind.If)
        {
            return _reader->Fail(ErrorCode.EndExpected, _instruction);
        }

        if (!PopResults(in frame))
        {
            return false;
        }

        // The end of the first arm, where it can be reached, goes behind the `end`; the `if` goes to the second arm.
        if ((_live && !_sideTable.Add(_instruction, 0, 0, ref frame.Branches))
            || (frame.IfEntry >= 0 && !_sideTable.SetTarget(frame.IfEntry, _reader->Position, _sideTable.Count)))
        {
            return FailForRoom();
        }

        frame.Kind = BlockKind.Else;
        _locals.Reset(frame.SetLocals);
        frame.IfEntry = -1;
        frame.Unreachable = false;
        _live = frame.Live;
        return PushMany(frame.Type.Parameters, frame.Type.ParameterCount);
    }

    [MethodImpl(HotCode.Options)]
    private bool ValidateEnd()
    {
        ref ControlFrame frame = ref Frame;
        if (!PopResults(in frame))
        {
            return false;
        }

        if (frame.Kind == BlockKind.If && !PassesOn(in frame.Type))
        {
            return _reader->Fail(ErrorCode.TypeMismatchIfWithoutElse, _instruction);
        }

        if (frame.Kind is BlockKind.TryTable or BlockKind.Try)
        {
            EndRegion(ref frame);
        }

        return CloseFrame(frame.Kind == BlockKind.Function ? _instruction : _reader->Position);
    }

    /// <summary>Ends the innermost block, whose results are popped.</summary>
    /// <param name="target">Where its label is.</param>
    private bool CloseFrame(byte* target)
    {
        ref ControlFrame frame = ref Frame;
        bool outermost = frame.Kind == BlockKind.Function;
        if ((frame.IfEntry >= 0 && !_sideTable.SetTarget(frame.IfEntry, target, _sideTable.Count)) || !_sideTable.SetTargets(frame.Branches, target))
        {
            return FailForRoom();
        }

        if (frame.Catches >= 0)
        {
            SetCatchTargets(frame.Catches, target);
        }

        // What was popped stays where it is until something is pushed.
        _live = frame.Live;
        _locals.Reset(frame.SetLocals);
        _frames.Truncate(_frames.Count - 1);
        if (outermost)
        {
            return false;
        }

        _bottom = _operands + Frame.Height;
        return PushMany(frame.Type.Results, frame.Type.ResultCount);
    }

    [MethodImpl(HotCode.Options)]
    private bool ValidateBr(uint label)
    {
        if (!FindLabel(label, out int frame) || !CheckLabel(frame) || !AddBranch(frame))
        {
            return false;
        }

        SetUnreachable();
        return true;
    }

    [MethodImpl(HotCode.Options)]
    private bool ValidateBrIf(uint label)
    {
        if (!Pop(ValType.I32) || !FindLabel(label, out int frame) || !CheckLabel(frame) || !AddBranch(frame))
        {
            return false;
        }

        return TakeLabelTypes(frame);
    }

    /// <summary>Behind a branch that is not taken, the operands have the label's types: they may have been of subtypes, or of any in unreachable code.</summary>
    private bool TakeLabelTypes(int frame)
    {
        ref ControlFrame target = ref _frames[frame];
        return target.LabelCount == 0 || (PopMany(target.LabelTypes, target.LabelCount) && PushMany(target.LabelTypes, target.LabelCount));
    }

    [MethodImpl(HotCode.Options)]
    private bool ValidateBrTable()
    {
        int count = _reader->ReadCount(ImplementationLimits.BranchTableLabels, LimitedItem.BranchTableLabels);
        if (_reader->Failed || !Pop(ValType.I32))
        {
            return false;
        }

        int arity = -1;
        ValType* checkedTypes = null;
        for (int i = 0; i <= count; i++)
        {
            uint label = _reader->ReadU32();
            if (_reader->Failed || !FindLabel(label, out int frame))
            {
                return false;
            }

            ref ControlFrame target = ref _frames[frame];
            if (arity >= 0 && target.LabelCount != arity)
            {
                return _reader->Fail(ErrorCode.TypeMismatchBranchTable, _instruction, (ulong)arity, (ulong)target.LabelCount);
            }

            // Labels of a table mostly have the same types: these need to be compared with the operands only once.
            if ((target.LabelTypes != checkedTypes || arity < 0) && !CheckLabel(frame))
            {
                return false;
            }

            checkedTypes = target.LabelTypes;
            arity = target.LabelCount;
            if (!AddBranch(frame))
            {
                return false;
            }
        }

        SetUnreachable();
        return true;
    }

    [MethodImpl(HotCode.Options)]
    private bool ValidateReturn()
    {
        if (!CheckLabel(0))
        {
            return false;
        }

        SetUnreachable();
        return true;
    }

    [MethodImpl(HotCode.Options)]
    private bool ValidateCall(uint function) => Call(_module->Functions[(int)function].TypeIndex);

    [MethodImpl(HotCode.Options)]
    private bool ValidateCallIndirect(uint type, uint table)
    {
        ValType element = _module->Tables[(int)table].ElementType;
        return FindType(ref type, TypeKind.Function)
            && (Matches(element, ValType.FuncRef) || _reader->Fail(ErrorCode.TypeMismatchElements, _instruction, (ulong)ValType.FuncRef, (ulong)element))
            && Pop(TableAddressType(table))
            && Call(type);
    }

    private bool ValidateReturnCall(uint function) => TailCall(_module->Functions[(int)function].TypeIndex);

    private bool ValidateReturnCallIndirect(uint type, uint table)
    {
        ValType element = _module->Tables[(int)table].ElementType;
        return FindType(ref type, TypeKind.Function)
            && (Matches(element, ValType.FuncRef) || _reader->Fail(ErrorCode.TypeMismatchElements, _instruction, (ulong)ValType.FuncRef, (ulong)element))
            && Pop(TableAddressType(table))
            && TailCall(type);
    }

    /// <summary>A call whose results are those of the function that it stands in (specification 3.4.2).</summary>
    private bool TailCall(uint typeIndex)
    {
        TypeData type = _module->Types[(int)typeIndex];
        ValType* types = _module->ValTypes.Items + type.First;
        BlockType own = _frames[0].Type;
        if (type.ResultCount != own.ResultCount || !AllMatch(types + type.ParameterCount, own.Results, own.ResultCount))
        {
            return _reader->Fail(ErrorCode.TypeMismatchTailCall, _instruction);
        }

        if (!PopMany(types, type.ParameterCount))
        {
            return false;
        }

        SetUnreachable();
        return true;
    }

    private bool Call(uint typeIndex)
    {
        TypeData type = _module->Types[(int)typeIndex];
        ValType* types = _module->ValTypes.Items + type.First;
        return PopMany(types, type.ParameterCount) && PushMany(types + type.ParameterCount, type.ResultCount);
    }

    /// <summary>Reads a block type (specification 5.4.1): nothing, a value type or a type index.</summary>
    [MethodImpl(HotCode.Options)]
    private bool ReadBlockType(out BlockType type)
    {
        type = default;
        byte* at = _reader->Position;
        if (at == _reader->End)
        {
            return _reader->Fail(ErrorCode.UnexpectedEnd, at);
        }

        if (*at == 0x40)
        {
            _reader->Skip(1);
            return true;
        }

        // One byte with the sign bit set is a value type; everything else a number, which must not be negative.
        if ((*at & 0xC0) == 0x40)
        {
            ValType result = _reader->ReadValueType();
            type.ResultCount = 1;
            _module->HasReferenceBlocks |= *at is 0x63 or 0x64;
            return !_reader->Failed && FindSingle(result, out type.Results);
        }

        long index = _reader->ReadS33();
        if (_reader->Failed || index < 0)
        {
            return _reader->Fail(ErrorCode.BlockType, at);
        }

        if (index >= _module->Types.Count)
        {
            return _reader->Fail(ErrorCode.UnknownType, at, (ulong)index, (ulong)_module->Types.Count);
        }

        if (!_reader->Require(WasmFeatures.MultiValue, at))
        {
            return false;
        }

        TypeData data = _module->Types[(int)index];
        if (data.Kind != TypeKind.Function)
        {
            return _reader->Fail(ErrorCode.NoFunctionType, at, (ulong)index);
        }

        type.Parameters = _module->ValTypes.Items + data.First;
        type.ParameterCount = data.ParameterCount;
        type.Results = type.Parameters + data.ParameterCount;
        type.ResultCount = data.ResultCount;
        return true;
    }

    [MethodImpl(HotCode.Options)]
    private bool PushFrame(BlockKind kind, BlockType type)
    {
        if (_frames.Count > _module->Limits.Nesting)
        {
            return _reader->Fail(ErrorCode.NestingTooDeep, _instruction, (ulong)_frames.Count, (ulong)_module->Limits.Nesting);
        }

        ControlFrame* frame = _frames.Append();
        if (frame == null)
        {
            return FailForRoom();
        }

        frame->Kind = kind;
        frame->Unreachable = false;
        frame->Live = _live;
        frame->Height = (int)(_sp - _operands);
        frame->SetLocals = _locals.SetCount;
        frame->Type = type;
        frame->LoopStart = _reader->Position;
        frame->LoopEntry = _sideTable.Count;
        frame->IfEntry = -1;
        frame->Branches = -1;
        frame->Catches = -1;
        frame->Try = -1;
        frame->LastClause = -1;
        frame->Region = frame[-1].Region;
        frame->InnerCatchDepth = frame[-1].InnerCatchDepth;
        _bottom = _sp;
        return PushMany(type.Parameters, type.ParameterCount);
    }

    /// <summary>Pops a block's results; nothing may be left then.</summary>
    private bool PopResults(in ControlFrame frame) =>
        PopMany(frame.Type.Results, frame.Type.ResultCount)
        && (_sp == _bottom || _reader->Fail(ErrorCode.TypeMismatchValuesLeft, _instruction, (ulong)(_sp - _bottom), (ulong)frame.Type.ResultCount));

    /// <summary>Whether the parameters of a block can be its results.</summary>
    private readonly bool PassesOn(in BlockType type) => type.ParameterCount == type.ResultCount && AllMatch(type.Parameters, type.Results, type.ResultCount);

    private readonly bool AllMatch(ValType* types, ValType* expected, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!Matches(types[i], expected[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Finds a place where a value type stands by itself.</summary>
    private bool FindSingle(ValType type, out ValType* place)
    {
        if (!type.IsDefined())
        {
            place = _module->ValTypes.Items + BlockTypes.IndexOf(type);
            return true;
        }

        // Each type has two references, without and with null.
        place = null;
        if (_references.Count == 0 && !_references.AddZeroed(2 * _module->Types.Count))
        {
            return FailForRoom();
        }

        place = _references.Items + (2 * type.Index()) + (type.IsNullable() ? 1 : 0);
        *place = type;
        return true;
    }

    private readonly bool FindLabel(uint label, out int frame)
    {
        frame = _frames.Count - 1 - (int)Math.Min(label, int.MaxValue);
        return label < (uint)_frames.Count || _reader->Fail(ErrorCode.UnknownLabel, _instruction, label, (ulong)_frames.Count);
    }

    /// <summary>Compares the topmost operands with what a label takes.</summary>
    private readonly bool CheckLabel(int frame) => CheckMany(_frames[frame].LabelTypes, _frames[frame].LabelCount);

    /// <summary>Makes the side-table entry of a branch, if it can be reached.</summary>
    [MethodImpl(HotCode.Options)]
    private bool AddBranch(int index)
    {
        if (!_live)
        {
            return true;
        }

        ref ControlFrame frame = ref _frames[index];
        int keep = frame.LabelCount;
        int drop = (int)(_sp - _operands) - keep - frame.Height;
        bool added = frame.Kind == BlockKind.Loop
            ? _sideTable.AddBackward(_instruction, drop, keep, frame.LoopStart, frame.LoopEntry)
            : _sideTable.Add(_instruction, drop, keep, ref frame.Branches);
        return added || FailForRoom();
    }
}
