// Applies a code fix and compares the source that comes out.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace NanoWasm.Analyzers.Tests.Support;

/// <summary>Checks code fixes.</summary>
/// <typeparam name="TFix">The fix.</typeparam>
internal static class Fix<TFix>
    where TFix : CodeFixProvider, new()
{
    private const string Path = "Code.cs";

    /// <summary>Applies the fix to the first finding that it is for, and checks that the result compiles and is the expected one.</summary>
    public static async Task Check(string before, string after)
    {
        Solution? changed = await Apply(before);
        Assert.True(changed is not null, "No fix is offered.");
        Document document = changed.Projects.Single().Documents.Single(static each => each.Name == Path);
        Assert.Equal(after, (await document.GetTextAsync()).ToString());
        Compilation compilation = (await changed.Projects.Single().GetCompilationAsync())!;
        Assert.DoesNotContain(compilation.GetDiagnostics(), static each => each.Severity == DiagnosticSeverity.Error);
    }

    /// <summary>Checks that the fix is not offered.</summary>
    public static async Task CheckNone(string source) => Assert.Null(await Apply(source));

    private static async Task<Solution?> Apply(string source)
    {
        using AdhocWorkspace workspace = new();
        ProjectId project = ProjectId.CreateNewId();
        Solution solution = workspace.CurrentSolution
            .AddProject(project, "Code", "Code", LanguageNames.CSharp)
            .WithProjectParseOptions(project, Compiling.ParseOptions)
            .WithProjectCompilationOptions(project, Compiling.Options)
            .AddMetadataReferences(project, Compiling.Framework);
        foreach ((string path, string text) in Compiling.CommonSources.Append((Path, source)))
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(project), path, SourceText.From(text));
        }

        Document document = solution.GetProject(project)!.Documents.Single(static each => each.Name == Path);
        Compilation compilation = (await document.Project.GetCompilationAsync())!;
        Assert.DoesNotContain(compilation.GetDiagnostics(), static each => each.Severity == DiagnosticSeverity.Error);
        TFix fix = new();
        SyntaxTree tree = (await document.GetSyntaxTreeAsync())!;
        Diagnostic? finding = (await Support.Check.Run(compilation))
            .FirstOrDefault(each => each.Location.SourceTree == tree && fix.FixableDiagnosticIds.Contains(each.Id));
        Assert.True(finding is not null, "There is nothing to fix.");

        CodeAction? action = null;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, finding, (each, _) => action ??= each, CancellationToken.None));
        if (action is null)
        {
            return null;
        }

        ApplyChangesOperation change = (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        return change.ChangedSolution;
    }
}
