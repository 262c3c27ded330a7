// Delegates and closures, and what is called through them: NW1010 to NW1012, NW1022 to NW1024.
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class DelegateTests
{
    [Theory]
    [InlineData("Func<int> f = [|NW1012:() => x|];")]
    [InlineData("Func<int> f = [|NW1012:delegate { return x; }|];")]
    [InlineData("Func<int> f = [|NW1012:() => x + _field|];")]
    [InlineData("Func<int> f = [|NW1012:() => { int Local() => x; return Local(); }|];")]
    [InlineData("int Local() => x; Func<int> f = [|NW1012:Local|];")]
    [InlineData("int Local() => x; Func<int> f = [|NW1012:() => Local()|];")]
    [InlineData("foreach (int i in a) { Use([|NW1012:() => i|]); }")]
    [InlineData("Func<int> f = [|NW1010:() => _field|];")]
    [InlineData("Func<int> f = [|NW1010:Method|];")]
    [InlineData("Func<int> f = [|NW1010:new Func<int>(Method)|];")]
    [InlineData("Func<string> f = [|NW1010:\"x\".ToString|];")]
    [InlineData("Func<string> f = [|NW1010:5.ToString|];")]
    [InlineData("Func<int> f = [|NW1010:new Func<int>(given)|];")]
    [InlineData("given = [|NW1010:given + given|];")]
    [InlineData("[|NW1010:given += given|];")]
    [InlineData("[|NW1010:Happened|] += given;")]
    [InlineData("Func<int> f = [|NW1011:() => 1|];")]
    [InlineData("Func<int> f = [|NW1011:static () => Static()|];")]
    [InlineData("Func<int> f = [|NW1011:Static|];")]
    [InlineData("const int C = 1; Func<int> f = [|NW1011:() => C|];")]
    [InlineData("static int Local() => 1; Func<int> f = [|NW1011:Local|];")]
    [InlineData("System.Linq.Expressions.Expression<Func<int>> f = [|NW1001:() => 1|];")]
    public Task Delegate_IsReported(string code) => Check.File($$"""
        [AllocationFree]
        sealed class Code
        {
            private int _field;

            public Code(int field) => _field = field;

            event Func<int> Happened;

            int Method() => _field;

            static int Static() => 1;

            static void Use(Func<int> f) { }

            void Run(int x, int[] a, Func<int> given)
            {
                {{code}}
            }
        }
        """);

    [Fact]
    public Task Lambda_InMarkedCode_IsJudgedAsPartOfIt() =>
        Check.Body("Func<object> f = [|NW1011:static () => [|NW1001:new object()|]|];");

    [Fact]
    public Task LocalFunction_CalledDirectly_IsNotReported() => Check.Body("""
        int Add(int y) => x + y;
        x = Add(1);
        """, "int x");

    [Fact]
    public Task LocalFunction_InMarkedCode_IsJudgedAsPartOfIt() => Check.Body("""
        object Make() => [|NW1001:new object()|];
        object o = Make();
        """);

    [Fact]
    public Task LocalFunction_WithItsOwnMark_IsJudgedInUnmarkedCode() => Check.File("""
        static class Code
        {
            static object Run()
            {
                [AllocationFree] static object Make() => [|NW1001:new object()|];
                static object Other() => new object();
                return Make() ?? Other();
            }
        }
        """);

    [Theory]
    [InlineData("[|NW1022:f()|];")]
    [InlineData("[|NW1022:f.Invoke()|];")]
    [InlineData("f?[|NW1022:.Invoke()|];")]
    [InlineData("[|NW1023:p()|];")]
    public Task IndirectCall_IsReported(string code) => Check.Body(code, "Action f, delegate*<void> p");

    [Fact]
    public Task IndirectCall_InTrustingCode_IsNotReported() => Check.File("""
        static unsafe class Code
        {
            [AllocationFree(TrustsIndirectCalls = true)]
            static void Run(Action f, delegate*<void> p)
            {
                f();
                p();
            }
        }
        """);

    [Fact]
    public Task MarkedDelegate_CanBeCalled() => Check.Members("""
        [AllocationFree] delegate int Handler(int x);

        static int Run(Handler handler) => handler(1);
        """);

    [Fact]
    public Task MarkedDelegate_ChecksWhatBecomesOne() => Check.File("""
        [AllocationFree] delegate object? Handler(int x);

        static class Code
        {
            [AllocationFree] static object? Marked(int x) => null;

            static object? Unmarked(int x) => new object();

            static void Run(Func<int, object?> other)
            {
                Handler a = Marked;
                Handler b = [|NW1024:Unmarked|];
                Handler c = x => [|NW1001:new object()|];
                Handler d = x => null;
                Handler e = [|NW1024:new Handler(other)|];
                Handler f = new Handler(a);
                object? Local(int x) => null;
                Handler g = [|NW1024:Local|];
            }
        }
        """);

    [Fact]
    public Task AddressOfMethod_InMarkedCode_NeedsAMarkedMethod() => Check.File("""
        static unsafe class Code
        {
            [AllocationFree] static void Marked() { }

            static void Unmarked() { }

            [AllocationFree]
            static void Run()
            {
                delegate*<void> a = &Marked;
                delegate*<void> b = [|NW1020:&Unmarked|];
            }
        }
        """);
}
