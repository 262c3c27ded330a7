// A loaded module and its one instance in a caller's workspace.
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm;

/// <summary>
/// Everything that a <see cref="NanoInterpreter{THost}"/> keeps in its workspace: the module's data, the machine's state and the stacks. The same
/// structures as a <see cref="Module"/> and an <see cref="Instance"/> have, in one block that somebody else owns.
/// </summary>
/// <remarks>
/// Unsafe: pointers go into the module's bytes, the workspace and the memory buffer, which are pinned while any method runs. Where one of them has moved
/// since, <see cref="IsFor"/> says so, and everything is loaded anew.
/// </remarks>
[AllocationFree]
internal unsafe partial struct NanoMachine
{
    private NanoMachine* _self;
    private Workspace _space;
    private ModuleData _module;
    private NanoLimits _limits;
    private Context* _context;
    private ExecutionStack* _stack;
    private MemoryData _memory;
    private byte* _buffer;
    private long _bufferLength;
    private WasmFeatures _features;
    private NanoTable* _tables;

    /// <summary>Whether a machine that lies at <paramref name="self"/> was loaded from these bytes for this buffer, with these features.</summary>
    public readonly bool IsFor(NanoMachine* self, byte* bytes, int length, WasmFeatures features, byte* buffer, long bufferLength) =>
        _self == self && _features == features && _module.Bytes == bytes && _module.Length == length && _buffer == buffer && _bufferLength == bufferLength;

    /// <summary>The bytes of the workspace that loading took at most, this structure included.</summary>
    public readonly int WorkspaceBytes => checked((int)(sizeof(NanoMachine) + _space.Peak + (2 * Workspace.Alignment)));

    /// <summary>Parses and validates a module and lays its instance out.</summary>
    /// <param name="self">Where this lies: the workspace's beginning.</param>
    /// <param name="workspaceLength">The workspace's length in bytes.</param>
    /// <param name="bytes">The module.</param>
    /// <param name="length">Its length.</param>
    /// <param name="limits">How much it may use.</param>
    /// <param name="features">What it may use.</param>
    /// <param name="buffer">The memory buffer.</param>
    /// <param name="bufferLength">Its length.</param>
    /// <param name="host">Who offers imported functions.</param>
    public static NanoError Load<THost>(NanoMachine* self, int workspaceLength, byte* bytes, int length, NanoLimits limits, WasmFeatures features, byte* buffer, long bufferLength, ref THost host)
        where THost : INanoHost
    {
        *self = default;
        self->_limits = limits;
        self->_buffer = buffer;
        self->_bufferLength = bufferLength;
        self->_features = features;
        self->_space = new Workspace((byte*)(self + 1), workspaceLength - sizeof(NanoMachine));
        LoadLimits load = new((uint)limits.Locals, limits.ControlFrames, limits.StackValues);
        self->_module = new ModuleData(bytes, length, &self->_space, load, features & ~WasmFeatures.Gc);
        ModuleError error = ModuleParser.Parse(&self->_module);
        if (error.Code != ErrorCode.None)
        {
            return new NanoError(error);
        }

        self->_space.ReleaseScratch();
        NanoError failed = self->CheckLimits();
        if (failed.Kind != NanoErrorKind.None)
        {
            return failed;
        }

        if (!self->_module.RuntimeTypes.AddZeroed(self->_module.Types.Count) || !self->MakeRuntimeTypes() || !self->LayOut())
        {
            return new NanoError(new ModuleError { Code = ErrorCode.OutOfWorkspace, Function = -1 });
        }

        failed = self->Link(ref host);
        if (failed.Kind == NanoErrorKind.None)
        {
            self->_self = self;
        }

        return failed;
    }

    private readonly NanoError CheckLimits()
    {
        if (_module.Globals.Count > _limits.Globals)
        {
            return new NanoError(NanoLimit.Globals, _limits.Globals, _module.Globals.Count);
        }

        if (_module.Memories.Count > 1)
        {
            return Unsupported(WasmFeatures.MultiMemory);
        }

        if (_module.Memories.Count != 0)
        {
            MemoryTypeData memory = _module.Memories[0];
            if (memory.Shared)
            {
                return Unsupported(WasmFeatures.Threads);
            }

            if (memory.Limits.Minimum > (ulong)MemoryLimit >> memory.PageShift)
            {
                long wanted = (long)Math.Min(memory.Limits.Minimum, (ulong)long.MaxValue >> memory.PageShift) << memory.PageShift;
                return new NanoError(NanoLimit.MemoryBytes, MemoryLimit, wanted);
            }
        }

        ulong elements = 0;
        foreach (TableTypeData table in _module.Tables.Span)
        {
            // Sizes of tables with 64-bit indices may have a sum beyond 64 bits.
            elements += Math.Min(table.Limits.Minimum, uint.MaxValue);
        }

        return elements > (ulong)_limits.TableElements ? new NanoError(NanoLimit.TableElements, _limits.TableElements, (long)elements) : default;
    }

    private static NanoError Unsupported(WasmFeatures feature) => new(new ModuleError { Code = ErrorCode.Unsupported, Function = -1, Offset = -1, Argument0 = (ulong)feature });

    /// <summary>Makes one runtime type for equal types.</summary>
    private bool MakeRuntimeTypes()
    {
        for (int i = 0; i < _module.Types.Count; i++)
        {
            TypeData data = _module.Types[i];
            RuntimeType* type;
            if (data.Canonical != i)
            {
                type = _module.RuntimeType(data.Canonical);
            }
            else
            {
                type = (RuntimeType*)_space.Allocate(RuntimeType.SizeFor(data.Depth, fieldCount: 0), scratch: false);
                if (type == null)
                {
                    return false;
                }

                RuntimeType.Initialize(type, (uint)i, data.Kind, data.Super < 0 ? null : _module.RuntimeType(data.Super), fieldCount: 0);
            }

            _module.RuntimeTypes[i] = (nint)type;
        }

        foreach (ref FunctionData function in _module.Functions.Span)
        {
            function.Type = _module.RuntimeType((int)function.TypeIndex);
        }

        return true;
    }

    private readonly ReadOnlySpan<ValType> TypesOf(int type)
    {
        TypeData data = _module.Types[type];
        return new ReadOnlySpan<ValType>(_module.ValTypes.Items + data.First, data.ParameterCount + data.ResultCount);
    }

    private readonly NanoError Link<THost>(ref THost host)
        where THost : INanoHost
    {
        foreach (ImportData import in _module.Imports.Span)
        {
            if (import.Kind == ExternalKind.Memory)
            {
                // The one memory there is: the caller's buffer.
                continue;
            }

            if (import.Kind != ExternalKind.Function)
            {
                return new NanoError(NanoErrorKind.UnknownImport, import.Module.Offset);
            }

            FunctionData* function = _module.Functions.Items + import.Index;
            NanoFunctionType type = new(TypesOf((int)function->TypeIndex), _module.Types[(int)function->TypeIndex].ParameterCount);
            int number = host.Bind(Bytes(import.Module), Bytes(import.Name), type);
            if (number < 0)
            {
                return new NanoError(NanoErrorKind.UnknownImport, import.Module.Offset);
            }

            _context->References[import.Index]->Host = number;
        }

        return default;
    }

    private readonly ReadOnlySpan<byte> Bytes(ByteRange range) => new(_module.Bytes + range.Offset, range.Length);
}

/// <summary>A table in a workspace.</summary>
internal struct NanoTable
{
    /// <summary>The table as the machine sees it.</summary>
    public TableData Data;

    /// <summary>The elements there is room for.</summary>
    public uint Capacity;
}
