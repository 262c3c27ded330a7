// Validates function bodies and constant expressions.
using System.Runtime.CompilerServices;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Validation;

/// <summary>
/// Checks code in one pass, by the algorithm of the specification's appendix A.3, and makes the side table on the way. This part begins and ends a
/// body; the loop over its instructions is generated from the opcode table; operand stack, control instructions and checks of indices are in the other parts.
/// </summary>
/// <remarks>
/// Unsafe: the operand stack is a native array between <c>_operands</c> and <c>_limit</c>; whoever pushes compares with <c>_ceiling</c>, whoever pops
/// compares with <c>_bottom</c>. The generated loop keeps these in locals and writes them back before it calls anything.
/// </remarks>
[AllocationFree]
internal unsafe partial struct FunctionValidator
{
    private const int InitialOperands = 256;

    private readonly ModuleData* _module;
    private readonly ModuleReader* _reader;
    private SideTableBuilder _sideTable;
    private NativeBuffer<ControlFrame> _frames;
    private NativeBuffer<ulong> _declared;
    private NativeBuffer<byte> _used;
    private NativeBuffer<ValType> _operandTypes;
    private NativeBuffer<ValType> _references;
    private LocalTypes _locals;

    /// <summary>The first operand's place, the place behind the last one, and the place behind the highest one there was in this body.</summary>
    private ValType* _operands;
    private ValType* _limit;
    private ValType* _ceiling;

    /// <summary>The next operand's place, and the place of the innermost block's first operand.</summary>
    private ValType* _sp;
    private ValType* _bottom;

    /// <summary>The instruction being validated.</summary>
    private byte* _instruction;

    /// <summary>Locals behind the function's own: what <c>rethrow</c> throws. Those of catch blocks that do not enclose each other are the same.</summary>
    private int _hiddenLocals;

    /// <summary>The number that a slow path has read.</summary>
    private uint _number;

    /// <summary>The type of the addresses of the memory that the last memarg names.</summary>
    private ValType _addressType;

    /// <summary>The type of what an immediate names, for <see cref="Apply"/>.</summary>
    private ValType _named;

    /// <summary>Whether this instruction can be reached: if not, it makes no side-table entries.</summary>
    private bool _live;

    /// <summary>A validator of a module that is being read.</summary>
    public FunctionValidator(ModuleData* module, ModuleReader* reader)
    {
        _module = module;
        _reader = reader;
        _frames = new NativeBuffer<ControlFrame>(module->Workspace, scratch: true);
        _declared = new NativeBuffer<ulong>(module->Workspace, scratch: true);
        _used = new NativeBuffer<byte>(module->Workspace, scratch: true);
        _operandTypes = new NativeBuffer<ValType>(module->Workspace, scratch: true);
        _references = new NativeBuffer<ValType>(module->Workspace, scratch: true);
        _locals = new LocalTypes(module->Workspace);
        if (!_used.AddZeroed(DispatchTable.Length))
        {
            FailForRoom();
        }

        _sideTable = new SideTableBuilder(module);
    }

    /// <summary>Whether memory 0 is there and has 32-bit addresses, as nearly always.</summary>
    private readonly bool HasMemory32 => _module->Memories.Count != 0 && !_module->Memories[0].Limits.Is64;

    /// <summary>The native memory that this holds; it only grows.</summary>
    public readonly long Bytes =>
        DispatchTable.Length + ((_limit - _operands) * sizeof(ValType)) + _sideTable.Bytes + _frames.Bytes + _declared.Bytes + _references.Bytes + _locals.Bytes;

    /// <summary>Frees what is only needed while validating.</summary>
    public void Free()
    {
        _used.Free();
        _operandTypes.Free();
        _sideTable.Free();
        _frames.Free();
        _declared.Free();
        _references.Free();
        _locals.Free();
    }

    /// <summary>Notes that an opcode is used, and refuses it if its feature is not enabled.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool Meet(uint slot, byte* start)
    {
        // Slots without an opcode are prefixes, or the loop's own business.
        WasmFeatures feature = FeatureOf(slot);
        if (feature != WasmFeatures.None && !_reader->Require(feature, start))
        {
            return false;
        }

        _used[(int)slot] = 1;
        return true;
    }

    /// <summary>Adds the opcodes that were met, and their features.</summary>
    public readonly void Collect(ref OpcodeSet opcodes)
    {
        for (int slot = 0; slot < DispatchTable.Length; slot++)
        {
            WasmFeatures feature = _used[slot] != 0 ? FeatureOf((uint)slot) : WasmFeatures.None;
            if (feature != WasmFeatures.None)
            {
                opcodes.Add(slot);
                _reader->Features |= feature;
            }
        }
    }

    /// <summary>Lets <c>ref.func</c> name a function: it stands in an export, an element segment or a global (specification 3.4.10).</summary>
    public void Declare(uint function)
    {
        if (_reader->Failed)
        {
            return;
        }

        if (_declared.Count == 0 && !_declared.AddZeroed((_module->Functions.Count + 63) / 64))
        {
            FailForRoom();
            return;
        }

        _declared[(int)(function / 64)] |= 1UL << (int)(function % 64);
    }

    /// <summary>Validates a constant expression with its <c>end</c>, from the reader's position; the reader stands behind it then.</summary>
    /// <param name="type">The type it must have.</param>
    public void ValidateConstant(ValType type)
    {
        if (_reader->Failed
            || !FindSingle(type, out ValType* result)
            || !Begin(new BlockType { Parameters = result, Results = result, ResultCount = 1 })
            || !ValidateConstantInstructions())
        {
            return;
        }

        if (_ceiling - _operands > ImplementationLimits.ConstantOperands)
        {
            _reader->Fail(ErrorCode.OperandStackTooDeep, _instruction, (ulong)(_ceiling - _operands), ImplementationLimits.ConstantOperands);
        }
    }

    /// <summary>Validates a function's body from the reader's position, and fills in what calls need to know of it; the reader stands behind it then.</summary>
    public void ValidateFunction(ref FunctionData function)
    {
        TypeData type = _module->Types[(int)function.TypeIndex];
        ValType* parameters = _module->ValTypes.Items + type.First;
        if (!DeclareLocals(parameters, type.ParameterCount))
        {
            return;
        }

        BlockType block = new()
        {
            Parameters = parameters,
            Results = parameters + type.ParameterCount,
            ResultCount = type.ResultCount,
        };
        function.Code = _reader->Position;
        bool every = (FeatureSets.OfOpcodes & ~_reader->Enabled) == 0;
        if (!Begin(block) || !(every ? ValidateInstructions<EveryFeature>() : ValidateInstructions<SomeFeatures>()))
        {
            return;
        }

        if (!_sideTable.End())
        {
            FailForRoom();
            return;
        }

        function.CodeEnd = _instruction;
        function.SideTable = (BranchEntry*)(nint)_sideTable.First;
        function.ZeroedLocals = (int)_locals.Count + _hiddenLocals - type.ParameterCount;
        function.FrameSize = function.ZeroedLocals + 1 + (int)(_ceiling - _operands) + 1;
    }

    /// <summary>Opens the outermost frame.</summary>
    private bool Begin(BlockType type)
    {
        if (_reader->Failed)
        {
            return false;
        }

        if (_operands == null)
        {
            if (!_operandTypes.Reserve(Math.Min(InitialOperands, _module->Limits.Operands)))
            {
                return FailForRoom();
            }

            _operands = _operandTypes.Items;
            _limit = _operands + Math.Min(_operandTypes.Capacity, _module->Limits.Operands);
        }

        _sp = _operands;
        _bottom = _operands;
        _ceiling = _operands;
        _live = true;
        _hiddenLocals = 0;
        _frames.Truncate(0);
        _sideTable.Begin();
        return _frames.Add(new ControlFrame { Kind = BlockKind.Function, Live = true, Type = type, IfEntry = -1, Branches = -1, Catches = -1, Region = -1, Try = -1, LastClause = -1 }) || FailForRoom();
    }

    /// <summary>Reads the local declarations (specification 5.5.13).</summary>
    private bool DeclareLocals(ValType* parameters, int parameterCount)
    {
        if (!_locals.Begin(parameters, parameterCount))
        {
            return FailForRoom();
        }

        byte* at = _reader->Position;
        ulong total = 0;
        uint groups = _reader->ReadU32();
        for (uint i = 0; i < groups && !_reader->Failed; i++)
        {
            at = _reader->Position;
            uint count = _reader->ReadU32();
            ValType type = _reader->ReadValueType();
            total += count;
            if (total > uint.MaxValue)
            {
                return _reader->Fail(ErrorCode.MalformedLocalCount, at, total);
            }

            if (total + (ulong)parameterCount <= _module->Limits.Locals && !_locals.Add(count, type))
            {
                return FailForRoom();
            }
        }

        return !_reader->Failed && (total + (ulong)parameterCount <= _module->Limits.Locals || _reader->Fail(ErrorCode.TooManyLocals, at, total + (ulong)parameterCount, _module->Limits.Locals));
    }

    /// <summary>The features of all opcodes are enabled.</summary>
    private readonly struct EveryFeature;

    /// <summary>The features of some opcodes are not.</summary>
    private readonly struct SomeFeatures;

    private readonly bool FailForRoom() => _reader->Fail(ErrorCode.OutOfWorkspace, _reader->Position);
}
