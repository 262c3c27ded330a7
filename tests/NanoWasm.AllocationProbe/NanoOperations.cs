// The life of a heap-free interpreter.
using NanoWasm.Testing;
using static NanoWasm.AllocationProbe.OperationList;
using static NanoWasm.ValueKind;

namespace NanoWasm.AllocationProbe;

/// <summary>What a <see cref="NanoInterpreter"/> does when all goes well.</summary>
internal static class NanoOperations
{
    private const int PageSize = 65_536;

    /// <summary>Adds the operations.</summary>
    public static void AddTo(OperationList list, DispatchMode mode)
    {
        ValueKind[] four = [I32, I64, F32, F64];
        byte[] numbers = new ModuleBuilder().Function("f", four, four, f => f.LocalGet(0).LocalGet(1).LocalGet(2).LocalGet(3)).Build();
        byte[] main = SomeOfEverything();
        byte[] grow = new ModuleBuilder().Memory(1).Table(FuncRef, 1, 10)
            .Function("main", [], [I32], f => f.I32(1).Op(Opcode.MemoryGrow, 0).RefNull(FuncRef).I32(5).Op(Opcode.TableGrow, 0).Op(Opcode.I32Add)).Build();
        byte[] host = new ModuleBuilder().ImportFunction("env", "add", [I32, I32], [I32]).Memory(1)
            .Function("f", [I32], [I32], f => f.LocalGet(0).I32(2).Call(0)).Build();

        list.Group = "NanoInterpreter";
        list.Add("construct, Run, read the result; memory on the stack", () =>
        {
            Span<byte> memory = stackalloc byte[PageSize];
            NanoInterpreter nano = new(main, memory) { Dispatch = mode };
            NanoResult result = nano.Run();
            Require(result.Succeeded && result.Value == 42);
        });
        list.Add("construct, Validate", () =>
        {
            NanoInterpreter nano = new(main, stackalloc byte[PageSize]);
            Require(nano.Validate().Kind == NanoErrorKind.None);
        });
        list.Add("Run twice: the second one finds the module loaded", () =>
        {
            NanoInterpreter nano = new(main, stackalloc byte[PageSize]) { Dispatch = mode };
            Require(nano.Run().Value == 42 && nano.Run().Value == 42);
        });
        list.Add("Run that preserves memory", () =>
        {
            NanoInterpreter nano = new(main, stackalloc byte[PageSize], preserveMemory: true) { Dispatch = mode };
            Require(nano.Run().Value == 42 && nano.Run().Value == 42);
        });
        list.Add("Run(name, arguments), Run(name, arguments, results) with every number type", () =>
        {
            NanoInterpreter nano = new(numbers, []) { Dispatch = mode };
            Span<NanoValue> results = stackalloc NanoValue[4];
            Require(nano.Run("f", 1, 2L, 3f, 4d).Value == 1);
            Require(nano.Run("f", [1, 2L, 3f, 4d], results).Succeeded && results[3].Double == 4d);
        });
        list.Add("workspace and limits of the caller", () =>
        {
            Span<byte> workspace = stackalloc byte[20_000];
            NanoInterpreter nano = new(main, stackalloc byte[PageSize], limits: new NanoLimits { Calls = 20 }, workspace: workspace) { Dispatch = mode };
            Require(nano.Run().Value == 42);
        });
        list.Add("RequiredWorkspace", () => Require(NanoInterpreter.RequiredWorkspace(main) > 0));
        list.Add("memory.grow, table.grow", () =>
        {
            NanoInterpreter nano = new(grow, stackalloc byte[2 * PageSize]) { Dispatch = mode };
            Require(nano.Run().Value == 2);
        });
        list.Add("host functions, found and called; log lines", () =>
        {
            NanoInterpreter<Host> nano = new(host, stackalloc byte[PageSize], default) { Dispatch = mode };
            int lines = Host.Lines;
            Require(nano.Run("f", 40).Value == 42);
            Require(nano.Run("f", -1).Error.Trap == TrapKind.Unreachable && Host.Lines == lines + 2);
        });
        list.Add("log lines alone", () =>
        {
            NanoInterpreter<NanoLoggingHost<Logger>> nano = new(main, stackalloc byte[PageSize], default) { Dispatch = mode };
            int lines = Host.Lines;
            Require(nano.Run().Value == 42 && nano.Run("nothing").Error.Kind == NanoErrorKind.UnknownExport && Host.Lines == lines + 2);
        });
    }

    /// <summary>A module with some of everything: memory with data, a table with elements, a global, a start function.</summary>
    private static byte[] SomeOfEverything() => new ModuleBuilder().Memory(1).Table(FuncRef, 2).Global(I32, mutable: true, g => g.I32(0)).Data(8, 20)
        .Function([], [I32], f => f.I32(8).Access(Opcode.I32Load8U))
        .Function([], [], f => f.I32(22).GlobalSet(0))
        .Function("main", [], [I32], f => f.I32(0).CallIndirect([], [I32]).GlobalGet(0).Op(Opcode.I32Add))
        .Elements(0, 0, 1).Start(1).Build();

    private readonly struct Logger : INanoLogger
    {
        public void Log(ReadOnlySpan<char> message) => Host.Lines += message.IsEmpty ? 0 : 1;
    }

    private readonly struct Host : INanoHost
    {
        public static int Lines { get; set; }

        public int Bind(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name, NanoFunctionType type) =>
            module.SequenceEqual("env"u8) && name.SequenceEqual("add"u8) && type.Is([I32, I32], I32) ? 0 : -1;

        public TrapKind Call(int function, NanoCall call)
        {
            if (call.Int32(0) < 0)
            {
                return TrapKind.Unreachable;
            }

            call.Memory[0] = 1;
            call.Return(call.Int32(0) + call.Int32(1));
            return TrapKind.None;
        }

        public void Log(ReadOnlySpan<char> message) => Lines += message.IsEmpty ? 0 : 1;
    }
}
