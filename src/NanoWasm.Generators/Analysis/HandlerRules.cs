// The rules for the shape of handlers: numbers, titles, messages.
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NanoWasm.Generators.Analysis;

/// <summary>The shape rules, <c>NW2001</c> and up: what it takes for the JIT to make tail calls. Each has a page in <c>docs/rules</c>.</summary>
internal static class HandlerRules
{
    private const string Category = "NanoWasm.Dispatch";

    public static readonly DiagnosticDescriptor Signature = new(
        "NW2001", "Signature of a handler", "The handler '{0}' {1}: a handler is a static method that returns a value and has at most six parameters, which are pointers or integers",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW2001.md");

    public static readonly DiagnosticDescriptor AddressTaken = new(
        "NW2002", "Address of a local", "The address of {0} is taken, which turns the tail call off: keep it in a register, or in the context",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW2002.md");

    public static readonly DiagnosticDescriptor Reference = new(
        "NW2003", "Reference in a handler", "'{0}' is passed or held by reference, which turns the tail call off: use values or pointers",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW2003.md");

    public static readonly DiagnosticDescriptor ProtectedRegion = new(
        "NW2004", "Protected region in a handler", "A {0} statement turns the tail call off: leave through a cold path instead",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW2004.md");

    public static readonly DiagnosticDescriptor StackAlloc = new(
        "NW2005", "Stackalloc in a handler", "A stackalloc turns the tail call off: use memory of the context",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW2005.md");

    public static readonly DiagnosticDescriptor Managed = new(
        "NW2006", "Managed reference in a handler", "A handler touches nothing managed, but this is of type {0}: leave the machine and let the driver do it",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW2006.md");

    public static readonly DiagnosticDescriptor LastAct = new(
        "NW2007", "The last act is no dispatch", "The handler '{0}' must end in a call with its own parameter list, but {1}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW2007.md");

    public static readonly DiagnosticDescriptor NoReturn = new(
        "NW2008", "Throw in a handler", "{0} never returns, which costs every pass through the handler a stack frame: return a cold path that returns an exit code",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW2008.md");

    public static readonly DiagnosticDescriptor Optimization = new(
        "NW2009", "Handler without AggressiveOptimization", "The handler '{0}' first runs unoptimised, without tail calls: give it [MethodImpl(MethodImplOptions.AggressiveOptimization)]",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW2009.md");

    /// <summary>All of them, in the order of their numbers.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [Signature, AddressTaken, Reference, ProtectedRegion, StackAlloc, Managed, LastAct, NoReturn, Optimization];
}
