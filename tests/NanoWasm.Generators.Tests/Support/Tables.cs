// Small tables for tests.
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;

namespace NanoWasm.Generators.Tests.Support;

/// <summary>Makes tables and reads them.</summary>
internal static class Tables
{
    /// <summary>The path that tables of tests say they stand at.</summary>
    public const string Path = "/table/opcodes.json";

    private const string Head = """
        "features": {"mvp": "The first version.", "tail-call": "Calls that replace the caller's frame."},
          "traps": {"Unreachable": "unreachable", "IntegerOverflow": "integer overflow"},
        """;

    /// <summary>A table with two features, two traps and these rows.</summary>
    public static string WithRows(params string[] rows) => $$"""
        {
          {{Head}}
          "opcodes": [
            {{string.Join(",\n    ", rows)}}
          ]
        }
        """;

    /// <summary>A table with two features, two traps, one row and these reserved opcodes.</summary>
    public static string WithReserved(string reserved) => $$"""
        {
          {{Head}}
          "reserved": {{{reserved}}},
          "opcodes": [
            {"ops":{"nop":"01"}, "sig":"->"}
          ]
        }
        """;

    /// <summary>Reads a table.</summary>
    public static ParseResult Parse(string text) => OpcodeTableParser.Parse(Path, text);

    /// <summary>Reads a table that must have no mistakes.</summary>
    public static OpcodeTable ParseValid(string text)
    {
        ParseResult result = Parse(text);
        Assert.Empty(result.Diagnostics);
        return Assert.IsType<OpcodeTable>(result.Table);
    }
}
