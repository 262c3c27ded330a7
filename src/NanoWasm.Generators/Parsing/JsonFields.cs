// The fields of a JSON object, with the mistakes that concern fields: unknown, missing, repeated, of the wrong type.
using System;
using System.Collections.Generic;
using System.Linq;

namespace NanoWasm.Generators.Parsing;

/// <summary>Typed access to the fields of an object. A field that is missing or of the wrong type reads as null, and is reported.</summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonMember> _members = new(StringComparer.Ordinal);
    private readonly JsonValue _object;
    private readonly DiagnosticBag _diagnostics;

    /// <summary>Checks that <paramref name="value"/> is an object with known fields, each there once.</summary>
    /// <param name="value">The value.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="known">The names of the fields.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public JsonFields(JsonValue value, string what, IReadOnlyList<string> known, DiagnosticBag diagnostics)
    {
        _object = value;
        _diagnostics = diagnostics;
        IsObject = value.Kind == JsonKind.Object;
        if (!IsObject)
        {
            diagnostics.Report(TableDiagnostics.WrongJsonType, value.Span, what, "an object");
        }

        foreach (JsonMember member in Distinct(value.Members, diagnostics))
        {
            if (known.Contains(member.Name.Text))
            {
                _members.Add(member.Name.Text, member);
            }
            else
            {
                diagnostics.Report(TableDiagnostics.UnknownField, member.Name.Span, member.Name.Text, Names.List(known));
            }
        }
    }

    /// <summary>Whether the value is an object at all.</summary>
    public bool IsObject { get; }

    /// <summary>The value of a member if it is a string; else null, and a mistake.</summary>
    public static JsonValue? AsString(JsonMember member, DiagnosticBag diagnostics) => OfKind(member, JsonKind.String, "a string", diagnostics);

    /// <summary>The string with a name.</summary>
    public JsonValue? String(string name, bool required = false) => Find(name, JsonKind.String, "a string", required);

    /// <summary>The value with a name, of whatever type; null where it is absent.</summary>
    public JsonValue? Value(string name) => _members.TryGetValue(name, out JsonMember member) ? member.Value : null;

    /// <summary>The boolean with a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="absent">What it is where it is absent.</param>
    public bool Boolean(string name, bool absent = false) => Find(name, JsonKind.Boolean, "true or false", required: false)?.Boolean ?? absent;

    /// <summary>The items of the array with a name; none where it is absent.</summary>
    public IReadOnlyList<JsonValue> Array(string name, bool required = false) => Find(name, JsonKind.Array, "an array", required)?.Items ?? [];

    /// <summary>The members of the object with a name, each name once; none where it is absent.</summary>
    public IReadOnlyList<JsonMember> Object(string name, bool required = false) =>
        Find(name, JsonKind.Object, "an object", required) is { } value ? [.. Distinct(value.Members, _diagnostics)] : [];

    private static IEnumerable<JsonMember> Distinct(IEnumerable<JsonMember> members, DiagnosticBag diagnostics)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonMember member in members)
        {
            if (names.Add(member.Name.Text))
            {
                yield return member;
            }
            else
            {
                diagnostics.Report(TableDiagnostics.RepeatedField, member.Name.Span, member.Name.Text);
            }
        }
    }

    private static JsonValue? OfKind(JsonMember member, JsonKind kind, string kindName, DiagnosticBag diagnostics)
    {
        if (member.Value.Kind == kind)
        {
            return member.Value;
        }

        diagnostics.Report(TableDiagnostics.WrongJsonType, member.Value.Span, member.Name.Text, kindName);
        return null;
    }

    private JsonValue? Find(string name, JsonKind kind, string kindName, bool required)
    {
        if (_members.TryGetValue(name, out JsonMember member))
        {
            return OfKind(member, kind, kindName, _diagnostics);
        }

        if (required && IsObject)
        {
            _diagnostics.Report(TableDiagnostics.MissingField, _object.StartSpan, name);
        }

        return null;
    }
}
