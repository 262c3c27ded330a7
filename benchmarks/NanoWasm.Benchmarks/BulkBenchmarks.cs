// How fast the guest moves bytes by one instruction.
using BenchmarkDotNet.Attributes;

namespace NanoWasm.Benchmarks;

/// <summary>memory.copy and memory.fill of several lengths. Nothing may be allocated.</summary>
[MemoryDiagnoser]
public class BulkBenchmarks
{
    /// <summary>Instructions in a call, so that the call itself does not count.</summary>
    private const int Repetitions = 100;

    private Instance? _instance;
    private WasmAction<int, int> _copy;
    private WasmAction<int, int> _fill;

    /// <summary>The bytes that an instruction moves.</summary>
    [Params(16, 256, 4096, 65_536, 1_048_576)]
    public int Length { get; set; }

    /// <summary>Makes the instance.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _instance = Kernel.Instantiate("bulk", DispatchMode.Threaded);
        _copy = _instance.GetAction<int, int>("copy");
        _fill = _instance.GetAction<int, int>("fill");
    }

    /// <summary>Frees the instance.</summary>
    [GlobalCleanup]
    public void Cleanup() => _instance?.Dispose();

    /// <summary>Bytes copied to where they do not overlap.</summary>
    [Benchmark(OperationsPerInvoke = Repetitions)]
    public void Copy() => _copy.Invoke(Repetitions, Length);

    /// <summary>Bytes set to a value.</summary>
    [Benchmark(OperationsPerInvoke = Repetitions)]
    public void Fill() => _fill.Invoke(Repetitions, Length);
}
