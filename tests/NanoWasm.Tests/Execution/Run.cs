// Short ways to run small modules on a given dispatcher.
namespace NanoWasm.Tests.Execution;

/// <summary>Builds, instantiates and calls.</summary>
internal static class Run
{
    /// <summary>Both dispatchers, as theory data.</summary>
    public static TheoryData<DispatchMode> Dispatchers => [DispatchMode.Threaded, DispatchMode.Switch];

    /// <summary>An instance of a module that imports nothing.</summary>
    public static Instance Instantiate(DispatchMode mode, ModuleBuilder module, InstanceOptions? options = null) =>
        new Linker().Instantiate(Module.FromBytes(module.Build()), Options(mode, options));

    /// <summary>The options with the dispatcher.</summary>
    public static InstanceOptions Options(DispatchMode mode, InstanceOptions? options = null) => (options ?? new InstanceOptions()) with { Dispatch = mode };

    /// <summary>The result of the only function of a module, named <c>f</c>.</summary>
    public static int Int(DispatchMode mode, ModuleBuilder module, params ReadOnlySpan<int> arguments)
    {
        using Instance instance = Instantiate(mode, module);
        return Int(instance, "f", arguments);
    }

    /// <summary>The result of a function of up to two i32.</summary>
    public static int Int(Instance instance, string name, params ReadOnlySpan<int> arguments) => arguments switch
    {
        [] => instance.GetFunction<int>(name).Invoke(),
        [int a] => instance.GetFunction<int, int>(name).Invoke(a),
        [int a, int b] => instance.GetFunction<int, int, int>(name).Invoke(a, b),
        _ => throw new ArgumentException("At most two arguments.", nameof(arguments)),
    };

    /// <summary>The trap that a function of no parameters and no results ends in.</summary>
    public static TrapException Trap(Instance instance, string name = "f")
    {
        WasmAction action = instance.GetAction(name);
        return Assert.Throws<TrapException>(() => action.Invoke());
    }
}
