// All allow-lists that hold in a compilation: ours, the user's files, and options.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace NanoWasm.Generators.Analysis;

/// <summary>The allow-lists of a compilation. The user's come first, so they can deny what ours allows.</summary>
internal sealed class AllowLists
{
    /// <summary>The name of users' files among the <c>AdditionalFiles</c>.</summary>
    public const string FileName = "AllocationFree.Allowed.txt";

    /// <summary>The option in <c>.editorconfig</c> or <c>.globalconfig</c>: patterns with <c>|</c> between them.</summary>
    public const string OptionName = "nanowasm.allocation_free.allowed";

    private static readonly Lazy<AllowList> BuiltIn = new(ReadBuiltIn);

    private readonly ImmutableArray<AllowList> _files;
    private readonly AnalyzerConfigOptionsProvider _options;
    private readonly ConcurrentDictionary<string, AllowList> _parsedOptions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<IMethodSymbol, Allowance> _found = new(SymbolEqualityComparer.Default);

    /// <summary>Reads the lists that the options name.</summary>
    public AllowLists(AnalyzerOptions options, CancellationToken cancellation)
    {
        _options = options.AnalyzerConfigOptionsProvider;
        _files = [.. options.AdditionalFiles
            .Where(static file => IsAllowList(file.Path))
            .Select(file => file.GetText(cancellation))
            .Where(static text => text is not null)
            .Select(static text => AllowList.Parse(text!.Lines.Select(static line => line.ToString())))];
    }

    /// <summary>Whether an additional file is an allow-list.</summary>
    public static bool IsAllowList(string path) => string.Equals(Path.GetFileName(path), FileName, StringComparison.OrdinalIgnoreCase);

    /// <summary>The lines of a file that are no patterns.</summary>
    public static IEnumerable<(TextLine Line, string Text)> BadLines(SourceText file)
    {
        List<(TextLine Line, string Text)> bad = [];
        AllowList.Parse(file.Lines.Select(static line => line.ToString()), (number, text) => bad.Add((file.Lines[number], text)));
        return bad;
    }

    /// <summary>What the lists say about a method that a file calls.</summary>
    public Allowance Find(IMethodSymbol method, SyntaxTree caller)
    {
        method = method.OriginalDefinition;
        Allowance found = Options(caller).Find(method);
        return found == Allowance.None ? _found.GetOrAdd(method, FindInFiles) : found;
    }

    private static AllowList ReadBuiltIn()
    {
        using Stream stream = typeof(AllowLists).Assembly.GetManifestResourceStream("AllowList.txt")
            ?? throw new InvalidOperationException("The allow-list is not in the assembly.");
        using StreamReader reader = new(stream);
        return AllowList.Parse(
            reader.ReadToEnd().Split('\n'),
            static (number, text) => throw new InvalidOperationException($"AllowList.txt, line {number + 1}: {text}"));
    }

    private Allowance FindInFiles(IMethodSymbol method)
    {
        foreach (AllowList file in _files)
        {
            if (file.Find(method) is var found && found != Allowance.None)
            {
                return found;
            }
        }

        return BuiltIn.Value.Find(method);
    }

    private AllowList Options(SyntaxTree tree) =>
        _options.GetOptions(tree).TryGetValue(OptionName, out string? value) && value.Length != 0
            ? _parsedOptions.GetOrAdd(value, static text => AllowList.Parse(text.Split('|')))
            : AllowList.Empty;
}
