// Starts the .NET command line.
using System.Diagnostics;

namespace NanoWasm.Packaging.Tests;

/// <summary>Processes that tests start: with no servers that outlive them, and with nothing of the test's own build in their environment.</summary>
internal static class Dotnet
{
    /// <summary>Runs <c>dotnet</c>.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="packages">The folder for restored packages, or null for the usual one.</param>
    /// <param name="words">The command line.</param>
    /// <returns>The exit code, and what it wrote to both streams.</returns>
    public static (int ExitCode, string Output) TryRun(string folder, string? packages, params string[] words) =>
        TryStart("dotnet", folder, packages, words);

    /// <summary>Runs <c>dotnet</c>, which has to succeed, and returns what it wrote.</summary>
    /// <inheritdoc cref="TryRun"/>
    public static string Run(string folder, string? packages, params string[] words)
    {
        (int exitCode, string output) = TryRun(folder, packages, words);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', words)} ended with {exitCode}:\n{output}");
        return output;
    }

    /// <summary>Runs any program.</summary>
    /// <param name="program">Its path, or its name on the path.</param>
    /// <inheritdoc cref="TryRun"/>
    public static (int ExitCode, string Output) TryStart(string program, string folder, string? packages, params string[] words)
    {
        ProcessStartInfo start = new(program, words)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        if (packages is not null)
        {
            start.Environment["NUGET_PACKAGES"] = packages;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}
