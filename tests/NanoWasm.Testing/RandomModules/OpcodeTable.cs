// The table of opcodes as it is written, where the generated metadata does not say enough.
using System.Text.Json;

namespace NanoWasm.Testing.RandomModules;

/// <summary>Parts of <c>opcodes.json</c>.</summary>
internal static class OpcodeTable
{
    private static readonly JsonDocument Document = Read();

    /// <summary>The whole table.</summary>
    public static JsonElement Root => Document.RootElement;

    /// <summary>The signatures by mnemonic, with the names of operands and the immediates that their types depend on.</summary>
    public static IReadOnlyDictionary<string, string> Signatures { get; } = Root.GetProperty("opcodes").EnumerateArray()
        .SelectMany(row => row.GetProperty("ops").EnumerateObject().Select(op => (op.Name, Signature: row.TryGetProperty("sig", out JsonElement signature) ? signature.GetString()! : "->")))
        .ToDictionary(op => op.Name, op => op.Signature);

    private static JsonDocument Read()
    {
        using Stream stream = typeof(OpcodeTable).Assembly.GetManifestResourceStream("opcodes.json")!;
        return JsonDocument.Parse(stream);
    }
}
