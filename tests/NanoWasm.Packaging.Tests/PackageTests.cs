// What is in the packages.
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;

namespace NanoWasm.Packaging.Tests;

/// <summary>Files, metadata, and symbols.</summary>
[Collection(FeedCollection.Name)]
public sealed class PackageTests(PackageFeed feed)
{
    /// <summary>The kind of the record in symbols that holds a source (the format's own number for it).</summary>
    private static readonly Guid EmbeddedSource = new("0e8a571b-6926-466e-b4ad-8ab04611f5fe");

    /// <summary>Every package.</summary>
    public static TheoryData<string> Packages => [.. PackageFeed.Names];

    /// <summary>Every assembly of ours that others compile against.</summary>
    public static TheoryData<string> Libraries => [.. PackageFeed.Names[..3]];

    [Theory]
    [InlineData(
        "NanoWasm",
        "lib/net10.0/NanoWasm.dll",
        "lib/net10.0/NanoWasm.xml",
        "analyzers/dotnet/cs/NanoWasm.Generators.dll",
        "analyzers/dotnet/cs/NanoWasm.CodeFixes.dll",
        "analyzers/dotnet/cs/NanoWasm.Bindings.dll")]
    [InlineData("NanoWasm.Wasi", "lib/net10.0/NanoWasm.Wasi.dll", "lib/net10.0/NanoWasm.Wasi.xml")]
    [InlineData("NanoWasm.Extensions.Logging", "lib/net10.0/NanoWasm.Extensions.Logging.dll", "lib/net10.0/NanoWasm.Extensions.Logging.xml")]
    [InlineData(
        "NanoWasm.Cli",
        "tools/net10.0/any/DotnetToolSettings.xml",
        "tools/net10.0/any/NanoWasm.Cli.deps.json",
        "tools/net10.0/any/NanoWasm.Cli.dll",
        "tools/net10.0/any/NanoWasm.Cli.pdb",
        "tools/net10.0/any/NanoWasm.Cli.runtimeconfig.json",
        "tools/net10.0/any/NanoWasm.Wasi.dll",
        "tools/net10.0/any/NanoWasm.Wasi.pdb",
        "tools/net10.0/any/NanoWasm.dll",
        "tools/net10.0/any/NanoWasm.pdb",
        "tools/net10.0/any/Spectre.Console.Ansi.dll",
        "tools/net10.0/any/Spectre.Console.dll",
        "tools/net10.0/any/System.CommandLine.dll",
        "THIRD-PARTY-NOTICES.txt")]
    public void Package_Files_AreThese(string name, params string[] expected)
    {
        using ZipArchive package = feed.Open(name);

        IEnumerable<string> files = package.Entries
            .Select(static entry => entry.FullName)
            .Where(static file => !file.StartsWith("_rels/", StringComparison.Ordinal) && !file.StartsWith("package/", StringComparison.Ordinal) && file != "[Content_Types].xml");

        Assert.Equal([.. expected.Concat(["LICENSE", "README.md", "icon.png", name + ".nuspec"]).Order(StringComparer.Ordinal)], files.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_Metadata_SaysWhatItIs(string name)
    {
        ILookup<string, XElement> metadata = feed.ReadMetadata(name);

        Assert.Equal(name, metadata["id"].Single().Value);
        Assert.Equal(PackageFeed.Version, metadata["version"].Single().Value);
        Assert.Equal("MIT", metadata["license"].Single().Value);
        Assert.Equal("README.md", metadata["readme"].Single().Value);
        Assert.Equal("icon.png", metadata["icon"].Single().Value);
        Assert.True(metadata["description"].Single().Value.Length > 40);
        Assert.Contains("webassembly", metadata["tags"].Single().Value.Split(' '));
        Assert.Equal(name == "NanoWasm.Cli" ? ["DotnetTool"] : [], metadata["packageTypes"].Elements().Select(static type => type.Attribute("name")!.Value));
    }

    [Theory]
    [InlineData("NanoWasm")]
    [InlineData("NanoWasm.Wasi", "NanoWasm")]
    [InlineData("NanoWasm.Extensions.Logging", "Microsoft.Extensions.Logging.Abstractions", "NanoWasm")]
    public void Package_Dependencies_AreThese(string name, params string[] expected)
    {
        IEnumerable<XElement> dependencies = feed.ReadMetadata(name)["dependencies"].Descendants().Where(static element => element.Name.LocalName == "dependency");

        Assert.Equal(expected, dependencies.Select(static dependency => dependency.Attribute("id")!.Value).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_Icon_IsAPictureOf128Pixels(string name)
    {
        byte[] icon = feed.Read(name, "icon.png");

        Assert.Equal("PNG\r\n"u8.ToArray(), icon[1..6]);
        Assert.Equal("IHDR\0\0\0\u0080\0\0\0\u0080", Encoding.Latin1.GetString(icon[12..24]));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Symbols_EverySource_IsInThemUnderAPathOfNoMachine(string name)
    {
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbImage([.. feed.Read(name, $"lib/net10.0/{name}.pdb", ".snupkg")]);
        MetadataReader reader = provider.GetMetadataReader();

        HashSet<DocumentHandle> embedded = [.. reader.CustomDebugInformation
            .Select(reader.GetCustomDebugInformation)
            .Where(information => reader.GetGuid(information.Kind) == EmbeddedSource)
            .Select(static information => (DocumentHandle)information.Parent)];
        string[] missing = [.. reader.Documents.Where(document => !embedded.Contains(document)).Select(Name)];

        // The table of opcodes, which generated code refers to, is no C#.
        Assert.True(missing is [] or ["/_/opcodes.json"], string.Join('\n', missing));
        Assert.NotEmpty(reader.Documents);
        Assert.All(reader.Documents, document => Assert.StartsWith("/_/", Name(document), StringComparison.Ordinal));

        string Name(DocumentHandle document) => reader.GetString(reader.GetDocument(document).Name);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_Build_IsReproducible(string name)
    {
        using PEReader assembly = new([.. feed.Read(name, $"lib/net10.0/{name}.dll")]);

        Assert.Contains(assembly.ReadDebugDirectory(), static entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }
}
