// How long a guest stands still while its heap is collected.
using BenchmarkDotNet.Attributes;

namespace NanoWasm.Benchmarks;

/// <summary>A whole collection of a heap with binary trees of several sizes in it, all of them alive: what a guest that makes objects waits for at most. Nothing may be allocated.</summary>
[MemoryDiagnoser]
public class CollectionBenchmarks
{
    private Instance? _instance;

    /// <summary>The depth of the tree: 2^(depth + 1) - 1 structs of 24 bytes each, which are 1.6 MB, 12.6 MB and 101 MB.</summary>
    [Params(15, 18, 21)]
    public int Depth { get; set; }

    /// <summary>Makes the tree.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _instance = Kernel.Instantiate("gc/trees", DispatchMode.Threaded, options: new InstanceOptions { MaxGcHeapBytes = 512 << 20 });
        _instance.GetAction<int>("keep").Invoke(Depth);
    }

    /// <summary>Frees the instance.</summary>
    [GlobalCleanup]
    public void Cleanup() => _instance?.Dispose();

    /// <summary>Marks and sweeps.</summary>
    [Benchmark]
    public void Collect() => _instance!.Group.CollectGarbage();
}
