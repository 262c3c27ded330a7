// Reads JSON into values that know their place.
using System;
using System.Text.Json;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>Reads strict JSON: comments and trailing commas are mistakes.</summary>
internal static class JsonTree
{
    /// <summary>Reads a text that holds one value.</summary>
    /// <param name="map">The text.</param>
    /// <param name="error">What is wrong and where, if the text is not JSON.</param>
    /// <returns>The value, or null if the text is not JSON.</returns>
    public static JsonValue? Read(SourceMap map, out (string Message, SourceSpan Span)? error)
    {
        var reader = new Utf8JsonReader(map.Utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false });
        try
        {
            reader.Read();
            JsonValue root = ReadValue(ref reader, map);
            reader.Read();
            error = null;
            return root;
        }
        catch (JsonException exception)
        {
            error = (FirstSentence(exception.Message), PlaceOf(exception, map));
            return null;
        }
    }

    private static JsonValue ReadValue(ref Utf8JsonReader reader, SourceMap map)
    {
        int start = map.CharOfByte((int)reader.TokenStartIndex);
        JsonValue value;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                value = new JsonValue(JsonKind.Object, map, start);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    JsonValue name = ReadString(ref reader, map);
                    reader.Read();
                    value.Members.Add(new JsonMember(name, ReadValue(ref reader, map)));
                }

                break;
            case JsonTokenType.StartArray:
                value = new JsonValue(JsonKind.Array, map, start);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    value.Items.Add(ReadValue(ref reader, map));
                }

                break;
            case JsonTokenType.String:
                return ReadString(ref reader, map);
            case JsonTokenType.True:
            case JsonTokenType.False:
                value = new JsonValue(JsonKind.Boolean, map, start) { Boolean = reader.TokenType == JsonTokenType.True };
                break;
            case JsonTokenType.Number:
                value = new JsonValue(JsonKind.Number, map, start);
                break;
            default:
                value = new JsonValue(JsonKind.Null, map, start);
                break;
        }

        value.End = map.CharOfByte((int)reader.BytesConsumed);
        return value;
    }

    private static JsonValue ReadString(ref Utf8JsonReader reader, SourceMap map)
    {
        int start = (int)reader.TokenStartIndex;
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            text = "\uFFFD"; // An escape stands for half a surrogate pair: nothing that the table could mean.
        }

        // Behind the closing quote; the reader itself may have gone on to the colon behind a member's name.
        int length = reader.ValueSpan.Length + 2;
        return new JsonValue(JsonKind.String, map, map.CharOfByte(start)) { Text = text, End = map.CharOfByte(start + length) };
    }

    private static SourceSpan PlaceOf(JsonException exception, SourceMap map)
    {
        int start = 0;
        for (long line = exception.LineNumber ?? 0; line > 0; line--)
        {
            start = Array.IndexOf(map.Utf8, (byte)'\n', start) + 1;
        }

        int offset = (int)Math.Min(start + (exception.BytePositionInLine ?? 0), map.Utf8.Length);
        return map.Span(map.CharOfByte(offset), 1);
    }

    /// <summary>Without the line and position that the exception appends.</summary>
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message.Substring(0, end);
    }
}
