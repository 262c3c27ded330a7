// Says where two texts differ.
using System.Text;

namespace NanoWasm.Generators.Tests.Support;

internal static class TextDifference
{
    /// <summary>The lines between the first and the last difference, removed ones and added ones, with their numbers.</summary>
    public static string Describe(string before, string after)
    {
        string[] old = before.Split('\n');
        string[] @new = after.Split('\n');
        int start = 0;
        while (start < old.Length && start < @new.Length && old[start] == @new[start])
        {
            start++;
        }

        int tail = 0;
        while (tail < old.Length - start && tail < @new.Length - start && old[^(tail + 1)] == @new[^(tail + 1)])
        {
            tail++;
        }

        StringBuilder text = new();
        Append(text, '-', old, start, old.Length - tail);
        Append(text, '+', @new, start, @new.Length - tail);
        return text.ToString();
    }

    private static void Append(StringBuilder text, char sign, string[] lines, int start, int end)
    {
        const int Most = 40;
        for (int i = start; i < Math.Min(end, start + Most); i++)
        {
            text.Append(sign).Append(' ').Append(i + 1).Append(": ").Append(lines[i]).Append('\n');
        }

        if (end - start > Most)
        {
            text.Append(sign).Append(" … ").Append(end - start - Most).Append(" more lines\n");
        }
    }
}
