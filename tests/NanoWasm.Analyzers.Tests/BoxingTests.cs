// Values that become objects: NW1005 to NW1007.
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class BoxingTests
{
    private const string Types = """
        interface IShape { int Area(); }

        [AllocationFree] struct Square : IShape { public int Area() => 1; }

        [AllocationFree]
        struct Overriding : IEquatable<Overriding>
        {
            public bool Equals(Overriding other) => true;
            public override bool Equals(object? other) => false;
            public override int GetHashCode() => 1;
        }

        [Flags] enum Bits { A = 1, B = 2 }
        """;

    [Theory]
    [InlineData("object o = [|NW1005:1|];")]
    [InlineData("object o = [|NW1005:(object)1|];")]
    [InlineData("ValueType o = [|NW1005:s|];")]
    [InlineData("IShape o = [|NW1005:s|];")]
    [InlineData("Enum o = [|NW1005:b|];")]
    [InlineData("object? o = [|NW1005:n|];")]
    [InlineData("Take([|NW1005:1|]);")]
    [InlineData("object o = x > 1 ? [|NW1005:x|] : string.Empty;")]
    [InlineData("object o = text ?? [|NW1005:(object)1|];")]
    [InlineData("object? o = [|NW1005:x as object|];")]
    [InlineData("IComparable<int> o = [|NW1005:x|];")]
    [InlineData("dynamic o = [|NW1005:x|];")]
    [InlineData("(object, int) o = ([|NW1005:x|], 1);")]
    [InlineData("if (s is [|NW1005:IShape shape|]) { Use(shape); }")]
    public Task Conversion_OfValueToReference_IsReported(string code) => Check.Members($$"""
        {{Types}}

        static void Take(object o) { }
        static void Use(IShape o) { }

        static void Run(int x, Square s, Bits b, int? n, object? text)
        {
            {{code}}
        }
        """);

    [Theory]
    [InlineData("static object Run<T>(T t) => [|NW1005:t|]!;")]
    [InlineData("static IShape Run<T>(T t) where T : IShape => [|NW1005:t|];")]
    [InlineData("static object Run<T>(T t) where T : struct => [|NW1005:t|];")]
    [InlineData("static int Run<T>(T t) => t is [|NW1005:int i|] ? i : 0;")]
    [InlineData("static int Run<T>(T t) => [|NW1005:(object)t!|] is int i ? i : 0;")]
    [InlineData("static object Run() { return [|NW1005:0|]; }")]
    [InlineData("static object Run => [|NW1005:0|];")]
    [InlineData("static void Run(int[] a) { foreach (object o in [|NW1005:a|]) { } }")]
    public Task Conversion_OfTypeParameterOrResult_IsReported(string code) => Check.Members(Types + code);

    [Theory]
    [InlineData("static object Run<T>(T t) where T : class => t;")]
    [InlineData("static bool Run<T>(T t) => t == null;")]
    [InlineData("static bool Run<T>(T t) => t is null;")]
    [InlineData("static bool Run(int? t) => t is null || t is int i && i > 0;")]
    [InlineData("static int Run<T>(T t) where T : struct, IArea => t.Area(); [AllocationFree] interface IArea { int Area(); }")]
    [InlineData("static object Run(object o) => (string)o;")]
    [InlineData("static long Run(int o) => o;")]
    [InlineData("static int Run(object o) => (int)o;")]
    [InlineData("static int Run(object o) => o is int i ? i : 0;")]
    [InlineData("static (int, long) Run((int, int) o) => o;")]
    [InlineData("static bool Run(Bits b) => (b & Bits.A) != 0 && b == Bits.B;")]
    [InlineData("static int Run(Square s) => s.Area();")]
    public Task Conversion_WithoutBox_IsNotReported(string code) => Check.Members(Types + code);

    [Theory]
    [InlineData("string? o = [|NW1006:s.ToString()|];")]
    [InlineData("int o = [|NW1006:s.GetHashCode()|];")]
    [InlineData("bool o = [|NW1006:s.Equals([|NW1005:s|])|];")]
    [InlineData("Type o = [|NW1006:s.GetType()|];")]
    [InlineData("string o = [|NW1006:b.ToString()|];")]
    [InlineData("int o = [|NW1006:b.GetHashCode()|];")]
    [InlineData("bool o = [|NW1006:b.HasFlag(Bits.A)|];")]
    [InlineData("int o = [|NW1006:b.CompareTo([|NW1005:Bits.B|])|];")]
    [InlineData("Type o = [|NW1006:x.GetType()|];")]
    public Task InheritedMethod_OnValue_IsReported(string code) => Check.Members($$"""
        {{Types}}

        static void Run(int x, Square s, Bits b)
        {
            {{code}}
        }
        """);

    [Fact]
    public Task InheritedMethod_OnTypeParameter_IsReported() =>
        Check.Members("static int Run<T>(T t) where T : struct => [|NW1006:t.GetHashCode()|];");

    [Theory]
    [InlineData("int o = v.GetHashCode();")]
    [InlineData("bool o = v.Equals(v);")]
    [InlineData("int o = x.GetHashCode();")]
    [InlineData("bool o = x.Equals(2);")]
    [InlineData("Type o = [|NW1020:Enum.GetUnderlyingType(typeof(Bits))|];")]
    public Task Method_OfTheStructItself_IsNotReportedAsInherited(string code) => Check.Members($$"""
        {{Types}}

        static void Run(int x, Overriding v)
        {
            {{code}}
        }
        """);

    [Theory]
    [InlineData("static bool Run(Square s) => [|NW1007:EqualityComparer<Square>.Default.Equals(s, s)|];")]
    [InlineData("static bool Run<T>(T s) => [|NW1007:EqualityComparer<T>.Default.Equals(s, s)|];")]
    [InlineData("static bool Run(List<Square> s, Square x) => [|NW1007:s.Contains(x)|];")]
    [InlineData("static bool Run(Dictionary<Square, int> s, Square x) => [|NW1007:s.ContainsKey(x)|];")]
    [InlineData("static bool Run(HashSet<Square?> s, Square x) => [|NW1007:s.Contains(x)|];")]
    public Task GenericCode_ThatComparesObjects_IsReported(string code) => Check.Members(Types + code);

    [Theory]
    [InlineData("static bool Run(Overriding s) => EqualityComparer<Overriding>.Default.Equals(s, s);")]
    [InlineData("static bool Run<T>(T s) where T : IEquatable<T> => EqualityComparer<T>.Default.Equals(s, s);")]
    [InlineData("static bool Run<T>(T s) where T : class => EqualityComparer<T>.Default.Equals(s, s);")]
    [InlineData("static bool Run(List<string> s, string x) => s.Contains(x);")]
    [InlineData("static bool Run(Dictionary<Bits, int> s, Bits x) => s.ContainsKey(x);")]
    [InlineData("static bool Run(HashSet<int?> s, int x) => s.Contains(x);")]
    [InlineData("static bool Run(ReadOnlySpan<byte> s) => s.SequenceEqual(\"a\"u8) && s.IndexOf((byte)1) < 0;")]
    public Task GenericCode_OverEquatableTypes_IsNotReported(string code) => Check.Members(Types + code);
}
