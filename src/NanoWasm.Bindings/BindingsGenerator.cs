// The pipeline: attributes in, code and diagnostics out.
using Microsoft.CodeAnalysis;
using NanoWasm.Generators.Model;

namespace NanoWasm.Bindings;

/// <summary>Binds methods to what modules import and export, with types that are checked when the program is built, and nothing found out while it runs.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class BindingsGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Register(context.SyntaxProvider.ForAttributeWithMetadataName(Attributes.Host, static (_, _) => true, HostEmitter.Emit));
        Register(context.SyntaxProvider.ForAttributeWithMetadataName(Attributes.Exports, static (_, _) => true, ExportsEmitter.Emit));
        Register(context.SyntaxProvider.ForAttributeWithMetadataName(Attributes.Import, static (_, _) => true, static (member, _) => CheckType(member, Attributes.Host, "WasmImport", "WasmHost")));
        Register(context.SyntaxProvider.ForAttributeWithMetadataName(Attributes.Export, static (_, _) => true, static (member, _) => CheckType(member, Attributes.Exports, "WasmExport", "WasmExports")));

        void Register(IncrementalValuesProvider<BoundType> types) => context.RegisterSourceOutput(types, static (output, type) => type.AddTo(output));
    }

    /// <summary>Reports a member whose type does not take part.</summary>
    private static BoundType CheckType(GeneratorAttributeSyntaxContext context, string attribute, string name, string typesName)
    {
        ISymbol member = context.TargetSymbol;
        return new BoundType(string.Empty, null, Attributes.Find(member.ContainingType, attribute) is null
            ? new EquatableArray<Mistake>([Mistake.At(member, BindingRules.Stray, member.Name, name, typesName)])
            : EquatableArray<Mistake>.Empty);
    }
}
