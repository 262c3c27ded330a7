// The pipeline of what does not depend on opcodes.json.
using System;
using Microsoft.CodeAnalysis;
using NanoWasm.Generators.Emit;

namespace NanoWasm.Generators;

/// <summary>Generates the library's types and methods that exist once for each number of parameters.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ArityGenerator : IIncrementalGenerator
{
    /// <summary>The assembly that gets the files; no other one does.</summary>
    private const string LibraryName = "NanoWasm";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        context.RegisterSourceOutput(IsLibrary(context), static (output, isLibrary) =>
        {
            if (isLibrary)
            {
                foreach (ArityFile file in ArityEmitter.Emit(ArityEmitter.MaxArity))
                {
                    output.AddSource(file.FileName, file.Text);
                }
            }
        });
    }

    /// <summary>Whether the compilation is the library.</summary>
    internal static IncrementalValueProvider<bool> IsLibrary(IncrementalGeneratorInitializationContext context) => context.CompilationProvider
        .Select(static (compilation, _) => string.Equals(compilation.AssemblyName, LibraryName, StringComparison.Ordinal));
}
