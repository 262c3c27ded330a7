// The shape of handlers: NW2001 to NW2009.
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class HandlerTests
{
    private const string Dispatch = "return ((delegate*<byte*, ulong*, ulong, Context*, Exit>)ctx->Dispatch[*pc])(pc + 1, sp, tos, ctx);";

    /// <summary>What a dispatcher has: a context, cold paths, and operations.</summary>
    private const string Machine = """
        enum Exit { Done, Trap }

        unsafe struct Context { public fixed ulong Dispatch[256]; public ulong Value; public Inner Inner; }

        struct Inner { public int A; [AllocationFree] public int Get() => A; }

        struct Scope : IDisposable { [AllocationFree] public void Dispose() { } }

        [AllocationFree]
        static unsafe class ColdPaths
        {
            public static readonly ulong[] Table = [];
            public static Exit Trap(byte* pc, ulong* sp, ulong tos, Context* ctx) => Exit.Trap;
            public static Exit Short(byte* pc) => Exit.Trap;
            public static ulong Other(byte* pc, ulong* sp, ulong tos, Context* ctx) => 1;
            public static ulong Add(ulong a, ulong b) => a + b;
            public static void ByReference(ref ulong a) => a = 1;
            public static void In(in ulong a) { }
            public static void Out(out ulong a) => a = 1;
            public static int Sum(ReadOnlySpan<byte> a) => a.Length;
            [DoesNotReturn] public static void Fail() => throw new InvalidOperationException();
            [DoesNotReturn] public static Exit FailToo(byte* pc, ulong* sp, ulong tos, Context* ctx) => throw new InvalidOperationException();
        }

        """;

    private static Task CheckHandler(string body) => Check.File($$"""
        using NanoWasm.Execution;

        {{Machine}}

        static unsafe class Handlers
        {
            [DispatchHandler, MethodImpl(MethodImplOptions.AggressiveOptimization)]
            static Exit Handler(byte* pc, ulong* sp, ulong tos, Context* ctx)
            {
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData(Dispatch)]
    [InlineData("return ColdPaths.Trap(pc, sp, tos, ctx);")]
    [InlineData("if (tos == 0) { return ColdPaths.Trap(pc, sp, tos, ctx); } tos = ColdPaths.Add(tos, sp[-1]); sp--; " + Dispatch)]
    [InlineData("uint i = pc[1]; while (i-- > 0) { *sp++ = tos; } " + Dispatch)]
    [InlineData("ctx->Value += tos; ulong* p = &ctx->Value; *p = 1; tos = (ulong)ctx->Inner.Get(); " + Dispatch)]
    [InlineData("tos = (ulong)BitOperations.PopCount(tos); tos = BitConverter.DoubleToUInt64Bits(Math.Sqrt(BitConverter.UInt64BitsToDouble(tos))); " + Dispatch)]
    [InlineData("Inner inner = ctx->Inner; tos = (ulong)inner.A; tos += (ulong)sizeof(Context); " + Dispatch)]
    public Task Handler_InShape_IsNotReported(string body) => CheckHandler(body);

    [Theory]
    [InlineData("Exit {0}(byte* pc)")]
    [InlineData("static void {0}(byte* pc)")]
    [InlineData("static Exit {0}(object o)")]
    [InlineData("static Exit {0}(ref byte pc)")]
    [InlineData("static Exit {0}(Span<byte> pc)")]
    [InlineData("static Exit {0}(double d)")]
    [InlineData("static Exit {0}(Context c)")]
    [InlineData("static Exit {0}(int a, int b, int c, int d, int e, int f, int g)")]
    [InlineData("static Exit {0}<T>(byte* pc)")]
    public Task Signature_ThatDoesNotFitRegisters_IsReported(string signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        string declaration = signature.Replace("{0}", "[|NW2001:Handler|]", StringComparison.Ordinal);
        string parameters = signature[(signature.IndexOf('(', StringComparison.Ordinal) + 1)..^1];
        string arguments = string.Join(", ", parameters.Split(", ").Select(static each => (each.StartsWith("ref ", StringComparison.Ordinal) ? "ref " : string.Empty) + each.Split(' ')[^1]));
        string call = $"Next{(signature.Contains("<T>", StringComparison.Ordinal) ? "<T>" : string.Empty)}({arguments});";

        // Only the signature is judged here: rules for bodies are off.
        return Check.File($$"""
            using NanoWasm.Execution;
            {{Machine}}
            #pragma warning disable NW1020, NW2002, NW2003, NW2006, NW2007
            unsafe class Handlers
            {
                [DispatchHandler, MethodImpl(MethodImplOptions.AggressiveOptimization)]
                {{declaration}} { {{(signature.Contains("void", StringComparison.Ordinal) ? string.Empty : "return ")}}{{call}} }

                {{signature.Replace("{0}", "Next", StringComparison.Ordinal)}} { {{(signature.Contains("void", StringComparison.Ordinal) ? string.Empty : "return default;")}} }
            }
            """);
    }

    [Theory]
    [InlineData("ulong* p = [|NW2002:&tos|]; *p = 1;")]
    [InlineData("Inner inner = ctx->Inner; int* p = [|NW2002:&inner.A|]; *p = 1;")]
    [InlineData("Inner inner = ctx->Inner; tos = (ulong)[|NW2002:inner|].Get();")]
    [InlineData("tos = (ulong)[|NW2002:default(Inner)|].Get();")]
    [InlineData("uint? i = pc[1]; tos = [|NW2002:i|].GetValueOrDefault();")]
    [InlineData("tos = (ulong)[|NW2002:tos|].CompareTo(1);")]
    public Task Address_OfLocal_IsReported(string body) => CheckHandler(body + Dispatch);

    [Theory]
    [InlineData("ColdPaths.ByReference([|NW2003:ref tos|]);")]
    [InlineData("ColdPaths.In([|NW2003:in tos|]);")]
    [InlineData("ColdPaths.In([|NW2003:tos|]);")]
    [InlineData("ColdPaths.Out([|NW2003:out tos|]);")]
    [InlineData("ref ulong [|NW2003:r = ref ctx->Value|]; r = 1;")]
    public Task Reference_IsReported(string body) => CheckHandler(body + Dispatch);

    [Theory]
    [InlineData("[|NW2004:try { tos++; } finally { tos--; }|]")]
    [InlineData("[|NW2004:using (default(Scope)) { tos++; }|]")]
    [InlineData("[|NW2004:using Scope scope = default;|]")]
    [InlineData("[|NW1020:[|NW2004:lock (ColdPaths.Table) { tos++; }|]|]")]
    [InlineData("[|NW2004:fixed (ulong* p = ColdPaths.Table) { tos = *p; }|]")]
    [InlineData("[|NW2004:foreach (ulong v in ColdPaths.Table) { tos = v; }|]")]
    public Task ProtectedRegion_IsReported(string body) => CheckHandler(body + Dispatch);

    [Fact]
    public Task StackAlloc_IsReported() => CheckHandler("byte* p = [|NW2005:stackalloc byte[8]|]; *p = 1; " + Dispatch);

    [Theory]
    [InlineData("tos = [|NW2006:ColdPaths.Table|][0];")]
    [InlineData("string [|NW2006:s = \"text\"|];")]
    [InlineData("tos = (ulong)[|NW2006:\"text\"|].Length;")]
    [InlineData("tos = (ulong)ColdPaths.Sum([|NW2006:\"text\"u8|]);")]
    [InlineData("ReadOnlySpan<byte> [|NW2006:s = \"text\"u8|]; tos = (ulong)[|NW2006:s|].Length;")]
    public Task ManagedReference_IsReported(string body) => CheckHandler(body + Dispatch);

    [Theory]
    [InlineData("[|NW2007:return Exit.Done;|]")]
    [InlineData("[|NW2007:return ColdPaths.Short(pc);|]")]
    [InlineData("[|NW2007:return tos == 0 ? ColdPaths.Trap(pc, sp, tos, ctx) : ColdPaths.Trap(pc + 1, sp, tos, ctx);|]")]
    [InlineData("Exit e = ColdPaths.Trap(pc, sp, tos, ctx); [|NW2007:return e;|]")]
    [InlineData("[|NW2007:return (Exit)ColdPaths.Other(pc, sp, tos, ctx);|]")]
    [InlineData("[|NW2007:return ((delegate* unmanaged<byte*, ulong*, ulong, Context*, Exit>)ctx->Dispatch[0])(pc, sp, tos, ctx);|]")]
    [InlineData("[|NW2007:return ((delegate*<byte*, ulong*, Exit>)ctx->Dispatch[0])(pc, sp);|]")]
    [InlineData("if (tos == 0) { [|NW2007:return Exit.Done;|] } " + Dispatch)]
    public Task LastAct_OtherThanDispatch_IsReported(string body) => CheckHandler(body);

    [Theory]
    [InlineData("if (tos == 0) { [|NW2008:ColdPaths.Fail()|]; } " + Dispatch)]
    [InlineData("if (tos == 0) { return [|NW2008:ColdPaths.FailToo(pc, sp, tos, ctx)|]; } " + Dispatch)]
    [InlineData("[|NW1019:[|NW2008:throw null!;|]|]")]
    public Task NoReturn_IsReported(string body) => CheckHandler(body);

    [Fact]
    public Task Handler_WithoutAggressiveOptimization_IsReported() => Check.File($$"""
        using NanoWasm.Execution;

        {{Machine}}

        static unsafe class Handlers
        {
            [DispatchHandler]
            static Exit [|NW2009:Handler|](byte* pc, ulong* sp, ulong tos, Context* ctx) => ColdPaths.Trap(pc, sp, tos, ctx);
        }
        """);

    [Fact]
    public Task Mark_OfType_HoldsForAllMethods() => Check.File($$"""
        using NanoWasm.Execution;

        {{Machine}}

        [DispatchHandler]
        static unsafe class Handlers
        {
            static Exit [|NW2009:One|](byte* pc, ulong* sp, ulong tos, Context* ctx) => ColdPaths.Trap(pc, sp, tos, ctx);
            static Exit [|NW2009:Two|](byte* pc, ulong* sp, ulong tos, Context* ctx) => One(pc, sp, tos, ctx);
        }
        """);

    [Fact]
    public Task Handler_IsAllocationFreeCode() => CheckHandler("""
        object [|NW2006:o = [|NW1005:tos|]|];
        """ + Dispatch);
}
