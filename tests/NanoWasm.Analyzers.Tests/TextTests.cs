// Strings that operators make: NW1008 and NW1009.
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData("string s = [|NW1008:a + b|];")]
    [InlineData("string s = [|NW1008:a + \"x\" + b + 'c'|];")]
    [InlineData("string s = [|NW1008:a + x|];")]
    [InlineData("string s = [|NW1008:a + (x + 1)|];")]
    [InlineData("[|NW1008:a += b|];")]
    [InlineData("[|NW1008:a += x|];")]
    public Task Concatenation_IsReportedOnce(string code) => Check.Body(code, "string a, string b, int x");

    [Theory]
    [InlineData("const string S = \"a\" + \"b\";")]
    [InlineData("string s = \"a\" + nameof(String) + \"b\";")]
    [InlineData("bool s = a == \"b\" || a != null;")]
    [InlineData("int s = x + 1;")]
    [InlineData("char s = a[0]; int n = a.Length;")]
    [InlineData("string s = $\"const\";")]
    [InlineData("switch (a) { case \"x\": break; case \"yy\": break; }")]
    public Task Text_WithoutNewString_IsNotReported(string code) => Check.Body(code, "string a, int x");

    [Theory]
    [InlineData("string s = [|NW1009:$\"{x}\"|];")]
    [InlineData("string s = [|NW1009:$\"{a} and {x:N2}\"|];")]
    [InlineData("string s = [|NW1009:$\"{[|NW1008:a + a|]}\"|];")]
    public Task Interpolation_IsReported(string code) => Check.Body(code, "string a, int x");

    [Fact]
    public Task Interpolation_WithOwnHandler_JudgesTheHandlersCalls() => Check.File("""
        [InterpolatedStringHandler]
        ref struct Free
        {
            [AllocationFree] public Free(int literalLength, int formattedCount) { }
            [AllocationFree] public void AppendLiteral(string text) { }
            [AllocationFree] public void AppendFormatted(int value) { }
            public void AppendFormatted(string value) { }
        }

        [AllocationFree]
        static class Code
        {
            static void Log(Free text) { }

            static void Run(int x, string a)
            {
                Log($"{x} is a number");
                Log($"{x} is not [|NW1020:{a}|]");
            }
        }
        """);

    [Theory]
    [InlineData("string s = [|NW1020:x.ToString()|];")]
    [InlineData("string s = [|NW1020:a.Substring(1)|];")]
    [InlineData("string s = [|NW1020:a[1..]|];")]
    [InlineData("string s = [|NW1020:string.Concat(a, a)|];")]
    public Task Call_ThatMakesAString_IsReported(string code) => Check.Body(code, "string a, int x");
}
