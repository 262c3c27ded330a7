// Takes the WebAssembly modules out of hash-wasm's JavaScript.
using System.Text.RegularExpressions;

namespace NanoWasm.AcceptanceTests.HashWasm;

/// <summary>The modules of the hash-wasm package, which carries them in base64 in its JavaScript.</summary>
internal static partial class HashWasmModules
{
    private static readonly Lazy<IReadOnlyDictionary<string, Module>> All = new(Load);

    /// <summary>The names of all modules.</summary>
    public static IEnumerable<string> Names => All.Value.Keys;

    /// <summary>The module of a name; loaded once and shared.</summary>
    public static Module Get(string name) => All.Value[name];

    private static SortedDictionary<string, Module> Load()
    {
        SortedDictionary<string, Module> modules = new(StringComparer.Ordinal);
        foreach (Match match in EmbeddedModule().Matches(File.ReadAllText(NpmPackages.GetFile("hash-wasm/dist/index.umd.js"))))
        {
            modules.Add(match.Groups["name"].Value, Module.FromBytes(Convert.FromBase64String(match.Groups["data"].Value)));
        }

        return modules;
    }

    [GeneratedRegex("""var name(?<suffix>\$\w+)? = "(?<name>\w+)";\s+var data\k<suffix>? = "(?<data>[A-Za-z0-9+/=]+)";""")]
    private static partial Regex EmbeddedModule();
}
