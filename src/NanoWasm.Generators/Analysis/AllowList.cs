// Members that are known not to allocate, by documentation-comment id.
using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace NanoWasm.Generators.Analysis;

/// <summary>Whether a list has a member, and on what condition.</summary>
internal enum Allowance
{
    None,
    Denied,
    Allowed,

    /// <summary>Allowed unless a type argument is a value type that is not <see cref="IEquatable{T}"/>.</summary>
    AllowedIfEquatable,
}

/// <summary>
/// A list of members. A line is a documentation-comment id with <c>*</c> for any characters; <c>T:</c> stands for all members of a type.
/// A line that starts with <c>!</c> denies what others allow. After the id, <c>equatable</c> is a condition (<see cref="Allowance.AllowedIfEquatable"/>).
/// Empty lines, and what follows <c> #</c>, mean nothing.
/// </summary>
internal sealed class AllowList
{
    private const string EquatableCondition = "equatable";

    private readonly Dictionary<string, Allowance> _exact = new(StringComparer.Ordinal);
    private readonly List<(string[] Parts, Allowance Allowance)> _wild = [];

    /// <summary>An empty list.</summary>
    public static AllowList Empty { get; } = new();

    /// <summary>Reads a list.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="isBad">Gets the number (from 0) and the text of each line that is none.</param>
    public static AllowList Parse(IEnumerable<string> lines, Action<int, string>? isBad = null)
    {
        AllowList list = new();
        int number = 0;
        foreach (string line in lines)
        {
            string text = WithoutComment(line);
            if (text.Length != 0 && !list.TryAdd(text))
            {
                isBad?.Invoke(number, text);
            }

            number++;
        }

        return list;
    }

    /// <summary>What the list says about a method.</summary>
    public Allowance Find(IMethodSymbol method)
    {
        if (_exact.Count == 0 && _wild.Count == 0)
        {
            return Allowance.None;
        }

        Allowance found = Find(method.GetDocumentationCommentId());
        if (found == Allowance.None && method.AssociatedSymbol is { } member)
        {
            found = Find(member.GetDocumentationCommentId());
        }

        return found == Allowance.None && method.ContainingType is { } type ? Find(type.GetDocumentationCommentId()) : found;
    }

    private static string WithoutComment(string line)
    {
        string text = line.Trim();
        if (text.StartsWith("#", StringComparison.Ordinal))
        {
            return string.Empty;
        }

        // Constructors are called #ctor: only a # behind a space is a comment.
        int comment = text.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? text : text.Substring(0, comment).TrimEnd();
    }

    /// <summary>Whether an id is made of the parts of a pattern, in their order, with anything in between.</summary>
    private static bool Matches(string[] parts, string id)
    {
        if (!id.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        int position = parts[0].Length;
        for (int i = 1; i < parts.Length - 1; i++)
        {
            int found = id.IndexOf(parts[i], position, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            position = found + parts[i].Length;
        }

        string last = parts[parts.Length - 1];
        return id.Length - position >= last.Length && id.EndsWith(last, StringComparison.Ordinal);
    }

    private bool TryAdd(string text)
    {
        bool denied = text[0] == '!';
        string[] words = text.Substring(denied ? 1 : 0).Split([' '], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2 || words[0].Length < 3 || words[0][1] != ':' || "MPTE".IndexOf(words[0][0]) < 0)
        {
            return false;
        }

        Allowance allowance = denied ? Allowance.Denied : Allowance.Allowed;
        if (words.Length == 2)
        {
            if (denied || words[1] != EquatableCondition)
            {
                return false;
            }

            allowance = Allowance.AllowedIfEquatable;
        }

        if (words[0].IndexOf('*') >= 0)
        {
            _wild.Add((words[0].Split('*'), allowance));
        }
        else
        {
            _exact[words[0]] = allowance;
        }

        return true;
    }

    /// <summary>The entry for an id: an exact one before patterns; among patterns, one that denies before one that allows.</summary>
    private Allowance Find(string? id)
    {
        if (id is null)
        {
            return Allowance.None;
        }

        if (_exact.TryGetValue(id, out Allowance exact))
        {
            return exact;
        }

        Allowance best = Allowance.None;
        foreach ((string[] parts, Allowance allowance) in _wild)
        {
            if (Matches(parts, id))
            {
                if (allowance == Allowance.Denied)
                {
                    return allowance;
                }

                best = allowance;
            }
        }

        return best;
    }
}
