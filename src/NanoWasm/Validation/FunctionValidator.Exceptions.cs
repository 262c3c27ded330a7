// Exception handling.
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Validation;

/// <content>
/// Rules of exception handling (specification 3.4.2), in its present and in its first encoding, and the regions and clauses that handlers are found by. Code
/// that cannot be reached has none.
/// </content>
internal unsafe partial struct FunctionValidator
{
    private const int CatchKinds = 4;

    private bool ValidateThrow(uint tag)
    {
        TypeData type = TagSignature(tag);
        ValType* expected = _module->ValTypes.Items + type.First;
        if (type.ParameterCount == 1 && !Frame.Unreachable && (_sp == _bottom || !Matches(_sp[-1], *expected)))
        {
            return _reader->Fail(ErrorCode.TypeMismatchThrow, _instruction, (ulong)*expected, _sp == _bottom ? 0 : (ulong)_sp[-1]);
        }

        if (!PopMany(expected, type.ParameterCount))
        {
            return false;
        }

        SetUnreachable();
        return true;
    }

    private bool ValidateThrowRef()
    {
        if (!Pop(ValType.ExnRef))
        {
            return false;
        }

        SetUnreachable();
        return true;
    }

    private bool ValidateTryTable()
    {
        if (!ReadBlockType(out BlockType type) || !PopMany(type.Parameters, type.ParameterCount))
        {
            return false;
        }

        // What is executed is a jump over the clauses.
        int entry = -1;
        int region = -1;
        if (_live && (!_sideTable.Add(_instruction, 0, 0, ref entry) || !AddRegion(out region)))
        {
            return FailForRoom();
        }

        if (!ReadClauses(region) || (entry >= 0 && !_sideTable.SetTarget(entry, _reader->Position, _sideTable.Count)))
        {
            return _reader->Failed ? false : FailForRoom();
        }

        return PushFrame(BlockKind.TryTable, type) && BeginRegion(region);
    }

    private bool ValidateTry()
    {
        if (!ReadBlockType(out BlockType type) || !PopMany(type.Parameters, type.ParameterCount))
        {
            return false;
        }

        int region = -1;
        if (_live && !AddRegion(out region))
        {
            return FailForRoom();
        }

        return PushFrame(BlockKind.Try, type) && BeginRegion(region);
    }

    private bool ValidateCatch(uint tag)
    {
        TypeData type = TagSignature(tag);
        return Catch((int)tag, BlockKind.Catch, type.ParameterCount) && PushMany(_module->ValTypes.Items + type.First, type.ParameterCount);
    }

    private bool ValidateCatchAll() => Catch(CatchClause.AnyTag, BlockKind.CatchAll, 0);

    private bool ValidateRethrow(uint label)
    {
        if (!FindLabel(label, out int index))
        {
            return false;
        }

        ref ControlFrame frame = ref _frames[index];
        if (frame.Kind is not (BlockKind.Catch or BlockKind.CatchAll))
        {
            return _reader->Fail(ErrorCode.RethrowLabel, _instruction, label);
        }

        if (_live)
        {
            int local = (int)_locals.Count + frame.CatchDepth;
            _hiddenLocals = Math.Max(_hiddenLocals, frame.CatchDepth + 1);
            _module->CatchClauses[frame.LastClause].Reference = local;
            if (!_sideTable.AddNumber(local))
            {
                return FailForRoom();
            }
        }

        SetUnreachable();
        return true;
    }

    private bool ValidateDelegate(uint label)
    {
        ref ControlFrame frame = ref Frame;
        if (frame.Kind != BlockKind.Try)
        {
            return _reader->Fail(ErrorCode.DelegateWithoutTry, _instruction);
        }

        // Labels are counted from outside of the block.
        int target = _frames.Count - 2 - (int)Math.Min(label, int.MaxValue / 2);
        if (target < 0)
        {
            return _reader->Fail(ErrorCode.UnknownLabel, _instruction, label, (ulong)(_frames.Count - 1));
        }

        if (!PopResults(in frame))
        {
            return false;
        }

        EndRegion(ref frame);
        if (frame.Try >= 0)
        {
            _module->TryRegions[frame.Try].Outer = _frames[target].Region;
        }

        return CloseFrame(_reader->Position);
    }

    /// <summary>The end of a <c>try</c>'s body or of a catch block, and the beginning of the next catch block.</summary>
    private bool Catch(int tag, BlockKind kind, int values)
    {
        ref ControlFrame frame = ref Frame;
        if (frame.Kind is not (BlockKind.Try or BlockKind.Catch))
        {
            return _reader->Fail(ErrorCode.CatchWithoutTry, _instruction);
        }

        if (!PopResults(in frame))
        {
            return false;
        }

        // Code that runs into a catch block goes behind the end.
        if (_live && !_sideTable.Add(_instruction, 0, 0, ref frame.Branches))
        {
            return FailForRoom();
        }

        if (frame.Kind == BlockKind.Try)
        {
            EndRegion(ref frame);
        }

        frame.Kind = kind;
        _locals.Reset(frame.SetLocals);
        frame.Unreachable = false;
        frame.CatchDepth = _frames.Count > 1 ? _frames[_frames.Count - 2].InnerCatchDepth : 0;
        frame.InnerCatchDepth = frame.CatchDepth + 1;
        _live = frame.Live;
        if (frame.Try < 0)
        {
            return true;
        }

        CatchClause clause = new()
        {
            Next = -1,
            Tag = tag,
            Target = OffsetOf(_reader->Position),
            SideTable = _sideTable.Count,
            Height = frame.Height,
            Reference = CatchClause.NoReference,
        };
        return (AddClause(frame.Try, ref frame.LastClause, clause) || FailForRoom()) && Raise(frame.Height + values);
    }

    /// <summary>Reads the clauses of a <c>try_table</c>, whose labels are counted from outside of it.</summary>
    private bool ReadClauses(int region)
    {
        int count = _reader->ReadCount(ImplementationLimits.CatchClauses, LimitedItem.CatchClauses);
        int last = -1;
        for (int i = 0; i < count && !_reader->Failed; i++)
        {
            byte* at = _reader->Position;
            byte kind = _reader->ReadByte();
            if (kind >= CatchKinds)
            {
                return _reader->Fail(ErrorCode.CatchKind, at, kind);
            }

            bool isForAll = kind >= 2;
            bool hasReference = (kind & 1) != 0;
            byte* tagAt = _reader->Position;
            uint tag = isForAll ? 0 : _reader->ReadU32();
            uint label = _reader->ReadU32();
            if (_reader->Failed || (!isForAll && !CheckTag(tag, tagAt)) || !FindLabel(label, out int frame))
            {
                return false;
            }

            TypeData type = isForAll ? default : TagSignature(tag);
            if (!CheckClause(_module->ValTypes.Items + type.First, type.ParameterCount, hasReference, ref _frames[frame]))
            {
                return false;
            }

            if (region < 0)
            {
                continue;
            }

            ref ControlFrame target = ref _frames[frame];
            bool isLoop = target.Kind == BlockKind.Loop;
            CatchClause clause = new()
            {
                Next = -1,
                Tag = isForAll ? CatchClause.AnyTag : (int)tag,
                Target = isLoop ? OffsetOf(target.LoopStart) : target.Catches,
                SideTable = target.LoopEntry,
                Height = target.Height,
                Reference = hasReference ? CatchClause.PushedReference : CatchClause.NoReference,
            };
            if (!isLoop)
            {
                target.Catches = _module->CatchClauses.Count;
            }

            if (!AddClause(region, ref last, clause))
            {
                return FailForRoom();
            }

            if (!Raise(target.Height + target.LabelCount))
            {
                return false;
            }
        }

        return !_reader->Failed;
    }

    /// <summary>Compares what a clause pushes with what its label takes.</summary>
    private readonly bool CheckClause(ValType* types, int count, bool hasReference, ref ControlFrame target)
    {
        int pushed = count + (hasReference ? 1 : 0);
        if (target.LabelCount != pushed)
        {
            return _reader->Fail(ErrorCode.TypeMismatchClause, _instruction, (ulong)target.LabelCount, (ulong)pushed);
        }

        for (int i = 0; i < pushed; i++)
        {
            ValType type = i < count ? types[i] : ValType.ExnRef.WithoutNull();
            if (!Matches(type, target.LabelTypes[i]))
            {
                return _reader->Fail(ErrorCode.TypeMismatch, _instruction, (ulong)target.LabelTypes[i], (ulong)type);
            }
        }

        return true;
    }

    private readonly bool CheckTag(uint tag, byte* at) =>
        tag < (uint)_module->Tags.Count || _reader->Fail(ErrorCode.UnknownTag, at, tag, (ulong)_module->Tags.Count);

    private readonly TypeData TagSignature(uint tag) => _module->Types[(int)_module->Tags[(int)tag].TypeIndex];

    /// <summary>Lets a handler have a number of operands, whether code that can be reached has as many or not.</summary>
    private bool Raise(int operands)
    {
        int more = operands - (int)(_sp - _operands);
        if (more > 0 && !Reserve(more))
        {
            return false;
        }

        _ceiling = _operands + operands > _ceiling ? _operands + operands : _ceiling;
        return true;
    }

    private readonly bool AddRegion(out int region)
    {
        region = _module->TryRegions.Count;
        int enclosing = Frame.Region;
        return _module->TryRegions.Add(new TryRegion { FirstClause = -1, Enclosing = enclosing, Outer = enclosing });
    }

    /// <summary>Makes a region that of the block that was just opened.</summary>
    private readonly bool BeginRegion(int region)
    {
        if (region >= 0)
        {
            Frame.Region = region;
            Frame.Try = region;
            _module->TryRegions[region].Start = OffsetOf(_reader->Position);
        }

        return true;
    }

    /// <summary>Ends the region of a block at this instruction: what follows in the block is no longer covered.</summary>
    private readonly void EndRegion(ref ControlFrame frame)
    {
        if (frame.Try >= 0)
        {
            ref TryRegion region = ref _module->TryRegions[frame.Try];
            region.End = OffsetOf(_instruction);
            frame.Region = region.Enclosing;
        }
    }

    /// <summary>Adds a clause behind the last one of its region.</summary>
    private readonly bool AddClause(int region, ref int last, in CatchClause clause)
    {
        int index = _module->CatchClauses.Count;
        if (!_module->CatchClauses.Add(clause))
        {
            return false;
        }

        if (last < 0)
        {
            _module->TryRegions[region].FirstClause = index;
        }
        else
        {
            _module->CatchClauses[last].Next = index;
        }

        last = index;
        return true;
    }

    /// <summary>Tells clauses that go to a label where it is.</summary>
    private readonly void SetCatchTargets(int newest, byte* target)
    {
        for (int index = newest; index >= 0;)
        {
            ref CatchClause clause = ref _module->CatchClauses[index];
            index = clause.Target;
            clause.Target = OffsetOf(target);
            clause.SideTable = _sideTable.Count;
        }
    }

    private readonly int OffsetOf(byte* address) => (int)(address - _module->Bytes);
}
