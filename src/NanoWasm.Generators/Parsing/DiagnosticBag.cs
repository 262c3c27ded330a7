// Collects the mistakes of one table.
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>The mistakes of the table at <paramref name="path"/>; the same mistake at the same place counts once.</summary>
internal sealed class DiagnosticBag(string path)
{
    private readonly HashSet<TableDiagnostic> _seen = [];

    /// <summary>How often something was reported, repetitions included: it changes wherever there is a mistake.</summary>
    public int Reports { get; private set; }

    /// <summary>Reports a mistake.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments)
    {
        Reports++;
        _seen.Add(new TableDiagnostic(descriptor.Id, path, span, new EquatableArray<string>(arguments)));
    }

    /// <summary>All mistakes in the order of the file.</summary>
    public EquatableArray<TableDiagnostic> ToEquatableArray() =>
        new(_seen.OrderBy(static diagnostic => diagnostic.Span.Start).ThenBy(static diagnostic => diagnostic.Id, System.StringComparer.Ordinal));
}
