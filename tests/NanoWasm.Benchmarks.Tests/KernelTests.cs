// The table of kernels and the kernels agree, on both dispatchers.
namespace NanoWasm.Benchmarks.Tests;

public sealed class KernelTests
{
    public static TheoryData<string, DispatchMode> All
    {
        get
        {
            TheoryData<string, DispatchMode> data = [];
            foreach (Kernel kernel in Kernel.All)
            {
                data.Add(kernel.Name, DispatchMode.Threaded);
                data.Add(kernel.Name, DispatchMode.Switch);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Kernel_ShortArgument_GivesTheResultOfTheTable(string name, DispatchMode dispatch)
    {
        Kernel kernel = Kernel.Get(name);
        using Module module = Module.FromFile(kernel.File);
        using Instance instance = new Linker().Instantiate(module, new InstanceOptions { Dispatch = dispatch });

        Assert.Equal(kernel.ShortResult, instance.GetFunction<int, int>(kernel.Export).Invoke(kernel.ShortArgument));
    }

    [Fact]
    public void Kernels_Modules_AreAllInTheTable()
    {
        string folder = Path.GetDirectoryName(Kernel.Get("fib").File)!;
        IEnumerable<string> files = Directory.GetFiles(folder, "*.wasm").Select(Path.GetFileNameWithoutExtension).OfType<string>();

        // Those that calls and bulk memory are measured with have no row: they do not compute anything.
        Assert.Equal(files.Except(["empty", "bulk"]).Order(), Kernel.All.Select(static kernel => kernel.Name).Order());
    }

    [Fact]
    public void Twins_OfTheTable_DoTheSameWork()
    {
        Assert.NotEmpty(Kernel.Twins);
        Assert.Equal(Kernel.All.Count, Kernel.Twins.Count + Kernel.Singles.Count);
        Assert.All(Kernel.Twins.Chunk(2), static pair => Assert.Equal(
            (pair[1].Twin, pair[0].Argument, pair[0].Result, pair[0].ShortArgument, pair[0].ShortResult),
            (pair[0].Name, pair[1].Argument, pair[1].Result, pair[1].ShortArgument, pair[1].ShortResult)));
    }

    [Fact]
    public void Get_UnknownName_ListsTheNames()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(static () => Kernel.Get("nothing"));
        Assert.Contains("there is no kernel \"nothing\"; there are fib, bytes", exception.Message, StringComparison.Ordinal);
    }
}
