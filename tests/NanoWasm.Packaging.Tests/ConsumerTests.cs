// A project of somebody else, who has nothing but the packages.
using System.Text;
using System.Text.RegularExpressions;
using NanoWasm.Testing;

namespace NanoWasm.Packaging.Tests;

/// <summary>Restores, builds and runs a project made from scratch. Its code is the examples in the packages' own README files.</summary>
[Collection(FeedCollection.Name)]
public sealed partial class ConsumerTests(PackageFeed feed)
{
    private static readonly string[] Libraries = PackageFeed.Names[..3];

    [Fact]
    public void Consumer_OfAllLibraries_BuildsAndRunsTheirExamples_AndIsStoppedByTheAnalyzer()
    {
        string folder = feed.NewFolder("consumer");
        string packages = Path.Combine(folder, "packages");
        WriteProject(folder);

        Dotnet.Run(folder, packages, "build", "--output", "out", "--property:UseSharedCompilation=false");
        string output = Dotnet.Run(folder, packages, Path.Combine("out", "Consumer.dll"));

        Assert.Equal("6765\nhello\0world\05\n55\n42\n", output.ReplaceLineEndings("\n"));

        (int exitCode, string errors) = Dotnet.TryRun(folder, packages, "build", "--no-restore", "--output", "bad", "--property:UseSharedCompilation=false", "--property:DefineConstants=BREACH");

        Assert.Equal(1, exitCode);
        Assert.Matches(@"Marked\.cs\(9,\d+\): error NW1002: ", errors);
        Assert.All(ErrorPattern().Matches(errors), static match => Assert.Equal("NW1002", match.Groups["id"].Value));
    }

    private void WriteProject(string folder)
    {
        string references = string.Concat(Libraries.Select(static name => $"<PackageReference Include=\"{name}\" Version=\"{PackageFeed.Version}\" />"));
        File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>{references}</ItemGroup>
            </Project>
            """);

        StringBuilder program = new();
        program.AppendLine("using Microsoft.Extensions.Logging;\nusing Microsoft.Extensions.Logging.Abstractions;\nusing NanoWasm;\nusing NanoWasm.Extensions.Logging;\nusing NanoWasm.Wasi;");
        foreach (string library in Libraries)
        {
            string readme = Encoding.UTF8.GetString(feed.Read(library, "README.md")).ReplaceLineEndings("\n");
            program.Append("{\n").Append(ExamplePattern().Match(readme).Groups["code"].Value).Append("}\n");
        }

        program.AppendLine("using Instance twice = new Linker().Define(new Api()).Instantiate(Module.FromFile(\"twice.wasm\"));\nConsole.WriteLine(new Guest(twice).Run(21));");
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program.ToString());
        File.WriteAllText(Path.Combine(folder, "Bound.cs"), """
            using NanoWasm;

            [WasmHost("env")]
            internal sealed partial class Api
            {
                [WasmImport]
                private int Twice(int a) => a * 2;
            }

            [WasmExports]
            internal readonly partial struct Guest
            {
                [WasmExport]
                public partial int Run(int a);
            }
            """);
        File.WriteAllText(Path.Combine(folder, "Marked.cs"), """
            using NanoWasm;

            internal static class Marked
            {
                [AllocationFree]
                internal static int Sum(ReadOnlySpan<int> numbers)
                {
            #if BREACH
                    int[] copy = new int[numbers.Length];
                    numbers.CopyTo(copy);
            #endif
                    int sum = 0;
                    foreach (int number in numbers)
                    {
                        sum += number;
                    }

                    return sum;
                }
            }
            """);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "fib.wasm"), Path.Combine(folder, "fib.wasm"));
        File.WriteAllBytes(Path.Combine(folder, "hello.wasm"), Hello());
        File.WriteAllBytes(Path.Combine(folder, "twice.wasm"), new ModuleBuilder()
            .ImportFunction("env", "twice", [ValueKind.I32], [ValueKind.I32])
            .Function("run", [ValueKind.I32], [ValueKind.I32], static f => f.LocalGet(0).Call(0))
            .Build());
    }

    /// <summary>A program for WASI that prints its arguments and ends with 5.</summary>
    private static byte[] Hello() => new ModuleBuilder()
        .ImportFunction("wasi_snapshot_preview1", "args_sizes_get", [ValueKind.I32, ValueKind.I32], [ValueKind.I32])
        .ImportFunction("wasi_snapshot_preview1", "args_get", [ValueKind.I32, ValueKind.I32], [ValueKind.I32])
        .ImportFunction("wasi_snapshot_preview1", "fd_write", [ValueKind.I32, ValueKind.I32, ValueKind.I32, ValueKind.I32], [ValueKind.I32])
        .ImportFunction("wasi_snapshot_preview1", "proc_exit", [ValueKind.I32], [])
        .Memory(1, export: "memory")
        .Data(8, 0, 8, 0, 0)
        .Function("_start", [], [], static f => f
            .I32(0).I32(12).Call(0).Drop()
            .I32(0x100).I32(0x800).Call(1).Drop()
            .I32(1).I32(8).I32(1).I32(0).Call(2).Drop()
            .I32(5).Call(3))
        .Build();

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ExamplePattern();

    [GeneratedRegex(@"error (?<id>\w+):", RegexOptions.ExplicitCapture)]
    private static partial Regex ErrorPattern();
}
