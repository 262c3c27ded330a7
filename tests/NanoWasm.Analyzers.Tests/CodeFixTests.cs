// Code fixes: what they write, and where they are not offered.
using NanoWasm.Analyzers.Tests.Support;
using NanoWasm.CodeFixes;

namespace NanoWasm.Analyzers.Tests;

public sealed class CodeFixTests
{
    [Fact]
    public Task MarkFix_OnCall_MarksTheCallee() => Fix<MarkAllocationFreeFix>.Check(
        """
        static class Code
        {
            // Adds.
            static int Callee(int x) => x + 1;

            [AllocationFree]
            static int Run() => Callee(1);
        }
        """,
        """
        static class Code
        {
            // Adds.
            [AllocationFree]
            static int Callee(int x) => x + 1;

            [AllocationFree]
            static int Run() => Callee(1);
        }
        """);

    [Fact]
    public Task MarkFix_OnProperty_MarksTheProperty() => Fix<MarkAllocationFreeFix>.Check(
        """
        static class Code
        {
            static int Callee => 1;

            [AllocationFree]
            static int Run() => Callee;
        }
        """,
        """
        static class Code
        {
            [AllocationFree]
            static int Callee => 1;

            [AllocationFree]
            static int Run() => Callee;
        }
        """);

    [Fact]
    public Task MarkFix_OnOverride_MarksTheOverride() => Fix<MarkAllocationFreeFix>.Check(
        """
        abstract class Base
        {
            [AllocationFree]
            public abstract int Area();
        }

        sealed class Derived : Base
        {
            public override int Area() => 1;
        }
        """,
        """
        abstract class Base
        {
            [AllocationFree]
            public abstract int Area();
        }

        sealed class Derived : Base
        {
            [AllocationFree]
            public override int Area() => 1;
        }
        """);

    [Fact]
    public Task MarkFix_OnDelegateTarget_MarksTheTarget() => Fix<MarkAllocationFreeFix>.Check(
        """
        [AllocationFree]
        delegate int Handler();

        static class Code
        {
            static readonly Handler Field = Callee;

            static int Callee() => 1;
        }
        """,
        """
        [AllocationFree]
        delegate int Handler();

        static class Code
        {
            static readonly Handler Field = Callee;

            [AllocationFree]
            static int Callee() => 1;
        }
        """);

    [Fact]
    public Task MarkFix_OnFrameworkMember_IsNotOffered() => Fix<MarkAllocationFreeFix>.CheckNone(
        """
        static class Code
        {
            [AllocationFree]
            static string Run(int x) => x.ToString();
        }
        """);

    [Theory]
    [InlineData("value.HasFlag(Bits.A)", "(value & Bits.A) == Bits.A")]
    [InlineData("!value.HasFlag(Bits.A)", "!((value & Bits.A) == Bits.A)")]
    [InlineData("value.HasFlag(other) && value == other", "(value & other) == other && value == other")]
    public Task HasFlagFix_WritesOperators(string before, string after) => Fix<HasFlagFix>.Check(Flags(before), Flags(after));

    [Theory]
    [InlineData("value.HasFlag(Bits.A | Bits.B)")]
    [InlineData("value.HasFlag(Next())")]
    [InlineData("value.GetHashCode() == 1")]
    public Task HasFlagFix_WhereTheFlagIsNoName_IsNotOffered(string code) => Fix<HasFlagFix>.CheckNone(Flags(code));

    [Theory]
    [InlineData("new int[0]", "System.Array.Empty<int>()")]
    [InlineData("new int[] { }", "System.Array.Empty<int>()")]
    public Task EmptyArrayFix_UsesTheEmptyArray(string before, string after) => Fix<EmptyArrayFix>.Check(Returning(before), Returning(after));

    [Theory]
    [InlineData("new int[1]")]
    [InlineData("new[] { 1 }")]
    public Task EmptyArrayFix_OnOtherArrays_IsNotOffered(string code) => Fix<EmptyArrayFix>.CheckNone(Returning(code));

    [Theory]
    [InlineData("foreach (int value in values) { }")]
    [InlineData("int sum = values[0] + values.Length;")]
    public Task ParamsSpanFix_WhereTheParameterIsRead_MakesItASpan(string body) => Fix<ParamsSpanFix>.Check(
        WithParams("params int[] values", body),
        WithParams("params System.ReadOnlySpan<int> values", body));

    [Theory]
    [InlineData("int[] copy = values;")]
    [InlineData("values[0] = 1;")]
    [InlineData("ref int first = ref values[0];")]
    [InlineData("Func<int> later = () => values[0];")]
    public Task ParamsSpanFix_WhereTheArrayIsUsedOtherwise_IsNotOffered(string body) => Fix<ParamsSpanFix>.CheckNone(WithParams("params int[] values", body));

    [Fact]
    public Task CachedDelegateFix_MovesTheLambdaToAField() => Fix<CachedDelegateFix>.Check(
        """
        static class Code
        {
            [AllocationFree]
            static Func<int, int> Run() => x => x + 1;
        }
        """,
        """
        static class Code
        {
            private static readonly Func<int, int> CachedDelegate = x => x + 1;

            [AllocationFree]
            static Func<int, int> Run() => CachedDelegate;
        }
        """);

    [Fact]
    public Task CachedDelegateFix_InGenericMethod_IsNotOffered() => Fix<CachedDelegateFix>.CheckNone(
        """
        static class Code
        {
            [AllocationFree]
            static Func<T, T> Run<T>() => static x => x;
        }
        """);

    private static string Flags(string expression) => $$"""
        [Flags] enum Bits { A = 1, B = 2 }

        static class Code
        {
            [AllocationFree]
            static bool Run(Bits value, Bits other) => {{expression}};

            [AllocationFree]
            static Bits Next() => Bits.A;
        }
        """;

    private static string Returning(string expression) => $$"""
        static class Code
        {
            [AllocationFree]
            static int[] Run() => {{expression}};
        }
        """;

    private static string WithParams(string parameter, string body) => $$"""
        static class Code
        {
            static void Take({{parameter}})
            {
                {{body}}
            }

            [AllocationFree]
            static void Run() => Take(1, 2);
        }
        """;
}
