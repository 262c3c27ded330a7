// A text in which places are marked.
using System.Text;

namespace NanoWasm.Generators.Tests.Support;

/// <summary>A text without its marks, and the places that ⟦were marked⟧.</summary>
internal sealed record MarkedText(string Text, IReadOnlyList<(int Start, int Length)> Places)
{
    /// <summary>The only place.</summary>
    public (int Start, int Length) Place => Assert.Single(Places);

    /// <summary>Reads a text with marks.</summary>
    public static MarkedText Parse(string marked)
    {
        StringBuilder text = new();
        List<(int Start, int Length)> places = [];
        int start = 0;
        foreach (char c in marked)
        {
            switch (c)
            {
                case '⟦':
                    start = text.Length;
                    break;
                case '⟧':
                    places.Add((start, text.Length - start));
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return new MarkedText(text.ToString(), places);
    }
}
