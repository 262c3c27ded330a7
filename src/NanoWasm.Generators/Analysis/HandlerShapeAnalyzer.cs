// The analyzer of handlers' shape: what the JIT needs to make tail calls.
using System;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NanoWasm.Generators.Analysis;

/// <summary>Reports what would turn the tail calls of a method marked <c>[DispatchHandler]</c> into ordinary ones.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerShapeAnalyzer : DiagnosticAnalyzer
{
    /// <summary>What System V passes in integer registers.</summary>
    private const int MaxParameters = 6;

    /// <summary>Compiled in full at once, or as part of a handler that is.</summary>
    private const MethodImplAttributes Optimized = MethodImplAttributes.AggressiveInlining | (MethodImplAttributes)512;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => HandlerRules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null)
        {
            throw new ArgumentNullException(nameof(context));
        }

        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(static start =>
        {
            if (!start.Compilation.GetTypesByMetadataName(Marks.HandlerAttribute).IsEmpty && Marks.Of(start.Compilation) is { } marks)
            {
                start.RegisterOperationBlockAction(block => Judge(block, marks));
            }
        });
    }

    private static void Judge(OperationBlockAnalysisContext context, Marks marks)
    {
        if (context.OwningSymbol is not IMethodSymbol method || !marks.IsHandler(method))
        {
            return;
        }

        JudgeSignature(context, method);
        HandlerWalker walker = new(method, context.ReportDiagnostic);
        foreach (IOperation block in context.OperationBlocks)
        {
            if (block.Kind is not (OperationKind.Attribute or OperationKind.ParameterInitializer))
            {
                walker.Visit(block);
            }
        }
    }

    private static void JudgeSignature(OperationBlockAnalysisContext context, IMethodSymbol method)
    {
        string? problem = method switch
        {
            { IsStatic: false } => "is not static",
            { IsGenericMethod: true } or { ContainingType.IsGenericType: true } => "is generic",
            { ReturnsVoid: true } => "returns nothing",
            { ReturnsByRef: true } or { ReturnsByRefReadonly: true } => "returns a reference",
            { Parameters.Length: > MaxParameters } => $"has {method.Parameters.Length} parameters",
            _ when method.Parameters.FirstOrDefault(static parameter => !FitsRegister(parameter)) is { } parameter =>
                $"has the parameter '{parameter.Name}' of {AnalysisScope.Name(parameter.Type)}",
            _ => null,
        };
        Location location = method.Locations[0];
        if (problem is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(HandlerRules.Signature, location, method.Name, problem));
        }

        if ((method.MethodImplementationFlags & Optimized) == 0)
        {
            context.ReportDiagnostic(Diagnostic.Create(HandlerRules.Optimization, location, method.Name));
        }
    }

    private static bool FitsRegister(IParameterSymbol parameter) =>
        parameter.RefKind == RefKind.None
        && (parameter.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Enum
            || parameter.Type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_UInt64) or SpecialType.System_IntPtr or SpecialType.System_UIntPtr);
}
