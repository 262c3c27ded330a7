// Finds the scripts of the official test suite on this machine.
namespace NanoWasm.SpecRunner;

/// <summary>Where the official suite's scripts are. They are no part of the repository.</summary>
internal static class SpecData
{
    /// <summary>The environment variable that names the folder of the suite's data.</summary>
    public const string Variable = "NANOWASM_SPEC_DIR";

    /// <summary>
    /// The folder of the suite's data: what <see cref="Variable"/> says, else <c>../shared/spec</c> beside the repository's root; null if there is none.
    /// </summary>
    public static string? FindFolder()
    {
        string? configured = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(configured))
        {
            return Directory.Exists(configured) ? Path.GetFullPath(configured) : null;
        }

        string? root = FindRepository(AppContext.BaseDirectory) ?? FindRepository(Environment.CurrentDirectory);
        if (root is null)
        {
            return null;
        }

        string beside = Path.GetFullPath(Path.Combine(root, "..", "shared", "spec"));
        return Directory.Exists(beside) ? beside : null;
    }

    /// <summary>What to tell a user who has no data.</summary>
    public static string MissingReason =>
        $"the data of the official test suite is neither at ../shared/spec beside the repository nor where {Variable} points";

    /// <summary>The scripts in a folder and those below it (or the one file), in a fixed order.</summary>
    /// <param name="path">A folder or a script's .json file.</param>
    /// <returns>The full paths of the .json files.</returns>
    /// <exception cref="FileNotFoundException">There is nothing at <paramref name="path"/>.</exception>
    public static IReadOnlyList<string> FindScripts(string path)
    {
        if (File.Exists(path))
        {
            return [Path.GetFullPath(path)];
        }

        if (!Directory.Exists(path))
        {
            throw new FileNotFoundException($"there is no script and no folder at '{path}'", path);
        }

        string[] files = Directory.GetFiles(Path.GetFullPath(path), "*.json", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    /// <summary>The name that reports use for a script: its path below a folder, with slashes and without the extension.</summary>
    public static string NameScript(string folder, string file) =>
        Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Replace('\\', '/');

    private static string? FindRepository(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NanoWasm.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
