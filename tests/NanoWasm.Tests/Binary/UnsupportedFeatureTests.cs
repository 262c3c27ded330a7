// What is valid in later versions of WebAssembly is refused by the name of its feature.
using NanoWasm.Binary;

namespace NanoWasm.Tests.Binary;

public sealed class UnsupportedFeatureTests
{
    [Theory]
    [InlineData(1, new byte[] { 1, 0x60, 1, 0x69, 0 }, WasmFeatures.Exceptions)]
    [InlineData(2, new byte[] { 1, 0, 0, 4, 0, 0 }, WasmFeatures.Exceptions)]
    [InlineData(13, new byte[] { 1, 0, 0 }, WasmFeatures.Exceptions)]
    public void Parse_Section_NamesTheFeature(byte section, byte[] contents, WasmFeatures feature) =>
        AssertUnsupported(new ModuleBuilder().RawSection(section, contents), feature);

    [Theory]
    [InlineData(new byte[] { 0x08, 0x00 }, WasmFeatures.Exceptions)]
    [InlineData(new byte[] { 0x06, 0x40 }, WasmFeatures.LegacyExceptions)]
    public void Parse_Code_NamesTheFeature(byte[] code, WasmFeatures feature) =>
        AssertUnsupported(new ModuleBuilder().Memory(1).Function([], [], f => f.Raw(code)), feature);

    [Theory]
    [InlineData(new byte[] { 0xFF }, "illegal opcode ff")]
    [InlineData(new byte[] { 0xF0 }, "illegal opcode f0")]
    [InlineData(new byte[] { 0x27 }, "illegal opcode 27")]
    [InlineData(new byte[] { 0xFC, 0x80, 0x01 }, "illegal opcode fc 80")]
    [InlineData(new byte[] { 0xFB, 0x1F }, "illegal opcode fb 1f")]
    public void Parse_UnknownOpcode_IsIllegal(byte[] code, string message)
    {
        byte[] module = new ModuleBuilder().Function([], [], f => f.Raw(code)).Build();

        ModuleException error = Module.Validate(module)!;

        Assert.Equal(ModuleErrorKind.Malformed, error.Kind);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(module.Length - code.Length - 1, error.Offset);
    }

    private static void AssertUnsupported(ModuleBuilder builder, WasmFeatures feature)
    {
        ModuleException error = Module.Validate(builder.Build())!;

        Assert.Equal(ModuleErrorKind.UnsupportedFeature, error.Kind);
        Assert.Equal(feature, error.Feature);
        Assert.StartsWith($"unsupported feature: {FeatureNames.Get(feature)} (at offset 0x", error.Message, StringComparison.Ordinal);
    }
}
