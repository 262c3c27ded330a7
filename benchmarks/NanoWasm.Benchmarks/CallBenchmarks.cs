// What it costs to get from the host into the guest, and from the guest to the host.
using BenchmarkDotNet.Attributes;

namespace NanoWasm.Benchmarks;

/// <summary>Calls over the border between host and guest, with none to four arguments. Nothing may be allocated.</summary>
[MemoryDiagnoser]
public class CallBenchmarks
{
    private const int HostCalls = 1000;

    private readonly Value[] _results = new Value[1];
    private Instance? _instance;
    private WasmAction _guest0;
    private WasmFunction<int, int> _guest1;
    private WasmFunction<int, int, int> _guest2;
    private WasmFunction<int, int, int, int> _guest3;
    private WasmFunction<int, int, int, int, int> _guest4;
    private WasmAction<int> _callHost0;
    private WasmAction<int> _callHost1;
    private WasmAction<int> _callHost2;
    private WasmAction<int> _callHost3;
    private WasmAction<int> _callHost4;
    private Function? _untyped2;

    /// <summary>The dispatcher.</summary>
    [Params(DispatchMode.Threaded, DispatchMode.Switch)]
    public DispatchMode Dispatch { get; set; }

    /// <summary>Makes the instance.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Linker linker = new Linker()
            .DefineFunction("env", "host0", static () => { })
            .DefineFunction("env", "host1", static (int a) => a)
            .DefineFunction("env", "host2", static (int a, int b) => b)
            .DefineFunction("env", "host3", static (int a, int b, int c) => c)
            .DefineFunction("env", "host4", static (int a, int b, int c, int d) => d);
        _instance = Kernel.Instantiate("empty", Dispatch, linker);
        _guest0 = _instance.GetAction("guest0");
        _guest1 = _instance.GetFunction<int, int>("guest1");
        _guest2 = _instance.GetFunction<int, int, int>("guest2");
        _guest3 = _instance.GetFunction<int, int, int, int>("guest3");
        _guest4 = _instance.GetFunction<int, int, int, int, int>("guest4");
        _callHost0 = _instance.GetAction<int>("callHost0");
        _callHost1 = _instance.GetAction<int>("callHost1");
        _callHost2 = _instance.GetAction<int>("callHost2");
        _callHost3 = _instance.GetAction<int>("callHost3");
        _callHost4 = _instance.GetAction<int>("callHost4");
        _untyped2 = _instance.GetFunction("guest2");
    }

    /// <summary>Frees the instance.</summary>
    [GlobalCleanup]
    public void Cleanup() => _instance?.Dispose();

    /// <summary>A function that does nothing.</summary>
    [Benchmark]
    public void Guest0() => _guest0.Invoke();

    /// <summary>A function with one parameter, and a result.</summary>
    [Benchmark]
    public int Guest1() => _guest1.Invoke(1);

    /// <summary>A function with two parameters, and a result.</summary>
    [Benchmark]
    public int Guest2() => _guest2.Invoke(1, 2);

    /// <summary>A function with three parameters, and a result.</summary>
    [Benchmark]
    public int Guest3() => _guest3.Invoke(1, 2, 3);

    /// <summary>A function with four parameters, and a result.</summary>
    [Benchmark]
    public int Guest4() => _guest4.Invoke(1, 2, 3, 4);

    /// <summary>Two parameters through <see cref="Function.Invoke(ReadOnlySpan{Value}, Span{Value})"/>.</summary>
    [Benchmark]
    public int Guest2Untyped()
    {
        ReadOnlySpan<Value> arguments = [Value.FromInt32(1), Value.FromInt32(2)];
        _untyped2!.Invoke(arguments, _results);
        return _results[0].AsInt32();
    }

    /// <summary>A call from the guest to a host function that does nothing.</summary>
    [Benchmark(OperationsPerInvoke = HostCalls)]
    public void Host0() => _callHost0.Invoke(HostCalls);

    /// <summary>A host function with one parameter, and a result.</summary>
    [Benchmark(OperationsPerInvoke = HostCalls)]
    public void Host1() => _callHost1.Invoke(HostCalls);

    /// <summary>A host function with two parameters, and a result.</summary>
    [Benchmark(OperationsPerInvoke = HostCalls)]
    public void Host2() => _callHost2.Invoke(HostCalls);

    /// <summary>A host function with three parameters, and a result.</summary>
    [Benchmark(OperationsPerInvoke = HostCalls)]
    public void Host3() => _callHost3.Invoke(HostCalls);

    /// <summary>A host function with four parameters, and a result.</summary>
    [Benchmark(OperationsPerInvoke = HostCalls)]
    public void Host4() => _callHost4.Invoke(HostCalls);
}
