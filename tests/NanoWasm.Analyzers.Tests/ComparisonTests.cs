// The cases of public analyzers of heap allocation (HAA0101 to HAA0604), and what our rules say about each. See docs/analyzer-comparison.md.
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class ComparisonTests
{
    private const string Types = """
        struct Plain { public int A; }
        struct Overriding { [AllocationFree] public override int GetHashCode() => 1; }
        struct Convertible { [AllocationFree] public static implicit operator string(Convertible c) => ""; }
        interface IMarker { }
        struct Marked : IMarker { public void Method() { } public static void Static() { } }
        enum Color { Red }
        sealed class Box { public string? Name { get; set; } }

        """;

    [Theory]

    // HAA0101: arrays for params.
    [InlineData("HAA0101", "Integers();")]
    [InlineData("HAA0101", "[|NW1003:Integers(1, 2)|];")]
    [InlineData("HAA0101", "Integers([|NW1002:new[] { 1, 2 }|]);")]
    [InlineData("HAA0101", "[|NW1003:Objects([|NW1002:new[] { 1, 2 }|])|];")]
    [InlineData("HAA0101", "string s = [|NW1020:string.Format(\"{0} {1} {2} {3}\", [|NW1005:1|], \"a\", [|NW1005:2.0m|], [|NW1005:'c'|])|];")]
    [InlineData("HAA0101", "Optional(); [|NW1003:Optional(args: \"\", i: 5)|];")]

    // HAA0102: methods that a struct does not override.
    [InlineData("HAA0102", "int h = [|NW1006:new Plain().GetHashCode()|];")]
    [InlineData("HAA0102", "int h = new Overriding().GetHashCode();")]
    [InlineData("HAA0102", "Type t = [|NW1020:Enum.GetUnderlyingType(typeof(Color))|];")]
    [InlineData("HAA0102", "bool b = [|NW1006:color.HasFlag(Color.Red)|];")]

    // HAA0201, HAA0202: concatenation, and values in it.
    [InlineData("HAA0201", "string s = [|NW1008:text + text + text|];")]
    [InlineData("HAA0201", "string s = nameof(String) + \".\" + nameof(String);")]
    [InlineData("HAA0201", "const string S = nameof(String) + \".\";")]
    [InlineData("HAA0202", "string s = [|NW1008:text + date|];")]
    [InlineData("HAA0202", "string s = [|NW1008:text + '-'|];")]
    [InlineData("HAA0202", "string s = [|NW1008:text + true|];")]

    // HAA0301 to HAA0303: closures, captured variables, lambdas in generic methods.
    [InlineData("HAA0301", "int min = 31; IEnumerable<int> r = [|NW1015:numbers.Where([|NW1012:i => i > min|])|];")]
    [InlineData("HAA0302", "foreach (string word in words) { Take([|NW1012:() => word.Length|]); }")]
    [InlineData("HAA0301", "int z = 2; [|NW1020:Array.Sort(numbers, [|NW1012:delegate(int x, int y) { return x - z; }|])|];")]
    [InlineData("HAA0301", "[|NW1020:Array.Sort(numbers, [|NW1011:(x, y) => x - y|])|];")]
    [InlineData("HAA0303", "Func<int> Make<T>(T item) { int counter = 0; return [|NW1012:delegate { counter++; return counter; }|]; } Func<int> f = Make(5);")]
    [InlineData("HAA0303", "Func<Type> Make<T>() => [|NW1011:() => typeof(T)|]; Func<Type> f = Make<int>();")]

    // HAA0401: enumerators that are objects.
    [InlineData("HAA0401", "foreach (int i in numbers) { }")]
    [InlineData("HAA0401", "foreach (int i in list) { }")]
    [InlineData("HAA0401", "foreach (int i in [|NW1016:interfaces|]) { }")]
    [InlineData("HAA0401", "foreach (int i in [|NW1016:(IEnumerable<int>)numbers|]) { }")]
    [InlineData("HAA0401", "foreach (char c in \"foo\") { }")]
    [InlineData("HAA0401", "var e = [|NW1020:interfaces.GetEnumerator()|]; while ([|NW1020:e.MoveNext()|]) { }")]
    [InlineData("HAA0401", "foreach (object a in [|NW1005:[|NW1002:new[] { 1, 2 }|]|]) { }")]

    // HAA0501 to HAA0506: what is created explicitly.
    [InlineData("HAA0501", "int[] a = [|NW1002:new int[] { 1, 2 }|];")]
    [InlineData("HAA0504", "int[] a = [|NW1002:new[] { 1, 2 }|];")]
    [InlineData("HAA0502", "string s = [|NW1001:new string('a', 10)|];")]
    [InlineData("HAA0502", "DateTime d = new DateTime(); Plain p = new Plain { A = 1 };")]
    [InlineData("HAA0505", "Box b = [|NW1001:new Box { Name = \"Bob\" }|];")]
    [InlineData("HAA0503", "var t = [|NW1001:new { A = 123, Name = \"Test\" }|];")]
    [InlineData("HAA0506", "var r = [|NW1015:([|NW1015:from a in numbers let b = a * 3 select b|]).ToList()|];")]

    // HAA0601: boxing.
    [InlineData("HAA0601", "object o = [|NW1005:new Plain()|];")]
    [InlineData("HAA0601", "ValueType o = [|NW1005:new Plain()|];")]
    [InlineData("HAA0601", "Enum o = [|NW1005:Color.Red|];")]
    [InlineData("HAA0601", "IMarker o = [|NW1005:new Marked()|];")]
    [InlineData("HAA0601", "TakeObject([|NW1005:10|]);")]
    [InlineData("HAA0601", "object o = text ?? [|NW1005:(object)0|];")]
    [InlineData("HAA0601", "object? o = [|NW1005:10 as object|];")]
    [InlineData("HAA0601", "for (object i = [|NW1005:0|]; ;) { }")]
    [InlineData("HAA0601", "for (int i = 0; ;) { }")]
    [InlineData("HAA0601", "object o = color == 0 ? [|NW1005:0|] : text;")]
    [InlineData("HAA0601", "object o = (object)\"5\";")]
    [InlineData("HAA0601", "object Local() => [|NW1005:1|]; object o = Local();")]
    [InlineData("HAA0601", "TakeString(new Convertible());")]
    [InlineData("HAA0601", "string s = [|NW1009:$\"{1}\"|];")]
    [InlineData("HAA0601", "string s = [|NW1009:$\"{text}\"|];")]

    // HAA0602 to HAA0604: delegates on structs, from method groups.
    [InlineData("HAA0602", "Action a = [|NW1010:new Marked().Method|];")]
    [InlineData("HAA0602", "Action a = [|NW1010:new Action(new Marked().Method)|];")]
    [InlineData("HAA0602", "Action a = [|NW1011:new Action(Marked.Static)|];")]
    [InlineData("HAA0603", "Func<string, int> f = [|NW1011:TakeString|];")]
    [InlineData("HAA0603", "Func<string, int>? f = given ?? [|NW1011:TakeString|];")]
    [InlineData("HAA0603", "Take(process);")]
    public Task Case_OfOtherAnalyzers_HasOurAnswer(string rule, string code)
    {
        Assert.StartsWith("HAA", rule, StringComparison.Ordinal);
        return Check.Members($$"""
            {{Types}}
            static void Integers(params int[] values) { }
            static void Objects(params object[] values) { }
            static void Optional(int i = 0, params object[] args) { }
            static void Take(Func<int> function) { }
            static void TakeObject(object o) { }
            static int TakeString(string s) => s.Length;

            static void Run(
                string text, DateTime date, Color color, int[] numbers, string[] words, List<int> list, IList<int> interfaces, Func<string, int>? given, Func<int> process)
            {
                {{code}}
            }
            """);
    }

    [Fact]
    public Task Case_YieldOfBoxedValue_HasOurAnswer() => Check.Members("""
        static IEnumerable<object> Run() { [|NW1013:yield return [|NW1005:0|];|] yield break; }
        """);

    [Fact]
    public Task Case_ReadonlyFieldsWithDelegates_HasOurAnswer() => Check.File("""
        [AllocationFree]
        sealed class Code
        {
            private static readonly Func<string, bool> Shared = System.IO.File.Exists;
            private readonly Func<string, bool> _own = [|NW1011:System.IO.File.Exists|];

            public Func<string, bool> Get(bool shared) => shared ? Shared : _own;
        }
        """);
}
