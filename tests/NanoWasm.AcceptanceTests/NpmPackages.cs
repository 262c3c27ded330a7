// Installs the locked npm packages beside the tests and asks node what they give.
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace NanoWasm.AcceptanceTests;

/// <summary>
/// The packages of Npm/package-lock.json, installed by <c>npm ci</c> into the test's output folder on first use, and the results that node gives with them.
/// </summary>
internal static class NpmPackages
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Npm");
    private static readonly Lazy<string?> Problem = new(Install);
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Expected = new(AskNode);

    /// <summary>Why the packages are not there; null if they are.</summary>
    public static string? MissingReason => Problem.Value;

    /// <summary>The path of a package's file.</summary>
    /// <param name="path">The path below node_modules, with slashes.</param>
    public static string GetFile(string path) => Path.Combine([Folder, "node_modules", .. path.Split('/')]);

    /// <summary>What node gave under a name; Npm/expected.mjs makes the names.</summary>
    public static string GetExpected(string name) => Expected.Value[name];

    private static string? Install()
    {
        try
        {
            string installed = Path.Combine(Folder, "node_modules", ".package-lock.json");
            if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
            {
                return null;
            }

            (int exitCode, string _, string errors) = Run(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000");
            return exitCode == 0 ? null : $"npm ci failed (no network?): {string.Join(' ', errors.Split('\n').Where(line => line.Contains("npm error", StringComparison.Ordinal)).Take(3))}";
        }
        catch (Win32Exception)
        {
            return "npm is not installed";
        }
    }

    private static Dictionary<string, string> AskNode()
    {
        string file = Path.Combine(Folder, "inputs.json");
        TestInputs.Write(file, Path.Combine(Folder, "data.bin"));
        (int exitCode, string output, string errors) = Run("node", "expected.mjs", file);
        return exitCode == 0
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(output)!
            : throw new InvalidOperationException($"node failed: {errors}");
    }

    private static (int ExitCode, string Output, string Errors) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
