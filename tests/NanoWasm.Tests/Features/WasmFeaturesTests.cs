// Sets of features and their text.
namespace NanoWasm.Tests.Features;

public sealed class WasmFeaturesTests
{
    private const WasmFeatures Wasm1 = WasmFeatures.Mvp | WasmFeatures.MutableGlobals;

    private const WasmFeatures Wasm2 =
        Wasm1 | WasmFeatures.SignExtension | WasmFeatures.SaturatingFloatToInt | WasmFeatures.MultiValue | WasmFeatures.BulkMemory | WasmFeatures.ReferenceTypes | WasmFeatures.Simd;

    private const WasmFeatures Wasm3 =
        Wasm2 | WasmFeatures.RelaxedSimd | WasmFeatures.TailCall | WasmFeatures.ExtendedConst | WasmFeatures.MultiMemory | WasmFeatures.Memory64
        | WasmFeatures.FunctionReferences | WasmFeatures.Gc | WasmFeatures.Exceptions;

    public static TheoryData<WasmFeatures, string> Texts => new()
    {
        { WasmFeatures.None, "none" },
        { WasmFeatures.All, "all" },
        { WasmFeatures.Mvp, "mvp" },
        { WasmFeatures.Wasm1, "wasm1" },
        { WasmFeatures.Wasm3, "wasm3" },
        { WasmFeatures.Simd, "simd" },
        { WasmFeatures.Wasm2 | WasmFeatures.TailCall | WasmFeatures.Threads, "wasm2,tail-call,threads" },
        { WasmFeatures.Wasm1 & ~WasmFeatures.MutableGlobals, "mvp" },
        { WasmFeatures.All & ~WasmFeatures.Simd & ~WasmFeatures.Gc, "all,-simd,-gc" },
    };

    [Fact]
    public void Versions_OfWebAssembly_HaveTheirFeatures()
    {
        Assert.Equal(Wasm1, WasmFeatures.Wasm1);
        Assert.Equal(Wasm2, WasmFeatures.Wasm2);
        Assert.Equal(Wasm3, WasmFeatures.Wasm3);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void ToText_OfASet_IsShortAndReadsBack(WasmFeatures features, string text)
    {
        Assert.Equal(text, features.ToText());
        Assert.Equal(features, WasmFeatures.FromText(text));
    }

    [Theory]
    [InlineData("-simd", WasmFeatures.All & ~WasmFeatures.Simd)]
    [InlineData("wasm2, -simd", WasmFeatures.Wasm2 & ~WasmFeatures.Simd)]
    [InlineData("simd,-simd,gc", WasmFeatures.Gc)]
    [InlineData("all,-wasm3,mvp", WasmFeatures.All & ~WasmFeatures.Wasm3 | WasmFeatures.Mvp)]
    [InlineData("none,sign-extension", WasmFeatures.SignExtension)]
    [InlineData("all,-all", WasmFeatures.None)]
    public void FromText_OfNames_AddsAndTakesAway(string text, WasmFeatures expected)
    {
        Assert.Equal(expected, WasmFeatures.FromText(text));
        Assert.True(WasmFeatures.TryFromText(text, out WasmFeatures features));
        Assert.Equal(expected, features);
    }

    [Theory]
    [InlineData("wasm2,simt", "simt")]
    [InlineData("Simd", "Simd")]
    [InlineData("", "")]
    [InlineData("simd,", "")]
    [InlineData("-", "")]
    [InlineData("--simd", "-simd")]
    [InlineData("wasm9", "wasm9")]
    public void FromText_OfUnknownName_SaysWhatThereIs(string text, string unknown)
    {
        FormatException error = Assert.Throws<FormatException>(() => WasmFeatures.FromText(text));

        Assert.StartsWith($"There is no feature \"{unknown}\". There are all, none, wasm3, wasm2, wasm1, mvp, mutable-globals, ", error.Message, StringComparison.Ordinal);
        Assert.False(WasmFeatures.TryFromText(text, out WasmFeatures features));
        Assert.Equal(WasmFeatures.None, features);
    }

    [Fact]
    public void TryFromText_OfNull_IsFalse() => Assert.False(WasmFeatures.TryFromText(null, out _));

    [Fact]
    public void ToNames_OfAll_AreTheProposalsNames()
    {
        IReadOnlyList<string> names = WasmFeatures.All.ToNames();

        Assert.Equal("mvp", names[0]);
        Assert.Contains("function-references", names);
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Equal(["bulk-memory", "tail-call"], (WasmFeatures.TailCall | WasmFeatures.BulkMemory).ToNames());
    }

    [Fact]
    public void Contains_OfSets_IsInclusion()
    {
        Assert.True(WasmFeatures.Wasm2.Contains(WasmFeatures.Wasm1));
        Assert.True(WasmFeatures.Wasm2.Contains(WasmFeatures.None));
        Assert.False(WasmFeatures.Wasm1.Contains(WasmFeatures.Wasm2));
        Assert.False(WasmFeatures.Simd.Contains(WasmFeatures.Simd | WasmFeatures.Gc));
    }

    [Fact]
    public void Implemented_IsPartOfAllKnown() => Assert.Equal(WasmFeatures.Implemented, WasmFeatures.FromText(string.Join(',', WasmFeatures.Implemented.ToNames())));
}
