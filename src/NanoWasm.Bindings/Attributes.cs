// The attributes that bindings are marked with.
using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NanoWasm.Bindings;

/// <summary>Names of the attributes, and what is in them.</summary>
internal static class Attributes
{
    public const string Host = "NanoWasm.WasmHostAttribute";

    public const string Import = "NanoWasm.WasmImportAttribute";

    public const string Exports = "NanoWasm.WasmExportsAttribute";

    public const string Export = "NanoWasm.WasmExportAttribute";

    /// <summary>A symbol's attribute, or null.</summary>
    public static AttributeData? Find(ISymbol symbol, string name) => symbol.GetAttributes()
        .FirstOrDefault(attribute => string.Equals(attribute.AttributeClass?.ToDisplayString(), name, StringComparison.Ordinal));

    /// <summary>The name that a member has in modules.</summary>
    public static string NameOf(AttributeData attribute, ISymbol member) =>
        attribute.ConstructorArguments is [{ Value: string name }] ? name : Names.ToSnakeCase(member.Name);
}
