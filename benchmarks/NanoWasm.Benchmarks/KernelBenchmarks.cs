// How fast wasm code runs.
using BenchmarkDotNet.Attributes;

namespace NanoWasm.Benchmarks;

/// <summary>All kernels with their short arguments, on both dispatchers. Nothing may be allocated.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private Kernel? _kernel;
    private Instance? _instance;
    private WasmFunction<int, int> _run;

    /// <summary>The names of all kernels.</summary>
    public static IEnumerable<string> Names => Kernel.All.Select(static kernel => kernel.Name);

    /// <summary>The kernel.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = string.Empty;

    /// <summary>The dispatcher.</summary>
    [Params(DispatchMode.Threaded, DispatchMode.Switch)]
    public DispatchMode Dispatch { get; set; }

    /// <summary>Makes the instance.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _kernel = Kernel.Get(Name);
        _instance = Kernel.Instantiate(Name, Dispatch);
        _run = _instance.GetFunction<int, int>(_kernel.Export);
    }

    /// <summary>Frees the instance.</summary>
    [GlobalCleanup]
    public void Cleanup() => _instance?.Dispose();

    /// <summary>A call of the kernel.</summary>
    [Benchmark]
    public int Run() => _run.Invoke(_kernel!.ShortArgument);
}
