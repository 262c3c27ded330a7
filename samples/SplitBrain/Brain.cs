// The part that may fail: a mission in WebAssembly.
using NanoWasm;

namespace SplitBrain;

/// <summary>A mission ready to be asked.</summary>
internal sealed class Brain : IDisposable
{
    /// <summary>A mission is small, so it gets little: what it does beyond that is its end, not ours.</summary>
    private static readonly InstanceOptions Limits = new() { MaxCallDepth = 256, ValueStackBytes = 64 * 1024, MaxMemoryBytes = 1024 * 1024 };

    private readonly Module _module;
    private readonly Instance _instance;
    private readonly WasmFunction<double, double, double> _tick;

    private Brain(string name, Module module)
    {
        Name = name;
        _module = module;
        _instance = new Linker().Instantiate(module, Limits);
        _tick = _instance.GetFunction<double, double, double>("tick");
    }

    /// <summary>The mission's name.</summary>
    public string Name { get; }

    /// <summary>What has ended it.</summary>
    public TrapKind Trap => _instance.LastTrap;

    /// <summary>Validates and instantiates a mission. Not for the control loop: it takes time and memory.</summary>
    /// <exception cref="ModuleException">It is not valid.</exception>
    public static Brain Load(string path)
    {
        Module module = Module.FromFile(path);
        try
        {
            return new Brain(Path.GetFileNameWithoutExtension(path), module);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Asks for the thrust. Takes no memory, and throws nothing whatever the mission does.</summary>
    /// <returns>False where the mission has trapped or has no sensible answer: it cannot be trusted any longer.</returns>
    public bool TryThink(in Vehicle vehicle, out double thrust) =>
        _tick.TryInvoke(vehicle.Altitude, vehicle.Speed, out thrust) == CallStatus.Finished && double.IsFinite(thrust);

    /// <summary>Frees it.</summary>
    public void Dispose()
    {
        _instance.Dispose();
        _module.Dispose();
    }
}
