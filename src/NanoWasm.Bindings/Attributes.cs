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

    public const string Memory = "NanoWasm.GuestMemoryAttribute";

    /// <summary>A symbol's attribute, or null.</summary>
    public static AttributeData? Find(ISymbol symbol, string name) => symbol.GetAttributes()
        .FirstOrDefault(attribute => string.Equals(attribute.AttributeClass?.ToDisplayString(), name, StringComparison.Ordinal));

    /// <summary>What the closest attribute about memory says that holds for a parameter.</summary>
    public static GuestMemory MemoryOf(IParameterSymbol parameter)
    {
        AttributeData? attribute = Find(parameter, Memory) ?? Find(parameter.ContainingSymbol, Memory) ?? Find(parameter.ContainingType, Memory);
        return new GuestMemory(
            attribute?.ConstructorArguments is [{ Value: string name }] ? name : null,
            attribute?.NamedArguments.Any(static argument => argument is { Key: "Is64", Value.Value: true }) ?? false);
    }

    /// <summary>The name that a member has in modules.</summary>
    public static string NameOf(AttributeData attribute, ISymbol member) =>
        attribute.ConstructorArguments is [{ Value: string name }] ? name : Names.ToSnakeCase(member.Name);
}
