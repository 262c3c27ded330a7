// Compiles the programs of the tests, for WASI and for this machine.
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace NanoWasm.Wasi.Tests;

/// <summary>clang with wasi-libc, where it is installed (Debian: clang, lld, wasi-libc, libclang-rt-…-dev-wasm32).</summary>
internal static class Clang
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("nanowasm-programs-").FullName;
    private static readonly ConcurrentDictionary<string, Lazy<string>> Compiled = new();
    private static readonly Lazy<string?> Problem = new(Try);

    /// <summary>Why nothing can be compiled; null if it can.</summary>
    public static string? MissingReason => Problem.Value;

    /// <summary>Compiles a program for WASI.</summary>
    /// <returns>The module's path.</returns>
    public static string ForWasi(string source) => Compile(source, ".wasm", "--target=wasm32-wasi");

    /// <summary>Compiles a program for this machine.</summary>
    /// <returns>The program's path.</returns>
    public static string ForHost(string source) => Compile(source, ".host");

    /// <summary>Runs a program.</summary>
    public static (int ExitCode, string Output) Run(string program, string[] arguments, string input = "", params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading.
        }

        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    /// <summary>Compiles once: what runs is never written to again.</summary>
    private static string Compile(string source, string extension, params string[] options) =>
        Compiled.GetOrAdd(source + extension, _ => new Lazy<string>(() => CompileNow(source, extension, options))).Value;

    private static string CompileNow(string source, string extension, string[] options)
    {
        string target = Path.Combine(Folder, source + extension);
        string[] language = source.EndsWith(".cpp", StringComparison.Ordinal) ? ["-fno-exceptions", "-fno-rtti", "-nostdlib++"] : [];
        string path = Path.Combine(AppContext.BaseDirectory, "programs", source);
        (int exitCode, string output) = Run(language.Length == 0 ? "clang" : "clang++", [.. options, .. language, "-O2", "-o", target, path, "-lm"]);
        return exitCode == 0 ? target : throw new InvalidOperationException(output);
    }

    private static string? Try()
    {
        try
        {
            ForWasi("surroundings.c");
            ForHost("surroundings.c");
            return null;
        }
        catch (Win32Exception)
        {
            return "clang is not installed";
        }
        catch (InvalidOperationException exception)
        {
            return $"clang cannot compile for WASI (wasi-libc?): {exception.Message.Split('\n')[0]}";
        }
    }
}

/// <summary>A test with rows that needs clang and wasi-libc.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClangTheoryAttribute : TheoryAttribute
{
    public ClangTheoryAttribute() => Skip = Clang.MissingReason;
}
