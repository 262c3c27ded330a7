// How fast wasm code runs.
using BenchmarkDotNet.Attributes;

namespace NanoWasm.Benchmarks;

/// <summary>Calls and plain opcodes, on both dispatchers. Nothing may be allocated.</summary>
[MemoryDiagnoser]
public class ExecutionBenchmarks
{
    /// <summary>The iterations of <see cref="Bytes"/>; each takes 19 opcodes.</summary>
    private const int Iterations = 1_000_000;

    private Instance? _fibInstance;
    private Instance? _bytesInstance;
    private WasmFunction<int, int> _fib;
    private WasmFunction<int, int> _bytes;

    /// <summary>The dispatcher.</summary>
    [Params(DispatchMode.Threaded, DispatchMode.Switch)]
    public DispatchMode Dispatch { get; set; }

    /// <summary>Makes the instances.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _fibInstance = Kernel.Instantiate("fib", Dispatch);
        _bytesInstance = Kernel.Instantiate("bytes", Dispatch);
        _fib = _fibInstance.GetFunction<int, int>("fib");
        _bytes = _bytesInstance.GetFunction<int, int>("bytes");
    }

    /// <summary>Frees the instances.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _fibInstance?.Dispose();
        _bytesInstance?.Dispose();
    }

    /// <summary>The Fibonacci number 27, recursively: 832,040 calls of a function.</summary>
    [Benchmark]
    public int Fib() => _fib.Invoke(27);

    /// <summary>A hash over bytes of memory: the cost of one iteration of 19 opcodes.</summary>
    [Benchmark(OperationsPerInvoke = Iterations)]
    public int Bytes() => _bytes.Invoke(Iterations);
}
