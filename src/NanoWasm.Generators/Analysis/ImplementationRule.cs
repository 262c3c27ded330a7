// The rule for members that override or implement marked ones: calls of the declared member reach them.
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NanoWasm.Generators.Analysis;

/// <summary>Whoever overrides or implements an allocation-free member is called in its place, so it must be marked as well.</summary>
internal sealed class ImplementationRule(Marks marks)
{
    /// <summary>Judges the members of a type.</summary>
    public void Judge(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method is { OverriddenMethod: { } overridden, IsImplicitlyDeclared: false } && IsMissing(method, overridden))
            {
                Report(context, method, method, "overrides", overridden);
            }
        }

        if (type.TypeKind == TypeKind.Interface)
        {
            return;
        }

        foreach (INamedTypeSymbol @interface in type.AllInterfaces)
        {
            foreach (IMethodSymbol member in @interface.GetMembers().OfType<IMethodSymbol>())
            {
                if (marks.For(member).State == MarkState.Free)
                {
                    JudgeImplementation(context, type, member);
                }
            }
        }
    }

    private void JudgeImplementation(SymbolAnalysisContext context, INamedTypeSymbol type, IMethodSymbol member)
    {
        if (type.FindImplementationForInterfaceMember(member) is not IMethodSymbol found || !IsMissing(found, member))
        {
            return;
        }

        bool isOwn = SymbolEqualityComparer.Default.Equals(found.ContainingType, type);

        // What a base class has implemented is reported there, or there was no mark to see.
        if (isOwn || !SymbolEqualityComparer.Default.Equals(type.BaseType?.FindImplementationForInterfaceMember(member), found))
        {
            Report(context, isOwn ? found : type, found, "implements", member);
        }
    }

    private bool IsMissing(IMethodSymbol found, IMethodSymbol declared) =>
        marks.For(declared).State == MarkState.Free && marks.For(found).State != MarkState.Free && !Marks.NeverReturns(found);

    private static void Report(SymbolAnalysisContext context, ISymbol place, IMethodSymbol found, string how, IMethodSymbol declared)
    {
        Location location = (Callee.Member(found) is { } member && place is IMethodSymbol ? member : place).Locations[0];
        context.ReportDiagnostic(Diagnostic.Create(
            AllocationRules.Override,
            location,
            Callee.Properties(found),
            AnalysisScope.Name(Callee.Member(found)),
            how,
            AnalysisScope.Name(Callee.Member(declared))));
    }
}
