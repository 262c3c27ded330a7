// A JSON value that knows its place.
using System.Collections.Generic;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>The kinds of JSON values that the table is made of.</summary>
internal enum JsonKind
{
    /// <summary><c>{ … }</c>: <see cref="JsonValue.Members"/>.</summary>
    Object,

    /// <summary><c>[ … ]</c>: <see cref="JsonValue.Items"/>.</summary>
    Array,

    /// <summary><c>"…"</c>: <see cref="JsonValue.Text"/>.</summary>
    String,

    /// <summary><c>true</c> or <c>false</c>: <see cref="JsonValue.Boolean"/>.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary><c>null</c>.</summary>
    Null,
}

/// <summary>A value and its place in the file. Only the members that belong to its <see cref="Kind"/> mean something.</summary>
internal sealed class JsonValue(JsonKind kind, SourceMap map, int start)
{
    /// <summary>What it is.</summary>
    public JsonKind Kind { get; } = kind;

    /// <summary>The UTF-16 offset of its first character (of a string: the quote).</summary>
    public int Start { get; } = start;

    /// <summary>The UTF-16 offset behind its last character.</summary>
    public int End { get; set; }

    /// <summary>The text of a string, escapes resolved.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>The value of a boolean.</summary>
    public bool Boolean { get; init; }

    /// <summary>The members of an object in the order of the file; names may repeat.</summary>
    public List<JsonMember> Members { get; } = [];

    /// <summary>The items of an array.</summary>
    public List<JsonValue> Items { get; } = [];

    /// <summary>Whether the string is written with escapes, so that offsets in <see cref="Text"/> are not offsets in the file.</summary>
    public bool HasEscapes => Kind == JsonKind.String && End - Start - 2 != Text.Length;

    /// <summary>The place of the value; of a string, without its quotes.</summary>
    public SourceSpan Span => Kind == JsonKind.String ? map.Span(Start + 1, End - Start - 2) : map.Span(Start, End - Start);

    /// <summary>The value as it stands in the file.</summary>
    public string Source => map.Text.Substring(Start, End - Start);

    /// <summary>The place of the value's first character, for mistakes that concern all of a large value.</summary>
    public SourceSpan StartSpan => map.Span(Start, 1);

    /// <summary>The place of a piece of a string's text; the whole string where escapes hide where that is.</summary>
    public SourceSpan SpanOf(int start, int length) => HasEscapes ? Span : map.Span(Start + 1 + start, length);
}

/// <summary>A member of an object.</summary>
/// <param name="Name">The name as a string value.</param>
/// <param name="Value">The value.</param>
internal sealed record JsonMember(JsonValue Name, JsonValue Value);
