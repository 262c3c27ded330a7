// Reads and checks one method that is bound.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NanoWasm.Bindings;

/// <summary>A parameter.</summary>
/// <param name="Name">Its name, as an identifier.</param>
/// <param name="Shape">Its type.</param>
internal readonly record struct BoundParameter(string Name, WasmShape Shape);

/// <summary>A method, with types that WebAssembly has.</summary>
internal sealed class BoundMethod
{
    /// <summary>The most values that the library's handles and delegates have room for.</summary>
    private const int MaxValues = 16;

    private BoundMethod(IMethodSymbol symbol, string wasmName, ImmutableArray<BoundParameter> parameters, WasmShape? result)
    {
        Symbol = symbol;
        WasmName = wasmName;
        Parameters = parameters;
        Result = result;
    }

    /// <summary>The method.</summary>
    public IMethodSymbol Symbol { get; }

    /// <summary>Its name in modules.</summary>
    public string WasmName { get; }

    /// <summary>Its parameters.</summary>
    public ImmutableArray<BoundParameter> Parameters { get; }

    /// <summary>Its result; null for none.</summary>
    public WasmShape? Result { get; }

    /// <summary>Its type as the text format has it.</summary>
    public string WasmType
    {
        get
        {
            string parameters = string.Join(" ", Parameters.Select(static parameter => parameter.Shape.Wasm).Where(static wasm => wasm.Length > 0));
            return "(func"
                + (parameters.Length == 0 ? string.Empty : $" (param {parameters})")
                + (Result is WasmShape result ? $" (result {result.Wasm})" : string.Empty) + ")";
        }
    }

    /// <summary>A method without its last parameter, whose type is the result.</summary>
    public BoundMethod WithLastAsResult() => new(Symbol, WasmName, Parameters.RemoveAt(Parameters.Length - 1), Parameters[^1].Shape);

    /// <summary>Reads a method.</summary>
    /// <param name="symbol">The method.</param>
    /// <param name="wasmName">Its name in modules.</param>
    /// <param name="isImport">Whether modules import it: it can see memory, and its caller.</param>
    /// <param name="hasStatus">Whether its result is a status, and a last parameter that is <c>out</c> the result of the call.</param>
    /// <param name="mistakes">Takes what is wrong.</param>
    /// <returns>Null if something is wrong.</returns>
    public static BoundMethod? Read(IMethodSymbol symbol, string wasmName, bool isImport, bool hasStatus, List<Mistake> mistakes)
    {
        int before = mistakes.Count;
        if (symbol.IsStatic || symbol.IsGenericMethod)
        {
            mistakes.Add(Mistake.At(symbol, BindingRules.BadMethod, symbol.Name));
        }

        if (symbol.RefKind != RefKind.None)
        {
            mistakes.Add(Mistake.At(symbol, BindingRules.ByReference, symbol.Name));
        }

        ImmutableArray<BoundParameter>.Builder parameters = ImmutableArray.CreateBuilder<BoundParameter>();
        for (int i = 0; i < symbol.Parameters.Length; i++)
        {
            IParameterSymbol parameter = symbol.Parameters[i];
            bool isResult = hasStatus && parameter.RefKind == RefKind.Out && i == symbol.Parameters.Length - 1;
            if (parameter.RefKind != RefKind.None && !isResult)
            {
                mistakes.Add(Mistake.At(parameter, BindingRules.ByReference, $"The parameter {parameter.Name} of {symbol.Name}"));
            }
            else if (Check(parameter, $"The parameter {parameter.Name} of {symbol.Name}", parameter.Type, isResult, isImport, isFirst: i == 0, mistakes) is WasmShape shape)
            {
                parameters.Add(new BoundParameter(Names.Escape(parameter.Name), shape.In(Attributes.MemoryOf(parameter))));
                if (!shape.IsView && Attributes.Find(parameter, Attributes.Memory) is not null)
                {
                    mistakes.Add(Mistake.At(parameter, BindingRules.NoView, $"The parameter {parameter.Name} of {symbol.Name}"));
                }
            }
        }

        if (mistakes.Count == before && Attributes.Find(symbol, Attributes.Memory) is not null && !parameters.Any(static parameter => parameter.Shape.IsView))
        {
            mistakes.Add(Mistake.At(symbol, BindingRules.NoView, symbol.Name));
        }

        WasmShape? result = null;
        if (!symbol.ReturnsVoid && !hasStatus)
        {
            result = Check(symbol, "The result of " + symbol.Name, symbol.ReturnType, isResult: true, isImport, isFirst: false, mistakes);
        }

        int values = parameters.Sum(static parameter => parameter.Shape.IsView ? 2 : parameter.Shape.How == PassedAs.Caller ? 0 : 1);
        if (values > MaxValues)
        {
            mistakes.Add(Mistake.At(symbol, BindingRules.TooMany, symbol.Name, values.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        return mistakes.Count == before ? new BoundMethod(symbol, wasmName, parameters.ToImmutable(), result) : null;
    }

    private static WasmShape? Check(ISymbol where, string what, ITypeSymbol type, bool isResult, bool isImport, bool isFirst, List<Mistake> mistakes)
    {
        WasmShape? shape = isResult ? WasmShape.OfResult(type) : WasmShape.Of(type);
        if (shape is { IsView: true } && (isResult || !isImport))
        {
            mistakes.Add(Mistake.At(where, BindingRules.ViewInExport, what, type.ToDisplayString()));
            return null;
        }

        if (shape is null or { How: PassedAs.Caller } && !(shape is not null && isImport && isFirst))
        {
            string advice = shape is null ? WasmShape.Advice(type) : "it can only be the first parameter of an import";
            mistakes.Add(Mistake.At(where, BindingRules.UnsupportedType, what, type.ToDisplayString(), advice));
            return null;
        }

        return shape;
    }
}
