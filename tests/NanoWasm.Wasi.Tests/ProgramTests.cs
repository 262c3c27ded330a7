// The same sources, compiled for WASI and for this machine, do the same.
using System.Text;

namespace NanoWasm.Wasi.Tests;

public sealed class ProgramTests
{
    private const string Input = "one\ntwo\nthree, without an end";

    public static TheoryData<string, DispatchMode> Programs
    {
        get
        {
            TheoryData<string, DispatchMode> rows = [];
            foreach (string source in (string[])["numbers.c", "heap.c", "surroundings.c", "shapes.cpp"])
            {
                rows.Add(source, DispatchMode.Threaded);
                rows.Add(source, DispatchMode.Switch);
            }

            return rows;
        }
    }

    [ClangTheory]
    [MemberData(nameof(Programs))]
    public void Program_CompiledForWasi_DoesWhatItDoesOnTheHost(string source, DispatchMode dispatch)
    {
        string[] arguments = ["first", "second one", ""];
        (int exitCode, string output) = ClangCompiler.Run(Clang.ForHost(source), arguments, Input, ("COLOR", "grün"));

        Assert.Equal((exitCode, output), Run(source, dispatch, new WasiConfiguration { Arguments = [source, .. arguments], Environment = [new("COLOR", "grün")] }));
    }

    [ClangTheory]
    [InlineData("numbers.c")]
    [InlineData("surroundings.c")]
    public void Program_InAnArtificialWorld_DoesTheSame(string source)
    {
        (int exitCode, string output) = ClangCompiler.Run(Clang.ForHost(source), [], Input, ("COLOR", "blue"));

        Assert.Equal(
            (exitCode, output),
            Run(source, DispatchMode.Auto, WasiConfiguration.Deterministic() with { Arguments = [source], Environment = [new("COLOR", "blue")] }));
    }

    [ClangTheory]
    [MemberData(nameof(FileSystems.Kinds), MemberType = typeof(FileSystems))]
    public void Files_OnEveryFileSystem_BehaveAsOnTheHost(string kind)
    {
        using FileSystems files = new(kind);
        string folder = Directory.CreateTempSubdirectory("nanowasm-files-").FullName;
        try
        {
            (int exitCode, string output) expected = ClangCompiler.Run(Clang.ForHost("files.c"), [folder]);

            Assert.Equal(expected, Run("files.c", DispatchMode.Auto, new WasiConfiguration { Arguments = ["files", "/"], Preopens = [new WasiPreopen("/", files.FileSystem)] }));
            Assert.Equal(0, expected.exitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (int ExitCode, string Output) Run(string source, DispatchMode dispatch, WasiConfiguration configuration)
    {
        using MemoryStream output = new();
        using MemoryStream errors = new();
        using MemoryStream input = new(Encoding.UTF8.GetBytes(Input));
        using Module module = Module.FromFile(Clang.ForWasi(source));
        using Instance instance = new Linker()
            .DefineWasi(configuration with { StandardInput = input, StandardOutput = output, StandardError = errors })
            .Instantiate(module, new InstanceOptions { Dispatch = dispatch });
        int exitCode = instance.RunWasi();
        return (exitCode, Encoding.UTF8.GetString(output.ToArray()) + Encoding.UTF8.GetString(errors.ToArray()));
    }
}
