// What fixes of single expressions have in common: find the expression, write another one in its place.
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NanoWasm.CodeFixes;

/// <summary>A fix that writes another expression in place of the one that was reported.</summary>
public abstract class ExpressionFix : CodeFixProvider
{
    /// <summary>What the fix is called.</summary>
    protected abstract string Title { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            ExpressionSyntax? expression = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)
                .AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault();
            if (expression is not null && model is not null && Rewrite(expression, model) is { } rewritten)
            {
                SyntaxNode changed = root!.ReplaceNode(expression, rewritten.WithTriviaFrom(expression));
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), equivalenceKey: GetType().Name),
                    diagnostic);
            }
        }
    }

    /// <summary>The expression to write instead; null where there is none.</summary>
    /// <param name="expression">The expression that was reported.</param>
    /// <param name="model">Its meaning.</param>
    protected abstract ExpressionSyntax? Rewrite(ExpressionSyntax expression, SemanticModel model);
}
