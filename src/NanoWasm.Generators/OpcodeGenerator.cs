// The pipeline: opcodes.json → text → table and diagnostics → one emitter per output. Nothing else happens here.
using System;
using System.Collections.Immutable;
using System.IO;
using Microsoft.CodeAnalysis;
using NanoWasm.Generators.Emit;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;

namespace NanoWasm.Generators;

/// <summary>Generates the interpreter from <c>opcodes.json</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class OpcodeGenerator : IIncrementalGenerator
{
    internal const string TableFileName = "opcodes.json";

    internal const string ParseStep = "ParseOpcodes";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParseResult> parsed = context.AdditionalTextsProvider
            .Where(static file => string.Equals(Path.GetFileName(file.Path), TableFileName, StringComparison.Ordinal))
            .Select(static (file, cancellation) => OpcodeTableParser.Parse(file.Path, file.GetText(cancellation)?.ToString() ?? string.Empty))
            .WithTrackingName(ParseStep);

        context.RegisterSourceOutput(parsed, static (output, result) =>
        {
            foreach (TableDiagnostic diagnostic in result.Diagnostics)
            {
                output.ReportDiagnostic(diagnostic.ToDiagnostic());
            }

            if (result.Table is { } table)
            {
                foreach (IEmitter emitter in Emitters.All)
                {
                    output.AddSource(emitter.FileName, emitter.Emit(table, result.Path));
                }
            }
        });
    }
}
