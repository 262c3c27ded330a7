// The rules for names in the table and how they become C# names.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace NanoWasm.Generators.Parsing;

internal static class Names
{
    /// <summary>What <c>exec</c> and trap conditions may use beside operands and immediates: the machine's registers.</summary>
    public static readonly IReadOnlyList<string> Machine = ["pc", "sp", "fp", "ctx"];

    /// <summary>Names of a handler's own locals and parameters, which an operand must not have.</summary>
    public static readonly IReadOnlyList<string> Handler =
    [
        "tos", "stp", "address", "below", "branch", "callee", "caller", "code", "count", "distance", "drop", "entries", "exit", "flags", "frame", "high", "index", "indexed", "keep", "last", "leb",
        "local", "memory", "next", "offset", "reference", "result", "results", "shift", "source", "spare", "taken", "target", "top", "value",
    ];

    private static readonly Regex MnemonicPattern = new(@"^[a-z][a-z0-9]*([._][a-z0-9]+)*$", RegexOptions.CultureInvariant);
    private static readonly Regex KebabPattern = new("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.CultureInvariant);
    private static readonly Regex PascalPattern = new("^[A-Z][A-Za-z0-9]*$", RegexOptions.CultureInvariant);
    private static readonly Regex OperandPattern = new("^[a-z][a-z0-9]*$", RegexOptions.CultureInvariant);

    /// <summary>Whether this is a mnemonic such as <c>i32.add</c>.</summary>
    public static bool IsMnemonic(string name) => MnemonicPattern.IsMatch(name);

    /// <summary>Whether this is the name of a feature such as <c>tail-call</c>.</summary>
    public static bool IsKebab(string name) => KebabPattern.IsMatch(name);

    /// <summary>Whether this is a C# name such as <c>IntegerOverflow</c>.</summary>
    public static bool IsPascal(string name) => PascalPattern.IsMatch(name);

    /// <summary>Whether this can be the name of an operand or an immediate: a lower-case C# name.</summary>
    public static bool IsOperand(string name) =>
        OperandPattern.IsMatch(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None;

    /// <summary>The C# name, e.g. <c>I32Add</c> of <c>i32.add</c>, <c>TailCall</c> of <c>tail-call</c>.</summary>
    public static string ToPascal(string name)
    {
        var pascal = new StringBuilder(name.Length);
        foreach (string word in name.Split('.', '_', '-').Where(static word => word.Length > 0))
        {
            pascal.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
        }

        return pascal.ToString();
    }

    /// <summary>Names for a message: <c>a, b and c</c>.</summary>
    public static string List(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length switch
        {
            0 => "none",
            1 => all[0],
            _ => string.Join(", ", all.Take(all.Length - 1)) + " and " + all[all.Length - 1],
        };
    }
}
