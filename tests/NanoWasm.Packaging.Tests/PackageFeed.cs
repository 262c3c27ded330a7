// Everything packed, once for all tests.
using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;

namespace NanoWasm.Packaging.Tests;

/// <summary>A folder with all packages of the repository, and those of others that they depend on: a feed that needs no network.</summary>
public sealed class PackageFeed : IDisposable
{
    /// <summary>The packages of the repository.</summary>
    public static readonly string[] Names = ["NanoWasm", "NanoWasm.Wasi", "NanoWasm.Extensions.Logging", "NanoWasm.Cli"];

    /// <summary>What the package for logging depends on, as NuGet names their folders.</summary>
    private static readonly string[] OthersPackages = ["microsoft.extensions.logging.abstractions", "microsoft.extensions.dependencyinjection.abstractions"];

    private readonly string _root = Directory.CreateTempSubdirectory("nanowasm-packages-").FullName;

    /// <summary>Packs what was built together with these tests.</summary>
    public PackageFeed()
    {
        string repository = Metadata("RepositoryRoot");
        string configuration = typeof(PackageFeed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        Folder = Directory.CreateDirectory(Path.Combine(_root, "feed")).FullName;
        foreach (string name in Names)
        {
            Dotnet.Run(repository, null, "pack", Path.Combine("src", name), "--no-build", "--configuration", configuration, "--output", Folder, "-warnaserror");
        }

        foreach (string file in OthersPackages.SelectMany(static name =>
            Directory.EnumerateFiles(Path.Combine(Metadata("PackageFolder"), name), "*.nupkg", SearchOption.AllDirectories)))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(_root, "NuGet.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{Folder}" />
              </packageSources>
            </configuration>
            """);
    }

    /// <summary>The version that the repository gives its packages.</summary>
    public static string Version => Metadata("Version");

    /// <summary>The folder of the packages.</summary>
    public string Folder { get; }

    /// <summary>The NuGet configuration that knows this feed only.</summary>
    public string Configuration => Path.Combine(_root, "NuGet.config");

    /// <summary>A new, empty folder where <see cref="Configuration"/> holds.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    /// <summary>Opens a package.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="extension">The file's extension: packages themselves, or their symbols.</param>
    public ZipArchive Open(string name, string extension = ".nupkg") => ZipFile.OpenRead(Path.Combine(Folder, $"{name}.{Version}{extension}"));

    /// <summary>Reads a file of a package.</summary>
    public byte[] Read(string name, string path, string extension = ".nupkg")
    {
        using ZipArchive package = Open(name, extension);
        using Stream stream = package.GetEntry(path)!.Open();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The metadata in a package's nuspec, by the names of its elements.</summary>
    public ILookup<string, XElement> ReadMetadata(string name)
    {
        using MemoryStream nuspec = new(Read(name, name + ".nuspec"));
        return XDocument.Load(nuspec).Root!.Elements().Single().Elements().ToLookup(static element => element.Name.LocalName);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Metadata(string key) =>
        typeof(PackageFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}

/// <summary>All classes here share one feed.</summary>
[CollectionDefinition(Name)]
public sealed class FeedCollection : ICollectionFixture<PackageFeed>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "feed";
}
