// Whether marked code may call a method.
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NanoWasm.Generators.Analysis;

/// <summary>The target of a call.</summary>
internal static class Callee
{
    /// <summary>The property of diagnostics with the documentation-comment id of the member that a code fix can mark.</summary>
    public const string IdProperty = "Callee";

    /// <summary>Whether a method is known not to allocate.</summary>
    /// <param name="scope">The compilation.</param>
    /// <param name="method">The method.</param>
    /// <param name="caller">The file that calls it, whose options hold.</param>
    /// <param name="allowance">What the allow-lists say, if they were asked.</param>
    public static bool IsFree(AnalysisScope scope, IMethodSymbol method, SyntaxTree? caller, out Allowance allowance)
    {
        allowance = Allowance.None;
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (Marks.NeverReturns(method))
        {
            return true;
        }

        switch (scope.Marks.For(method).State)
        {
            case MarkState.Free:
                return true;
            case MarkState.OptedOut:
                return false;
        }

        if (IsTrivial(method))
        {
            return true;
        }

        allowance = caller is null ? Allowance.None : scope.AllowLists.Find(method, caller);
        return allowance is Allowance.Allowed or Allowance.AllowedIfEquatable;
    }

    /// <summary>What messages call it: the property rather than its accessor.</summary>
    public static ISymbol Member(IMethodSymbol method) => method.AssociatedSymbol ?? method;

    /// <summary>The properties of a diagnostic about a member that lacks a mark.</summary>
    public static ImmutableDictionary<string, string?> Properties(ISymbol symbol)
    {
        ISymbol member = symbol is IMethodSymbol method ? Member((method.ReducedFrom ?? method).OriginalDefinition) : symbol.OriginalDefinition;
        return ImmutableDictionary<string, string?>.Empty.Add(IdProperty, member.GetDocumentationCommentId());
    }

    /// <summary>Methods whose code is the compiler's and does next to nothing: accessors of auto-properties, constructors of structs that nobody wrote.</summary>
    private static bool IsTrivial(IMethodSymbol method) => method switch
    {
        { MethodKind: MethodKind.BuiltinOperator } => true,
        { MethodKind: MethodKind.Constructor, IsImplicitlyDeclared: true, ContainingType.IsValueType: true, Parameters.IsEmpty: true } => true,
        { IsVirtual: true } or { IsOverride: true } or { IsAbstract: true } => false,
        { AssociatedSymbol: IPropertySymbol property } => IsAutoAccessor(method, property),
        _ => false,
    };

    private static bool IsAutoAccessor(IMethodSymbol accessor, IPropertySymbol property)
    {
        if (!property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)))
        {
            return false;
        }

        // With the keyword `field`, an accessor can have a body and a backing field; the positional properties of records have neither.
        return accessor.DeclaringSyntaxReferences.All(static reference => reference.GetSyntax() switch
        {
            AccessorDeclarationSyntax { Body: null, ExpressionBody: null } => true,
            ParameterSyntax => true,
            _ => false,
        });
    }
}
