// A module may use what it is loaded with, and nothing else.
using NanoWasm.Binary;

namespace NanoWasm.Tests.Features;

public sealed class FeatureSwitchTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, FeatureCase.All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Module_WithTheFeature_IsAccepted(int number)
    {
        FeatureCase tested = FeatureCase.All[number];

        using Module module = Module.FromBytes(tested.Module);

        Assert.True(module.UsedFeatures.Contains(tested.Feature), tested.ToString());

        // What it says that it uses is all it needs.
        Assert.Null(Module.Validate(tested.Module, new ModuleOptions { Features = module.UsedFeatures }));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Module_WithoutTheFeature_IsRefusedAtItsFirstUse(int number)
    {
        FeatureCase tested = FeatureCase.All[number];
        ModuleOptions options = new() { Features = WasmFeatures.All & ~tested.Feature };

        ModuleException error = Assert.Throws<ModuleException>(() => Module.FromBytes(tested.Module, options));

        string place = $"{tested}: {error.Message}";
        Assert.True((ModuleErrorKind.UnsupportedFeature, tested.Feature, tested.Offset) == (error.Kind, error.Feature, error.Offset), place);
        Assert.StartsWith($"unsupported feature: {FeatureNames.Get(tested.Feature)}, which is not enabled (at offset 0x{tested.Offset:x}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void NanoInterpreter_WithoutTheFeature_RefusesIt(int number)
    {
        FeatureCase tested = FeatureCase.All[number];
        NanoInterpreter nano = new(tested.Module, []) { Features = WasmFeatures.All & ~tested.Feature };

        NanoError error = nano.Validate();

        Assert.Equal((NanoErrorKind.UnsupportedFeature, tested.Offset), (error.Kind, error.Offset));
        Assert.StartsWith($"unsupported feature: {FeatureNames.Get(tested.Feature)}, which is not enabled", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cases_OfFeatures_AreThereForEachThatIsImplemented() =>
        Assert.Equal((WasmFeatures.Implemented & ~WasmFeatures.Mvp).ToNames(), FeatureCase.All.Aggregate(WasmFeatures.None, static (all, tested) => all | tested.Feature).ToNames());

    [Fact]
    public void Module_BehindAnError_IsRefusedForTheError()
    {
        byte[] wasm = new ModuleBuilder().Function([], [], static f => f.Drop()).Function([], [], static f => f.I32(0).Op(Opcode.I32Extend8S).Drop()).Build();

        Assert.Equal(ModuleErrorKind.Invalid, Module.Validate(wasm, new ModuleOptions { Features = WasmFeatures.Mvp })!.Kind);
    }

    [Fact]
    public void Module_WithOpcodeThatIsNotEnabled_IsRefusedBehindOneInAConstantExpression()
    {
        byte[] wasm = new ModuleBuilder().Global(ValueKind.I32, false, static c => c.I32(1).I32(2).Op(Opcode.I32Add)).Build();

        Assert.Null(Module.Validate(wasm, new ModuleOptions { Features = WasmFeatures.Mvp | WasmFeatures.ExtendedConst }));
        Assert.Equal(WasmFeatures.ExtendedConst, Module.Validate(wasm, new ModuleOptions { Features = WasmFeatures.Wasm2 })!.Feature);
    }

    [Fact]
    public void Features_WithoutMvp_HaveIt()
    {
        byte[] wasm = new ModuleBuilder().Function("f", [], [ValueKind.I32], static f => f.I32(1)).Build();

        Assert.Null(Module.Validate(wasm, new ModuleOptions { Features = WasmFeatures.None }));
    }

    [Fact]
    public void FromFileAndFromStream_WithoutTheFeature_RefuseIt()
    {
        FeatureCase tested = FeatureCase.All[0];
        ModuleOptions options = new() { Features = WasmFeatures.Mvp };
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, tested.Module);

            Assert.Equal(tested.Feature, Assert.Throws<ModuleException>(() => Module.FromFile(path, options)).Feature);
        }
        finally
        {
            File.Delete(path);
        }

        using MemoryStream stream = new(tested.Module);
        Assert.Equal(tested.Feature, Assert.Throws<ModuleException>(() => Module.FromStream(stream, options)).Feature);
        Assert.Equal(tested.Feature, Assert.Throws<ModuleException>(() => Module.FromBytes(tested.Module.AsMemory(), options)).Feature);
    }

    [Fact]
    public void NanoInterpreter_WithOtherFeaturesThanBefore_ValidatesAgain()
    {
        byte[] wasm = new ModuleBuilder().Function("f", [], [ValueKind.I32], static f => f.I32(0x80).Op(Opcode.I32Extend8S)).Build();
        NanoInterpreter nano = new(wasm, []);

        Assert.Equal(-128, nano.Run().Value);
        nano.Features = WasmFeatures.Wasm1;
        Assert.Equal(NanoErrorKind.UnsupportedFeature, nano.Run().Error.Kind);
        nano.Features = WasmFeatures.Wasm2;
        Assert.Equal(-128, nano.Run().Value);
    }
}
