// Places in a text: from the UTF-8 bytes that the JSON reader counts to the lines and UTF-16 columns that editors and Roslyn count.
using System;
using System.Collections.Generic;
using System.Text;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>A text, its UTF-8 bytes and the way back from offsets in these to places in the text.</summary>
internal sealed class SourceMap
{
    private readonly List<int> _lineStarts = [0];

    /// <summary>The UTF-16 offset of each byte; null where all is ASCII, so that offsets are the same.</summary>
    private readonly int[]? _charOfByte;

    public SourceMap(string text)
    {
        Text = text;
        Utf8 = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                _lineStarts.Add(i + 1);
            }
        }

        _charOfByte = Utf8.Length == text.Length ? null : MapBytes(text, Utf8.Length);
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>The text as UTF-8; unpaired surrogates are replaced.</summary>
    public byte[] Utf8 { get; }

    /// <summary>The UTF-16 offset of a byte.</summary>
    public int CharOfByte(int offset) => _charOfByte is null ? offset : _charOfByte[offset];

    /// <summary>The place of a piece of the text.</summary>
    /// <param name="start">The offset of its first UTF-16 unit.</param>
    /// <param name="length">Its length in UTF-16 units.</param>
    public SourceSpan Span(int start, int length)
    {
        start = Math.Min(start, Text.Length);
        int end = Math.Min(start + length, Text.Length);
        int startLine = LineOf(start);
        int endLine = LineOf(end);
        return new SourceSpan(start, end - start, startLine, start - _lineStarts[startLine], endLine, end - _lineStarts[endLine]);
    }

    private static int[] MapBytes(string text, int byteCount)
    {
        int[] map = new int[byteCount + 1];
        int at = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            int bytes = pair ? 4 : text[i] < 0x80 ? 1 : text[i] < 0x800 ? 2 : 3;
            for (int end = at + bytes; at < end; at++)
            {
                map[at] = i;
            }

            i += pair ? 1 : 0;
        }

        map[at] = text.Length;
        return map;
    }

    private int LineOf(int offset)
    {
        int line = _lineStarts.BinarySearch(offset);
        return line >= 0 ? line : ~line - 1;
    }
}
