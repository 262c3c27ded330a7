// pandoc, a converter of documents in Haskell: 58 MB and 620,000 functions, with vectors and exceptions of the first encoding.
using NanoWasm.Wasi;
using Xunit;

namespace NanoWasm.AcceptanceTests.Programs;

public sealed class PandocTests
{
    private const string Path = "pandoc-wasm/src/pandoc.wasm";

    [NpmFact]
    public void Module_Of58Megabytes_LoadsIntoLessMemoryThanItHas()
    {
        using Module module = Module.FromFile(NpmPackages.GetFile(Path));

        Assert.Equal(619_936, module.FunctionCount);
        Assert.Equal(WasmFeatures.Simd | WasmFeatures.LegacyExceptions, module.UsedFeatures & (WasmFeatures.Simd | WasmFeatures.LegacyExceptions));
        Assert.InRange(module.SideTableBytes, 1, module.CodeBytes / 8);
        Assert.InRange(module.ArenaBytes, module.SideTableBytes, module.Length * 3 / 4);
    }

    [NpmTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Html_OfMarkdown_EqualsNodes(DispatchMode dispatch)
    {
        using MemoryStream output = new();
        using MemoryStream errors = new();
        using Module module = Module.FromFile(NpmPackages.GetFile(Path));
        using Instance pandoc = new Linker()
            .DefineWasi(WasiConfiguration.Deterministic() with
            {
                Arguments = ["pandoc", "--from=markdown", "--to=html"],
                StandardInput = new MemoryStream(File.ReadAllBytes(System.IO.Path.Combine(AppContext.BaseDirectory, "Programs", "sample.md"))),
                StandardOutput = output,
                StandardError = errors,
                Preopens = [new WasiPreopen("/", new InMemoryFileSystem())],
            })
            .Instantiate(module, new InstanceOptions { Dispatch = dispatch });

        int exitCode = pandoc.RunWasi();

        Assert.Empty(Guest.Text(errors));
        Assert.Equal(0, exitCode);
        Assert.Equal(NpmPackages.GetProgramResult("pandoc"), Guest.Text(output));
    }
}
