// Rules for what is created: objects, arrays, collections, delegates, stack memory.
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NanoWasm.Generators.Analysis;

internal sealed partial class BodyWalker
{
    /// <summary>The largest stackalloc that counts as bounded, in bytes.</summary>
    internal const int MaxStackAllocBytes = 65_536;

    /// <returns>Whether nothing is left to visit inside.</returns>
    private bool VisitCreation(IOperation operation)
    {
        switch (operation)
        {
            case IObjectCreationOperation { Type: { IsReferenceType: true } type }:
                Report(AllocationRules.ObjectCreation, operation, AnalysisScope.Name(type));
                return false;
            case IObjectCreationOperation { Constructor: { } constructor }:
                CheckCall(constructor, operation);
                return false;
            case ITypeParameterObjectCreationOperation { Type: { } type }:
                Report(AllocationRules.ObjectCreation, operation, AnalysisScope.Name(type));
                return false;
            case IAnonymousObjectCreationOperation:
                Report(AllocationRules.ObjectCreation, operation, "an object of an anonymous type");
                return false;
            case IWithOperation { Type: { IsReferenceType: true } type }:
                Report(AllocationRules.ObjectCreation, operation, "a copy of " + AnalysisScope.Name(type));
                return false;
            case IArrayCreationOperation { Type: { } type } array:
                if (!IsConstantSpan(array))
                {
                    Report(AllocationRules.ArrayCreation, operation, AnalysisScope.Name(type));
                }

                return false;
            case IArgumentOperation { ArgumentKind: ArgumentKind.ParamArray, Value: IArrayCreationOperation { IsImplicit: true } array, Parameter: { } parameter }:
                VisitParams(array, parameter, operation);
                return true;
            case ICollectionExpressionOperation collection:
                VisitCollection(collection);
                return false;
            case IArrayElementReferenceOperation { Indices: { Length: 1 } indices, Type: { } type } when SymbolEqualityComparer.Default.Equals(indices[0].Type, scope.Range):
                Report(AllocationRules.ArrayCreation, operation, "a copy of part of " + AnalysisScope.Name(type));
                return false;
            case IConversionOperation { Operand: IAnonymousFunctionOperation }:
                Report(AllocationRules.ObjectCreation, operation, "an expression tree");
                return true;
            case IDelegateCreationOperation creation:
                return VisitDelegate(creation);
            case IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event: { } @event } reference } assignment:
                VisitEvent(@event, reference, assignment);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Whether an array's constant elements are data of the assembly, which a span points to.</summary>
    private bool IsConstantSpan(IArrayCreationOperation array) =>
        array.Parent is IConversionOperation { Type: INamedTypeSymbol span }
        && SymbolEqualityComparer.Default.Equals(span.OriginalDefinition, scope.ReadOnlySpan)
        && array is { Initializer: { } initializer, Type: IArrayTypeSymbol { Rank: 1, ElementType: var element } }
        && IsPrimitive(element)
        && initializer.ElementValues.All(static value => value.ConstantValue.HasValue);

    private static bool IsPrimitive(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_UInt64
            or SpecialType.System_Single or SpecialType.System_Double;

    private void VisitParams(IArrayCreationOperation array, IParameterSymbol parameter, IOperation operation)
    {
        // Without elements, it is the one empty array.
        if (array.Initializer is not { ElementValues: { Length: > 0 } values })
        {
            return;
        }

        Location location = (operation.Parent ?? operation).Syntax.GetLocation();
        report(Diagnostic.Create(
            AllocationRules.ParamsArray,
            location,
            Callee.Properties(parameter.ContainingSymbol),
            parameter.Name,
            AnalysisScope.Name(parameter.ContainingSymbol)));
        foreach (IOperation value in values)
        {
            Visit(value);
        }
    }

    private void VisitCollection(ICollectionExpressionOperation collection)
    {
        ITypeSymbol? type = collection.Type;
        bool isEmpty = collection.Elements.IsEmpty;
        bool allocates = type switch
        {
            null => false,
            _ when scope.IsSpan(type) =>
                collection.Elements.Any(static element => element is ISpreadOperation)
                || (!scope.HasInlineArrays && !collection.Elements.All(static element => element.ConstantValue.HasValue)),
            IArrayTypeSymbol => !isEmpty,
            { TypeKind: TypeKind.Interface } => !isEmpty || type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IList_T or SpecialType.System_Collections_Generic_ICollection_T,
            { IsReferenceType: true } => true,
            { Name: "ImmutableArray" } => !isEmpty,
            _ => collection.ConstructMethod is { } method && !IsCallable(method, collection.Syntax.SyntaxTree, out _),
        };
        if (allocates)
        {
            Report(AllocationRules.CollectionExpression, collection, scope.IsSpan(type) ? "an array for its spreads" : AnalysisScope.Name(type!));
        }
    }

    /// <returns>True: what is inside is visited.</returns>
    private bool VisitDelegate(IDelegateCreationOperation creation)
    {
        switch (creation.Target)
        {
            case IAnonymousFunctionOperation lambda:
                ReportDelegate(creation, "The lambda", Captures.Find(lambda.Symbol, lambda.Body), "that refers to this");
                VisitFunction(lambda.Symbol, lambda.Body);
                break;
            case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function } reference:
                ReportDelegate(creation, $"The local function '{function.Name}'", Captures.Find(function, Captures.BodyOf(function, creation.SemanticModel)), "that refers to this");
                Visit(reference.Instance);
                break;
            case IMethodReferenceOperation { Method: var method } reference:
                string name = $"'{AnalysisScope.Name(method)}'";
                if (method.IsStatic)
                {
                    Report(AllocationRules.CachedDelegate, creation, name);
                }
                else
                {
                    bool boxes = AnalysisScope.MayBeValue(WithoutConversion(reference.Instance)?.Type);
                    Report(AllocationRules.DelegateCreation, creation, name, boxes ? ", and a box for the value that it refers to" : string.Empty);
                }

                Visit(WithoutConversion(reference.Instance));
                break;
            default:
                Report(AllocationRules.DelegateCreation, creation, "A delegate from another one", string.Empty);
                Visit(creation.Target);
                break;
        }

        return true;
    }

    private void ReportDelegate(IOperation creation, string what, Captures captures, string refersToThis)
    {
        if (captures.Variables.Count != 0)
        {
            string variables = string.Join(", ", captures.Variables.Select(static name => $"'{name}'"));
            Report(AllocationRules.Closure, creation, what, captures.This ? "'this', " + variables : variables);
        }
        else if (captures.This)
        {
            Report(AllocationRules.DelegateCreation, creation, what, " " + refersToThis);
        }
        else
        {
            Report(AllocationRules.CachedDelegate, creation, what);
        }
    }

    private void VisitEvent(IEventSymbol @event, IOperation reference, IEventAssignmentOperation assignment)
    {
        IMethodSymbol? accessor = assignment.Adds ? @event.AddMethod : @event.RemoveMethod;
        if (accessor is null or { IsImplicitlyDeclared: true })
        {
            Report(AllocationRules.DelegateCreation, reference, $"A change of the event '{@event.Name}'", string.Empty);
        }
        else
        {
            CheckCall(accessor, assignment);
        }
    }

    private void VisitStackAlloc(IOperation operation)
    {
        int? bytes = null;
        if (operation.Syntax is ImplicitStackAllocArrayCreationExpressionSyntax @implicit)
        {
            bytes = @implicit.Initializer.Expressions.Count;
        }
        else if (operation.Syntax is StackAllocArrayCreationExpressionSyntax { Type: ArrayTypeSyntax { RankSpecifiers: { Count: 1 } ranks } array } @explicit)
        {
            SemanticModel model = operation.SemanticModel!;
            ExpressionSyntax size = ranks[0].Sizes[0];
            int? count = size is OmittedArraySizeExpressionSyntax
                ? @explicit.Initializer?.Expressions.Count
                : model.GetConstantValue(size) is { Value: int constant } ? constant : null;
            bytes = count <= MaxStackAllocBytes / SizeOf(model.GetTypeInfo(array.ElementType).Type) ? count : null;
            if (count is not null && bytes is null)
            {
                Report(AllocationRules.StackAlloc, operation, "is large", MaxStackAllocBytes);
                return;
            }
        }

        if (bytes is null)
        {
            Report(AllocationRules.StackAlloc, operation, "has a size that is not constant", MaxStackAllocBytes);
        }
        else if (IsInLoop(operation))
        {
            Report(AllocationRules.StackAlloc, operation, "in a loop takes more of the stack each time", MaxStackAllocBytes);
        }
    }

    /// <summary>The size of an element in bytes; types whose size is not known here count as one of 16 bytes.</summary>
    private static int SizeOf(ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Boolean => 1,
        SpecialType.System_Char or SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_IntPtr or SpecialType.System_UIntPtr => 8,
        _ => type is { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } ? 8 : 16,
    };

    private static bool IsInLoop(IOperation operation)
    {
        for (IOperation? outer = operation.Parent; outer is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; outer = outer.Parent)
        {
            if (outer is ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }
}
