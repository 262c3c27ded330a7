// What is done with an instance once it is there.
using System.Runtime.Intrinsics;
using NanoWasm.Testing;
using static NanoWasm.AllocationProbe.OperationList;
using static NanoWasm.ValueKind;

namespace NanoWasm.AllocationProbe;

/// <summary>Calls, host functions, references, memory, tables and globals of an <see cref="Instance"/>.</summary>
internal sealed class InstanceOperations : IDisposable
{
    private readonly DispatchMode _mode;
    private readonly Instance _instance;
    private readonly Instance _importer;
    private readonly List<Instance> _trapping = [];

    /// <summary>Makes the instances.</summary>
    public InstanceOperations(DispatchMode mode)
    {
        _mode = mode;
        Linker linker = new Linker()
            .DefineFunction("env", "host", static (int a) => a + 1)
            .DefineFunction("env", "caller", static (Caller caller, int a) =>
                a + (int)caller.Memory.Pages + caller.Memory.Span[0] + (caller.Instance.GetFunction("none") is null ? 100 : 0))
            .DefineFunction("env", "tuple", static (int a) => (a + 1, (long)a + 2))
            .DefineFunction("env", "untyped", new FuncType([I32], [I32]), static (caller, arguments, results) => results[0] = arguments[0].AsInt32() + 1)
            .DefineFunction("env", "vectors", static (Vector128<byte> a) => (7, a + Vector128<byte>.One))
            .DefineFunction("env", "again", static (Caller caller) => caller.Instance.GetFunction<int>("none").Invoke());
        _instance = linker.Instantiate(Module.FromBytes(Guest()), new InstanceOptions { Dispatch = mode });
        byte[] importer = new ModuleBuilder().ImportFunction("guest", "i32", [I32], [I32]).Function("call", [I32], [I32], static f => f.LocalGet(0).Call(0)).Build();
        _importer = new Linker().DefineInstance("guest", _instance).Instantiate(Module.FromBytes(importer), new InstanceOptions { Dispatch = mode });
    }

    /// <summary>Adds the operations.</summary>
    public void AddTo(OperationList list)
    {
        AddCalls(list);
        AddTraps(list);
        AddHostCalls(list);
        AddReferences(list);
        AddMemory(list);
        AddSharedMemory(list);
        AddTablesAndGlobals(list);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trapping.ForEach(static instance => instance.Dispose());
        _importer.Dispose();
        _instance.Dispose();
    }

    private static byte[] Guest()
    {
        ValueKind[] four = [I32, I64, F32, F64];
        ModuleBuilder module = new ModuleBuilder()
            .ImportFunction("env", "host", [I32], [I32]).ImportFunction("env", "caller", [I32], [I32]).ImportFunction("env", "tuple", [I32], [I32, I64])
            .ImportFunction("env", "untyped", [I32], [I32]).ImportFunction("env", "again", [], [I32])
            .ImportFunction("env", "vectors", [V128], [I32, V128])
            .Export("host", ExternalKind.Function, 0)
            .Memory(1, export: "memory").Table(FuncRef, 2, export: "table").Table(ExternRef, 2, export: "objects")
            .Global(I32, true, static c => c.I32(0), "global").Global(ExternRef, true, static c => c.RefNull(ExternRef), "object")
            .Function("none", [], [I32], static f => f.I32(7))
            .Function("four", four, four, static f => f.LocalGet(0).LocalGet(1).LocalGet(2).LocalGet(3))
            .Function("callHost", [I32], [I32], static f => f.LocalGet(0).Call(0))
            .Function("callCaller", [I32], [I32], static f => f.LocalGet(0).Call(1))
            .Function("callTuple", [I32], [I32, I64], static f => f.LocalGet(0).Call(2))
            .Function("callUntyped", [I32], [I32], static f => f.LocalGet(0).Call(3))
            .Function("callAgain", [], [I32], static f => f.Call(4))
            .Function("callVectors", [V128], [I32, V128], static f => f.LocalGet(0).Call(5))
            .Function("grow", [I32], [I32], static f => f.LocalGet(0).Op(Opcode.MemoryGrow, 0))
            .Function("growTable", [], [I32], static f => f.RefNull(FuncRef).I32(1).Op(Opcode.TableGrow, 0));
        foreach ((string name, ValueKind kind) in (ReadOnlySpan<(string, ValueKind)>)[("i32", I32), ("i64", I64), ("f32", F32), ("f64", F64), ("v128", V128), ("function", FuncRef), ("external", ExternRef)])
        {
            module.Function(name, [kind], [kind], static f => f.LocalGet(0));
        }

        return module.Build();
    }

    private void AddCalls(OperationList list)
    {
        list.Group = "Calls of an instance's functions";
        AddKind(list, "i32", 5);
        AddKind(list, "i32", 5u);
        AddKind(list, "i32", true);
        AddKind(list, "i64", 5L);
        AddKind(list, "i64", 5UL);
        AddKind(list, "f32", 5f);
        AddKind(list, "f64", 5d);
        AddKind(list, "v128", Vector128.Create((byte)5));
        WasmFunction<Vector128<byte>, (int, Vector128<byte>)> vectors = _instance.GetFunction<Vector128<byte>, (int, Vector128<byte>)>("callVectors");
        list.Add("Invoke, TryInvoke: vectors through a host function, as a tuple", () =>
            Require(vectors.Invoke(Vector128.Create((byte)5)) == (7, Vector128.Create((byte)6))));
        WasmFunction<int, long, float, double, (int, long, float, double)> four = _instance.GetFunction<int, long, float, double, (int, long, float, double)>("four");
        list.Add("Invoke, TryInvoke: several results as a tuple", () =>
            Require(four.Invoke(1, 2, 3, 4) == (1, 2, 3, 4) && four.TryInvoke(1, 2, 3, 4, out (int, long, float, double Last) results) == CallStatus.Finished && results.Last == 4));
        Function untyped = _instance.GetFunction("four")!;
        Value[] arguments = [1, 2L, 3f, 4d];
        Value[] values = new Value[4];
        list.Add("Function.Invoke, Function.TryInvoke over spans of values", () =>
        {
            untyped.Invoke(arguments, values);
            Require(untyped.TryInvoke(arguments, values) == CallStatus.Finished && values[3] == arguments[3]);
        });
        WasmFunction<int, int> imported = _importer.GetFunction<int, int>("call");
        list.Add("a call from one instance to another", () => Require(imported.Invoke(3) == 3));
        list.Add("GetFunction, GetMemory, GetTable, GetGlobal: what was got before", () =>
        {
            Require(_instance.GetFunction("none") is not null && _instance.GetFunction<int>("none").Invoke() == 7);
            Require(_instance.GetMemory("memory").Pages > 0 && _instance.GetTable("table").Size > 0 && _instance.GetGlobal("global").IsMutable);
        });
    }

    private void AddKind<T>(OperationList list, string name, T value)
        where T : IEquatable<T>
    {
        WasmFunction<T, T> handle = _instance.GetFunction<T, T>(name);
        list.Add("Invoke, TryInvoke: a result of each number type", typeof(T).Name, () =>
            Require(handle.Invoke(value).Equals(value) && handle.TryInvoke(value, out T result) == CallStatus.Finished && result.Equals(value)));
    }

    private void AddTraps(OperationList list)
    {
        list.Group = "Traps";
        foreach ((TrapKind trap, byte[] wasm) in TrapModules.All)
        {
            Instance instance = new Linker().Instantiate(Module.FromBytes(wasm), new InstanceOptions { Dispatch = _mode, MaxCallDepth = 1000 });
            _trapping.Add(instance);
            WasmAction handle = instance.GetAction("f");
            list.Add("TryInvoke that traps", trap.ToString(), () => Require(handle.TryInvoke() == CallStatus.Trapped && instance.LastTrap == trap));
        }
    }

    private void AddHostCalls(OperationList list)
    {
        list.Group = "Host functions";
        AddHostCall(list, "a typed delegate", "callHost");
        AddHostCall(list, "a typed delegate that uses its Caller's memory and exports", "callCaller");
        AddHostCall(list, "an untyped callback", "callUntyped");
        AddHostCall(list, "called by the host itself", "host");

        // The first call from host to host makes an object for its thread, as the documentation says.
        Require(_instance.GetFunction<int, int>("host").Invoke(5) == 6);
        WasmFunction<int, (int, long)> tuple = _instance.GetFunction<int, (int, long)>("callTuple");
        list.Add("a typed delegate with several results", () => Require(tuple.Invoke(5) == (6, 7L)));
        WasmFunction<int> again = _instance.GetFunction<int>("callAgain");
        list.Add("a delegate that calls the instance again", () => Require(again.Invoke() == 7));
    }

    private void AddHostCall(OperationList list, string name, string export)
    {
        WasmFunction<int, int> handle = _instance.GetFunction<int, int>(export);
        list.Add(name, () => Require(handle.Invoke(5) >= 6));
    }

    private void AddReferences(OperationList list)
    {
        list.Group = "References";
        object something = new();
        Function function = _instance.GetFunction("none")!;
        WasmFunction<object?, object?> external = _instance.GetFunction<object?, object?>("external");
        WasmFunction<Function?, Function?> passed = _instance.GetFunction<Function?, Function?>("function");
        Require(external.Invoke(something) == something);
        list.Add("externref: an object that the instance knows, and null", () => Require(external.Invoke(something) == something && external.Invoke(null) is null));
        list.Add("funcref", () => Require(passed.Invoke(function) == function && passed.Invoke(null) is null));
    }

    private void AddMemory(OperationList list)
    {
        list.Group = "Memory";
        Memory memory = _instance.GetMemory("memory");
        Memory own = new(1);
        WasmFunction<int, int> grow = _instance.GetFunction<int, int>("grow");
        list.Add("Span, GetSpan", () =>
        {
            memory.Span[100]++;
            memory.GetSpan(200, 10).Clear();
        });
        list.Add("Read, Write", () =>
        {
            memory.Write(8, memory.Read<long>(8) + 1);
            memory.Write(16, (memory.Read<byte>(8), 1.5, 2f));
        });
        list.Add("WriteString, WriteZeroTerminatedString", () => Require(memory.WriteString(300, "täxt") == 5 && memory.WriteZeroTerminatedString(300, "text") == 5));
        list.Add("Pages, ByteLength", () => Require(memory.ByteLength == (ulong)memory.Pages * Memory.PageSize));
        list.Add("memory.grow by the guest, page by page", () => Require(grow.Invoke(1) > 0));
        list.Add("memory.grow by the guest, refused", () => Require(grow.Invoke(65_536) == -1));
        list.Add("Grow by the host, page by page", () => Require(own.Grow(1) > 0));
    }

    private void AddSharedMemory(OperationList list)
    {
        list.Group = "Shared memory";
        Memory memory = new(1, 2, shared: true);
        Instance instance = new Linker().Define("env", "memory", memory).Instantiate(Module.FromBytes(Waiting()), new InstanceOptions { Dispatch = _mode });
        _trapping.Add(instance);
        WasmFunction<int, long, int> wait = instance.GetFunction<int, long, int>("wait");
        WasmFunction<int> notify = instance.GetFunction<int>("notify");
        WasmFunction<int> add = instance.GetFunction<int>("add");
        list.Add("memory.atomic.wait32 of a value that is not there, and without time", () => Require(wait.Invoke(1, -1) == 1 && wait.Invoke(0, 0) == 2));
        list.Add("memory.atomic.notify, Memory.Notify", () => Require(notify.Invoke() == 0 && memory.Notify(0) == 0));
        list.Add("i32.atomic.rmw.add", () => Require(add.Invoke() >= 0));
    }

    private static byte[] Waiting() => new ModuleBuilder().ImportMemory("env", "memory", new MemoryType(1, 2) { IsShared = true })
        .Function("wait", [I32, I64], [I32], static f => f.I32(0).LocalGet(0).LocalGet(1).Access(Opcode.MemoryAtomicWait32, align: 2))
        .Function("notify", [], [I32], static f => f.I32(0).I32(-1).Access(Opcode.MemoryAtomicNotify, align: 2))
        .Function("add", [], [I32], static f => f.I32(8).I32(1).Access(Opcode.I32AtomicRmwAdd, align: 2))
        .Build();

    private void AddTablesAndGlobals(OperationList list)
    {
        list.Group = "Tables and globals";
        Table table = _instance.GetTable("table");
        Table objects = _instance.GetTable("objects");
        Global number = _instance.GetGlobal("global");
        Global reference = _instance.GetGlobal("object");
        Function function = _instance.GetFunction("none")!;
        object something = new();
        objects[1] = Value.FromExternal(something);
        WasmFunction<int> grow = _instance.GetFunction<int>("growTable");
        list.Add("a table's element, read and written", () =>
        {
            table[0] = Value.FromFunction(function);
            objects[0] = Value.FromExternal(something);
            Require(table[0].AsFunction() == function && objects[0].AsExternal() == something);
        });
        list.Add("table.grow by the guest, Grow by the host", () => Require(grow.Invoke() > 0 && table.Grow(1, Value.FromFunction(null)) > 0));
        list.Add("a global's value, read and written", () =>
        {
            number.Value = number.Value.AsInt32() + 1;
            reference.Value = Value.FromExternal(something);
            Require(reference.Value.AsExternal() == something);
        });
    }
}
