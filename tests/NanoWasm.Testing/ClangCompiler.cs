// Compiles C and C++ by clang, for WebAssembly and for this machine, and runs what comes out.
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace NanoWasm.Testing;

/// <summary>clang, where it is installed. What it makes lies in a folder of this process.</summary>
public static class ClangCompiler
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("nanowasm-programs-").FullName;
    private static readonly ConcurrentDictionary<string, Lazy<string>> Compiled = new();

    /// <summary>Compiles and links once: what runs is never written to again.</summary>
    /// <param name="name">The file name of the result.</param>
    /// <param name="arguments">What clang is told but for the output.</param>
    /// <returns>The result's path.</returns>
    /// <exception cref="InvalidOperationException">clang has reported errors.</exception>
    /// <exception cref="Win32Exception">clang is not installed.</exception>
    public static string Compile(string name, params string[] arguments) =>
        Compiled.GetOrAdd(name, _ => new Lazy<string>(() => CompileNow(name, arguments))).Value;

    /// <summary>Finds out why something cannot be compiled.</summary>
    /// <param name="target">What for, and what may be missing.</param>
    /// <param name="compile">Compiles it.</param>
    /// <returns>The reason; null where there is none.</returns>
    public static string? FindProblem(string target, Action compile)
    {
        ArgumentNullException.ThrowIfNull(compile);
        try
        {
            compile();
            return null;
        }
        catch (Win32Exception)
        {
            return "clang is not installed";
        }
        catch (InvalidOperationException exception)
        {
            return $"clang cannot compile for {target}: {exception.Message.Split('\n')[0]}";
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>The exit code, and what it has written to its standard output and then to its standard error.</returns>
    public static (int ExitCode, string Output) Run(string program, string[] arguments, string input = "", params (string Name, string Value)[] variables)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(variables);
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
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

    private static string CompileNow(string name, string[] arguments)
    {
        string target = Path.Combine(Folder, name);
        bool isCpp = arguments.Any(static argument => argument.EndsWith(".cpp", StringComparison.Ordinal));
        (int exitCode, string output) = Run(isCpp ? "clang++" : "clang", ["-O2", "-o", target, .. arguments]);
        return exitCode == 0 ? target : throw new InvalidOperationException(output);
    }
}
