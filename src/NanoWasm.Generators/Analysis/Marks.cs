// Which code is marked: the nearest attribute decides.
using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NanoWasm.Generators.Analysis;

/// <summary>What the nearest mark says.</summary>
internal enum MarkState
{
    None,
    Free,
    OptedOut,
}

/// <summary>The mark that holds for a symbol.</summary>
/// <param name="State">What it says.</param>
/// <param name="TrustsIndirectCalls">Whether calls through pointers and unmarked delegates are allowed.</param>
internal readonly record struct Mark(MarkState State, bool TrustsIndirectCalls);

/// <summary>Finds the marks of a compilation's symbols, its references' included.</summary>
internal sealed class Marks
{
    public const string FreeAttribute = "NanoWasm.AllocationFreeAttribute";
    public const string HandlerAttribute = "NanoWasm.Execution.DispatchHandlerAttribute";
    private const string NoReturnAttribute = "DoesNotReturnAttribute";

    private readonly ImmutableArray<INamedTypeSymbol> _free;
    private readonly ImmutableArray<INamedTypeSymbol> _handler;
    private readonly ConcurrentDictionary<ISymbol, Mark> _cache = new(SymbolEqualityComparer.Default);

    private Marks(ImmutableArray<INamedTypeSymbol> free, ImmutableArray<INamedTypeSymbol> handler)
    {
        _free = free;
        _handler = handler;
    }

    /// <summary>The marks of a compilation; null where nothing can be marked because there is no attribute.</summary>
    public static Marks? Of(Compilation compilation)
    {
        ImmutableArray<INamedTypeSymbol> free = compilation.GetTypesByMetadataName(FreeAttribute);
        ImmutableArray<INamedTypeSymbol> handler = compilation.GetTypesByMetadataName(HandlerAttribute);
        return free.IsEmpty && handler.IsEmpty ? null : new Marks(free, handler);
    }

    /// <summary>Whether a method never returns; what it does on the way to its exception is nobody's concern.</summary>
    public static bool NeverReturns(ISymbol symbol) => symbol.GetAttributes().Any(static attribute =>
        attribute.AttributeClass is { Name: NoReturnAttribute, ContainingNamespace: { Name: "CodeAnalysis", ContainingNamespace.Name: "Diagnostics" } });

    /// <summary>The mark that holds for a symbol: its own, or that of its property, containing method, type or assembly.</summary>
    public Mark For(ISymbol symbol) => _cache.GetOrAdd(symbol.OriginalDefinition, Find);

    /// <summary>Whether code is judged: it is marked, and returns.</summary>
    public bool IsJudged(ISymbol symbol) => For(symbol).State == MarkState.Free && !NeverReturns(symbol);

    /// <summary>Whether a method is a handler.</summary>
    public bool IsHandler(ISymbol symbol) =>
        !_handler.IsEmpty
        && symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
        && (Get(method, _handler) ?? Get(method.ContainingType, _handler)) is not null;

    /// <summary>Whether a delegate type carries the attribute itself.</summary>
    public bool IsMarkedDelegate(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Delegate } && Get(type.OriginalDefinition, _free) is { } attribute && Read(attribute).State == MarkState.Free;

    /// <summary>The symbol's own attribute, if it makes an exception.</summary>
    public AttributeData? GetOptOut(ISymbol symbol) =>
        Get(symbol, _free) is { } attribute && Read(attribute).State == MarkState.OptedOut ? attribute : null;

    private static AttributeData? Get(ISymbol symbol, ImmutableArray<INamedTypeSymbol> types)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && types.Contains(type, SymbolEqualityComparer.Default))
            {
                return attribute;
            }
        }

        return null;
    }

    private static Mark Read(AttributeData attribute)
    {
        bool free = attribute.ConstructorArguments.IsEmpty || attribute.ConstructorArguments[0].Value is not false;
        bool trusts = attribute.NamedArguments.Any(static argument =>
            string.Equals(argument.Key, "TrustsIndirectCalls", StringComparison.Ordinal) && argument.Value.Value is true);
        return new Mark(free ? MarkState.Free : MarkState.OptedOut, trusts);
    }

    private Mark Find(ISymbol symbol)
    {
        if (Get(symbol, _free) is { } attribute)
        {
            return Read(attribute);
        }

        if (IsHandler(symbol))
        {
            return new Mark(MarkState.Free, TrustsIndirectCalls: true);
        }

        ISymbol? outer = symbol switch
        {
            IAssemblySymbol => null,
            IMethodSymbol { AssociatedSymbol: { } property } => property,
            INamedTypeSymbol { ContainingType: null } type => type.ContainingAssembly,
            _ => symbol.ContainingSymbol,
        };
        return outer is null ? default : For(outer);
    }
}
