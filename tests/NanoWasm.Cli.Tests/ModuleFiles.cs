// Files for the tests to name on command lines.
namespace NanoWasm.Cli.Tests;

/// <summary>Writes modules to a folder that is deleted after the test class.</summary>
public sealed class ModuleFiles : IDisposable
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("nanowasm-cli-tests-").FullName;

    /// <summary>A sample of the repository.</summary>
    public static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <inheritdoc cref="Write(string, byte[])"/>
    public string Write(string name, ModuleBuilder module) => Write(name, module.Build());

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
