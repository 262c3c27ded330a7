// As much of JSON Schema (draft 2020-12) as the table's schema uses.
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NanoWasm.Generators.Tests.Support;

/// <summary>Validates values. A keyword that it does not know is an error, so that no rule is passed over.</summary>
internal static class JsonSchema
{
    private static readonly HashSet<string> Annotations = ["$schema", "$defs", "title", "description", "default", "examples"];

    /// <summary>Validates a value.</summary>
    /// <returns>What is wrong, with the path to it.</returns>
    public static IEnumerable<string> Validate(JsonNode schema, JsonNode? value) => Validate(schema, schema, value, "$");

    private static IEnumerable<string> Validate(JsonNode root, JsonNode schema, JsonNode? value, string path)
    {
        foreach ((string keyword, JsonNode? rule) in schema.AsObject())
        {
            foreach (string mistake in Annotations.Contains(keyword) ? [] : Check(root, schema, keyword, rule!, value, path))
            {
                yield return mistake;
            }
        }
    }

    private static IEnumerable<string> Check(JsonNode root, JsonNode schema, string keyword, JsonNode rule, JsonNode? value, string path) => keyword switch
    {
        "$ref" => Validate(root, root["$defs"]![rule.ToString()["#/$defs/".Length..]]!, value, path),
        "type" => Expect(TypeOf(value) == rule.ToString(), $"{path}: no {rule}"),
        "enum" => Expect(rule.AsArray().Any(item => JsonNode.DeepEquals(item, value)), $"{path}: none of {rule.ToJsonString()}"),
        "pattern" => Expect(TypeOf(value) != "string" || Regex.IsMatch(value!.ToString(), rule.ToString()), $"{path}: does not match {rule}"),
        "minLength" => Expect(TypeOf(value) != "string" || value!.ToString().Length >= rule.GetValue<int>(), $"{path}: too short"),
        "anyOf" => Expect(rule.AsArray().Any(choice => !Validate(root, choice!, value, path).Any()), $"{path}: none of {rule.ToJsonString()}"),
        "minItems" => Expect(value is not JsonArray fewItems || fewItems.Count >= rule.GetValue<int>(), $"{path}: too few items"),
        "maxItems" => Expect(value is not JsonArray manyItems || manyItems.Count <= rule.GetValue<int>(), $"{path}: too many items"),
        "items" => value is JsonArray items ? items.SelectMany((item, i) => Validate(root, rule, item, $"{path}[{i}]")) : [],
        "minProperties" => Expect(value is not JsonObject few || few.Count >= rule.GetValue<int>(), $"{path}: too few properties"),
        "maxProperties" => Expect(value is not JsonObject many || many.Count <= rule.GetValue<int>(), $"{path}: too many properties"),
        "required" => rule.AsArray().SelectMany(name => Expect(value is not JsonObject item || item.ContainsKey(name!.ToString()), $"{path}: no {name}")),
        "propertyNames" => Members(value).SelectMany(member => Validate(root, rule, JsonValue.Create(member.Key), $"{path}.{member.Key}")),
        "properties" => Members(value).SelectMany(member => rule[member.Key] is { } known ? Validate(root, known, member.Value, $"{path}.{member.Key}") : []),
        "additionalProperties" => Members(value)
            .Where(member => schema["properties"]?[member.Key] is null)
            .SelectMany(member => rule is JsonObject ? Validate(root, rule, member.Value, $"{path}.{member.Key}") : [$"{path}: unknown {member.Key}"]),
        _ => [$"unknown keyword {keyword}"],
    };

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? value) => value as JsonObject ?? [];

    private static string[] Expect(bool holds, string mistake) => holds ? [] : [mistake];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => "number",
        _ => "null",
    };
}
