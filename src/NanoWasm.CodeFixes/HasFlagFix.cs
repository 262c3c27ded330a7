// Tests an enum's bits with operators instead of Enum.HasFlag.
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NanoWasm.CodeFixes;

/// <summary>Turns <c>value.HasFlag(flag)</c> into <c>(value &amp; flag) == flag</c> (NW1006), where the flag can be read twice.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HasFlagFix))]
[Shared]
public sealed class HasFlagFix : ExpressionFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NW1006"];

    /// <inheritdoc/>
    protected override string Title => "Test the bits with operators";

    /// <inheritdoc/>
    protected override ExpressionSyntax? Rewrite(ExpressionSyntax expression, SemanticModel model)
    {
        if (expression is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "HasFlag" } member, ArgumentList.Arguments: { Count: 1 } arguments }
            || model.GetSymbolInfo(arguments[0].Expression).Symbol is not (IFieldSymbol or ILocalSymbol or IParameterSymbol)
            || !SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(arguments[0].Expression).Type, model.GetTypeInfo(member.Expression).Type))
        {
            return null;
        }

        string flag = arguments[0].Expression.ToString();
        string test = $"({member.Expression} & {flag}) == {flag}";
        bool needsParentheses = expression.Parent is PrefixUnaryExpressionSyntax or BinaryExpressionSyntax { RawKind: not ((int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression) } or MemberAccessExpressionSyntax;
        return SyntaxFactory.ParseExpression(needsParentheses ? $"({test})" : test);
    }
}
