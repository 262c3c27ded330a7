// A mistake in the table as plain data, so that pipeline steps over it can be cached.
using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>A mistake and its place.</summary>
/// <param name="Id">Which one of <see cref="TableDiagnostics"/>.</param>
/// <param name="Path">The table's path.</param>
/// <param name="Span">The place.</param>
/// <param name="Arguments">What fills the message.</param>
internal sealed record TableDiagnostic(string Id, string Path, SourceSpan Span, EquatableArray<string> Arguments)
{
    /// <summary>The mistake as the compiler reports it.</summary>
    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        TableDiagnostics.Get(Id),
        Location.Create(
            Path,
            new TextSpan(Span.Start, Span.Length),
            new LinePositionSpan(new LinePosition(Span.StartLine, Span.StartColumn), new LinePosition(Span.EndLine, Span.EndColumn))),
        Arguments.ToArray<object>());
}

/// <summary>What parsing a table gives.</summary>
/// <param name="Path">The table's path.</param>
/// <param name="Table">The rows without mistakes; null if nothing usable could be read.</param>
/// <param name="Diagnostics">All mistakes in the order of the file.</param>
internal sealed record ParseResult(string Path, OpcodeTable? Table, EquatableArray<TableDiagnostic> Diagnostics);
