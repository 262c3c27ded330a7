// Sets of features, in words and out of them.
using System.Diagnostics.CodeAnalysis;
using NanoWasm.Binary;

namespace NanoWasm;

/// <summary>
/// What goes with <see cref="WasmFeatures"/>. As text, a set is a list of names with commas between them: features as WebAssembly's proposals spell them
/// (<c>bulk-memory</c>), versions of WebAssembly (<c>wasm1</c>, <c>wasm2</c>, <c>wasm3</c>), <c>all</c> and <c>none</c>.
/// </summary>
[SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "The rule takes the block of extensions for a type.")]
public static class WasmFeaturesExtensions
{
    private const string All = "all";
    private const string None = "none";
    private const WasmFeatures KnownFeatures = (WasmFeatures)((1UL << FeatureSets.Count) - 1);

    /// <summary>What the type itself offers.</summary>
    extension(WasmFeatures)
    {
        /// <summary>The features that this version of the engine implements.</summary>
        public static WasmFeatures Implemented => FeatureSets.Implemented;

        /// <summary>Reads a set, e.g. <c>wasm2,tail-call</c> or <c>all,-simd</c>.</summary>
        /// <param name="text">
        /// Names with commas between them, each added to those before it, or taken away where it begins with <c>-</c>. If the first one does, it is taken from all.
        /// </param>
        /// <exception cref="FormatException">There is no such feature.</exception>
        public static WasmFeatures FromText(string text)
        {
            ArgumentNullException.ThrowIfNull(text);
            return TryRead(text, out WasmFeatures features, out string unknown)
                ? features
                : throw new FormatException($"There is no feature \"{unknown}\". There are {string.Join(", ", KnownNames())}.");
        }

        /// <summary>Reads a set as <c>FromText</c> does.</summary>
        /// <param name="text">The text.</param>
        /// <param name="features">The set; none where false is returned.</param>
        /// <returns>Whether all names are known.</returns>
        public static bool TryFromText(string? text, out WasmFeatures features)
        {
            features = WasmFeatures.None;
            return text is not null && TryRead(text, out features, out _);
        }
    }

    /// <summary>Whether all features of another set are in this one.</summary>
    /// <param name="features">This set.</param>
    /// <param name="others">The other set.</param>
    public static bool Contains(this WasmFeatures features, WasmFeatures others) => (features & others) == others;

    /// <summary>The names of the features in a set, as WebAssembly's proposals spell them, e.g. <c>bulk-memory</c>.</summary>
    /// <param name="features">The set.</param>
    public static IReadOnlyList<string> ToNames(this WasmFeatures features) => [.. Known(features).Select(FeatureNames.Get)];

    /// <summary>
    /// The set as short text that <c>FromText</c> reads: the newest version of WebAssembly that is in it and the other features, or all but some.
    /// </summary>
    /// <param name="features">The set.</param>
    public static string ToText(this WasmFeatures features)
    {
        if (features == WasmFeatures.None)
        {
            return None;
        }

        if (features > KnownFeatures)
        {
            return string.Join(',', (~features).ToNames().Select(static name => "-" + name).Prepend(All));
        }

        (string? version, WasmFeatures members) = FeatureSets.Versions.FirstOrDefault(version => features.Contains(version.Features));
        IReadOnlyList<string> others = (features & ~members).ToNames();
        return string.Join(',', version is null ? others : others.Prepend(version));
    }

    private static IEnumerable<WasmFeatures> Known(WasmFeatures features) =>
        Enumerable.Range(0, FeatureSets.Count).Select(static bit => (WasmFeatures)(1UL << bit)).Where(feature => features.Contains(feature));

    private static IEnumerable<string> KnownNames() => [All, None, .. FeatureSets.Versions.Select(static version => version.Name), .. WasmFeatures.All.ToNames()];

    private static bool TryRead(string text, out WasmFeatures features, out string unknown)
    {
        string[] words = text.Split(',', StringSplitOptions.TrimEntries);
        features = words[0].StartsWith('-') ? WasmFeatures.All : WasmFeatures.None;
        foreach (string word in words)
        {
            bool removed = word.StartsWith('-');
            unknown = removed ? word[1..] : word;
            if (Find(unknown) is not WasmFeatures named)
            {
                features = WasmFeatures.None;
                return false;
            }

            features = removed ? features & ~named : features | named;
        }

        unknown = string.Empty;
        return true;
    }

    private static WasmFeatures? Find(string name) => name switch
    {
        All => WasmFeatures.All,
        None => WasmFeatures.None,
        _ => FeatureSets.Versions.Concat(Known(WasmFeatures.All).Select(static feature => (Name: FeatureNames.Get(feature), Features: feature)))
            .Where(entry => entry.Name == name)
            .Select(static entry => (WasmFeatures?)entry.Features)
            .FirstOrDefault(),
    };
}
