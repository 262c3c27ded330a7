// Installs locked npm packages, and runs node on them.
using System.ComponentModel;
using System.Diagnostics;

namespace NanoWasm.Testing;

/// <summary>A folder with package.json and package-lock.json; its packages are installed by <c>npm ci</c> on first use.</summary>
public sealed class NpmFolder
{
    private readonly string _folder;
    private readonly Lazy<string?> _problem;

    /// <param name="folder">The folder's path.</param>
    public NpmFolder(string folder)
    {
        _folder = folder;
        _problem = new Lazy<string?>(Install);
    }

    /// <summary>Why the packages are not there; null if they are.</summary>
    public string? MissingReason => _problem.Value;

    /// <summary>The path of a package's file.</summary>
    /// <param name="path">The path below node_modules, with slashes.</param>
    public string GetFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.Combine([_folder, "node_modules", .. path.Split('/')]);
    }

    /// <summary>Runs a program in the folder.</summary>
    public (int ExitCode, string Output, string Errors) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = _folder,
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

    private string? Install()
    {
        try
        {
            string installed = Path.Combine(_folder, "node_modules", ".package-lock.json");
            if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(Path.Combine(_folder, "package-lock.json")))
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
}
