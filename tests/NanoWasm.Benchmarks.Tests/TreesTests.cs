// The kernel that measures garbage collection, which has no row in the table of kernels: few other engines can run it.
namespace NanoWasm.Benchmarks.Tests;

public sealed class TreesTests
{
    [Theory]
    [InlineData(DispatchMode.Threaded, 6)]
    [InlineData(DispatchMode.Switch, 6)]
    [InlineData(DispatchMode.Threaded, 12)]
    public void Run_OfDepth_CountsTheNodesOfAllTrees(DispatchMode dispatch, int depth)
    {
        using Instance instance = Kernel.Instantiate("gc/trees", dispatch);

        int expected = Nodes(depth);
        for (int level = 4; level <= depth; level += 2)
        {
            expected += Nodes(level) << (depth - level + 4);
        }

        Assert.Equal(expected, instance.GetFunction<int, int>("run").Invoke(depth));
    }

    [Fact]
    public void Keep_OfATree_LetsGoOfTheOneBefore()
    {
        using Instance instance = Kernel.Instantiate("gc/trees", DispatchMode.Threaded, options: new InstanceOptions { MaxGcHeapBytes = 4 << 20 });
        WasmAction<int> keep = instance.GetAction<int>("keep");

        // Each tree has 1.6 MB: two of them fit, a hundred do not.
        for (int i = 0; i < 100; i++)
        {
            keep.Invoke(15);
        }
    }

    private static int Nodes(int depth) => (2 << depth) - 1;
}
