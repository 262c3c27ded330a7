// The tests that the specification's authors wrote for implementations of WASI.
using System.Text;
using System.Text.Json;

namespace NanoWasm.Wasi.Tests;

/// <summary>
/// The compiled tests of github.com/WebAssembly/wasi-testsuite (branch prod/testsuite-base), where NANOWASM_WASI_TESTSUITE names a copy. They run on each file system.
/// </summary>
public sealed class OfficialSuiteTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("NANOWASM_WASI_TESTSUITE");

    /// <summary>Tests of what a file system has to have, which the portable one has not: numbers of files, hard links, times of links.</summary>
    private static readonly string[] NotPortable = ["path_link", "stat-dev-ino", "fd_readdir", "symlink_filestat"];

    [SuiteTheory]
    [MemberData(nameof(FileSystems.Kinds), MemberType = typeof(FileSystems))]
    public void Suite_OnEveryFileSystem_Passes(string kind)
    {
        string[] modules = [.. Directory.EnumerateFiles(Folder!, "*.wasm", SearchOption.AllDirectories).Where(static path => path.Contains("wasm32-wasip1", StringComparison.Ordinal))];
        List<string> failures = [];
        foreach (string path in modules)
        {
            if (kind != "portable" || !NotPortable.Contains(Path.GetFileNameWithoutExtension(path)))
            {
                Run(kind, path, failures);
            }
        }

        Assert.True(modules.Length >= 72, $"{modules.Length} tests found");
        Assert.Empty(failures);
    }

    private static void Run(string kind, string path, List<string> failures)
    {
        string settings = Path.ChangeExtension(path, ".json");
        using JsonDocument json = JsonDocument.Parse(File.Exists(settings) ? File.ReadAllText(settings) : "{}");
        JsonElement root = json.RootElement;
        using FileSystems files = new(kind);
        bool hasFiles = root.TryGetProperty("root", out JsonElement folder);
        if (hasFiles)
        {
            Copy(Path.Combine(Path.GetDirectoryName(path)!, folder.GetString()!), string.Empty, files.FileSystem);
        }

        using MemoryStream output = new();
        using MemoryStream errors = new();
        using Module module = Module.FromFile(path);
        using Instance instance = new Linker().DefineWasi(new WasiConfiguration
        {
            Arguments = [Path.GetFileName(path), .. root.TryGetProperty("args", out JsonElement args) ? args.EnumerateArray().Select(static a => a.GetString()!) : []],
            Environment = [.. root.TryGetProperty("env", out JsonElement env) ? env.EnumerateObject().Select(static v => new KeyValuePair<string, string>(v.Name, v.Value.GetString()!)) : []],
            StandardOutput = output,
            StandardError = errors,
            Preopens = hasFiles ? [new WasiPreopen("/", files.FileSystem)] : [],
        }).Instantiate(module);

        string outcome;
        try
        {
            outcome = $"exit code {instance.RunWasi()}";
        }
        catch (TrapException trap)
        {
            outcome = $"trap {trap.Kind}";
        }

        string expected = $"exit code {(root.TryGetProperty("exit_code", out JsonElement code) ? code.GetInt32() : 0)}";
        bool printed = !root.TryGetProperty("stdout", out JsonElement text) || text.GetString() == Encoding.UTF8.GetString(output.ToArray());
        if (outcome != expected || !printed)
        {
            failures.Add($"{Path.GetFileName(path)}: {outcome} {Encoding.UTF8.GetString(errors.ToArray())}");
        }
    }

    private static void Copy(string source, string target, IWasiFileSystem files)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(source))
        {
            string name = target + Path.GetFileName(path);
            if (Directory.Exists(path))
            {
                Assert.Equal(WasiErrno.Success, files.CreateDirectory(name));
                Copy(path, name + "/", files);
                continue;
            }

            Assert.Equal(WasiErrno.Success, files.Open(name, WasiOpenOptions.Write | WasiOpenOptions.Create, out IWasiFile? file));
            using (file)
            {
                Assert.Equal(WasiErrno.Success, file!.Write(File.ReadAllBytes(path), 0, out _));
            }
        }
    }

    /// <summary>A test with rows that needs the suite.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SuiteTheoryAttribute : TheoryAttribute
    {
        public SuiteTheoryAttribute() => Skip = Folder is null ? "NANOWASM_WASI_TESTSUITE does not name a copy of the suite" : null;
    }
}
