// Host functions and logs of the heap-free interpreter.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Nano;

public sealed class NanoHostTests
{
    [Theory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Call_OfTheHost_PassesArgumentsMemoryAndResults(DispatchMode mode)
    {
        byte[] wasm = Module();
        NanoInterpreter<Host> nano = new(wasm, new byte[65_536], new Host(new Record())) { Dispatch = mode };
        NanoResult result = nano.Run("f", 20);

        // add(20, 22) + memory[3], which the host wrote.
        Assert.Equal(42 + 9, result.Value);
        Assert.Equal(["finished: 51"], nano.Host.Record.Lines);
    }

    [Fact]
    public void Call_ThatTraps_EndsTheRunAtTheCall()
    {
        byte[] wasm = Module();
        NanoInterpreter<Host> nano = new(wasm, new byte[65_536], new Host(new Record()));
        NanoError error = nano.Run("f", -1).Error;
        Assert.Equal((NanoErrorKind.Trap, TrapKind.IntegerOverflow), (error.Kind, error.Trap));
        Assert.Equal((byte)Opcode.Call, wasm[error.Offset]);
        Assert.StartsWith("failed: integer overflow (at offset 0x", Assert.Single(nano.Host.Record.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Call_ThatThrows_PassesTheExceptionOnAndLeavesTheInterpreterUsable()
    {
        NanoInterpreter<Host> nano = new(Module(), new byte[65_536], new Host(new Record()));
        bool thrown = false;
        try
        {
            nano.Run("f", -2);
        }
        catch (NotSupportedException)
        {
            thrown = true;
        }

        Assert.True(thrown);
        Assert.Equal(51, nano.Run("f", 20).Value);
    }

    [Fact]
    public void Import_NobodyOffers_IsUnknown()
    {
        byte[] wasm = new ModuleBuilder().ImportFunction("env", "sub", [I32, I32], [I32]).Function("f", [], [], _ => { }).Build();
        Assert.Equal(NanoErrorKind.UnknownImport, new NanoInterpreter<Host>(wasm, [], new Host(new Record())).Run().Error.Kind);
        Assert.Equal(NanoErrorKind.UnknownImport, new NanoInterpreter(wasm, []).Run().Error.Kind);
        byte[] otherType = new ModuleBuilder().ImportFunction("env", "add", [I64, I32], [I32]).Function("f", [], [], _ => { }).Build();
        Assert.Equal(NanoErrorKind.UnknownImport, new NanoInterpreter<Host>(otherType, [], new Host(new Record())).Run().Error.Kind);
        byte[] global = new ModuleBuilder().ImportGlobal("env", "g", I32).Function("f", [], [], _ => { }).Build();
        Assert.Equal(NanoErrorKind.UnknownImport, new NanoInterpreter(global, []).Run().Error.Kind);
    }

    [Fact]
    public void Import_OfMemory_IsTheCallersBuffer()
    {
        byte[] wasm = new ModuleBuilder().ImportMemory("env", "memory", 1).Function("f", [], [I32], f => f.I32(2).Access(Opcode.I32Load8U)).Build();
        byte[] memory = new byte[65_536];
        memory[2] = 77;
        Assert.Equal(77, new NanoInterpreter(wasm, memory, preserveMemory: true).Run().Value);
    }

    [Fact]
    public void Logger_Alone_GetsTheLines()
    {
        Record record = new();
        NanoInterpreter<NanoLoggingHost<Logger>> nano = new(new ModuleBuilder().Function("f", [], [I32], f => f.I32(3)).Build(), [], new(new Logger(record)));
        nano.Run();
        Assert.Equal(["finished: 3"], record.Lines);
    }

    internal static byte[] Module() => new ModuleBuilder()
        .ImportFunction("env", "add", [I32, I32], [I32])
        .ImportFunction("env", "poke", [I32], [])
        .Memory(1)
        .Function("f", [I32], [I32], f => f.I32(3).Call(1).LocalGet(0).I32(22).Call(0).I32(3).Access(Opcode.I32Load8U).Op(Opcode.I32Add))
        .Build();

    internal readonly record struct Anything : INanoHost
    {
        public int Bind(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name, NanoFunctionType type) => 0;

        public TrapKind Call(int function, NanoCall call) => TrapKind.None;

        public void Log(ReadOnlySpan<char> message)
        {
        }
    }

    internal sealed class Record
    {
        public List<string> Lines { get; } = [];
    }

    internal readonly record struct Logger(Record Record) : INanoLogger
    {
        public void Log(ReadOnlySpan<char> message) => Record.Lines.Add(message.ToString());
    }

    internal readonly record struct Host(Record Record) : INanoHost
    {
        public int Bind(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name, NanoFunctionType type)
        {
            if (!module.SequenceEqual("env"u8))
            {
                return -1;
            }

            return name.SequenceEqual("add"u8) && type.Is([I32, I32], I32) ? 0 : name.SequenceEqual("poke"u8) && type.Is([I32]) ? 1 : -1;
        }

        public TrapKind Call(int function, NanoCall call)
        {
            if (function == 1)
            {
                call.Memory[call.Int32(0)] = 9;
                return TrapKind.None;
            }

            switch (call.Int32(0))
            {
                case -1:
                    return TrapKind.IntegerOverflow;
                case -2:
                    throw new NotSupportedException();
                default:
                    call.Return(call.Int32(0) + call.Int32(1));
                    return TrapKind.None;
            }
        }

        public void Log(ReadOnlySpan<char> message) => Record?.Lines.Add(message.ToString());
    }
}
