// The file systems that every test of paths runs on.
using NanoWasm.Wasi.Files;

namespace NanoWasm.Wasi.Tests;

/// <summary>A file system of a kind, with files outside of it that no guest must reach.</summary>
public sealed class FileSystems : IDisposable
{
    public const string Secret = "nobody may read this";

    private readonly string _folder = Directory.CreateTempSubdirectory("nanowasm-wasi-").FullName;
    private readonly bool _inMemory;

    public FileSystems(string kind)
    {
        string root = Path.Combine(_folder, "root");
        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(_folder, "secret"), Secret);
        Directory.CreateDirectory(Path.Combine(_folder, "root-beside"));
        File.WriteAllText(Path.Combine(_folder, "root-beside", "secret"), Secret);
        Root = root;
        _inMemory = kind == "memory";
        FileSystem = kind switch
        {
            "memory" => new InMemoryFileSystem(),
            "linux" => new LinuxDirectory(root),
            _ => new PortableDirectory(root),
        };
    }

    /// <summary>The kinds that work here.</summary>
    public static string[] KindNames => LinuxDirectory.IsSupported ? ["memory", "linux", "portable"] : ["memory", "portable"];

    /// <summary>A row for each kind.</summary>
    public static TheoryData<string> Kinds => [.. KindNames];

    /// <summary>The host's directory behind it.</summary>
    public string Root { get; }

    /// <summary>What is outside.</summary>
    public string Outside => _folder;

    public IWasiFileSystem FileSystem { get; }

    /// <summary>A guest with the file system as descriptor 3.</summary>
    public WasiGuest MakeGuest(bool readOnly = false) => new(new WasiConfiguration { Preopens = [new WasiPreopen("/", FileSystem) { IsReadOnly = readOnly }] });

    /// <summary>A symbolic link that the guest did not make.</summary>
    public void PlantLink(string path, string target)
    {
        if (_inMemory)
        {
            Assert.Equal(WasiErrno.Success, FileSystem.CreateSymbolicLink(target, path));
        }
        else
        {
            File.CreateSymbolicLink(Path.Combine(Root, path), target);
        }
    }

    public void Dispose()
    {
        (FileSystem as IDisposable)?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
