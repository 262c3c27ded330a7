// What it costs to get from the host into the guest, and from the guest to the host.
using BenchmarkDotNet.Attributes;

namespace NanoWasm.Benchmarks;

/// <summary>Calls over the border between host and guest. Nothing may be allocated.</summary>
[MemoryDiagnoser]
public class CallBenchmarks
{
    private const int HostCalls = 1000;

    private readonly Value[] _results = new Value[1];
    private Instance? _instance;
    private WasmAction _nop;
    private WasmFunction<int, int, int> _add;
    private WasmAction<int> _callHost;
    private Function? _untypedAdd;

    /// <summary>The dispatcher.</summary>
    [Params(DispatchMode.Threaded, DispatchMode.Switch)]
    public DispatchMode Dispatch { get; set; }

    /// <summary>Makes the instance.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _instance = Kernel.Instantiate("empty", Dispatch, new Linker().DefineFunction("env", "nothing", static () => { }));
        _nop = _instance.GetAction("nop");
        _add = _instance.GetFunction<int, int, int>("add");
        _callHost = _instance.GetAction<int>("callHost");
        _untypedAdd = _instance.GetFunction("add");
    }

    /// <summary>Frees the instance.</summary>
    [GlobalCleanup]
    public void Cleanup() => _instance?.Dispose();

    /// <summary>A function that does nothing.</summary>
    [Benchmark]
    public void Nop() => _nop.Invoke();

    /// <summary>A function with two parameters and a result.</summary>
    [Benchmark]
    public int Add() => _add.Invoke(1, 2);

    /// <summary>The same through <see cref="Function.Invoke(ReadOnlySpan{Value}, Span{Value})"/>.</summary>
    [Benchmark]
    public int AddUntyped()
    {
        ReadOnlySpan<Value> arguments = [Value.FromInt32(1), Value.FromInt32(2)];
        _untypedAdd!.Invoke(arguments, _results);
        return _results[0].AsInt32();
    }

    /// <summary>A call from the guest to a host function that does nothing.</summary>
    [Benchmark(OperationsPerInvoke = HostCalls)]
    public void HostCall() => _callHost.Invoke(HostCalls);
}
