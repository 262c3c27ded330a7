// The native memory of an instance.
using System.Runtime.InteropServices;
using NanoWasm.Binary;
using NanoWasm.Execution;

namespace NanoWasm.Linking;

/// <summary>
/// All run-time data of an instance that is not shared with others, in one block whose size is known before. Holds a reference to the module,
/// whose bytes, functions and side table the machine reads. The stacks lie at the end and are not zeroed, so that they take physical memory
/// only as far as they are used.
/// </summary>
internal sealed unsafe class InstanceArena : SafeHandle
{
    private readonly ModuleDataHandle _module;
    private readonly byte* _block;
    private readonly long _pressure;

    /// <summary>Allocates and lays out the arena. The tables, memories, imported globals and imported functions are the caller's to fill in.</summary>
    /// <exception cref="ObjectDisposedException">The module is disposed.</exception>
    /// <exception cref="InstantiationException">There is not enough memory.</exception>
    public InstanceArena(Instance instance, ModuleDataHandle module, InstanceOptions options)
        : base(0, ownsHandle: true)
    {
        bool added = false;
        module.DangerousAddRef(ref added);
        _module = module;
        Bump measure = default;
        Pieces pieces = new(ref measure, module.Data, options);
        try
        {
            _block = (byte*)NativeMemory.Alloc((nuint)(measure.Size + Bump.Alignment));
        }
        catch (OutOfMemoryException exception)
        {
            module.DangerousRelease();
            throw new InstantiationException($"There is not enough memory for an instance of {measure.Size:N0} bytes.", exception);
        }

        _pressure = pieces.EagerBytes;
        GC.AddMemoryPressure(_pressure);
        byte* start = (byte*)(((nuint)_block + Bump.Alignment - 1) & ~(nuint)(Bump.Alignment - 1));
        NativeMemory.Clear(start, (nuint)pieces.EagerBytes);
        Bump bump = new(start);
        pieces = new Pieces(ref bump, module.Data, options);
        pieces.Connect(module.Data, options);
        Stack = pieces.Stack;
        SetHandle((nint)pieces.Context);
        Context->Instance = GCHandle.ToIntPtr(GCHandle.Alloc(instance, GCHandleType.Weak));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The machine's state.</summary>
    [AllocationFree]
    public Context* Context => (Context*)handle;

    /// <summary>The stacks that calls from the host into this instance run on.</summary>
    public ExecutionStack* Stack { get; }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        GCHandle.FromIntPtr(Context->Instance).Free();
        Interruptions.Forget(Context);
        Stack->Free();
        NativeMemory.Free(_block);
        GC.RemoveMemoryPressure(_pressure);
        _module.DangerousRelease();
        return true;
    }

    /// <summary>Where everything lies.</summary>
    private readonly ref struct Pieces
    {
        private readonly MemoryData** _memories;
        private readonly TableData** _tables;
        private readonly ulong** _globals;
        private readonly ulong* _globalCells;
        private readonly FunctionReference** _references;
        private readonly FunctionReference* _ownReferences;
        private readonly DataSegment* _dataSegments;
        private readonly ElementSegment* _elementSegments;
        private readonly ulong* _elementItems;
        private readonly TagData** _tags;
        private readonly ExceptionStore* _exceptions;
        private readonly ulong* _exceptionMap;
        private readonly byte* _exceptionBlock;
        private readonly int _exceptionBytes;
        private readonly Frame* _frames;
        private readonly ulong* _slots;
        private readonly ulong** _globalHighs;
        private readonly ulong* _highCells;
        private readonly int _slotCount;
        private readonly nint _high;

        public Pieces(ref Bump bump, ModuleData* module, InstanceOptions options)
        {
            Context = bump.Take<Context>(1);
            Stack = bump.Take<ExecutionStack>(1);
            _memories = (MemoryData**)bump.Take<nint>(module->Memories.Count + 1L);
            _tables = (TableData**)bump.Take<nint>(module->Tables.Count);
            _globals = (ulong**)bump.Take<nint>(module->Globals.Count);
            _globalCells = bump.Take<ulong>(module->Globals.Count);
            int vectors = (module->Traits & ModuleTraits.Vectors) != 0 ? 1 : 0;
            _globalHighs = (ulong**)bump.Take<nint>(vectors * module->Globals.Count);
            _highCells = bump.Take<ulong>(vectors * module->Globals.Count);
            _references = (FunctionReference**)bump.Take<nint>(module->Functions.Count);
            _ownReferences = bump.Take<FunctionReference>(module->Functions.Count - module->ImportedFunctions);
            _dataSegments = bump.Take<DataSegment>(module->Data.Count);
            _elementSegments = bump.Take<ElementSegment>(module->Elements.Count);
            _elementItems = bump.Take<ulong>(PassiveItems(module));
            _tags = (TagData**)bump.Take<nint>(module->Tags.Count);
            bool catches = module->CatchClauses.Count != 0;
            _exceptionBytes = catches ? options.MaxExceptionBytes / sizeof(ulong) * sizeof(ulong) : 0;
            _exceptions = catches ? bump.Take<ExceptionStore>(1) : null;
            _exceptionMap = (ulong*)bump.Take<byte>(ExceptionStore.MapBytes(_exceptionBytes));
            EagerBytes = bump.Size;
            _exceptionBlock = bump.Take<byte>(_exceptionBytes);
            _frames = bump.Take<Frame>(options.MaxCallDepth);
            _slotCount = options.ValueStackBytes / ((1 + vectors) * sizeof(ulong));
            long slots = _slotCount + 1L + ExecutionStack.Reserve;
            _high = (nint)(vectors * ExecutionStack.DistanceToHighHalves(slots));
            _slots = bump.Take<ulong>(slots + _high);
        }

        public Context* Context { get; }

        public ExecutionStack* Stack { get; }

        /// <summary>The bytes that are in use from the beginning: all but the stacks.</summary>
        public long EagerBytes { get; }

        /// <summary>Writes the pointers between the pieces.</summary>
        public void Connect(ModuleData* module, InstanceOptions options)
        {
            *Stack = new ExecutionStack(_slots, _slotCount, _frames, options.MaxCallDepth) { High = _high };
            Stack->Owner = Context;
            Context->Functions = module->Functions.Items;
            Context->Types = (RuntimeType**)module->RuntimeTypes.Items;
            Context->Memories = _memories;
            Context->Tables = _tables;
            Context->Globals = _globals;
            Context->GlobalHighs = _high == 0 ? null : _globalHighs;
            Context->References = _references;
            Context->DataSegments = _dataSegments;
            Context->ElementSegments = _elementSegments;
            Context->Tags = _tags;
            Context->Handlers = module->Handlers;
            Context->Exceptions = _exceptions;
            if (_exceptions != null)
            {
                _exceptions->Initialize(Context, _exceptionBlock, _exceptionBytes, _exceptionMap);
            }

            for (int i = 0; i < module->Globals.Count; i++)
            {
                _globals[i] = _globalCells + i;
                if (_high != 0)
                {
                    _globalHighs[i] = _highCells + i;
                }
            }

            for (int i = module->ImportedFunctions; i < module->Functions.Count; i++)
            {
                FunctionReference* reference = _ownReferences + (i - module->ImportedFunctions);
                *reference = new FunctionReference { Function = module->Functions.Items + i, Owner = Context };
                _references[i] = reference;
            }

            for (int i = 0; i < module->Data.Count; i++)
            {
                ref DataData data = ref module->Data[i];
                if (data.Mode == SegmentMode.Passive)
                {
                    _dataSegments[i] = new DataSegment { Bytes = module->Bytes + data.Bytes.Offset, Length = (uint)data.Bytes.Length };
                }
            }

            ulong* items = _elementItems;
            for (int i = 0; i < module->Elements.Count; i++)
            {
                ref ElementData element = ref module->Elements[i];
                if (element.Mode == SegmentMode.Passive)
                {
                    _elementSegments[i] = new ElementSegment { Items = items, Length = (uint)element.Count };
                    items += element.Count;
                }
            }
        }

        /// <summary>Items of passive element segments; those of others are copied or dropped at instantiation and need no room.</summary>
        private static long PassiveItems(ModuleData* module)
        {
            long count = 0;
            foreach (ElementData element in module->Elements.Span)
            {
                count += element.Mode == SegmentMode.Passive ? element.Count : 0;
            }

            return count;
        }
    }
}
