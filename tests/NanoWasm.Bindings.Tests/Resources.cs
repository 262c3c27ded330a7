// Files that are embedded in the tests.
namespace NanoWasm.Bindings.Tests;

/// <summary>Reads embedded files.</summary>
internal static class Resources
{
    /// <summary>The text of a file.</summary>
    public static string Read(string name)
    {
        using StreamReader reader = new(typeof(Resources).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
