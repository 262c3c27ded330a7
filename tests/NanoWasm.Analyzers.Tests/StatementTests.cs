// Iterators, async, LINQ, enumerators, dynamic, throw: NW1013 to NW1017, NW1019.
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class StatementTests
{
    [Fact]
    public Task Iterator_IsReportedOnce() => Check.Members("""
        static IEnumerable<int> Run()
        {
            [|NW1013:yield return 1;|]
            yield return 2;
        }
        """);

    [Fact]
    public Task Async_IsReported() => Check.File("""
        static class Code
        {
            [AllocationFree]
            static async Task [|NW1014:Run|](Task task) => await task;
        }
        """);

    [Theory]
    [InlineData("int n = [|NW1015:a.Count()|];")]
    [InlineData("IEnumerable<int> n = [|NW1015:a.Where([|NW1011:x => x > 1|])|];")]
    [InlineData("IEnumerable<int> n = [|NW1015:from x in a where x > 1 let y = x * 2 select y|];")]
    public Task Linq_IsReported(string code) => Check.Body(code, "int[] a");

    [Theory]
    [InlineData("foreach (int x in [|NW1016:(IEnumerable<int>)a|]) { }")]
    [InlineData("foreach (int x in [|NW1016:l|]) { }")]
    [InlineData("foreach (int x in [|NW1016:own|]) { }")]
    public Task ForEach_OverInterface_IsReported(string code) => Check.Members($$"""
        sealed class Own { [AllocationFree] public IEnumerator<int> GetEnumerator() => null!; }

        static void Run(int[] a, IList<int> l, Own own)
        {
            {{code}}
        }
        """);

    [Theory]
    [InlineData("foreach (int x in a) { }")]
    [InlineData("foreach (int x in m) { }")]
    [InlineData("foreach (char x in \"text\") { }")]
    [InlineData("foreach (int x in s) { }")]
    [InlineData("foreach (ref readonly int x in s) { }")]
    [InlineData("foreach (int x in l) { }")]
    [InlineData("foreach ((int k, int v) in d) { }")]
    [InlineData("foreach (int x in i) { }")]
    [InlineData("foreach (int x in own) { }")]
    public Task ForEach_WithStructEnumerator_IsNotReported(string code) => Check.Members($$"""
        struct Own
        {
            public readonly int Current => 1;
            public readonly Own GetEnumerator() => this;
            public bool MoveNext() => false;
        }

        static void Run(int[] a, int[,] m, ReadOnlySpan<int> s, List<int> l, Dictionary<int, int> d, System.Collections.Immutable.ImmutableArray<int> i, Own own)
        {
            {{code}}
        }
        """);

    [Fact]
    public Task ForEach_OverUnmarkedStructEnumerator_ReportsItsCalls() => Check.File("""
        struct Own
        {
            public readonly int Current => 1;
            [AllocationFree] public readonly Own GetEnumerator() => this;
            public bool MoveNext() => new object() is null;
        }

        [AllocationFree]
        static class Code
        {
            static void Run(Own own)
            {
                foreach (int x in [|NW1020:[|NW1020:own|]|])
                {
                }
            }
        }
        """);

    [Theory]
    [InlineData("[|NW1017:d.Call()|];")]
    [InlineData("object o = [|NW1017:d.Property|];")]
    [InlineData("object o = [|NW1017:d[0]|];")]
    [InlineData("int o = [|NW1017:[|NW1017:d + 1|]|];")]
    [InlineData("int o = [|NW1017:d|];")]
    public Task Dynamic_IsReported(string code) => Check.Body(code, "dynamic d");

    [Theory]
    [InlineData("[|NW1019:throw new InvalidOperationException($\"{x}\");|]")]
    [InlineData("if (x > 1) { [|NW1019:throw e;|] }")]
    [InlineData("int y = x > 1 ? x : [|NW1019:throw e|];")]
    public Task Throw_IsReported(string code) => Check.Body(code, "int x, Exception e");

    [Fact]
    public Task Throw_InNoReturnHelperOrAgain_IsNotReported() => Check.Members("""
        [DoesNotReturn]
        static void Fail(int x) => throw new InvalidOperationException($"{x}");

        static void Run(int x)
        {
            [DoesNotReturn] static void FailToo() => throw new InvalidOperationException();

            try
            {
                if (x > 1)
                {
                    Fail(x);
                }

                FailToo();
            }
            catch (InvalidOperationException)
            {
                throw;
            }
        }
        """);

    [Theory]
    [InlineData("[|NW1020:using Unmarked u = new();|]")]
    [InlineData("[|NW1020:using (new Unmarked()) { }|]")]
    [InlineData("using Marked u = new();")]
    [InlineData("using (Marked u = new()) { }")]
    [InlineData("using Pattern u = default;")]
    public Task Using_JudgesDispose(string code) => Check.File($$"""
        struct Unmarked : IDisposable { public void Dispose() { } }

        struct Marked : IDisposable { [AllocationFree] public void Dispose() { } }

        ref struct Pattern { [AllocationFree] public void Dispose() { } }

        [AllocationFree]
        static class Code
        {
            static void Run()
            {
                {{code}}
            }
        }
        """);

    [Fact]
    public Task Lock_IsReported() => Check.Body("[|NW1020:lock (o) { }|] [|NW1020:lock (l) { }|]", "object o, Lock l");
}
