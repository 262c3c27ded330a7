// Names: of imports and exports, and of what generated code declares.
using System.Collections.Generic;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace NanoWasm.Bindings;

/// <summary>How names are made.</summary>
internal static class Names
{
    /// <summary>A .NET name in snake_case: a word begins at each capital letter that does not follow one, or that is the last of several.</summary>
    public static string ToSnakeCase(string name)
    {
        StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            bool starts = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(starts ? "_" : string.Empty).Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary>A name that is not taken yet, and takes it.</summary>
    public static string Take(HashSet<string> taken, string name)
    {
        while (!taken.Add(name))
        {
            name += "_";
        }

        return name;
    }

    /// <summary>A name as an identifier, also where it is a keyword.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>A string as C# writes it.</summary>
    public static string Literal(string text) => SyntaxFactory.Literal(text).Text;
}
