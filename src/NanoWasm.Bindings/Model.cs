// What the generator finds out about a type, in values that can be compared: the compiler asks again only for what has changed.
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using NanoWasm.Generators.Model;

namespace NanoWasm.Bindings;

/// <summary>The code for one type, and what is wrong with it.</summary>
/// <param name="FileName">The generated file's name.</param>
/// <param name="Text">The generated file, or null if there is nothing to generate.</param>
/// <param name="Mistakes">What is wrong.</param>
internal sealed record BoundType(string FileName, string? Text, EquatableArray<Mistake> Mistakes)
{
    /// <summary>Passes it on to the compiler.</summary>
    public void AddTo(SourceProductionContext output)
    {
        foreach (Mistake mistake in Mistakes)
        {
            output.ReportDiagnostic(mistake.ToDiagnostic());
        }

        if (Text is not null)
        {
            output.AddSource(FileName, Text);
        }
    }
}

/// <summary>A diagnostic as a value.</summary>
/// <param name="Id">The rule's id.</param>
/// <param name="Path">The file.</param>
/// <param name="Span">Where in the file.</param>
/// <param name="Lines">The same as lines and columns.</param>
/// <param name="Arguments">What goes into the message.</param>
internal sealed record Mistake(string Id, string Path, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Arguments)
{
    /// <summary>A mistake at the declaration of a symbol.</summary>
    public static Mistake At(ISymbol symbol, DiagnosticDescriptor rule, params string[] arguments)
    {
        Location location = symbol.Locations.FirstOrDefault() ?? Location.None;
        FileLinePositionSpan lines = location.GetLineSpan();
        return new Mistake(rule.Id, lines.Path ?? string.Empty, location.SourceSpan, lines.Span, new EquatableArray<string>(arguments));
    }

    /// <summary>The diagnostic.</summary>
    public Diagnostic ToDiagnostic() => Diagnostic.Create(BindingRules.Find(Id), Location.Create(Path, Span, Lines), [.. Arguments]);
}
