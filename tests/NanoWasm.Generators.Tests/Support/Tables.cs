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
        "features": {"mvp": {"version":"1.0", "doc":"The first version."}, "tail-call": {"version":"3.0", "implemented":false, "doc":"Calls that replace the caller's frame."}},
          "traps": {"Unreachable": "unreachable", "IntegerOverflow": "integer overflow"},
        """;

    /// <summary>Opcodes of every kind that matters in superinstructions.</summary>
    private const string RowsForSequences = """
        {"ops":{"unreachable":"00"}, "sig":"->", "flow":"trap", "traps":{"Unreachable":"true"}},
            {"ops":{"block":"02"}, "imm":"b:blocktype", "sig":"->"},
            {"ops":{"br":"0C"}, "imm":"l:label", "sig":"->", "flow":"branch", "exec":"true"},
            {"ops":{"br_if":"0D"}, "imm":"l:label", "sig":"c:i32 ->", "flow":"branch", "exec":"c != 0"},
            {"ops":{"call":"10"}, "imm":"f:func", "sig":"->", "flow":"call", "exec":"ctx->Functions + f"},
            {"ops":{"drop":"1A"}, "sig":"a:any ->"},
            {"ops":{"select":"1B"}, "sig":"a:any b:any c:i32 -> any", "exec":"c != 0 ? a : b"},
            {"ops":{"select_t":"1C"}, "imm":"t:valtypes", "sig":"a:any b:any c:i32 -> any", "exec":"c != 0 ? a : b"},
            {"ops":{"local.get":"20"}, "imm":"x:local", "sig":"-> $x", "exec":"fp[x]"},
            {"ops":{"local.set":"21"}, "imm":"x:local", "sig":"a:$x ->", "exec":"fp[x] = a"},
            {"ops":{"local.tee":"22"}, "imm":"x:local", "sig":"a:$x -> $x", "exec":"fp[x] = a"},
            {"ops":{"i32.load":"28","f64.load":"2B"}, "imm":"m:memarg", "sig":"p:addr -> T", "load":"v:T", "exec":"v"},
            {"ops":{"i32.store":"36"}, "imm":"m:memarg", "sig":"p:addr a:T ->", "store":"T", "exec":"a"},
            {"ops":{"memory.grow":"40"}, "imm":"m:memory", "sig":"n:i32 -> i32", "flow":"exit", "exec":"MemoryGrow"},
            {"ops":{"i32.const":"41"}, "imm":"v:i32", "sig":"-> i32", "exec":"v"},
            {"ops":{"i64.const":"42"}, "imm":"v:i64", "sig":"-> i64", "exec":"v"},
            {"ops":{"f64.const":"44"}, "imm":"v:f64", "sig":"-> f64", "exec":"v"},
            {"ops":{"i32.eqz":"45"}, "sig":"a:T -> bool", "exec":"a == 0"},
            {"ops":{"i32.add":"6A","i64.add":"7C","f64.add":"A0"}, "sig":"a:T b:T -> T", "exec":"a + b"},
            {"ops":{"i32.sub":"6B"}, "sig":"a:T b:T -> T", "exec":"a - b"},
            {"ops":{"f64.mul":"A2"}, "sig":"a:T b:T -> T", "exec":"Canonical(a * b)"},
            {"ops":{"f64.min":"A4"}, "sig":"a:T b:T -> T", "exec":"AlwaysCanonical(Min(a, b))"},
            {"ops":{"ref.is_null":"D1"}, "sig":"a:ref -> bool", "exec":"a == 0"},
            {"ops":{"data.drop":"FC:09"}, "imm":"x:data", "sig":"->", "exec":"Drop(ctx, x)"},
            {"ops":{"engine.finish":"FF"}, "sig":"->", "exec":"Finish()", "internal":true}
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

    /// <summary>A table with some opcodes of every kind and this section about superinstructions.</summary>
    public static string WithSuperinstructions(string section) => $$"""
        {
          {{Head}}
          "opcodes": [
            {{RowsForSequences}}
          ],
          "superinstructions": {{section}}
        }
        """;

    /// <summary>A table with some opcodes of every kind and these sequences; valid JSON strings without quotes.</summary>
    public static string WithSequences(params string[] sequences) =>
        WithSuperinstructions($$"""{"sequences": [{{string.Join(", ", sequences.Select(static sequence => $"\"{sequence}\""))}}]}""");

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
