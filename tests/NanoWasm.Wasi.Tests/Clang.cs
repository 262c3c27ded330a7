// Compiles the programs of the tests, for WASI and for this machine.
namespace NanoWasm.Wasi.Tests;

/// <summary>clang with wasi-libc, where it is installed (Debian: clang, lld, wasi-libc, libclang-rt-…-dev-wasm32).</summary>
internal static class Clang
{
    private static readonly Lazy<string?> Problem = new(static () => ClangCompiler.FindProblem("WASI (wasi-libc?)", static () =>
    {
        ForWasi("surroundings.c");
        ForHost("surroundings.c");
    }));

    /// <summary>Why nothing can be compiled; null if it can.</summary>
    public static string? MissingReason => Problem.Value;

    /// <summary>Compiles a program for WASI.</summary>
    /// <returns>The module's path.</returns>
    public static string ForWasi(string source) => Compile(source, ".wasm", "--target=wasm32-wasi");

    /// <summary>Compiles a program for this machine.</summary>
    /// <returns>The program's path.</returns>
    public static string ForHost(string source) => Compile(source, ".host");

    private static string Compile(string source, string extension, params string[] options)
    {
        string[] language = source.EndsWith(".cpp", StringComparison.Ordinal) ? ["-fno-exceptions", "-fno-rtti", "-nostdlib++"] : [];
        return ClangCompiler.Compile(source + extension, [.. options, .. language, Path.Combine(AppContext.BaseDirectory, "programs", source), "-lm"]);
    }
}

/// <summary>A test with rows that needs clang and wasi-libc.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClangTheoryAttribute : TheoryAttribute
{
    public ClangTheoryAttribute() => Skip = Clang.MissingReason;
}
