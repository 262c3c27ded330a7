// Features by their names.
using NanoWasm.Binary;

namespace NanoWasm;

/// <summary>What goes with <see cref="WasmFeatures"/>.</summary>
public static class WasmFeaturesExtensions
{
    /// <summary>The names of the features in a set, as WebAssembly's proposals spell them, e.g. <c>bulk-memory</c>.</summary>
    /// <param name="features">The set.</param>
    public static IReadOnlyList<string> ToNames(this WasmFeatures features) =>
        [.. Enum.GetValues<WasmFeatures>().Where(feature => feature != WasmFeatures.None && features.HasFlag(feature)).Select(FeatureNames.Get)];
}
