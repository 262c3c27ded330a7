// The locked npm packages beside the tests, and what node gives with them.
using System.Text.Json;
using NanoWasm.Testing;

namespace NanoWasm.AcceptanceTests;

/// <summary>The packages of Npm/package-lock.json, in the test's output folder, and the results that node gives with them.</summary>
internal static class NpmPackages
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Npm");
    private static readonly NpmFolder Folder = new(Root);
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Expected = new(AskNode);
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Programs = new(RunProgramsInNode);

    /// <summary>Why the packages are not there; null if they are.</summary>
    public static string? MissingReason => Folder.MissingReason;

    /// <summary>The path of a package's file.</summary>
    /// <param name="path">The path below node_modules, with slashes.</param>
    public static string GetFile(string path) => Folder.GetFile(path);

    /// <summary>What node gave under a name; Npm/expected.mjs makes the names.</summary>
    public static string GetExpected(string name) => Expected.Value[name];

    /// <summary>What a program gave under node; Npm/programs.mjs makes the names.</summary>
    public static string GetProgramResult(string name) => Programs.Value[name];

    /// <summary>Runs a script in node, in the folder of the packages.</summary>
    public static (int ExitCode, string Output, string Errors) RunNode(params string[] arguments) => Folder.Run("node", arguments);

    private static Dictionary<string, string> RunProgramsInNode()
    {
        (int exitCode, string output, string errors) = Folder.Run("node", "programs.mjs");
        return exitCode == 0
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(output)!
            : throw new InvalidOperationException($"node failed: {errors}");
    }

    private static Dictionary<string, string> AskNode()
    {
        string file = Path.Combine(Root, "inputs.json");
        TestInputs.Write(file, Path.Combine(Root, "data.bin"));
        (int exitCode, string output, string errors) = Folder.Run("node", "expected.mjs", file);
        return exitCode == 0
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(output)!
            : throw new InvalidOperationException($"node failed: {errors}");
    }
}
