// The analyzer of allocation-free code: what is judged, and when.
using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace NanoWasm.Generators.Analysis;

/// <summary>Reports what allocates in code that is marked <c>[AllocationFree]</c>. Does nothing where the attribute is not referenced.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AllocationFreeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => AllocationRules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null)
        {
            throw new ArgumentNullException(nameof(context));
        }

        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext start)
    {
        if (Marks.Of(start.Compilation) is not { } marks)
        {
            return;
        }

        AnalysisScope scope = new(start.Compilation, marks, start.Options, start.CancellationToken);
        ImplementationRule implementations = new(marks);
        start.RegisterOperationBlockAction(context => JudgeBody(context, scope));
        start.RegisterOperationAction(context => DelegateTargetRule.Judge(context, scope), OperationKind.DelegateCreation);
        start.RegisterOperationAction(context => JudgeNested(context, scope), OperationKind.LocalFunction, OperationKind.AnonymousFunction);
        start.RegisterSymbolAction(implementations.Judge, SymbolKind.NamedType);
        start.RegisterSymbolAction(
            context => JudgeOptOut(context, marks),
            SymbolKind.NamedType,
            SymbolKind.Method,
            SymbolKind.Property,
            SymbolKind.Event);
        start.RegisterAdditionalFileAction(JudgeAllowList);
    }

    private static void JudgeBody(OperationBlockAnalysisContext context, AnalysisScope scope)
    {
        ISymbol owner = context.OwningSymbol;
        if (!IsJudged(owner, scope.Marks))
        {
            return;
        }

        BodyWalker walker = new(scope, scope.Marks.For(owner), context.ReportDiagnostic);
        if (owner is IMethodSymbol method)
        {
            walker.VisitOwner(method, context.OperationBlocks);
        }

        foreach (IOperation block in context.OperationBlocks)
        {
            if (block.Kind is not (OperationKind.Attribute or OperationKind.ParameterInitializer))
            {
                walker.Visit(block);
            }
        }
    }

    /// <summary>Local functions and lambdas that carry the attribute themselves, inside code that is not judged.</summary>
    private static void JudgeNested(OperationAnalysisContext context, AnalysisScope scope)
    {
        (IMethodSymbol function, IOperation? body) = context.Operation is ILocalFunctionOperation local
            ? (local.Symbol, local.Body)
            : (((IAnonymousFunctionOperation)context.Operation).Symbol, ((IAnonymousFunctionOperation)context.Operation).Body);
        if (scope.Marks.IsJudged(function) && !scope.Marks.IsJudged(function.ContainingSymbol))
        {
            new BodyWalker(scope, scope.Marks.For(function), context.ReportDiagnostic).VisitFunction(function, body);
        }
    }

    /// <summary>Methods, and initialisers of instance fields, which run in constructors; what runs once for a type is not judged.</summary>
    private static bool IsJudged(ISymbol owner, Marks marks) => owner switch
    {
        IMethodSymbol { MethodKind: MethodKind.StaticConstructor } => false,
        IMethodSymbol => marks.IsJudged(owner),
        IFieldSymbol or IPropertySymbol => !owner.IsStatic && marks.IsJudged(owner),
        _ => false,
    };

    private static void JudgeOptOut(SymbolAnalysisContext context, Marks marks)
    {
        if (marks.GetOptOut(context.Symbol) is not { } attribute)
        {
            return;
        }

        foreach (System.Collections.Generic.KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == "Justification" && argument.Value.Value is string reason && !string.IsNullOrWhiteSpace(reason))
            {
                return;
            }
        }

        Location location = attribute.ApplicationSyntaxReference is { } reference
            ? Location.Create(reference.SyntaxTree, reference.Span)
            : context.Symbol.Locations[0];
        context.ReportDiagnostic(Diagnostic.Create(AllocationRules.Justification, location, AnalysisScope.Name(context.Symbol)));
    }

    private static void JudgeAllowList(AdditionalFileAnalysisContext context)
    {
        if (!AllowLists.IsAllowList(context.AdditionalFile.Path) || context.AdditionalFile.GetText(context.CancellationToken) is not { } file)
        {
            return;
        }

        foreach ((TextLine line, string text) in AllowLists.BadLines(file))
        {
            Location location = Location.Create(context.AdditionalFile.Path, line.Span, file.Lines.GetLinePositionSpan(line.Span));
            context.ReportDiagnostic(Diagnostic.Create(AllocationRules.AllowList, location, text));
        }
    }
}
