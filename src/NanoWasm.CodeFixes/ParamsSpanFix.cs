// Turns a params array into a params span, where the method only reads it.
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NanoWasm.CodeFixes;

/// <summary>
/// Turns <c>params T[]</c> into <c>params ReadOnlySpan&lt;T&gt;</c> (NW1003) in the method that is called, if it is in the solution and does
/// nothing with the parameter but index it, ask for its length, and loop over it.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ParamsSpanFix))]
[Shared]
public sealed class ParamsSpanFix : CodeFixProvider
{
    private const string IdProperty = "Callee";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NW1003"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Compilation? compilation = await context.Document.Project.GetCompilationAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (compilation is null
                || !diagnostic.Properties.TryGetValue(IdProperty, out string? id) || id is null
                || DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) is not IMethodSymbol { IsVirtual: false, IsOverride: false, IsAbstract: false } method
                || method.DeclaringSyntaxReferences.Length != 1
                || context.Document.Project.Solution.GetDocument(method.DeclaringSyntaxReferences[0].SyntaxTree) is not { } document)
            {
                continue;
            }

            SyntaxNode declaration = await method.DeclaringSyntaxReferences[0].GetSyntaxAsync(context.CancellationToken).ConfigureAwait(false);
            SemanticModel? model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
            if (model is not null && OnlyReads(declaration, method.Parameters[method.Parameters.Length - 1], model))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Make the parameter of '{method.Name}' a span",
                        cancellation => ChangeAsync(document, declaration, cancellation),
                        equivalenceKey: nameof(ParamsSpanFix)),
                    diagnostic);
            }
        }
    }

    private static bool OnlyReads(SyntaxNode declaration, IParameterSymbol parameter, SemanticModel model) =>
        declaration.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.Text == parameter.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, parameter))
            .All(static name => IsRead(name));

    private static bool IsRead(IdentifierNameSyntax name) => name.Parent switch
    {
        _ when name.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is not null || name.FirstAncestorOrSelf<LocalFunctionStatementSyntax>() is not null => false,
        ElementAccessExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } element => assignment.Left != element,
        ElementAccessExpressionSyntax { Parent: PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax or RefExpressionSyntax or ArgumentSyntax { RefKindKeyword.RawKind: not 0 } } => false,
        ElementAccessExpressionSyntax element => element.Expression == name,
        MemberAccessExpressionSyntax { Name.Identifier.Text: "Length" } => true,
        ForEachStatementSyntax loop => loop.Expression == name,
        _ => false,
    };

    private static async Task<Document> ChangeAsync(Document document, SyntaxNode declaration, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        ParameterSyntax parameter = declaration.DescendantNodes().OfType<ParameterSyntax>().Last(static each => each.Modifiers.Any(SyntaxKind.ParamsKeyword));
        ArrayTypeSyntax array = (ArrayTypeSyntax)parameter.Type!;

        // The type parameter of a jagged array's span is all but the first pair of brackets.
        TypeSyntax element = array.RankSpecifiers.Count == 1
            ? array.ElementType
            : array.WithRankSpecifiers(SyntaxFactory.List(array.RankSpecifiers.Skip(1)));
        TypeSyntax span = SyntaxFactory.ParseTypeName($"System.ReadOnlySpan<{element}>").WithTriviaFrom(array);
        return document.WithSyntaxRoot(root.ReplaceNode(array, span));
    }
}
