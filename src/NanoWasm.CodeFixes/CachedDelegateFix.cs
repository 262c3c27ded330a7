// Moves a delegate that captures nothing to a static readonly field.
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace NanoWasm.CodeFixes;

/// <summary>Moves a lambda or method group that captures nothing to a <c>static readonly</c> field (NW1011).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CachedDelegateFix))]
[Shared]
public sealed class CachedDelegateFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NW1011"];

    /// <summary>None: two fixes at once would choose the same name.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            ExpressionSyntax? expression = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)
                .AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault();
            if (expression?.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
                || model?.GetTypeInfo(expression).ConvertedType is not INamedTypeSymbol { TypeKind: TypeKind.Delegate } @delegate
                || model.GetSymbolInfo(expression).Symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction }
                || UsesTypeParameterOfMethod(expression, @delegate, model))
            {
                continue;
            }

            context.RegisterCodeFix(
                CodeAction.Create(
                    "Keep the delegate in a static field",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(Move(root!, expression, type, @delegate, model))),
                    equivalenceKey: nameof(CachedDelegateFix)),
                diagnostic);
        }
    }

    private static bool UsesTypeParameterOfMethod(ExpressionSyntax expression, INamedTypeSymbol @delegate, SemanticModel model) =>
        @delegate.TypeArguments.Any(static argument => argument is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method })
        || expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
            .Any(name => model.GetSymbolInfo(name).Symbol is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method });

    private static SyntaxNode Move(SyntaxNode root, ExpressionSyntax expression, TypeDeclarationSyntax type, INamedTypeSymbol @delegate, SemanticModel model)
    {
        string name = FreeName(type, model);
        string typeName = @delegate.ToMinimalDisplayString(model, expression.SpanStart);
        MemberDeclarationSyntax field = SyntaxFactory.ParseMemberDeclaration($"private static readonly {typeName} {name} = {expression};")!
            .WithTrailingTrivia(SyntaxFactory.LineFeed, SyntaxFactory.LineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        TypeDeclarationSyntax changed = type.ReplaceNode(expression, SyntaxFactory.IdentifierName(name).WithTriviaFrom(expression));
        return root.ReplaceNode(type, changed.WithMembers(changed.Members.Insert(0, field)));
    }

    private static string FreeName(TypeDeclarationSyntax type, SemanticModel model)
    {
        ImmutableArray<string> taken = [.. model.LookupSymbols(type.OpenBraceToken.Span.End).Select(static symbol => symbol.Name)];
        string name = "CachedDelegate";
        for (int number = 2; taken.Contains(name); number++)
        {
            name = "CachedDelegate" + number;
        }

        return name;
    }
}
