// Objects, arrays, collections and stack memory: NW1001 to NW1004, NW1018.
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class CreationTests
{
    [Theory]
    [InlineData("object o = [|NW1001:new object()|];")]
    [InlineData("object o = [|NW1001:new List<int>(1)|];")]
    [InlineData("List<int> o = [|NW1001:new()|];")]
    [InlineData("var o = [|NW1001:new { A = 1 }|];")]
    [InlineData("string s = [|NW1001:new string('a', 3)|];")]
    public Task ObjectCreation_OfReferenceType_IsReported(string code) => Check.Body(code);

    [Fact]
    public Task ObjectCreation_WithCollectionInitializer_ReportsTheAddsToo() =>
        Check.Body("object o = [|NW1001:new List<int> { [|NW1020:1|] }|];");

    [Fact]
    public Task ObjectCreation_OfStruct_IsNotReported() => Check.Members("""
        struct Plain { public int A; }

        [AllocationFree]
        readonly struct Own(int a) { public int A => a; }

        record struct Position(int X, int Y);

        static int Run()
        {
            Plain plain = new() { A = 1 };
            Plain copy = plain with { A = 2 };
            Own own = new(3);
            Span<int> span = new(ref plain.A);
            Position position = new(4, 5);
            return copy.A + own.A + span.Length + position.X;
        }
        """);

    [Fact]
    public Task ObjectCreation_OfStructWithUnmarkedConstructor_IsReported() => Check.File("""
        readonly struct Other { public Other(int a) => A = new int[a]; public int[] A { get; } }

        static class Code
        {
            [AllocationFree] static Other Run() => [|NW1020:new Other(1)|];
        }
        """);

    [Fact]
    public Task With_OnRecordClass_IsReported() => Check.Members("""
        record Position(int X, int Y);

        static Position Run(Position position) => [|NW1001:position with { X = 1 }|];
        """);

    [Fact]
    public Task New_OfTypeParameter_IsReported() => Check.Members("static T Run<T>() where T : new() => [|NW1001:new T()|];");

    [Theory]
    [InlineData("int[] a = [|NW1002:new int[3]|];")]
    [InlineData("int[] a = [|NW1002:new[] { 1, 2 }|];")]
    [InlineData("int[] a = [|NW1002:{ 1, 2 }|];")]
    [InlineData("int[,] a = [|NW1002:new int[2, 2]|];")]
    [InlineData("int[][] a = [|NW1002:new int[][] { [|NW1002:new int[1]|] }|];")]
    [InlineData("int[] a = [|NW1002:new int[0]|];")]
    [InlineData("Span<int> a = [|NW1002:new int[] { 1, 2 }|];")]
    public Task ArrayCreation_IsReported(string code) => Check.Body(code);

    [Fact]
    public Task ArrayRange_IsReported() => Check.Body("int[] b = [|NW1002:a[1..2]|];", "int[] a");

    [Theory]
    [InlineData("ReadOnlySpan<byte> a = new byte[] { 1, 2 };")]
    [InlineData("ReadOnlySpan<int> a = new[] { 1, 2 };")]
    [InlineData("ReadOnlySpan<byte> a = \"text\"u8;")]
    [InlineData("int[] a = Array.Empty<int>();")]
    public Task ConstantData_IsNotReported(string code) => Check.Body(code);

    [Fact]
    public Task SpanOfArray_WithOtherValues_IsReported() => Check.Body("ReadOnlySpan<int> a = [|NW1002:new[] { 1, x }|];", "int x");

    [Theory]
    [InlineData("[|NW1003:Take(1, 2)|];")]
    [InlineData("[|NW1003:Take(1)|];")]
    public Task ParamsArray_IsReported(string code) => Check.Members($"static void Take(params int[] values) {{ }} static void Run() {{ {code} }}");

    [Fact]
    public Task ParamsArray_OfBoxedValues_ReportsBothAllocations() =>
        Check.Members("static void Take(params object[] values) { } static void Run() => [|NW1003:Take([|NW1005:1|])|];");

    [Fact]
    public Task Params_EmptyOrSpanOrGivenArray_IsNotReported() => Check.Members("""
        static void Array(params int[] values) { }

        static void Span(params ReadOnlySpan<int> values) { }

        static void Run(int[] given, int x)
        {
            Array();
            Array(given);
            Span(1, 2, x);
        }
        """);

    [Fact]
    public Task Params_OfList_IsReported() =>
        Check.Members("static void Take(params List<int> values) { } static void Run() => [|NW1004:Take(1, 2)|];");

    [Theory]
    [InlineData("int[] a = [|NW1004:[1, 2]|];")]
    [InlineData("List<int> a = [|NW1004:[]|];")]
    [InlineData("IEnumerable<int> a = [|NW1004:[x]|];")]
    [InlineData("IList<int> a = [|NW1004:[]|];")]
    [InlineData("Span<int> a = [|NW1004:[.. s, 1]|];")]
    [InlineData("System.Collections.Immutable.ImmutableArray<int> a = [|NW1004:[x]|];")]
    public Task CollectionExpression_ThatAllocates_IsReported(string code) => Check.Body(code, "int x, ReadOnlySpan<int> s");

    [Theory]
    [InlineData("int[] a = [];")]
    [InlineData("IReadOnlyList<int> a = [];")]
    [InlineData("System.Collections.Immutable.ImmutableArray<int> a = [];")]
    [InlineData("Span<int> a = [1, x];")]
    [InlineData("ReadOnlySpan<string> a = [s, s];")]
    [InlineData("ReadOnlySpan<byte> a = [1, 2, 3];")]
    public Task CollectionExpression_OnTheStack_IsNotReported(string code) => Check.Body(code, "int x, string s");

    [Theory]
    [InlineData("byte* p = [|NW1018:stackalloc byte[n]|];")]
    [InlineData("Span<byte> p = n < 10 ? [|NW1018:stackalloc byte[n]|] : default;")]
    [InlineData("Span<byte> p = [|NW1018:stackalloc byte[65_537]|];")]
    [InlineData("Span<long> p = [|NW1018:stackalloc long[8_193]|];")]
    [InlineData("while (n-- > 0) { byte* p = [|NW1018:stackalloc byte[8]|]; }")]
    public Task StackAlloc_Unbounded_IsReported(string code) => Check.Body(code, "int n");

    [Theory]
    [InlineData("byte* p = stackalloc byte[256];")]
    [InlineData("Span<byte> p = stackalloc byte[65_536];")]
    [InlineData("Span<long> p = stackalloc long[8_192];")]
    [InlineData("Span<int> p = stackalloc[] { 1, 2, 3 };")]
    [InlineData("Span<int> p = stackalloc int[] { 1, 2, 3 };")]
    [InlineData("const int Size = 16; Span<int> p = stackalloc int[Size * 2];")]
    public Task StackAlloc_Bounded_IsNotReported(string code) => Check.Body(code);

    [Fact]
    public Task FieldInitializer_OfInstance_IsReported() => Check.File("""
        [AllocationFree]
        sealed class Code
        {
            private static readonly int[] Shared = new int[4];
            private readonly int[] _own = [|NW1002:new int[4]|];

            public int[] Property { get; } = [|NW1002:new int[4]|];

            public int Length => Shared.Length + _own.Length;
        }
        """);
}
