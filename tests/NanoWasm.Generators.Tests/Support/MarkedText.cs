// A text in which a place is marked.
namespace NanoWasm.Generators.Tests.Support;

/// <summary>A text without its marks, and the place that ⟦was marked⟧.</summary>
internal sealed record MarkedText(string Text, int Start, int Length)
{
    /// <summary>Reads a text that has one marked place.</summary>
    public static MarkedText Parse(string marked)
    {
        int start = marked.IndexOf('⟦', StringComparison.Ordinal);
        int end = marked.IndexOf('⟧', StringComparison.Ordinal);
        Assert.True(start >= 0 && end > start, "The text has no marked place.");
        return new MarkedText(marked.Remove(end, 1).Remove(start, 1), start, end - start - 1);
    }
}
