// Who may be called, what is marked, what overrides must be: NW1020, NW1021, NW1025.
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class CallTests
{
    [Fact]
    public Task Call_OfUnmarkedMember_IsReported() => Check.File("""
        sealed class Other
        {
            public Other(int x) => X = x;
            public int X { get; set; }
            public int Computed => new object().GetHashCode();
            public int this[int i] { get => i; set => X = value; }
            public event Action Happened { add { } remove { } }
            public static int operator +(Other a, int b) => b;
            public static bool operator !(Other a) => false;
            public static explicit operator int(Other a) => 1;
            public static int Method() => 1;
            public void Deconstruct(out int a, out int b) => a = b = 1;
        }

        static class Code
        {
            [AllocationFree]
            static int Run(Other other, Action f)
            {
                int a = [|NW1020:Other.Method()|];
                a += other.X;
                other.X = [|NW1020:other.Computed|];
                a += [|NW1020:other[1]|];
                [|NW1020:other[1]|] = 2;
                [|NW1020:[|NW1020:other[2]|]|]++;
                [|NW1020:other.Happened += f|];
                a = [|NW1020:other + 1|];
                bool b = [|NW1020:!other|];
                a = [|NW1020:(int)other|];
                [|NW1020:(int c, int d) = other|];
                b = other is { [|NW1020:Computed|]: 1 };
                b = other is [|NW1020:(1, 2)|];
                return a + c + d;
            }
        }
        """);

    [Theory]
    [InlineData("[AllocationFree] static int Callee() => 1;")]
    [InlineData("[AllocationFree] static int Callee { get => 1; }")]
    [InlineData("static int Callee { [AllocationFree] get => 1; }")]
    [InlineData("static int Callee { get; set; }")]
    [InlineData("[DoesNotReturn] static int Callee() => throw new InvalidOperationException();")]
    public Task Call_OfKnownMember_IsNotReported(string callee) => Check.File($$"""
        static class Code
        {
            {{callee}}

            [AllocationFree] static int Run() => Callee{{(callee.Contains("()", StringComparison.Ordinal) ? "()" : string.Empty)}};
        }
        """);

    [Fact]
    public Task Mark_OfType_HoldsForMembersAndNestedTypes() => Check.File("""
        [AllocationFree]
        static class Outer
        {
            static object Property => [|NW1001:new object()|];

            static object Method() => [|NW1001:new object()|];

            static class Inner
            {
                static object Method() => [|NW1001:new object()|];
            }
        }
        """);

    [Fact]
    public Task Mark_OfAssembly_HoldsForAll() => Check.File("""
        [assembly: AllocationFree]

        static class Code
        {
            static object Method() => [|NW1001:new object()|];
        }
        """);

    [Fact]
    public Task Mark_OfAnotherAssembly_IsSeen()
    {
        Microsoft.CodeAnalysis.MetadataReference library = Compiling.Compile([("Library.cs", """
            namespace Library;

            [AllocationFree] public static class Free { public static int Method() => 1; }

            public static class Other { public static int Method() => 1; }
            """)]).ToMetadataReference();
        return Check.File("""
            static class Code
            {
                [NanoWasm.AllocationFree] static int Run() => Library.Free.Method() + [|NW1020:Library.Other.Method()|];
            }
            """, references: library);
    }

    [Fact]
    public Task UnmarkedCode_IsNotJudged() => Check.File("""
        static class Code
        {
            static object Run(int x) => new[] { $"{x}", string.Concat("a", "b") }.Select(y => y + x).ToList();
        }
        """);

    [Fact]
    public Task StaticConstructor_IsNotJudged() => Check.File("""
        [AllocationFree]
        static class Code
        {
            private static readonly object Field = new();

            static Code() => Other = new object();

            public static object Other { get; }

            public static object Both() => Field ?? Other;
        }
        """);

    [Fact]
    public Task OptOut_IsNotJudgedButCannotBeCalled() => Check.File("""
        [AllocationFree]
        static class Code
        {
            [AllocationFree(false, Justification = "Called once, when the module is loaded.")]
            static object Make() => new object();

            static object Run() => [|NW1020:Make()|];
        }
        """);

    [Theory]
    [InlineData("[|NW1025:AllocationFree(false)|]")]
    [InlineData("[|NW1025:AllocationFree(false, Justification = \" \")|]")]
    public Task OptOut_WithoutJustification_IsReported(string attribute) => Check.File($$"""
        [AllocationFree]
        static class Code
        {
            [{{attribute}}]
            static object Make() => new object();
        }
        """);

    [Fact]
    public Task BaseConstructor_Unmarked_IsReported() => Check.File("""
        abstract class Base
        {
            protected Base() { }
            protected Base(int x) { }
        }

        sealed class Derived : Base
        {
            [AllocationFree] public [|NW1020:Derived|]() { }
            [AllocationFree] public Derived(int x) [|NW1020:: base(x)|] { }
            [AllocationFree] public Derived(long x) : this((int)x) { }
        }

        [AllocationFree]
        sealed class Root
        {
            public Root() { }
        }
        """);

    [Fact]
    public Task VirtualCall_OfMarkedMember_NeedsMarkedOverrides() => Check.File("""
        abstract class Base
        {
            [AllocationFree] public abstract int A();
            [AllocationFree] public virtual int B => 1;
            public virtual int C() => 1;
        }

        class Derived : Base
        {
            public override int [|NW1021:A|]() => 1;
            public override int [|NW1021:B|] => 2;
            public override int C() => 2;
        }

        class Marked : Base
        {
            [AllocationFree] public override int A() => 1;
            [AllocationFree] public override int B => 2;
            public override int C() => 2;
        }

        static class Code
        {
            [AllocationFree] static int Run(Base b) => b.A() + b.B + [|NW1020:b.C()|];
        }
        """);

    [Fact]
    public Task InterfaceCall_OfMarkedMember_NeedsMarkedImplementations() => Check.File("""
        [AllocationFree]
        interface IHost
        {
            int A();
            int B { get; }
            int C() => 1;
        }

        class Implicit : IHost
        {
            public int [|NW1021:A|]() => 1;
            [AllocationFree] public int B => 2;
        }

        class Explicit : IHost
        {
            [AllocationFree] int IHost.A() => 1;
            int IHost.[|NW1021:B|] => 2;
        }

        class Unmarked { public int A() => 1; [AllocationFree] public int B => 2; }

        class [|NW1021:Inherited|] : Unmarked, IHost { }

        class Further : Implicit { }

        static class Code
        {
            [AllocationFree] static int Run(IHost h) => h.A() + h.B + h.C();
            [AllocationFree] static int Run<T>(ref T h) where T : struct, IHost => h.A() + h.B;
            [AllocationFree] static bool Run(IEquatable<int> h) => [|NW1020:h.Equals(1)|];
        }
        """);

    [Fact]
    public Task InterfaceCall_OfMemberWithBody_OnTypeParameter_IsReported() => Check.Members("""
        interface IHost
        {
            int A();
            int B() => 1;
        }

        static int Run<T>(ref T h) where T : struct, IHost => h.A() + [|NW1006:h.B()|];
        """);

    [Fact]
    public Task TupleComparison_CallsOperatorsOfElements() => Check.File("""
        #pragma warning disable CS0660, CS0661
        struct Other
        {
            public static bool operator ==(Other a, Other b) => true;
            public static bool operator !=(Other a, Other b) => false;
        }

        [AllocationFree]
        static class Code
        {
            static bool Run(Other a, int b, string c) => [|NW1020:(a, b) == (a, 1)|] || ((b, c), b) != ((1, "x"), 2);
        }
        """);

    [Fact]
    public Task ExtensionMembers_AreMarkedLikeOthers() => Check.File("""
        [AllocationFree]
        static class Marked
        {
            extension(int x)
            {
                public int Twice => 2 * x;
                public object Boxed() => [|NW1005:x|];
            }

            public static int Thrice(this int x) => 3 * x;
        }

        static class Unmarked
        {
            extension(int x)
            {
                public int Fourfold() => 4 * x;
            }

            public static int Fivefold(this int x) => 5 * x;
        }

        static class Code
        {
            [AllocationFree] static int Run(int x) => x.Twice + x.Thrice() + [|NW1020:x.Fourfold()|] + [|NW1020:x.Fivefold()|];
        }
        """);

    [Fact]
    public Task GeneratedCode_IsJudged() => Check.File("""
        // <auto-generated/>
        [AllocationFree]
        static class Code
        {
            static object Run() => [|NW1001:new object()|];
        }
        """);

    [Fact]
    public async Task Compilation_WithoutTheAttribute_IsNotAnalyzed()
    {
        // The name alone is not enough: the attribute is NanoWasm's.
        Microsoft.CodeAnalysis.CSharp.CSharpCompilation compilation = Compiling.Compile(
            [("Code.cs", "class AllocationFreeAttribute : Attribute; [AllocationFree] static class Code { static object Run() => new object(); }")],
            common: false);
        Assert.Empty(await Check.Run(compilation));
    }

    [Fact]
    public Task Suppression_WithJustification_IsRespected() => Check.File("""
        [AllocationFree]
        static class Code
        {
            [SuppressMessage("NanoWasm.Allocation", "NW1001", Justification = "Test.")]
            static object Run() => new object();

            static object Pragma() =>
        #pragma warning disable NW1001 // Test.
                new object();
        #pragma warning restore NW1001
        }
        """);
}
