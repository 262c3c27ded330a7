// What correct rows become.
using NanoWasm.Generators.Emit;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests.Parsing;

public sealed class OpcodeTableParserTests
{
    [Fact]
    public void Parse_RealTable_HasNoMistakes()
    {
        ParseResult result = OpcodeTableParser.Parse(Repository.TablePath, Repository.Read("opcodes.json"));

        Assert.Empty(result.Diagnostics.Select(static mistake => mistake.ToDiagnostic().ToString()));
        Assert.NotNull(result.Table);
    }

    [Fact]
    public void Parse_SameText_GivesEqualResults()
    {
        string text = Repository.Read("opcodes.json");

        ParseResult first = OpcodeTableParser.Parse(Tables.Path, text);
        ParseResult second = OpcodeTableParser.Parse(Tables.Path, text);

        Assert.NotSame(first.Table, second.Table);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.NotEqual(first, OpcodeTableParser.Parse(Tables.Path, text.Replace("\"a + b\"", "\"b + a\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("i32.lt_s", "a:T b:T -> bool", "int a, int b -> bool", "[i32 i32] -> [i32]")]
    [InlineData("i32.lt_u", "a:T b:T -> bool", "uint a, uint b -> bool", "[i32 i32] -> [i32]")]
    [InlineData("i64.rotl", "a:U b:U -> U", "ulong a, ulong b -> ulong", "[i64 i64] -> [i64]")]
    [InlineData("f32.lt", "a:T b:T -> bool", "float a, float b -> bool", "[f32 f32] -> [i32]")]
    [InlineData("f64.convert_i32_u", "a:u32 b:T -> T", "uint a, double b -> double", "[i32 f64] -> [f64]")]
    [InlineData("nop", "a:addr b:any -> ref", "uint a, ulong b -> ulong", "[i32 any] -> [ref]")]
    [InlineData("nop", "a:$x b:funcref -> externref", "ulong a, ulong b -> ulong", "[$x funcref] -> [externref]")]
    public void Signature_OfTypeViews_IsResolved(string mnemonic, string signature, string csharp, string wasm)
    {
        OpcodeTable table = Tables.ParseValid(Tables.WithRows($$"""{"ops":{"{{mnemonic}}":"01"}, "imm":"x:global", "sig":"{{signature}}", "exec":"Do(a, b, x)"}"""));

        Instruction instruction = Assert.Single(table.Instructions);
        string actual = $"{string.Join(", ", instruction.Operands.Select(static operand => $"{operand.Type.CSharp} {operand.Name}"))} -> {instruction.Results[0].CSharp}";
        Assert.Equal(csharp, actual);
        Assert.Equal(wasm, OpcodeEmitter.SignatureText(instruction));
    }

    [Theory]
    [InlineData("i32.load8_s", "i8", "sbyte", 1)]
    [InlineData("i64.load32_u", "u32", "uint", 4)]
    [InlineData("i64.load", "T", "long", 8)]
    [InlineData("f32.load", "T", "float", 4)]
    public void Load_OfType_HasItsSize(string mnemonic, string type, string csharp, int size)
    {
        OpcodeTable table = Tables.ParseValid(Tables.WithRows($$"""{"ops":{"{{mnemonic}}":"28"}, "imm":"m:memarg", "sig":"p:addr -> T", "load":"v:{{type}}", "exec":"v"}"""));

        Assert.Equal(new MemoryAccess("v", csharp, size), Assert.Single(table.Instructions).Load);
    }

    [Fact]
    public void Row_WithEveryField_IsRead()
    {
        const string Row = """{"ops":{"call_it":"FC:1A"}, "imm":"t:type x:table", "sig":"i:u32 ->", "flow":"call-reference", "traps":{"IntegerOverflow":"i > t"}, "exec":"ctx->Tables[x]", "validate":"CallIt", "since":"tail-call", "const":true, "internal":true, "doc":"Calls it."}""";
        string text = Tables.WithRows(Row);

        Instruction instruction = Assert.Single(Tables.ParseValid(text).Instructions);

        Assert.Equal(("call_it", "CallIt", 0xFC, 0x1A, "FC:1A"), (instruction.Mnemonic, instruction.Identifier, instruction.Prefix, instruction.Code, instruction.CodeText));
        Assert.Equal([new Immediate("t", ImmediateKind.Type), new Immediate("x", ImmediateKind.Table)], instruction.Immediates);
        Assert.Equal((Flow.CallReference, "CallIt", "TailCall"), (instruction.Flow, instruction.Validate, instruction.Feature.Identifier));
        Assert.Equal((true, true, "Calls it.", Row), (instruction.Constant is not null, instruction.Internal, instruction.Doc, instruction.Row));
        TrapCheck trap = Assert.Single(instruction.Traps);
        Assert.Equal(("IntegerOverflow", "i > t"), (trap.Kind, trap.Condition.Text));
        Assert.Equal("ctx->Tables[x]", text.Substring(instruction.Exec!.Span.Start, instruction.Exec.Span.Length));
        Assert.Equal("call_it", text.Substring(instruction.Span.Start, instruction.Span.Length));
        Assert.Equal("FC:1A", text.Substring(instruction.CodeSpan.Start, instruction.CodeSpan.Length));
    }

    [Theory]
    [InlineData("true", "TailCall")]
    [InlineData("false", null)]
    [InlineData("\"mvp\"", "Mvp")]
    public void Const_OfRow_IsTheFeatureThatAllowsIt(string constant, string? identifier)
    {
        Instruction instruction = Assert.Single(Tables.ParseValid(Tables.WithRows($$"""{"ops":{"nop":"01"}, "since":"tail-call", "const":{{constant}}}""")).Instructions);

        Assert.Equal(identifier, instruction.Constant?.Identifier);
    }

    [Fact]
    public void Feature_WithEveryField_IsRead()
    {
        OpcodeTable table = Tables.ParseValid("""{"features":{"mvp":{"version":"12.0", "implemented":true, "doc":"A"}, "tail-call":{"implemented":false, "doc":"B"}}, "traps":{}, "opcodes":[]}""");

        Assert.Equal([new Feature("mvp", "Mvp", 12, true, "A"), new Feature("tail-call", "TailCall", null, false, "B")], table.Features);
    }

    [Fact]
    public void Row_OverSeveralLines_IsOneLineInComments()
    {
        Instruction instruction = Assert.Single(Tables.ParseValid(Tables.WithRows("{\"ops\":{\"nop\":\"01\"},\r\n    \"doc\":\"Does\u2028nothing.\"}")).Instructions);

        Assert.Equal("{\"ops\":{\"nop\":\"01\"}, \"doc\":\"Does nothing.\"}", instruction.Row);
    }

    [Fact]
    public void Span_BehindOtherAlphabets_CountsUtf16Columns()
    {
        string text = Tables.WithRows("""{"doc":"ä€😀", "ops":{"i32.add":"6A"}, "sig":"a:T b:T -> T", "exec":"a + b"}""");

        SourceSpan span = Assert.Single(Tables.ParseValid(text).Instructions).Exec!.Span;

        Assert.Equal(text.IndexOf("a + b", StringComparison.Ordinal), span.Start);
        string line = text.Split('\n')[span.StartLine];
        Assert.Equal("a + b", line.Substring(span.StartColumn, span.EndColumn - span.StartColumn));
    }

    [Fact]
    public void Exec_WithMembersMethodsAndTypes_NamesOnlyOperands()
    {
        const string Exec = "sizeof(int) + (int)a.b.c + d(a) + ctx->e[x].f<long>(fp[x]) + (*(g*)sp).h + float.NaN";

        ParseResult result = Tables.Parse(Tables.WithRows($$"""{"ops":{"nop":"01"}, "imm":"x:local", "sig":"a:i32 -> i32", "exec":"{{Exec}}"}"""));

        Assert.Empty(result.Diagnostics);
    }
}
