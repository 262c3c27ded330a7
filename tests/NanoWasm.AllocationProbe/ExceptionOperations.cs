// What is done with exceptions.
using NanoWasm.Testing;
using static NanoWasm.AllocationProbe.OperationList;
using static NanoWasm.ValueKind;

namespace NanoWasm.AllocationProbe;

/// <summary>Exceptions that guests throw and catch; those that leave a guest are objects.</summary>
internal sealed class ExceptionOperations : IDisposable
{
    private const int Throws = 1000;

    private readonly Instance _instance;

    /// <summary>Makes the instance.</summary>
    public ExceptionOperations(DispatchMode mode) => _instance = new Linker().Instantiate(Module.FromBytes(Guest()), new InstanceOptions { Dispatch = mode, MaxExceptionBytes = 1 << 12 });

    /// <summary>Adds the operations.</summary>
    public void AddTo(OperationList list)
    {
        list.Group = "Exceptions";
        WasmFunction<int, int> plain = _instance.GetFunction<int, int>("plain");
        WasmFunction<int, int> referring = _instance.GetFunction<int, int>("referring");
        WasmFunction<int, int> first = _instance.GetFunction<int, int>("first");
        list.Add("throw, and try_table that catches it", () => Require(plain.Invoke(Throws) == Throws));
        list.Add("try_table that takes references, throw_ref, and the collections that follow", () => Require(referring.Invoke(Throws) == Throws));
        list.Add("try, catch and rethrow of the first encoding", () => Require(first.Invoke(Throws) == Throws));
    }

    /// <inheritdoc/>
    public void Dispose() => _instance.Dispose();

    private static byte[] Guest() => new ModuleBuilder()
        .Tag([I32])
        .Function([I32], [], f => f.LocalGet(0).Op(Opcode.Throw, 0))
        .Function("plain", [I32], [I32], f => Repeat(f, static body => body.Block(I32).TryTable([], [0, 0, 0]).LocalGet(1).Call(0).End().Op(Opcode.Unreachable).End()))
        .Function("referring", [I32], [I32], f => Repeat(f, static body => body
            .Block(I32).TryTable([], [0, 0, 0])
            .Block(ExnRef).TryTable([], [3, 0]).LocalGet(1).Call(0).End().Op(Opcode.Unreachable).End()
            .Op(Opcode.ThrowRef).End().Op(Opcode.Unreachable).End()))
        .Function("first", [I32], [I32], f => Repeat(f, static body => body
            .Try(I32).Try(I32).LocalGet(1).Call(0).I32(0).Op(Opcode.Catch, 0).Op(Opcode.Rethrow, 0).End().Op(Opcode.Catch, 0).End()))
        .Build();

    /// <summary>Does something as often as the parameter says, with a counter, which it gives back.</summary>
    private static void Repeat(CodeBuilder code, Action<CodeBuilder> body)
    {
        code.Locals(I32).Loop();
        body(code);
        code.I32(1).Op(Opcode.I32Add).LocalTee(1).LocalGet(0).Op(Opcode.I32LtS).BrIf(0).End().LocalGet(1);
    }
}
