// Modules whose loading is measured.
using NanoWasm.Testing;

namespace NanoWasm.Benchmarks;

/// <summary>A module by name: programs that somebody compiled, from npm in locked versions (see Npm), and generated ones.</summary>
/// <param name="Name">The module's name.</param>
/// <param name="Bytes">The module.</param>
internal sealed record LoadableModule(string Name, ReadOnlyMemory<byte> Bytes)
{
    private const string Generated = "generated";

    /// <summary>The size of the generated module among others.</summary>
    private const int GeneratedBytes = 5_000_000;

    /// <summary>The size of a function of a generated module, with all that belongs to it.</summary>
    private const int FunctionBytes = 327;

    private static readonly NpmFolder Packages = new(Path.Combine(AppContext.BaseDirectory, "Npm"));

    /// <summary>From which compiler they come: C++ (SQLite by Emscripten), Rust (swc), Go (esbuild), and TinyGo (gofmt).</summary>
    private static readonly IReadOnlyDictionary<string, string> Files = new Dictionary<string, string>
    {
        ["gofmt"] = "@wasm-fmt/gofmt/gofmt.wasm",
        ["sqlite"] = "sql.js/dist/sql-wasm.wasm",
        ["esbuild"] = "esbuild-wasm/esbuild.wasm",
        ["swc"] = "@swc/wasm/wasm_bg.wasm",
    };

    /// <summary>All that can be had here: without npm, only the generated one.</summary>
    public static IEnumerable<string> Names => Packages.MissingReason is null ? [Generated, .. Files.Keys] : [Generated];

    /// <summary>Why modules from npm are missing; null if they are not.</summary>
    public static string? MissingReason => Packages.MissingReason;

    /// <summary>Gets a module.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static LoadableModule Get(string name) => new(name, name == Generated ? Generate(GeneratedBytes) : File.ReadAllBytes(Packages.GetFile(Files[name])));

    /// <summary>A valid module of functions like those of compiled programs: arithmetic on locals, loads and stores, nested blocks, branches and calls.</summary>
    /// <param name="bytes">About how large it has to be.</param>
    public static byte[] Generate(int bytes)
    {
        ModuleBuilder module = new ModuleBuilder().Memory(1);
        for (int i = 0; i == 0 || i < bytes / FunctionBytes; i++)
        {
            uint callee = (uint)i;
            module.Function([ValueKind.I32, ValueKind.I32], [ValueKind.I32], code => WriteBody(code, callee));
        }

        return module.Build();
    }

    private static void WriteBody(CodeBuilder code, uint callee)
    {
        code.Locals(ValueKind.I32, 4).Locals(ValueKind.F64, 2).Block();
        for (uint round = 0; round < 4; round++)
        {
            code.LocalGet(0).I32(1000 + (int)round).Op(Opcode.I32Add).LocalTee(2).Access(Opcode.I32Load, round * 8, 2).LocalSet(3);
            code.LocalGet(2).LocalGet(3).LocalGet(1).Op(Opcode.I32Xor).Access(Opcode.I32Store, (round * 8) + 4, 2);
            code.LocalGet(2).F64(1.5).LocalGet(6).Op(Opcode.F64Mul).Access(Opcode.F64Store, round * 16, 3);
            code.Block().Loop().LocalGet(3).Op(Opcode.I32Eqz).BrIf(1).LocalGet(3).I32(1).Op(Opcode.I32Sub).LocalTee(3).BrIf(0).End().End();
            code.LocalGet(1).If(ValueKind.I32).LocalGet(2).Else().LocalGet(3).LocalGet(0).Call(callee).End().LocalSet(4);
        }

        code.LocalGet(4).BrIf(0).End().LocalGet(4);
    }
}
