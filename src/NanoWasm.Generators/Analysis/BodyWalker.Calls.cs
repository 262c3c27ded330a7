// Rules for calls, written down or implied by operators, properties and patterns.
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NanoWasm.Generators.Analysis;

internal sealed partial class BodyWalker
{
    /// <returns>Whether nothing is left to visit inside.</returns>
    private bool VisitCalls(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                return VisitInvocation(call);
            case IFunctionPointerInvocationOperation:
                if (!mark.TrustsIndirectCalls)
                {
                    Report(AllocationRules.FunctionPointerCall, operation);
                }

                return false;
            case IPropertyReferenceOperation property:
                VisitProperty(property);
                return false;
            case IImplicitIndexerReferenceOperation indexer:
                CheckMember(indexer.LengthSymbol, operation);
                CheckMember(indexer.IndexerSymbol, operation);
                return false;
            case IBinaryOperation binary:
                VisitBinary(binary);
                return false;
            case ITupleBinaryOperation { LeftOperand.Type: INamedTypeSymbol { IsTupleType: true } tuple } comparison:
                VisitTuples(tuple, comparison);
                return false;
            case IUnaryOperation { OperatorMethod: { } method }:
                CheckCall(method, operation);
                return false;
            case ICompoundAssignmentOperation assignment:
                VisitAssignment(assignment);
                return false;
            case IIncrementOrDecrementOperation { OperatorMethod: { } method }:
                CheckCall(method, operation);
                return false;
            case IDeconstructionAssignmentOperation { Syntax: AssignmentExpressionSyntax syntax }:
                VisitDeconstruction(operation.SemanticModel!.GetDeconstructionInfo(syntax), operation);
                return false;
            case IAddressOfOperation { Reference: IMethodReferenceOperation { Method: var method } }:
                CheckCall(method, operation);
                return true;
            default:
                return false;
        }
    }

    private bool VisitInvocation(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            if (!mark.TrustsIndirectCalls && !scope.Marks.IsMarkedDelegate(method.ContainingType))
            {
                Report(AllocationRules.DelegateCall, call, AnalysisScope.Name(method.ContainingType));
            }

            return false;
        }

        IOperation? receiver = WithoutConversion(call.Instance);
        if (!method.IsStatic && AnalysisScope.MayBeValue(receiver?.Type) && IsInheritedByValues(method.ContainingType))
        {
            ReportInherited(call, method, receiver!.Type!);
            Visit(receiver);
            foreach (IArgumentOperation argument in call.Arguments)
            {
                // What Enum.HasFlag takes is boxed like the value that it is called on: one finding is enough.
                Visit(method.Name == "HasFlag" ? WithoutConversion(argument.Value) : argument);
            }

            return true;
        }

        if (receiver?.Type is ITypeParameterSymbol { IsReferenceType: false } parameter && method is { IsStatic: false, IsAbstract: false, ContainingType.TypeKind: TypeKind.Interface })
        {
            // A struct without the member runs the interface's, on a box of itself.
            Report(AllocationRules.InheritedOnValue, call, AnalysisScope.Name(method), AnalysisScope.Name(parameter), "give the interface's member no body");
        }

        CheckCall(method, call);
        return false;
    }

    private static bool IsInheritedByValues(INamedTypeSymbol? type) =>
        type?.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum;

    private void ReportInherited(IInvocationOperation call, IMethodSymbol method, ITypeSymbol type)
    {
        string advice = method.Name switch
        {
            "GetType" => "use typeof",
            "HasFlag" => "test the bits with operators",
            _ when type.TypeKind == TypeKind.Enum => "cast it to its underlying type",
            _ when type is ITypeParameterSymbol => "constrain the type parameter to an interface that has it",
            _ => "override it in " + AnalysisScope.Name(type),
        };
        Report(AllocationRules.InheritedOnValue, call, AnalysisScope.Name(method), AnalysisScope.Name(type), advice);
    }

    private void VisitProperty(IPropertyReferenceOperation reference)
    {
        IPropertySymbol property = reference.Property;
        (bool reads, bool writes) = property.ReturnsByRef || property.ReturnsByRefReadonly ? (true, false) : Usage(reference);
        if (reads)
        {
            CheckCall(Accessor(property, static each => each.GetMethod), reference);
        }

        if (writes)
        {
            CheckCall(Accessor(property, static each => each.SetMethod), reference);
        }
    }

    /// <summary>An override may have only one of the accessors.</summary>
    private static IMethodSymbol? Accessor(IPropertySymbol? property, System.Func<IPropertySymbol, IMethodSymbol?> get)
    {
        while (property is not null && get(property) is null)
        {
            property = property.OverriddenProperty;
        }

        return property is null ? null : get(property);
    }

    private static (bool Reads, bool Writes) Usage(IOperation reference)
    {
        switch (reference.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                return (false, true);
            case ICompoundAssignmentOperation assignment when assignment.Target == reference:
            case ICoalesceAssignmentOperation coalesce when coalesce.Target == reference:
            case IIncrementOrDecrementOperation:
                return (true, true);
            case ITupleOperation:
                IOperation tuple = reference.Parent;
                while (tuple.Parent is ITupleOperation outer)
                {
                    tuple = outer;
                }

                bool isTarget = tuple.Parent is IDeconstructionAssignmentOperation deconstruction && deconstruction.Target == tuple;
                return (!isTarget, isTarget);
            default:
                return (true, false);
        }
    }

    private void VisitBinary(IBinaryOperation binary)
    {
        if (binary.Type?.TypeKind == TypeKind.Delegate)
        {
            Report(AllocationRules.DelegateCreation, binary, "Combining delegates", string.Empty);
        }
        else if (binary.OperatorMethod is { } method)
        {
            CheckCall(method, binary);
        }
    }

    /// <summary>A comparison of tuples calls the operators of their elements.</summary>
    private void VisitTuples(INamedTypeSymbol tuple, ITupleBinaryOperation comparison)
    {
        string name = comparison.OperatorKind == BinaryOperatorKind.Equals ? WellKnownMemberNames.EqualityOperatorName : WellKnownMemberNames.InequalityOperatorName;
        foreach (IFieldSymbol element in tuple.TupleElements)
        {
            if (element.Type is INamedTypeSymbol { IsTupleType: true } nested)
            {
                VisitTuples(nested, comparison);
            }
            else if (element.Type.SpecialType == SpecialType.None)
            {
                CheckCall(element.Type.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(), comparison);
            }
        }
    }

    private void VisitAssignment(ICompoundAssignmentOperation assignment)
    {
        if (assignment.Type?.TypeKind == TypeKind.Delegate)
        {
            Report(AllocationRules.DelegateCreation, assignment, "Combining delegates", string.Empty);
        }
        else if (assignment.OperatorMethod is { } method)
        {
            CheckCall(method, assignment);
        }
    }

    private void VisitDeconstruction(DeconstructionInfo info, IOperation operation)
    {
        if (info.Method is { } method)
        {
            CheckCall(method, operation);
        }

        foreach (DeconstructionInfo nested in info.Nested)
        {
            VisitDeconstruction(nested, operation);
        }
    }

    private void CheckMember(ISymbol? member, IOperation operation) =>
        CheckCall(member is IPropertySymbol property ? Accessor(property, static each => each.GetMethod) : member as IMethodSymbol, operation);

    private void CheckCall(IMethodSymbol? method, IOperation operation) =>
        CheckCall(method, operation.Syntax.GetLocation(), operation.Syntax.SyntaxTree);

    private void CheckCall(IMethodSymbol? method, Location location, SyntaxTree? caller)
    {
        if (method is null)
        {
            return;
        }

        if (IsCallable(method, caller, out Allowance allowance))
        {
            if (allowance == Allowance.AllowedIfEquatable)
            {
                CheckTypeArguments(method, location);
            }

            return;
        }

        string name = AnalysisScope.Name(Callee.Member(method));
        if (method.ContainingType is { Name: "Enumerable" or "Queryable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } })
        {
            Report(AllocationRules.Linq, location, $"'{name}'");
            return;
        }

        string advice = scope.Marks.For(method).State == MarkState.OptedOut
            ? "it is marked [AllocationFree(false)]"
            : "mark it [AllocationFree], or list it in " + AllowLists.FileName + " if it does not";
        report(Diagnostic.Create(AllocationRules.Call, location, Callee.Properties(method), name, advice));
    }

    private bool IsCallable(IMethodSymbol method, SyntaxTree? caller, out Allowance allowance) =>
        Callee.IsFree(scope, method, caller, out allowance);

    private void CheckTypeArguments(IMethodSymbol method, Location location)
    {
        if (method.TypeArguments.Concat(method.ContainingType.TypeArguments).FirstOrDefault(scope.ComparesAsObject) is { } type)
        {
            Report(AllocationRules.GenericBoxing, location, AnalysisScope.Name(Callee.Member(method)), AnalysisScope.Name(type));
        }
    }
}
