// What a script has made so far: instances and definitions by name, and the modules that can be imported.
namespace NanoWasm.SpecRunner.Running;

/// <summary>An instance that a script made, or why there is none.</summary>
/// <param name="instance">The instance; null if there is none.</param>
/// <param name="reason">If there is none: <see cref="OutcomeKind.Skipped"/> or <see cref="OutcomeKind.Failed"/>, for all commands that need it.</param>
internal sealed class InstanceSlot(Instance? instance, Outcome reason)
{
    /// <summary>The instance; null if there is none.</summary>
    public Instance? Instance { get; } = instance;

    /// <summary>What registering the instance counts as.</summary>
    public Outcome Reason { get; } = reason;

    /// <summary>What becomes of actions on the instance; null if they can be performed.</summary>
    public Outcome? Obstacle { get; private set; } = instance is null ? reason : null;

    /// <summary>Notes that a module was skipped that might have changed the instance's tables, memories or globals.</summary>
    public void Doubt(Outcome skipped) => Obstacle ??= skipped;
}

/// <summary>A module that a script defined, or why there is none.</summary>
/// <param name="Module">The module; null if there is none.</param>
/// <param name="Reason">If there is none: what becomes of the commands that need it.</param>
internal sealed record DefinitionSlot(Module? Module, Outcome Reason);

/// <summary>The state of a script. All of it starts fresh for each script.</summary>
internal sealed class ScriptState : IDisposable
{
    private readonly Dictionary<string, InstanceSlot> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DefinitionSlot> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InstanceSlot> _registry = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, object> _hostReferences = [];
    private readonly List<IDisposable> _owned = [];
    private readonly SpectestModule _spectest = new();
    private InstanceSlot _current = new(null, Outcome.Failed("the script has made no instance yet"));
    private DefinitionSlot _lastDefinition = new(null, Outcome.Failed("the script has defined no module yet"));

    /// <summary>The host reference of a number: the same object for the same number.</summary>
    public object GetHostReference(uint number)
    {
        if (!_hostReferences.TryGetValue(number, out object? reference))
        {
            reference = new HostReference(number);
            _hostReferences.Add(number, reference);
        }

        return reference;
    }

    /// <summary>Sets the current instance and, if it has a name, the instance of that name.</summary>
    public void SetInstance(string? name, InstanceSlot slot)
    {
        _current = slot;
        if (name is not null)
        {
            _instances[name] = slot;
        }
    }

    /// <summary>Makes an instance of another thread's state known here; it does not become the current one.</summary>
    public void Share(string name, InstanceSlot slot) => _instances[name] = slot;

    /// <summary>The instance of a name, or the current one.</summary>
    public InstanceSlot GetInstance(string? name)
    {
        if (name is null)
        {
            return _current;
        }

        return _instances.TryGetValue(name, out InstanceSlot? slot) ? slot : new InstanceSlot(null, Outcome.Failed($"there is no instance '{name}'"));
    }

    /// <summary>Sets the last definition and, if it has a name, the definition of that name.</summary>
    public void SetDefinition(string? name, DefinitionSlot slot)
    {
        _lastDefinition = slot;
        if (name is not null)
        {
            _definitions[name] = slot;
        }
    }

    /// <summary>The definition of a name, or the last one.</summary>
    public DefinitionSlot GetDefinition(string? name)
    {
        if (name is null)
        {
            return _lastDefinition;
        }

        return _definitions.TryGetValue(name, out DefinitionSlot? slot) ? slot : new DefinitionSlot(null, Outcome.Failed($"there is no definition '{name}'"));
    }

    /// <summary>The features that modules may use: commands that need others are skipped.</summary>
    public WasmFeatures Features { get; init; } = WasmFeatures.All;

    /// <summary>Makes the exports of an instance importable.</summary>
    public void Register(string moduleName, InstanceSlot slot) => _registry[moduleName] = slot;

    /// <summary>Decodes and validates a module, which then lives as long as the script.</summary>
    public Module LoadModule(ReadOnlyMemory<byte> bytes)
    {
        Module module = Module.FromBytes(bytes, new ModuleOptions { Features = Features });
        _owned.Add(module);
        return module;
    }

    /// <summary>What stands in the way of linking a module: the reason why an instance that it imports from is not there; null if nothing does.</summary>
    public Outcome? FindObstacle(Module module)
    {
        foreach (ImportDescriptor import in module.Imports)
        {
            if (_registry.TryGetValue(import.Module, out InstanceSlot? slot) && slot.Instance is null)
            {
                return slot.Reason;
            }
        }

        return null;
    }

    /// <summary>
    /// Notes that a module could not be loaded for want of a feature: if it imports state of an instance, later actions on that instance depend on it.
    /// </summary>
    public void NoteSkipped(ReadOnlySpan<byte> module, Outcome skipped)
    {
        foreach (string name in StateImports.FindModules(module))
        {
            _registry.GetValueOrDefault(name)?.Doubt(skipped);
        }
    }

    /// <summary>Links and instantiates a module; the instance lives as long as the script.</summary>
    /// <exception cref="LinkException">An import is missing or has another type.</exception>
    /// <exception cref="TrapException">A segment is out of bounds, or the start function trapped.</exception>
    public Instance Instantiate(Module module, InstanceOptions options)
    {
        Linker linker = new();
        _spectest.Define(linker);
        foreach ((string name, InstanceSlot slot) in _registry)
        {
            if (slot.Instance is not null)
            {
                linker.DefineInstance(name, slot.Instance);
            }
        }

        Instance instance = linker.Instantiate(module, options);
        _owned.Add(instance);
        return instance;
    }

    /// <summary>Disposes of all modules and instances that the script made, the last one first.</summary>
    public void Dispose()
    {
        for (int i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }

        _spectest.Dispose();
    }

    private sealed record HostReference(uint Number);
}
