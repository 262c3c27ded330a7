// NanoWasm's own code, generated code included, as a compilation.
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using NanoWasm.Generators;

namespace NanoWasm.Analyzers.Tests.Support;

/// <summary>The engine.</summary>
internal static class Engine
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly Lazy<CSharpCompilation> Whole = new(Make);

    /// <summary>The engine with the text of one file changed.</summary>
    /// <param name="file">The end of the file's path.</param>
    /// <param name="change">Changes the text.</param>
    public static (Compilation Compilation, SyntaxTree Tree) With(string file, Func<string, string> change)
    {
        SyntaxTree before = Whole.Value.SyntaxTrees.Single(each => each.FilePath.EndsWith(file, StringComparison.Ordinal));
        SyntaxTree after = CSharpSyntaxTree.ParseText(change(before.ToString()), Compiling.ParseOptions, before.FilePath);
        return (Whole.Value.ReplaceSyntaxTree(before, after), after);
    }

    private static CSharpCompilation Make()
    {
        string root = typeof(Engine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static each => each.Key == "RepositoryRoot").Value!;
        string source = Path.Combine(root, "src", "NanoWasm");
        IEnumerable<SyntaxTree> trees = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Select(static path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), Compiling.ParseOptions, path));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "NanoWasm",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, Compiling.ParseOptions), .. trees],
            Compiling.Framework,
            Compiling.Options);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new OpcodeGenerator().AsSourceGenerator(), new ArityGenerator().AsSourceGenerator()],
            [new TableFile(Path.Combine(root, "opcodes.json"))],
            Compiling.ParseOptions);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation whole, out _);
        return (CSharpCompilation)whole;
    }

    private sealed class TableFile(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(path));
    }
}
