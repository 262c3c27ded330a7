// What all judgements of a compilation share: marks, allow-lists, and questions about types.
using System;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NanoWasm.Generators.Analysis;

/// <summary>The compilation, as the rules see it.</summary>
internal sealed class AnalysisScope(Compilation compilation, Marks marks, AnalyzerOptions options, CancellationToken cancellation)
{
    private readonly INamedTypeSymbol? _equatable = compilation.GetTypeByMetadataName("System.IEquatable`1");

    public Marks Marks { get; } = marks;

    public AllowLists AllowLists { get; } = new(options, cancellation);

    public INamedTypeSymbol? Span { get; } = compilation.GetTypeByMetadataName("System.Span`1");

    public INamedTypeSymbol? ReadOnlySpan { get; } = compilation.GetTypeByMetadataName("System.ReadOnlySpan`1");

    public INamedTypeSymbol? Range { get; } = compilation.GetTypeByMetadataName("System.Range");

    public INamedTypeSymbol? Lock { get; } = compilation.GetTypeByMetadataName("System.Threading.Lock");

    public IMethodSymbol? Dispose { get; } =
        compilation.GetTypeByMetadataName("System.IDisposable")?.GetMembers("Dispose").OfType<IMethodSymbol>().FirstOrDefault();

    public IMethodSymbol? MonitorEnter { get; } =
        compilation.GetTypeByMetadataName("System.Threading.Monitor")?.GetMembers("Enter").OfType<IMethodSymbol>().FirstOrDefault();

    /// <summary>Whether the compiler can put the elements of a span's collection expression on the stack.</summary>
    public bool HasInlineArrays { get; } = compilation.GetTypeByMetadataName("System.Runtime.CompilerServices.InlineArrayAttribute") is not null;

    /// <summary>The name of a symbol in messages.</summary>
    public static string Name(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    /// <summary>Whether a type may be a value type: it is one, or a type parameter that can stand for one.</summary>
    public static bool MayBeValue(ITypeSymbol? type) =>
        type is not null && (type.IsValueType || (type is ITypeParameterSymbol && !type.IsReferenceType)) && type.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer);

    /// <summary>Whether a type is a span.</summary>
    public bool IsSpan(ITypeSymbol? type) =>
        type is INamedTypeSymbol named
        && (SymbolEqualityComparer.Default.Equals(named.OriginalDefinition, Span) || SymbolEqualityComparer.Default.Equals(named.OriginalDefinition, ReadOnlySpan));

    /// <summary>Whether values of a type are compared as objects by generic code.</summary>
    public bool ComparesAsObject(ITypeSymbol type)
    {
        if (!MayBeValue(type) || type.TypeKind == TypeKind.Enum || (type.SpecialType != SpecialType.None && type.SpecialType != SpecialType.System_Nullable_T))
        {
            return false;
        }

        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return ComparesAsObject(nullable.TypeArguments[0]);
        }

        return type is ITypeParameterSymbol parameter
            ? !parameter.ConstraintTypes.Any(constraint => IsEquatableTo(constraint, type) || constraint.AllInterfaces.Any(each => IsEquatableTo(each, type)))
            : !type.AllInterfaces.Any(each => IsEquatableTo(each, type));
    }

    private bool IsEquatableTo(ITypeSymbol type, ITypeSymbol argument) =>
        type is INamedTypeSymbol { TypeArguments.Length: 1 } named
        && SymbolEqualityComparer.Default.Equals(named.OriginalDefinition, _equatable)
        && SymbolEqualityComparer.Default.Equals(named.TypeArguments[0], argument);
}
