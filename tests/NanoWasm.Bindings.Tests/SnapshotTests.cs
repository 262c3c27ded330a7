// The generated code.
using System.Reflection;

namespace NanoWasm.Bindings.Tests;

/// <summary>Compares what is generated for Game.cs with the approved files; <c>NANOWASM_ACCEPT_SNAPSHOTS=1</c> approves everything.</summary>
public sealed class SnapshotTests
{
    private static readonly string Folder = typeof(SnapshotTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "Snapshots").Value!;

    private static readonly Lazy<Compiled> Game = new(static () => Compiled.Of(Resources.Read("Game.cs")));

    /// <summary>The generated files.</summary>
    public static TheoryData<string> Files => [.. Game.Value.Files.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void Generated_OfGame_EqualsSnapshot(string file)
    {
        string path = Path.Combine(Folder, file.Replace(".g.cs", ".verified.cs", StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("NANOWASM_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, Game.Value.Files[file]);
        }

        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), Game.Value.Files[file]);
    }

    [Fact]
    public void Snapshots_OnDisk_BelongToFiles() => Assert.Equal(
        Game.Value.Files.Keys.Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Folder).Select(static path => Path.GetFileName(path).Replace(".verified.cs", ".g.cs", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Game_WithGeneratedCode_CompilesWithoutWarnings()
    {
        Assert.Empty(Game.Value.Reported);
        Assert.Empty(Game.Value.Errors);
    }
}
