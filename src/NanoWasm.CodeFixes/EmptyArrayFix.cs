// Uses the one empty array instead of making another.
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NanoWasm.CodeFixes;

/// <summary>Turns <c>new T[0]</c> into <c>System.Array.Empty&lt;T&gt;()</c> (NW1002).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EmptyArrayFix))]
[Shared]
public sealed class EmptyArrayFix : ExpressionFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NW1002"];

    /// <inheritdoc/>
    protected override string Title => "Use the empty array";

    /// <inheritdoc/>
    protected override ExpressionSyntax? Rewrite(ExpressionSyntax expression, SemanticModel model)
    {
        if (expression is not ArrayCreationExpressionSyntax { Type: { RankSpecifiers: { Count: 1 } ranks } type } creation || ranks[0].Sizes.Count != 1)
        {
            return null;
        }

        bool isEmpty = creation.Initializer is { Expressions.Count: 0 }
            || (creation.Initializer is null && model.GetConstantValue(ranks[0].Sizes[0]) is { HasValue: true, Value: 0 });
        return isEmpty && model.GetTypeInfo(type.ElementType).Type is { TypeKind: not (TypeKind.Pointer or TypeKind.FunctionPointer) }
            ? SyntaxFactory.ParseExpression($"System.Array.Empty<{type.ElementType}>()")
            : null;
    }
}
