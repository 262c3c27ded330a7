// What a lambda or local function takes from around it.
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NanoWasm.Generators.Analysis;

/// <summary>The variables of outer functions that a function uses, and whether it uses <c>this</c>.</summary>
internal sealed class Captures
{
    private readonly IMethodSymbol _function;
    private readonly SortedSet<string> _variables = new(System.StringComparer.Ordinal);
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    private Captures(IMethodSymbol function) => _function = function;

    /// <summary>The names of captured variables; empty if there are none.</summary>
    public IReadOnlyCollection<string> Variables => _variables;

    /// <summary>Whether <c>this</c> is captured.</summary>
    public bool This { get; private set; }

    /// <summary>Finds the captures of a function.</summary>
    /// <param name="function">The lambda or local function.</param>
    /// <param name="body">Its operation.</param>
    public static Captures Find(IMethodSymbol function, IOperation? body)
    {
        Captures captures = new(function);
        captures.Visit(body);
        return captures;
    }

    /// <summary>The operation of a local function.</summary>
    public static IOperation? BodyOf(IMethodSymbol localFunction, SemanticModel? model) =>
        localFunction.DeclaringSyntaxReferences.FirstOrDefault() is { } reference && model?.SyntaxTree == reference.SyntaxTree
            ? model.GetOperation(reference.GetSyntax())
            : null;

    private void Visit(IOperation? operation)
    {
        switch (operation)
        {
            case null:
                return;
            case ILocalReferenceOperation { Local: { IsConst: false } local } when IsOutside(local):
                _variables.Add(local.Name);
                break;
            case IParameterReferenceOperation { Parameter: var parameter } when IsOutside(parameter):
                // The parameters of a primary constructor are fields of the object.
                if (parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && !IsInside(_function, constructor))
                {
                    This = true;
                }
                else
                {
                    _variables.Add(parameter.Name);
                }

                break;
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                This = true;
                break;
            case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } called }:
                VisitLocalFunction(called, operation);
                break;
            case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } referenced }:
                VisitLocalFunction(referenced, operation);
                break;
        }

        foreach (IOperation child in operation.ChildOperations)
        {
            Visit(child);
        }
    }

    private void VisitLocalFunction(IMethodSymbol function, IOperation caller)
    {
        if (IsOutside(function) && _seen.Add(function.OriginalDefinition))
        {
            Visit(BodyOf(function, caller.SemanticModel));
        }
    }

    /// <summary>Whether a variable belongs to a function around this one, and not to one that is called.</summary>
    private bool IsOutside(ISymbol symbol) =>
        !IsInside(symbol, _function) && !_seen.Any(called => IsInside(symbol, called));

    private static bool IsInside(ISymbol symbol, ISymbol container)
    {
        for (ISymbol? outer = symbol.ContainingSymbol; outer is not null; outer = outer.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(outer.OriginalDefinition, container.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }
}
