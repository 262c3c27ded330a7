// Source with expected findings written into it.
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace NanoWasm.Analyzers.Tests.Support;

/// <summary>A place and the rule that must report it.</summary>
internal readonly record struct Finding(string Id, TextSpan Span) : IComparable<Finding>
{
    public int CompareTo(Finding other) =>
        (Span.Start, Span.End, Id).CompareTo((other.Span.Start, other.Span.End, other.Id));
}

/// <summary>Source in which <c>[|NW1001:code|]</c> marks a place that a rule must report. Marks can be nested.</summary>
internal sealed class Markup
{
    private Markup(string source, IReadOnlyList<Finding> findings)
    {
        Source = source;
        Findings = findings;
    }

    /// <summary>The source without marks.</summary>
    public string Source { get; }

    /// <summary>What must be found, in the order of places.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Takes the marks out.</summary>
    public static Markup Parse(string text)
    {
        StringBuilder source = new();
        List<Finding> findings = [];
        Stack<(string Id, int Start)> open = new();
        for (int i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith("[|NW"))
            {
                int colon = text.IndexOf(':', i);
                open.Push((text[(i + 2)..colon], source.Length));
                i = colon;
            }
            else if (text.AsSpan(i).StartsWith("|]"))
            {
                (string id, int start) = open.Pop();
                findings.Add(new Finding(id, TextSpan.FromBounds(start, source.Length)));
                i++;
            }
            else
            {
                source.Append(text[i]);
            }
        }

        Assert.Empty(open);
        findings.Sort();
        return new Markup(source.ToString(), findings);
    }
}
