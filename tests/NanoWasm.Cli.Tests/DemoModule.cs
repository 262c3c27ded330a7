// A module with something of everything that the tool shows.
using static NanoWasm.ValueKind;

namespace NanoWasm.Cli.Tests;

/// <summary>Builds the module that most tests use.</summary>
internal static class DemoModule
{
    /// <summary>A name as a hostile module has it: an escape code for red print.</summary>
    public const string HostileName = "evil\u001B[31m";

    /// <summary>Function 0 is the import; the others follow in the order in which they are exported.</summary>
    public static ModuleBuilder Make() => new ModuleBuilder()
        .Name("demo")
        .ImportFunction("env", "print", [I32, I32], [])
        .Memory(1, 2)
        .Data(0, "hello\n"u8)
        .Function("div", [I32, I32], [I32], c => c.LocalGet(0).LocalGet(1).Op(Opcode.I32DivS))
        .Function("outer", [I32], [I32], c => c.I32(1).LocalGet(0).Call(1))
        .Function("deep", [], [], c => c.Call(3))
        .Function("floats", [F32, F64], [F32, F64], c => c.LocalGet(0).LocalGet(1))
        .Function("wide", [I64], [I64], c => c.LocalGet(0))
        .Function("references", [ExternRef, FuncRef], [ExternRef, FuncRef], c => c.LocalGet(0).LocalGet(1))
        .Function("function", [], [FuncRef], c => c.RefFunc(1))
        .Function("hello", [], [], c => c.I32(0).I32(6).Call(0))
        .Function("printBeyond", [], [], c => c.I32(65530).I32(10).Call(0))
        .Function(HostileName, [], [], c => c.Unreachable())
        .Function("nested", [I32], [I32], c => c.Block().LocalGet(0).If(I32).I32(1).Else().I32(2).End().Return().End().I32(3));

    /// <summary>The demo in a file.</summary>
    public static string WriteTo(ModuleFiles files) => files.Write("demo.wasm", Make());
}
