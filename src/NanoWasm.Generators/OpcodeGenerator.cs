// The pipeline: opcodes.json → text → table and diagnostics → one emitter per output. Nothing else happens here.
using System;
using System.Collections.Immutable;
using System.IO;
using System.Threading;
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

    /// <summary>The tracking name of the step that reads the table.</summary>
    internal const string ParseStep = "ParseOpcodes";

    /// <summary>The tracking name of the steps that write a file; the file's name follows.</summary>
    internal const string EmitStep = "Emit:";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // The generator travels with the analyzer into projects of users, whose files of that name are none of its business.
        IncrementalValueProvider<bool> isLibrary = ArityGenerator.IsLibrary(context);
        IncrementalValuesProvider<ParseResult> parsed = context.AdditionalTextsProvider
            .Where(static file => string.Equals(Path.GetFileName(file.Path), TableFileName, StringComparison.Ordinal))
            .Collect()
            .Combine(isLibrary)
            .SelectMany(static (files, cancellation) => files.Right ? Parse(files.Left, cancellation) : [])
            .WithTrackingName(ParseStep);

        context.RegisterSourceOutput(parsed, static (output, result) =>
        {
            foreach (TableDiagnostic diagnostic in result.Diagnostics)
            {
                output.ReportDiagnostic(diagnostic.ToDiagnostic());
            }
        });

        // Text is made in a step of its own, so that an edit that does not change a file does not touch the compilation.
        foreach (IEmitter emitter in Emitters.All)
        {
            IncrementalValuesProvider<string> text = parsed
                .Where(static result => result.Table is not null)
                .Select((result, _) => emitter.Emit(result.Table!, result.Path))
                .WithTrackingName(EmitStep + emitter.FileName);
            context.RegisterSourceOutput(text, (output, source) => output.AddSource(emitter.FileName, source));
        }
    }

    /// <summary>Reads the first table; more of them are mistakes.</summary>
    private static ImmutableArray<ParseResult> Parse(ImmutableArray<AdditionalText> files, CancellationToken cancellation)
    {
        ImmutableArray<ParseResult>.Builder results = ImmutableArray.CreateBuilder<ParseResult>(files.Length);
        foreach (AdditionalText file in files)
        {
            results.Add(results.Count == 0
                ? OpcodeTableParser.Parse(file.Path, file.GetText(cancellation)?.ToString() ?? string.Empty)
                : OpcodeTableParser.SecondTable(file.Path, results[0].Path));
        }

        return results.ToImmutable();
    }
}
