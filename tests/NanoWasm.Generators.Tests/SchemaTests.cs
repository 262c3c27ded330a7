// The JSON Schema of the table agrees with the parser.
using System.Text.Json;
using System.Text.Json.Nodes;
using NanoWasm.Generators.Parsing;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests;

public sealed class SchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(Repository.Read("src", "NanoWasm.Generators", "opcodes.schema.json"))!;

    private static JsonNode Superinstructions => Schema["$defs"]!["superinstructions"]!["properties"]!;

    private static JsonNode Row => Schema["$defs"]!["row"]!["properties"]!;

    [Fact]
    public void Schema_OfTable_AcceptsTheTable() => Assert.Empty(JsonSchema.Validate(Schema, JsonNode.Parse(Repository.Read("opcodes.json"))));

    [Fact]
    public void Schema_OfTable_NamesTheParsersFields()
    {
        Assert.Equal(OpcodeTableParser.Fields, Schema["properties"]!.AsObject().Select(static field => field.Key));
        Assert.Equal(OpcodeTableParser.FeatureFields, Schema["properties"]!["features"]!["additionalProperties"]!["properties"]!.AsObject().Select(static field => field.Key));
        Assert.Equal(RowParser.Fields, Row.AsObject().Select(static field => field.Key));
        Assert.Equal(SuperinstructionParser.Fields, Superinstructions.AsObject().Select(static field => field.Key));
    }

    [Fact]
    public void Schema_OfTable_ListsTheParsersNames()
    {
        Model.OpcodeTable table = Tables.ParseValid(Repository.Read("opcodes.json"));

        Assert.Equal(RowParser.Flows.Keys, Strings(Row["flow"]!["enum"]!));
        Assert.Equal(TypeViews.AccessNames, Strings(Row["store"]!["enum"]!));
        Assert.Equal(table.Features.Select(static feature => feature.Name), Strings(Schema["$defs"]!["feature"]!["enum"]!));
        Assert.Equal(table.Traps.Select(static trap => trap.Kind), Strings(Row["traps"]!["propertyNames"]!["enum"]!));
        Assert.All(Immediates.Names, static kind => AssertAccepted("imm", $"x:{kind}"));
        Assert.All(TypeViews.Names, static type => AssertAccepted("sig", $"a:{type} b:{type} -> {type}"));
        Assert.All(TypeViews.AccessNames, static type => AssertAccepted("load", $"v:{type}"));
        Assert.All(TypeViews.AccessNames, static type => AssertAccepted("atomic", $"at:{type}"));
    }

    [Fact]
    public void Schema_OfTable_DescribesEverything()
    {
        foreach ((string name, JsonNode? field) in Schema["properties"]!.AsObject().Concat(Row.AsObject()).Concat(Superinstructions.AsObject()))
        {
            JsonNode target = field!["$ref"] is { } reference ? Schema["$defs"]![reference.ToString()["#/$defs/".Length..]]! : field;
            Assert.False(string.IsNullOrEmpty(target["description"]?.ToString()), name);
        }
    }

    [Theory]
    [InlineData("""{"sig":"->"}""")]
    [InlineData("""{"ops":{}}""")]
    [InlineData("""{"ops":{"nop":1}}""")]
    [InlineData("""{"ops":{"nop":"1"}}""")]
    [InlineData("""{"ops":{"No op":"01"}}""")]
    [InlineData("""{"ops":{"nop":"01"}, "sgi":"->"}""")]
    [InlineData("""{"ops":{"nop":"01"}, "sig":"a:i32"}""")]
    [InlineData("""{"ops":{"nop":"01"}, "sig":"a:i33 ->"}""")]
    [InlineData("""{"ops":{"nop":"01"}, "imm":"x:lokal"}""")]
    [InlineData("""{"ops":{"nop":"01"}, "load":"i8"}""")]
    [InlineData("""{"ops":{"nop":"01"}, "store":"v:i8"}""")]
    [InlineData("""{"ops":{"nop":"01"}, "traps":{"Overflow":"true"}}""")]
    [InlineData("""{"ops":{"nop":"01"}, "exec":"\u0022"}""")]
    [InlineData("""{"ops":{"nop":"01"}, "flow":"goto"}""")]
    [InlineData("""{"ops":{"nop":"01"}, "since":"mvp2"}""")]
    [InlineData("""{"ops":{"nop":"01"}, "const":"true"}""")]
    [InlineData("""{"ops":{"nop":"01"}, "const":1}""")]
    public void Schema_OfRow_RejectsMistakes(string row) => Assert.NotEmpty(JsonSchema.Validate(Schema, TableWith(row)));

    [Theory]
    [InlineData("""{"ops":{"nop":"01"}, "const":true}""")]
    [InlineData("""{"ops":{"nop":"01"}, "const":"extended-const"}""")]
    public void Schema_OfRow_AcceptsWhatTheParserReads(string row) => Assert.Empty(JsonSchema.Validate(Schema, TableWith(row)));

    [Theory]
    [InlineData("""{"mvp":""}""")]
    [InlineData("""{"Mvp":{"doc":""}}""")]
    [InlineData("""{"mvp":{}}""")]
    [InlineData("""{"mvp":{"doc":"", "since":"1.0"}}""")]
    [InlineData("""{"mvp":{"doc":"", "version":"1"}}""")]
    [InlineData("""{"mvp":{"doc":"", "implemented":"no"}}""")]
    public void Schema_OfFeatures_RejectsMistakes(string features) =>
        Assert.NotEmpty(JsonSchema.Validate(Schema, JsonNode.Parse($$"""{"features":{{features}}, "traps":{}, "opcodes":[]}""")));

    [Theory]
    [InlineData("""{"sequences":[]}""")]
    [InlineData("""{"sets":{}, "sequences":["local.get local.get"]}""")]
    [InlineData("""{"sets":{"i32-compare":"i32.eq|i32.lt_u", "far":"i32.load:3"}, "sequences":["<i32-compare>|i32.eqz br_if", " local.get  <far>|i32.const:2 "]}""")]
    public void Schema_OfSuperinstructions_AcceptsWhatTheParserReads(string section) =>
        Assert.Empty(JsonSchema.Validate(Schema, TableWithSection(section)));

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{}""")]
    [InlineData("""{"sets":{}}""")]
    [InlineData("""{"sequences":"local.get drop"}""")]
    [InlineData("""{"sequences":[], "names":{}}""")]
    [InlineData("""{"sequences":[1]}""")]
    [InlineData("""{"sequences":[""]}""")]
    [InlineData("""{"sequences":["Local.Get drop"]}""")]
    [InlineData("""{"sequences":["local.get|drop| nop"]}""")]
    [InlineData("""{"sequences":["local.get:0 drop"]}""")]
    [InlineData("""{"sequences":["local.get: drop"]}""")]
    [InlineData("""{"sequences":["local.get:2:2 drop"]}""")]
    [InlineData("""{"sequences":["<load drop"]}""")]
    [InlineData("""{"sequences":["<Load> drop"]}""")]
    [InlineData("""{"sets":[], "sequences":[]}""")]
    [InlineData("""{"sets":{"Load":"i32.load"}, "sequences":[]}""")]
    [InlineData("""{"sets":{"load":"i32.load i64.load"}, "sequences":[]}""")]
    [InlineData("""{"sets":{"load":"<other>"}, "sequences":[]}""")]
    [InlineData("""{"sets":{"load":["i32.load"]}, "sequences":[]}""")]
    public void Schema_OfSuperinstructions_RejectsMistakes(string section) => Assert.NotEmpty(JsonSchema.Validate(Schema, TableWithSection(section)));

    private static void AssertAccepted(string field, string value) =>
        Assert.Empty(JsonSchema.Validate(Schema, TableWith($$"""{"ops":{"nop":"01"}, "{{field}}":{{JsonSerializer.Serialize(value)}}}""")));

    private static JsonNode? TableWith(string row) => JsonNode.Parse($$"""{"features":{}, "traps":{}, "opcodes":[{{row}}]}""");

    private static JsonNode? TableWithSection(string section) => JsonNode.Parse($$"""{"features":{}, "traps":{}, "opcodes":[], "superinstructions":{{section}}}""");

    private static IEnumerable<string> Strings(JsonNode list) => list.AsArray().Select(static item => item!.GetValue<string>());
}
