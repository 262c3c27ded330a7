// What the allow-list promises, measured.
using System.Reflection;
using NanoWasm.Analyzers.Tests.Support;

namespace NanoWasm.Analyzers.Tests;

public sealed class AllowedCallsTests
{
    private const int Runs = 100;

    public static TheoryData<string> Groups =>
        [.. typeof(AllowedCalls).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(static method => method.Name)];

    [Theory]
    [MemberData(nameof(Groups))]
    public void AllowedCalls_AllocateNothing(string group)
    {
        Action run = typeof(AllowedCalls).GetMethod(group)!.CreateDelegate<Action>();
        run();
        run();

        // A collection in the middle makes the counter imprecise by what is left of the thread's allocation buffer; what a call allocates shows every time.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Runs; i++)
            {
                run();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Measurement_SeesAnAllocation()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        object made = new();
        long after = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(made);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task AllowedCalls_AreAccepted() =>
        Assert.Empty(await Check.Run(Compiling.Compile(
        [
            ("AllowedCalls.cs", Compiling.Resource("AllowedCalls.cs")),
            ("Mark.cs", "[assembly: AllocationFree]"),
        ])));
}
