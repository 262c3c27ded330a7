// What the generator reports.
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NanoWasm.Bindings;

/// <summary>The rules for bindings. <c>docs/bindings.md</c> has an entry for each.</summary>
internal static class BindingRules
{
    /// <summary>The page about them.</summary>
    public const string Page = "docs/bindings.md";

    public static readonly DiagnosticDescriptor NotPartial = Create(
        "NWB001", "Type is not partial", "{0} has to be partial, so that code can be added to what is in it");

    public static readonly DiagnosticDescriptor GenericType = Create(
        "NWB002", "Generic type", "{0} is generic, or stands in a generic type; modules have no type parameters");

    public static readonly DiagnosticDescriptor BadMethod = Create(
        "NWB003", "Static or generic method", "{0} is static or generic; only instance methods without type parameters can be bound");

    public static readonly DiagnosticDescriptor ByReference = Create(
        "NWB004", "By reference", "{0} passes something by reference, which modules cannot do; pass an address, a Span<byte>, or return a tuple");

    public static readonly DiagnosticDescriptor UnsupportedType = Create(
        "NWB005", "Unsupported type", "{0} has the type {1}, which stands for no WebAssembly type; {2}");

    public static readonly DiagnosticDescriptor DuplicateName = Create(
        "NWB006", "Duplicate name", "{0} has the name \"{1}\", which another member has already");

    public static readonly DiagnosticDescriptor TooMany = Create(
        "NWB007", "Too many parameters", "{0} takes {1} WebAssembly values; it can take 16 (a span or string is two)");

    public static readonly DiagnosticDescriptor BadExport = Create(
        "NWB008", "Member that cannot be an export", "{0} has to be a partial method without a body, or a partial property with only a getter whose type is Memory, Table or Global");

    public static readonly DiagnosticDescriptor Stray = Create(
        "NWB009", "Attribute without that of its type", "{0} has [{1}], but the type it stands in has no [{2}]");

    public static readonly DiagnosticDescriptor ViewInExport = Create(
        "NWB010", "View of memory where there is none", "{0} has the type {1}, a view of the guest's memory; only parameters of imports can be: pass an address and a length instead, and use the instance's memory");

    public static readonly DiagnosticDescriptor NoView = Create(
        "NWB011", "Memory of no view", "{0} has [GuestMemory], but no view of memory: that is about parameters of imports that are GuestString, Span<byte> or ReadOnlySpan<byte>");

    /// <summary>All rules, by their numbers.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> All =
        [NotPartial, GenericType, BadMethod, ByReference, UnsupportedType, DuplicateName, TooMany, BadExport, Stray, ViewInExport, NoView];

    /// <summary>The rule of an id.</summary>
    public static DiagnosticDescriptor Find(string id) => All.First(rule => rule.Id == id);

    private static DiagnosticDescriptor Create(string id, string title, string message) => new(
        id, title, message, "NanoWasm.Bindings", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page + "#diagnostics");
}
