// The tool, installed from its package.
namespace NanoWasm.Packaging.Tests;

/// <summary>What <c>dotnet tool install</c> makes of the package.</summary>
[Collection(FeedCollection.Name)]
public sealed class ToolTests(PackageFeed feed)
{
    [Fact]
    public void Tool_InstalledFromAFolder_RunsModules()
    {
        string folder = feed.NewFolder("tool");
        string packages = Path.Combine(folder, "packages");

        Dotnet.Run(folder, packages, "tool", "install", "NanoWasm.Cli", "--tool-path", folder, "--configfile", feed.Configuration, "--version", PackageFeed.Version);
        (int ExitCode, string Output) version = Dotnet.TryStart(Path.Combine(folder, "nanowasm"), folder, packages, "--version");
        (int ExitCode, string Output) run = Dotnet.TryStart(
            Path.Combine(folder, "nanowasm"), folder, packages, "run", "--invoke", "fib", Path.Combine(AppContext.BaseDirectory, "fib.wasm"), "20");

        Assert.Equal((0, PackageFeed.Version + "\n"), (version.ExitCode, version.Output.ReplaceLineEndings("\n")));
        Assert.Equal((0, "6765\n"), (run.ExitCode, run.Output.ReplaceLineEndings("\n")));
    }
}
