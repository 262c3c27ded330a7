// The programs of this folder, compiled and assembled when the tests run.
using System.Globalization;
using NanoWasm.Testing;
using Xunit;

namespace NanoWasm.AcceptanceTests.Compiled;

/// <summary>Programs in C and C++ without a library, by clang, and in the text format, by Binaryen.</summary>
internal static class CompiledPrograms
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Compiled");
    private static readonly string[] Freestanding = ["-Wall", "-Wextra", "-Werror", "-ffreestanding", "-nostdlib", "-Wl,--no-entry"];
    private static readonly Lazy<string?> Problem = new(static () => ClangCompiler.FindProblem("WebAssembly (lld?)", static () => ForWasm("tailcalls.c")));

    /// <summary>Why nothing can be compiled; null if it can.</summary>
    public static string? MissingReason => Problem.Value;

    /// <summary>Compiles a program for WebAssembly.</summary>
    /// <param name="name">The source's name, which says what it needs.</param>
    /// <returns>The module's path.</returns>
    public static string ForWasm(string name) => name switch
    {
        "wide.c" => Wasm(name, "--target=wasm64", "-Wl,-mwasm64"),
        "tailcalls.c" => Wasm(name, "--target=wasm32", "-mtail-call"),
        "exceptions.cpp" => Wasm(name, "--target=wasm32", "-fwasm-exceptions", Source("runtime.cpp")),
        "atomics.c" => Wasm(
            name, "--target=wasm32", "-matomics", "-mbulk-memory", "-mmutable-globals", "-pthread", "-Wl,--shared-memory,--import-memory,--max-memory=1048576,--export=__stack_pointer"),
        _ => throw new ArgumentException("no such program", nameof(name)),
    };

    /// <summary>What a program gives that is compiled for this machine.</summary>
    public static long RunOnHost(string name, int argument)
    {
        string[] options = name == "atomics.c" ? ["-pthread"] : [];
        string program = ClangCompiler.Compile(name + ".host", [.. options, Source(name)]);
        (int exitCode, string output) = ClangCompiler.Run(program, [argument.ToString(CultureInfo.InvariantCulture)]);
        return exitCode == 0 ? long.Parse(output, CultureInfo.InvariantCulture) : throw new InvalidOperationException(output);
    }

    /// <summary>Assembles a module with all features.</summary>
    /// <param name="name">The source's name.</param>
    /// <returns>The module's path.</returns>
    public static string Assemble(string name)
    {
        string target = Path.Combine(Folder, name + ".wasm");
        (int exitCode, string output, string errors) = NpmPackages.RunNode(NpmPackages.GetFile("binaryen/bin/wasm-as"), "-all", Source(name), "-o", target);
        return exitCode == 0 ? target : throw new InvalidOperationException(output + errors);
    }

    private static string Wasm(string name, params string[] options) => ClangCompiler.Compile(name + ".wasm", [.. Freestanding, .. options, Source(name)]);

    private static string Source(string name) => Path.Combine(Folder, name);
}

/// <summary>A test that needs clang and lld.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClangTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test, with the reason, if nothing can be compiled.</summary>
    public ClangTheoryAttribute() => Skip = CompiledPrograms.MissingReason;
}
