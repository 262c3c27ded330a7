// Walks marked code once and hands every operation to the rules for its kind.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NanoWasm.Generators.Analysis;

/// <summary>The allocation rules for a body.</summary>
/// <param name="scope">The compilation.</param>
/// <param name="mark">The mark of the body.</param>
/// <param name="report">Gets what is found.</param>
internal sealed partial class BodyWalker(AnalysisScope scope, Mark mark, Action<Diagnostic> report)
{
    private readonly HashSet<ISymbol> _iterators = new(SymbolEqualityComparer.Default);
    private IMethodSymbol? _function;

    /// <summary>Judges what a method does beside its body: waiting, and the call of a base constructor that is not written down.</summary>
    public void VisitOwner(IMethodSymbol method, ImmutableArray<IOperation> blocks)
    {
        _function = method;
        if (method.IsAsync)
        {
            Report(AllocationRules.Async, method.Locations[0], AnalysisScope.Name(method));
        }

        if (method is { MethodKind: MethodKind.Constructor, IsStatic: false, ContainingType: { IsValueType: false, BaseType: { SpecialType: not SpecialType.System_Object } parent } }
            && !blocks.Any(static block => CallsConstructor(block))
            && parent.InstanceConstructors.FirstOrDefault(static constructor => constructor.Parameters.All(static parameter => parameter.IsOptional)) is { } constructor)
        {
            CheckCall(constructor, method.Locations[0], method.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree);
        }
    }

    /// <summary>Judges an operation and what is inside it.</summary>
    public void Visit(IOperation? operation)
    {
        // Constants are in the code.
        if (operation is null || operation.ConstantValue.HasValue)
        {
            return;
        }

        switch (operation)
        {
            case INameOfOperation or ITypeOfOperation or ISizeOfOperation:
                return;
            case IThrowOperation thrown:
                VisitThrow(thrown);
                return;
            case ITranslatedQueryOperation:
                Report(AllocationRules.Linq, operation, "A query");
                return;
            case IAnonymousFunctionOperation lambda:
                VisitFunction(lambda.Symbol, lambda.Body);
                return;
            case ILocalFunctionOperation local:
                VisitFunction(local.Symbol, local.Body);
                return;
            case IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak } when _function is not null && _iterators.Add(_function):
                Report(AllocationRules.Iterator, operation, AnalysisScope.Name(_function));
                break;
            case IAwaitOperation when _function is null or { IsAsync: false }:
                Report(AllocationRules.Async, operation, "await");
                break;
            case var _ when IsDynamic(operation):
                Report(AllocationRules.Dynamic, operation);
                break;
            case { Kind: OperationKind.None, Syntax: StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax }:
                VisitStackAlloc(operation);
                break;
            default:
                if (VisitCreation(operation) || VisitStrings(operation) || VisitCalls(operation) || VisitLoops(operation))
                {
                    return;
                }

                VisitConversions(operation);
                break;
        }

        foreach (IOperation child in operation.ChildOperations)
        {
            Visit(child);
        }
    }

    /// <summary>Lambdas and local functions are part of the code around them, unless they never return or are excepted.</summary>
    public void VisitFunction(IMethodSymbol function, IOperation? body)
    {
        if (Marks.NeverReturns(function) || scope.Marks.GetOptOut(function) is not null)
        {
            return;
        }

        IMethodSymbol? outer = _function;
        _function = function;
        if (function.IsAsync && body is not null)
        {
            Report(AllocationRules.Async, body.Syntax.Parent?.GetLocation() ?? body.Syntax.GetLocation(), FunctionName(function));
        }

        Visit(body);
        _function = outer;
    }

    /// <summary>Whether an operation is bound at run time; the name in a call is part of the call.</summary>
    private static bool IsDynamic(IOperation operation) => operation switch
    {
        IDynamicMemberReferenceOperation => operation.Parent is not IDynamicInvocationOperation,
        IDynamicInvocationOperation or IDynamicIndexerAccessOperation or IDynamicObjectCreationOperation => true,
        IBinaryOperation binary => IsDynamic(binary.LeftOperand.Type) || IsDynamic(binary.RightOperand.Type),
        IUnaryOperation unary => IsDynamic(unary.Operand.Type),
        ICompoundAssignmentOperation assignment => IsDynamic(assignment.Target.Type) || IsDynamic(assignment.Value.Type),
        IIncrementOrDecrementOperation increment => IsDynamic(increment.Target.Type),
        IConversionOperation conversion => IsDynamic(conversion.Operand.Type) && conversion.Type is { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Dynamic },
        _ => false,
    };

    private static bool IsDynamic(ITypeSymbol? type) => type?.TypeKind == TypeKind.Dynamic;

    private static bool CallsConstructor(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.Constructor }
        || (operation is IExpressionStatementOperation statement && CallsConstructor(statement.Operation))
        || (operation is IConstructorBodyOperation { Initializer: { } initializer } && CallsConstructor(initializer));

    private void VisitThrow(IThrowOperation thrown)
    {
        // What is thrown again was allocated before.
        if (thrown.Exception is not null)
        {
            Report(AllocationRules.Throw, thrown);
        }
    }

    private static string FunctionName(IMethodSymbol function) => function.MethodKind switch
    {
        MethodKind.LambdaMethod => "lambda",
        _ => AnalysisScope.Name(function),
    };

    private void Report(DiagnosticDescriptor rule, IOperation operation, params object[] arguments) =>
        Report(rule, operation.Syntax.GetLocation(), arguments);

    private void Report(DiagnosticDescriptor rule, Location location, params object[] arguments) =>
        report(Diagnostic.Create(rule, location, arguments));
}
