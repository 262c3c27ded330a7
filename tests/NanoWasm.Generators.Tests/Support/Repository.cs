// Where the repository's files are.
namespace NanoWasm.Generators.Tests.Support;

/// <summary>Paths in the repository, found upwards of where the tests run.</summary>
internal static class Repository
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>This project's folder.</summary>
    public static string Tests { get; } = Path.Combine(Root, "tests", "NanoWasm.Generators.Tests");

    /// <summary>The real table's path.</summary>
    public static string TablePath { get; } = Path.Combine(Root, "opcodes.json");

    /// <summary>Reads a file of the repository.</summary>
    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NanoWasm.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
