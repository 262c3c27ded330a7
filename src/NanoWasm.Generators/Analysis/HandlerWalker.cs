// Walks a handler and reports what the JIT makes no tail calls of.
using System;
using System.Linq;
using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NanoWasm.Generators.Analysis;

/// <summary>The shape rules for a body.</summary>
/// <param name="handler">The handler.</param>
/// <param name="report">Gets what is found.</param>
internal sealed class HandlerWalker(IMethodSymbol handler, Action<Diagnostic> report)
{
    /// <summary>Judges an operation and what is inside it.</summary>
    public void Visit(IOperation? operation)
    {
        switch (operation)
        {
            case null or INameOfOperation or ISizeOfOperation or ILocalFunctionOperation:
                return;
            case IThrowOperation:
                Report(HandlerRules.NoReturn, operation, "throw");
                return;
            case ITryOperation:
                Report(HandlerRules.ProtectedRegion, operation, "try");
                break;
            case IUsingOperation or IUsingDeclarationOperation:
                Report(HandlerRules.ProtectedRegion, operation, "using");
                break;
            case ILockOperation:
                Report(HandlerRules.ProtectedRegion, operation, "lock");
                return;
            case IForEachLoopOperation:
                Report(HandlerRules.ProtectedRegion, operation, "foreach");
                return;
            case { Syntax: FixedStatementSyntax }:
                Report(HandlerRules.ProtectedRegion, operation, "fixed");
                return;
            case { Syntax: StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax }:
                Report(HandlerRules.StackAlloc, operation);
                return;
            case IReturnOperation { ReturnedValue: var value }:
                VisitReturn(operation, value);
                break;
            case IVariableDeclaratorOperation { Symbol: { } local } when local.RefKind != RefKind.None || IsManaged(local.Type):
                ReportLocal(operation, local);
                return;
            case IAddressOfOperation { Reference: var reference } when RootVariable(reference) is { } variable:
                Report(HandlerRules.AddressTaken, operation, $"'{variable.Name}'");
                return;
            case IArgumentOperation { Parameter: { } parameter } when parameter.RefKind != RefKind.None:
                Report(HandlerRules.Reference, operation, parameter.Name);
                return;
            case IInvocationOperation call:
                VisitCall(call);
                break;
            case IPropertyReferenceOperation property:
                VisitReceiver(property.Instance, property.Property.Name);
                break;
        }

        if (operation.Type is { } type && IsManaged(type) && operation.ConstantValue is not { HasValue: true, Value: null })
        {
            Report(HandlerRules.Managed, operation, AnalysisScope.Name(type));
            return;
        }

        foreach (IOperation child in operation.ChildOperations)
        {
            Visit(child);
        }
    }

    /// <summary>Whether values of a type are references or contain some, for the garbage collector to see.</summary>
    private static bool IsManaged(ITypeSymbol type) =>
        type.SpecialType != SpecialType.System_Void && type.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Error) && !type.IsUnmanagedType;

    /// <summary>The local variable or parameter that a place is in; null for places behind pointers.</summary>
    private static ISymbol? RootVariable(IOperation? place) => place switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: { Type.IsValueType: true } instance } => RootVariable(instance),
        _ => null,
    };

    private void ReportLocal(IOperation operation, ILocalSymbol local)
    {
        if (local.RefKind != RefKind.None)
        {
            Report(HandlerRules.Reference, operation, local.Name);
        }
        else
        {
            Report(HandlerRules.Managed, operation, AnalysisScope.Name(local.Type));
        }
    }

    private void VisitCall(IInvocationOperation call)
    {
        if (Marks.NeverReturns(call.TargetMethod))
        {
            Report(HandlerRules.NoReturn, call, $"'{AnalysisScope.Name(call.TargetMethod)}'");
        }

        VisitReceiver(call.Instance, call.TargetMethod.Name);
    }

    /// <summary>Methods of structs get the address of what they are called on.</summary>
    private void VisitReceiver(IOperation? receiver, string member)
    {
        if (receiver is not { Type: { IsValueType: true } type } || IsManaged(type))
        {
            return;
        }

        if (RootVariable(receiver) is { } variable)
        {
            Report(HandlerRules.AddressTaken, receiver, $"'{variable.Name}' (to call '{member}' on it)");
        }
        else if (receiver is IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation or IConversionOperation or IDefaultValueOperation or IBinaryOperation)
        {
            Report(HandlerRules.AddressTaken, receiver, $"a temporary value (to call '{member}' on it)");
        }
    }

    private void VisitReturn(IOperation operation, IOperation? value)
    {
        string? problem = value switch
        {
            IInvocationOperation call => Problem(call),
            IFunctionPointerInvocationOperation call => Problem(call),
            IConditionalOperation or ISwitchExpressionOperation => "this chooses between values: write two return statements",
            IConversionOperation => "this converts a result",
            _ => "this returns a value",
        };
        if (problem is not null)
        {
            Report(HandlerRules.LastAct, operation, handler.Name, problem);
        }
    }

    private string? Problem(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        return method switch
        {
            { IsStatic: false } => $"'{method.Name}' is not static",
            { IsAbstract: true } or { IsVirtual: true } => $"'{method.Name}' is not called directly",
            _ => HasHandlerSignature(method) ? null : $"'{method.Name}' has another one",
        };
    }

    private string? Problem(IFunctionPointerInvocationOperation call)
    {
        if (call.Target.Type is not IFunctionPointerTypeSymbol { Signature: var signature })
        {
            return "this calls no known signature";
        }

        return signature.CallingConvention != SignatureCallingConvention.Default
            ? "the function pointer is unmanaged"
            : HasHandlerSignature(signature) ? null : "the function pointer has another one";
    }

    private bool HasHandlerSignature(IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(method.ReturnType, handler.ReturnType)
        && method.RefKind == RefKind.None
        && method.Parameters.Length == handler.Parameters.Length
        && method.Parameters.Zip(handler.Parameters, static (left, right) =>
            left.RefKind == RefKind.None && SymbolEqualityComparer.Default.Equals(left.Type, right.Type)).All(static same => same);

    private void Report(DiagnosticDescriptor rule, IOperation operation, params object[] arguments) =>
        report(Diagnostic.Create(rule, operation.Syntax.GetLocation(), arguments));
}
