// Marks the member that a finding asks to be marked, if it is in the solution.
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace NanoWasm.CodeFixes;

/// <summary>Puts <c>[AllocationFree]</c> on what is called (NW1020), on an implementation (NW1021), or on a delegate's target (NW1024).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MarkAllocationFreeFix))]
[Shared]
public sealed class MarkAllocationFreeFix : CodeFixProvider
{
    // The property in which the analyzer leaves the member's documentation-comment id.
    private const string IdProperty = "Callee";
    private const string AttributeNamespace = "NanoWasm";
    private const string AttributeName = "AllocationFree";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NW1020", "NW1021", "NW1024"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Compilation? compilation = await context.Document.Project.GetCompilationAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (compilation is not null
                && diagnostic.Properties.TryGetValue(IdProperty, out string? id) && id is not null
                && DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) is { } member
                && Declaration(context.Document.Project.Solution, member) is { } declaration)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Mark '{member.Name}' [AllocationFree]",
                        cancellation => MarkAsync(declaration.Document, declaration.Reference, cancellation),
                        equivalenceKey: nameof(MarkAllocationFreeFix)),
                    diagnostic);
            }
        }
    }

    private static (Document Document, SyntaxReference Reference)? Declaration(Solution solution, ISymbol member)
    {
        foreach (SyntaxReference reference in member.DeclaringSyntaxReferences)
        {
            if (solution.GetDocument(reference.SyntaxTree) is { } document)
            {
                return (document, reference);
            }
        }

        return null;
    }

    private static async Task<Solution> MarkAsync(Document document, SyntaxReference reference, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        SyntaxNode found = await reference.GetSyntaxAsync(cancellation).ConfigureAwait(false);
        SyntaxNode? declaration = root.FindNode(found.Span).FirstAncestorOrSelf<SyntaxNode>(static node => node is MemberDeclarationSyntax or LocalFunctionStatementSyntax);
        if (declaration is null)
        {
            return document.Project.Solution;
        }

        SemanticModel model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        bool isInScope = model.LookupNamespacesAndTypes(declaration.SpanStart, name: AttributeName + "Attribute")
            .Any(static type => type.ContainingNamespace is { Name: AttributeNamespace, ContainingNamespace.IsGlobalNamespace: true });
        SyntaxGenerator generator = SyntaxGenerator.GetGenerator(document);
        SyntaxNode attribute = generator.Attribute(isInScope ? AttributeName : $"{AttributeNamespace}.{AttributeName}");
        SyntaxNode marked = generator.InsertAttributes(declaration, 0, attribute).WithAdditionalAnnotations(Formatter.Annotation);
        return document.WithSyntaxRoot(root.ReplaceNode(declaration, marked)).Project.Solution;
    }
}
