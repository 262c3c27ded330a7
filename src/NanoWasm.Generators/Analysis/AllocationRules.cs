// The rules for code that must not allocate: numbers, titles, messages.
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NanoWasm.Generators.Analysis;

/// <summary>The allocation rules, <c>NW1001</c> and up. Each has a page in <c>docs/rules</c>.</summary>
internal static class AllocationRules
{
    private const string Category = "NanoWasm.Allocation";

    public static readonly DiagnosticDescriptor ObjectCreation = new(
        "NW1001", "Object creation", "Creating {0} allocates: use a struct, or create it outside allocation-free code and pass it in",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1001.md");

    public static readonly DiagnosticDescriptor ArrayCreation = new(
        "NW1002", "Array creation", "Creating {0} allocates: use stackalloc, an inline array, or a buffer that the caller hands in",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1002.md");

    public static readonly DiagnosticDescriptor ParamsArray = new(
        "NW1003", "Array for params", "The call allocates an array for the parameter '{0}' of '{1}': use an overload without params, or declare it as params ReadOnlySpan",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1003.md");

    public static readonly DiagnosticDescriptor CollectionExpression = new(
        "NW1004", "Collection expression", "The collection expression allocates {0}: make it a span without spreads, or fill a buffer that the caller hands in",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1004.md");

    public static readonly DiagnosticDescriptor Boxing = new(
        "NW1005", "Boxing", "A value of {0} is boxed to {1}: use a type parameter constrained to what is needed instead of {1}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1005.md");

    public static readonly DiagnosticDescriptor InheritedOnValue = new(
        "NW1006", "Inherited method called on a value", "'{0}' is inherited, so calling it on a value of {1} boxes the value: {2}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1006.md");

    public static readonly DiagnosticDescriptor GenericBoxing = new(
        "NW1007", "Generic code that boxes", "'{0}' compares values of {1} as objects, which boxes them: implement IEquatable<{1}>",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1007.md");

    public static readonly DiagnosticDescriptor Concatenation = new(
        "NW1008", "String concatenation", "The concatenation allocates a string: write into a span of characters, or use a constant",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1008.md");

    public static readonly DiagnosticDescriptor Interpolation = new(
        "NW1009", "String interpolation", "The interpolation allocates a string: write into a span of characters with TryFormat",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1009.md");

    public static readonly DiagnosticDescriptor DelegateCreation = new(
        "NW1010", "Delegate creation", "{0} allocates a delegate{1}: create it once outside allocation-free code, or call the method directly",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1010.md");

    public static readonly DiagnosticDescriptor CachedDelegate = new(
        "NW1011", "Delegate creation at first use", "{0} allocates a delegate at its first use: keep it in a static readonly field",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1011.md");

    public static readonly DiagnosticDescriptor Closure = new(
        "NW1012", "Closure", "{0} captures {1}, which allocates a closure and a delegate: hand the values over as arguments",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1012.md");

    public static readonly DiagnosticDescriptor Iterator = new(
        "NW1013", "Iterator", "The iterator '{0}' allocates an object for its state: write a struct enumerator",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1013.md");

    public static readonly DiagnosticDescriptor Async = new(
        "NW1014", "Async method", "The async method '{0}' allocates its state when it waits: return a status and let the caller wait",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1014.md");

    public static readonly DiagnosticDescriptor Linq = new(
        "NW1015", "LINQ", "{0} allocates enumerators and delegates: write a loop",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1015.md");

    public static readonly DiagnosticDescriptor Enumerator = new(
        "NW1016", "Enumerator on the heap", "The loop over {0} allocates an enumerator ({1}): loop over an array, a span, or a type with a struct enumerator",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1016.md");

    public static readonly DiagnosticDescriptor Dynamic = new(
        "NW1017", "Dynamic operation", "A dynamic operation allocates call sites, arrays and boxes: use static types",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1017.md");

    public static readonly DiagnosticDescriptor StackAlloc = new(
        "NW1018", "Unbounded stackalloc", "This stackalloc {0}: use a constant size of at most {1} bytes outside of loops, and slice it",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1018.md");

    public static readonly DiagnosticDescriptor Throw = new(
        "NW1019", "Throw", "Throwing allocates: move it to a method with [DoesNotReturn] and call that",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1019.md");

    public static readonly DiagnosticDescriptor Call = new(
        "NW1020", "Call of code that may allocate", "'{0}' may allocate: {1}",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1020.md");

    public static readonly DiagnosticDescriptor Override = new(
        "NW1021", "Unmarked implementation", "'{0}' {1} the allocation-free '{2}': mark it [AllocationFree]",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1021.md");

    public static readonly DiagnosticDescriptor DelegateCall = new(
        "NW1022", "Call through a delegate", "What is called through {0} may allocate: mark the delegate type [AllocationFree], or the method with TrustsIndirectCalls",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1022.md");

    public static readonly DiagnosticDescriptor FunctionPointerCall = new(
        "NW1023", "Call through a function pointer", "What is called through the function pointer may allocate: mark the method with TrustsIndirectCalls if all targets are known",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1023.md");

    public static readonly DiagnosticDescriptor DelegateTarget = new(
        "NW1024", "Unmarked target of a delegate", "{0} becomes the allocation-free delegate {1}: mark it [AllocationFree]",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1024.md");

    public static readonly DiagnosticDescriptor Justification = new(
        "NW1025", "Exception without a reason", "[AllocationFree(false)] on '{0}' needs a Justification: say why it may allocate",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1025.md");

    public static readonly DiagnosticDescriptor AllowList = new(
        "NW1026", "Bad line in an allow-list", "'{0}' is no pattern: expected a documentation-comment id such as M:System.Math.Max*, T:System.Math or !P:System.Exception.Message",
        Category, DiagnosticSeverity.Error, true, helpLinkUri: RuleHelp.Folder + "NW1026.md");

    /// <summary>All of them, in the order of their numbers.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        ObjectCreation, ArrayCreation, ParamsArray, CollectionExpression, Boxing, InheritedOnValue, GenericBoxing, Concatenation, Interpolation,
        DelegateCreation, CachedDelegate, Closure, Iterator, Async, Linq, Enumerator, Dynamic, StackAlloc, Throw, Call, Override, DelegateCall,
        FunctionPointerCall, DelegateTarget, Justification, AllowList,
    ];
}
