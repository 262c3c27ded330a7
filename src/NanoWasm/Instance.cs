// An instance of a module.
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NanoWasm.Binary;
using NanoWasm.Execution;
using NanoWasm.Linking;

namespace NanoWasm;

/// <summary>
/// A module with its memory, tables and globals (specification 4.2.5), ready to run. Made by <see cref="Linker.Instantiate"/>.
/// </summary>
/// <remarks>
/// One thread at a time uses an instance and those that it shares functions, memories, tables, mutable globals or references with;
/// another one gets an <see cref="InvalidOperationException"/>. Dispose instances: their memory is not the collector's. It is freed
/// when no instance in use refers to it, so that instances may be disposed in any order, on any thread, even while one runs.
/// </remarks>
public sealed unsafe partial class Instance : IGroupMember, IDisposable
{
    private readonly InstanceArena _arena;
    private readonly HandleCache<Function> _functions = new();
    private readonly HandleCache<Global> _globals = new();
    private readonly List<HostFunction> _hostFunctions = [];
    private readonly Profiler? _profiler;
    private readonly bool _superinstructions;
    private InstanceGroup _group;
    private Waiter? _waiter;
    private bool _disposed;

    internal Instance(Module module, InstanceOptions options)
    {
        Module = module;
        Observer = options.Observer;
        _arena = new InstanceArena(this, module.Handle, options);
        Memories = new Memory[module.Data->Memories.Count];
        Tables = new Table[module.Data->Tables.Count];
        Tags = new Tag[module.Data->Tags.Count];
        Dispatch = DispatchTables.Fill(_arena.Context, module.Data->UsedOpcodes, module.Data->Traits | (options.CanonicalNaNs ? ModuleTraits.None : ModuleTraits.AnyNaNs), options.Dispatch);
        _superinstructions = options.Superinstructions;
        PrecompiledHandlers.PrepareOpcodes(module.Data->UsedOpcodes);
        _group = new InstanceGroup();
        _profiler = options.Profiler;
        _profiler?.Attach(this);
    }

    /// <summary>The module.</summary>
    [AllocationFree]
    public Module Module { get; }

    /// <summary>The dispatcher that runs it: <see cref="DispatchMode.Threaded"/> or <see cref="DispatchMode.Switch"/>.</summary>
    public DispatchMode Dispatch { get; }

    /// <summary>The exports, in order.</summary>
    public IReadOnlyList<ExportDescriptor> Exports => Module.Exports;

    /// <summary>The trap of the latest call into this instance that trapped; <see cref="TrapKind.None"/> before the first.</summary>
    public TrapKind LastTrap { get; internal set; }

    /// <summary>The trap that the host function which was called last asked for.</summary>
    [AllocationFree]
    internal TrapKind HostTrap { get; set; }

    /// <summary>
    /// The exception of the latest <c>TryInvoke</c> of a function here that ended with <see cref="CallStatus.Threw"/>; null before the first. It has no backtrace, unless a
    /// host function threw it.
    /// </summary>
    public WasmException? LastException { get; internal set; }

    /// <summary>Has the module's code run in superinstructions where it was asked for. Its constant expressions have run.</summary>
    internal void AddSuperinstructions()
    {
        if (!_superinstructions || !DispatchTables.CanAdd(Context))
        {
            return;
        }

        if (Module.Data->CodeBytes > ModuleRows.MaxCodeBytes)
        {
            PrecompiledHandlers.PrepareSequences(Module.Data->UsedOpcodes, Context->Traits);
            DispatchTables.AddSharedSuperinstructions(Context, Module.Data->UsedOpcodes);
            return;
        }

        ModuleRows* rows = ModuleRows.Of(Module.Data, Context->Traits);
        PrecompiledHandlers.PrepareSequences(rows);
        DispatchTables.AddSuperinstructions(Context, rows);
    }

    /// <summary>Who is told of what happens here, or null.</summary>
    [AllocationFree]
    internal InstanceObserver? Observer { get; }

    /// <inheritdoc/>
    bool IGroupMember.IsRoot => !_disposed;

    /// <summary>The machine's state.</summary>
    [AllocationFree]
    internal Context* Context => _arena.Context;

    /// <summary>The stacks that calls from the host into this instance run on.</summary>
    [AllocationFree]
    internal ExecutionStack* Stack => _arena.Stack;

    /// <summary>
    /// What a call from the host into this instance waits with. Made by the thread that has entered it; <see cref="Interrupt"/> has every processor see the request before it looks
    /// whether there is one, and those who wait look for the request afterwards.
    /// </summary>
    [AllocationFree]
    internal Waiter Waiter
    {
        get
        {
            if (_waiter is null)
            {
#pragma warning disable NW1001 // Once an instance, and only where it waits.
                Volatile.Write(ref _waiter, new Waiter());
#pragma warning restore NW1001
            }

            return _waiter;
        }
    }

    /// <summary>The memories, imported ones first.</summary>
    internal Memory[] Memories { get; }

    /// <summary>The tables, imported ones first.</summary>
    internal Table[] Tables { get; }

    /// <summary>The tags, imported ones first.</summary>
    internal Tag[] Tags { get; }

    /// <summary>The group it belongs to.</summary>
    [AllocationFree]
    internal InstanceGroup Group => _group.Root;

    /// <summary>Whether its native memory is gone.</summary>
    [AllocationFree]
    internal bool IsFreed => _arena.IsClosed;

    /// <summary>An exported function.</summary>
    /// <param name="name">The export's name.</param>
    /// <returns>The function, or null if there is none of that name.</returns>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    public Function? GetFunction(string name) => Find(name, ExternalKind.Function) is int index ? FunctionAt(index) : null;

    /// <summary>An exported memory.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists the exports.</exception>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    public Memory GetMemory(string name) => TryGetMemory(name, out Memory? memory) ? memory : throw Missing("memory", name);

    /// <summary>An exported table.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists the exports.</exception>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    public Table GetTable(string name) => TryGetTable(name, out Table? table) ? table : throw Missing("table", name);

    /// <summary>An exported global.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists the exports.</exception>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    public Global GetGlobal(string name) => TryGetGlobal(name, out Global? global) ? global : throw Missing("global", name);

    /// <summary>An exported tag.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists the exports.</exception>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    public Tag GetTag(string name) => TryGetTag(name, out Tag? tag) ? tag : throw Missing("tag", name);

    /// <summary>An exported memory.</summary>
    /// <returns>Whether there is one of that name.</returns>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    public bool TryGetMemory(string name, [NotNullWhen(true)] out Memory? memory)
    {
        memory = Find(name, ExternalKind.Memory) is int index ? Memories[index] : null;
        return memory is not null;
    }

    /// <summary>An exported table.</summary>
    /// <returns>Whether there is one of that name.</returns>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    public bool TryGetTable(string name, [NotNullWhen(true)] out Table? table)
    {
        table = Find(name, ExternalKind.Table) is int index ? Tables[index] : null;
        return table is not null;
    }

    /// <summary>An exported global.</summary>
    /// <returns>Whether there is one of that name.</returns>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    public bool TryGetGlobal(string name, [NotNullWhen(true)] out Global? global)
    {
        global = Find(name, ExternalKind.Global) is int index ? GlobalAt(index) : null;
        return global is not null;
    }

    /// <summary>An exported tag.</summary>
    /// <returns>Whether there is one of that name.</returns>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    public bool TryGetTag(string name, [NotNullWhen(true)] out Tag? tag)
    {
        tag = Find(name, ExternalKind.Tag) is int index ? Tags[index] : null;
        return tag is not null;
    }

    /// <summary>An export of any kind.</summary>
    /// <returns>The function, memory, table, global or tag, or null if there is none of that name.</returns>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    public Extern? GetExport(string name)
    {
        ThrowIfDisposed();
        if (!Module.TryFindExport(name, out ExternalKind kind, out int index))
        {
            return null;
        }

        return kind switch
        {
            ExternalKind.Function => FunctionAt(index),
            ExternalKind.Memory => Memories[index],
            ExternalKind.Table => Tables[index],
            ExternalKind.Tag => Tags[index],
            _ => GlobalAt(index),
        };
    }

    /// <summary>
    /// Ends what the host has called in this instance, as soon as the next instruction begins, by the trap <see cref="TrapKind.Interrupted"/>; where nothing runs, the
    /// next call ends so. May be called on any thread, at any time. What the guest has written stays written, and the instance stays usable.
    /// </summary>
    /// <remarks>
    /// Code of other instances that runs within such a call ends as well, and so does waiting for other threads (<c>memory.atomic.wait32</c>). A host function is not interrupted; the guest ends when it returns. Running costs nothing for
    /// this. To tie it to a <see cref="CancellationToken"/>: <c>token.Register(instance.Interrupt)</c>.
    /// </remarks>
    public void Interrupt()
    {
        bool added = false;
        try
        {
            _arena.DangerousAddRef(ref added);
            Interruptions.Request(Stack);
            Volatile.Read(ref _waiter)?.Look();
        }
        catch (ObjectDisposedException) when (!added)
        {
            // It is freed: nothing runs, and nothing will.
        }
        finally
        {
            if (added)
            {
                _arena.DangerousRelease();
            }
        }
    }

    /// <summary>
    /// Lets go of the instance. It is freed, and using its functions, memory, tables and globals is an <see cref="ObjectDisposedException"/>, as
    /// soon as nothing runs in it and no instance in use refers to it; what is running runs to its end.
    /// </summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            InstanceGroup.Abandon(_group);
        }
    }

    /// <summary>Enters the instance's group. A disposed instance that others still use can be entered: its functions are theirs, too.</summary>
    /// <exception cref="ObjectDisposedException">The instance was freed.</exception>
    /// <exception cref="InvalidOperationException">Another thread runs in the group.</exception>
    [AllocationFree]
    internal void Enter()
    {
        _group = InstanceGroup.Enter(_group);
        if (IsFreed)
        {
            Leave();
            ThrowIfFreed();
        }
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    [AllocationFree]
    internal void Leave() => _group.Leave();

    /// <summary>Throws if the instance's memory is gone. Nothing is freed while the group is entered.</summary>
    [AllocationFree]
    internal void ThrowIfFreed() => ObjectDisposedException.ThrowIf(IsFreed, this);

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed || IsFreed, this);

    /// <summary>The function with an index; imported ones are those of their origin. Its arena is alive.</summary>
    internal Function FunctionAt(int index) => _functions.Find(index) ?? _functions.GetOrAdd(index, MakeFunction);

    /// <summary>The global with an index; imported ones that are shared are those of their origin.</summary>
    internal Global GlobalAt(int index) => _globals.Find(index) ?? _globals.GetOrAdd(index, MakeGlobal);

    /// <summary>Makes an imported global known, so that it is the same object here as where it comes from.</summary>
    internal void AddImportedGlobal(int index, Global global) => _globals.GetOrAdd(index, _ => global);

    /// <summary>Keeps an imported host function alive.</summary>
    internal void AddHostFunction(HostFunction function) => _hostFunctions.Add(function);

    /// <summary>Makes this instance's group one with another. The caller has entered the instance.</summary>
    internal void Join(InstanceGroup group) => _group = InstanceGroup.Unite(_group, group);

    /// <summary>Makes the group's garbage-collected heap this instance's, too. The caller has entered the instance.</summary>
    internal void UseHeap(long allowance)
    {
        GcHeap heap = Group.UseHeap();
        heap.Add(Module.Data, allowance);
        Context->GcBlocks = GcBlocks.Entries;
        MoveHeap(heap);
    }

    /// <summary>The heap has become part of another one. The caller has entered the group.</summary>
    internal void MoveHeap(GcHeap heap) => Context->Gc = heap.Data;

    /// <inheritdoc/>
    [AllocationFree]
    void IGroupMember.MarkHeap(GcMarker marker)
    {
        // What runs may have its stack here, even if the instance needs no heap.
        marker.MarkAll(Stack->First, Stack->Top);
        ModuleData* module = Module.Data;
        for (int i = 0; i < module->Globals.Count; i++)
        {
            if (module->Globals[i].Type.IsReference())
            {
                marker.Mark(*Context->Globals[i]);
            }
        }

        for (int i = 0; i < module->Elements.Count; i++)
        {
            ElementSegment segment = Context->ElementSegments[i];
            if (module->Elements[i].Expressions)
            {
                marker.MarkAll(segment.Items, segment.Items + segment.Length);
            }
        }
    }

    /// <inheritdoc/>
    void IGroupMember.MarkReferences(GroupMarker marker)
    {
        ModuleData* module = Module.Data;
        for (int i = 0; i < module->ImportedFunctions; i++)
        {
            // Null where instantiation failed before it came so far.
            if (Context->References[i] != null)
            {
                marker.MarkFunction(Context->References[i]);
            }
        }

        marker.Tags.UnionWith(Tags);
        MarkAll(marker, Memories);
        MarkAll(marker, Tables);
        for (int i = 0; i < module->Globals.Count; i++)
        {
            ValType type = module->Globals[i].Type;
            if (type.IsReference())
            {
                marker.MarkReference(type.ToValueKind(module), *Context->Globals[i]);
            }
        }

        foreach (Global global in _globals.All())
        {
            marker.Mark(global.Holder);
        }

        MarkElementSegments(marker, module);
    }

    /// <inheritdoc/>
    void IGroupMember.Free()
    {
        foreach (Memory? memory in Memories)
        {
            // Null where instantiation failed before it came so far.
            if (memory is { IsShared: true })
            {
                memory.RemoveUser();
            }
        }

        _arena.Dispose();
    }

    private Function MakeFunction(int index) =>
        index < Module.Data->ImportedFunctions ? Slots.ToFunction((ulong)Context->References[index])! : new Function(this, index);

    private Global MakeGlobal(int index)
    {
        GlobalData data = Module.Data->Globals[index];
        return new Global(this, new GlobalType(WasmType.Of(Module.Data, data.Type), data.Mutable), Context->Globals[index], Context->GlobalHighs == null ? null : Context->GlobalHighs[index]);
    }

    private static void MarkAll(GroupMarker marker, IGroupMember?[] members)
    {
        foreach (IGroupMember? member in members)
        {
            if (member is not null)
            {
                marker.Mark(member);
            }
        }
    }

    private void MarkElementSegments(GroupMarker marker, ModuleData* module)
    {
        for (int i = 0; i < module->Elements.Count; i++)
        {
            ElementSegment segment = Context->ElementSegments[i];
            for (uint j = 0; j < segment.Length; j++)
            {
                marker.MarkReference(module->Elements[i].Type.ToValueKind(module), segment.Items[j]);
            }
        }
    }

    /// <summary>The function behind a typed handle.</summary>
    private Function GetTypedFunction(string name, ReadOnlySpan<WasmType> parameters, ImmutableArray<WasmType> results)
    {
        Function function = GetFunction(name) ?? throw Missing("function", name, new FuncType([.. parameters], results));
        FuncType type = function.FuncType;
        return AllMatch(parameters, type.Parameters.AsSpan()) && AllMatch(type.Results.AsSpan(), results.AsSpan())
            ? function
            : throw new ArgumentException($"The function \"{name}\" is {type}, not {new FuncType([.. parameters], results)} as asked for.", nameof(name));
    }

    private static bool AllMatch(ReadOnlySpan<WasmType> types, ReadOnlySpan<WasmType> supers)
    {
        if (types.Length != supers.Length)
        {
            return false;
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (!types[i].Matches(supers[i]))
            {
                return false;
            }
        }

        return true;
    }

    private int? Find(string name, ExternalKind kind)
    {
        ThrowIfDisposed();
        return Module.TryFindExport(name, out ExternalKind found, out int index) && found == kind ? index : null;
    }

    private KeyNotFoundException Missing(string kind, string name, FuncType? wanted = null)
    {
        const int Listed = 50;
        IEnumerable<string> exports = Exports.Take(Listed).Select(static export => $"\"{export.Name}\" {export.Type}");
        string list = Exports.Count == 0 ? "nothing" : string.Join(", ", exports) + (Exports.Count > Listed ? ", …" : string.Empty);
        return new KeyNotFoundException($"The instance exports no {kind} \"{name}\"{(wanted is null ? string.Empty : $" of type {wanted}")}. It exports {list}.");
    }
}
