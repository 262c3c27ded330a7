// The rule for conversions to delegate types that are marked: whoever calls such a delegate relies on them.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace NanoWasm.Generators.Analysis;

/// <summary>Methods and lambdas that become allocation-free delegates are allocation-free, wherever the conversion is.</summary>
internal static class DelegateTargetRule
{
    /// <summary>Judges a conversion.</summary>
    public static void Judge(OperationAnalysisContext context, AnalysisScope scope)
    {
        IDelegateCreationOperation creation = (IDelegateCreationOperation)context.Operation;
        if (!scope.Marks.IsMarkedDelegate(creation.Type))
        {
            return;
        }

        switch (creation.Target)
        {
            case IAnonymousFunctionOperation lambda:
                if (!IsJudgedAnyway(creation, context.ContainingSymbol, scope.Marks))
                {
                    new BodyWalker(scope, new Mark(MarkState.Free, TrustsIndirectCalls: false), context.ReportDiagnostic).Visit(lambda.Body);
                }

                break;
            case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function }:
                if (!scope.Marks.IsJudged(function) && !Marks.NeverReturns(function))
                {
                    Report(context, creation, $"'{function.Name}'", function);
                }

                break;
            case IMethodReferenceOperation { Method: var method }:
                if (!Callee.IsFree(scope, method, creation.Syntax.SyntaxTree, out _))
                {
                    Report(context, creation, $"'{AnalysisScope.Name(method)}'", method);
                }

                break;
            case { Type: var type }:
                if (!scope.Marks.IsMarkedDelegate(type))
                {
                    Report(context, creation, "A delegate of an unmarked type", target: null);
                }

                break;
        }
    }

    /// <summary>Whether the lambda is part of marked code, or of another lambda that becomes such a delegate.</summary>
    private static bool IsJudgedAnyway(IOperation creation, ISymbol owner, Marks marks)
    {
        if (marks.IsJudged(owner))
        {
            return true;
        }

        for (IOperation? outer = creation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IDelegateCreationOperation { Type: var type } && marks.IsMarkedDelegate(type))
            {
                return true;
            }
        }

        return false;
    }

    private static void Report(OperationAnalysisContext context, IDelegateCreationOperation creation, string what, IMethodSymbol? target) =>
        context.ReportDiagnostic(Diagnostic.Create(
            AllocationRules.DelegateTarget,
            creation.Syntax.GetLocation(),
            target is null ? null : Callee.Properties(target),
            what,
            AnalysisScope.Name(creation.Type!)));
}
