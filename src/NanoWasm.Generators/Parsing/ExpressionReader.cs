// Looks into a C# expression of the table: is it one, and which operands does it name?
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NanoWasm.Generators.Parsing;

/// <summary>A name in an expression that can only be an operand, an immediate or a register of the machine.</summary>
internal readonly record struct ExpressionName(string Text, int Start);

/// <summary>A syntax error in an expression.</summary>
internal readonly record struct ExpressionMistake(string Message, int Start, int Length);

/// <summary>Parses expressions; what names mean beyond operands is the compiler's business, which reports it through <c>#line</c>.</summary>
internal static class ExpressionReader
{
    /// <summary>Parses an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="names">The lower-case names in it that are not members, methods or types.</param>
    /// <returns>Its syntax errors.</returns>
    public static IEnumerable<ExpressionMistake> Read(string text, out IReadOnlyList<ExpressionName> names)
    {
        ExpressionSyntax expression = SyntaxFactory.ParseExpression(text, consumeFullText: false);
        names = [.. expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Where(IsOperand)
            .Select(static name => new ExpressionName(name.Identifier.ValueText, name.SpanStart))];
        IEnumerable<ExpressionMistake> mistakes = expression.GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(static diagnostic => new ExpressionMistake(
                diagnostic.GetMessage(CultureInfo.InvariantCulture), diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        int end = expression.FullSpan.End;
        return end == text.Length ? mistakes : mistakes.Concat([new ExpressionMistake($"it ends before '{text.Substring(end)}'", end, text.Length - end)]);
    }

    private static bool IsOperand(IdentifierNameSyntax name)
    {
        if (name.Identifier.ValueText is not { Length: > 0 } text || !char.IsLower(text[0]))
        {
            return false;
        }

        return name.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Name != name,
            InvocationExpressionSyntax call => call.Expression != name,
            TypeArgumentListSyntax or PointerTypeSyntax or QualifiedNameSyntax or NameColonSyntax => false,
            CastExpressionSyntax cast => cast.Type != name,
            _ => true,
        };
    }
}
