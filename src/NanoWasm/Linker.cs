// What modules can import, and instantiation.
using NanoWasm.Linking;

namespace NanoWasm;

/// <summary>
/// Names for what modules import: functions of the host, and functions, memories, tables and globals of the host or of other instances.
/// Makes instances. One linker may instantiate on many threads at once as long as nobody defines anything meanwhile.
/// </summary>
/// <example><code>
/// Linker linker = new Linker().DefineFunction("env", "log", (int x) => Console.WriteLine(x));
/// using Instance instance = linker.Instantiate(module);
/// </code></example>
public sealed partial class Linker
{
    private readonly Dictionary<(string Module, string Name), Extern> _items = [];

    /// <summary>Defines a function, memory, table or global; replaces an earlier definition of the name.</summary>
    /// <param name="module">The module name of the import.</param>
    /// <param name="name">The item name of the import.</param>
    /// <param name="item">What importers get.</param>
    /// <returns>This linker.</returns>
    public Linker Define(string module, string name, Extern item)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(item);
        _items[(module, name)] = item;
        return this;
    }

    /// <summary>Defines the functions of an object, e.g. of a class with <see cref="WasmHostAttribute"/>; replaces earlier definitions of their names.</summary>
    /// <param name="host">The object.</param>
    /// <returns>This linker.</returns>
    public Linker Define(IWasmHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        host.DefineIn(this);
        return this;
    }

    /// <summary>Defines all exports of an instance; replaces earlier definitions of their names.</summary>
    /// <param name="module">The module name that they are imported from.</param>
    /// <param name="instance">The instance.</param>
    /// <returns>This linker.</returns>
    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
    public Linker DefineInstance(string module, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        foreach (ExportDescriptor export in instance.Exports)
        {
            Define(module, export.Name, instance.GetExport(export.Name)!);
        }

        return this;
    }

    /// <summary>Defines a host function whose types are not known when the program is written; replaces an earlier definition of the name.</summary>
    /// <param name="module">The module name of the import.</param>
    /// <param name="name">The item name of the import.</param>
    /// <param name="type">The function's type.</param>
    /// <param name="callback">The function.</param>
    /// <returns>This linker.</returns>
    /// <exception cref="ArgumentException">The type has more than 1,000 parameters or results.</exception>
    public Linker DefineFunction(string module, string name, FuncType type, HostCallback callback)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(callback);
        return DefineHostFunction(module, name, new UntypedHostFunction(type, callback));
    }

    /// <summary>Makes an instance of a module and runs its start function (specification 4.5.4).</summary>
    /// <param name="module">The module.</param>
    /// <param name="options">Limits and policies; null for the usual ones.</param>
    /// <returns>The instance; dispose it.</returns>
    /// <exception cref="LinkException">An import is not defined, or has another type.</exception>
    /// <exception cref="InstantiationException">The module asks for more memory or larger tables than the options or the machine allow.</exception>
    /// <exception cref="TrapException">
    /// An active segment does not fit into its table or memory, or the start function trapped. What was written to imported tables and memories before stays.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another thread runs in an instance that an import comes from.</exception>
    /// <exception cref="ObjectDisposedException">The module, or an instance that an import comes from, is disposed.</exception>
    public Instance Instantiate(Module module, InstanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        InstanceObserver? observer = options?.Observer;
        Instance instance;
        try
        {
            instance = new Instantiation(module, this, options ?? InstanceOptions.Default).Run();
        }
        catch (Exception exception) when (observer is not null)
        {
            observer.OnInstantiationFailed(module, exception);
            throw;
        }

        observer?.OnInstantiated(instance);
        return instance;
    }

    /// <summary>What is defined under a name, or null.</summary>
    internal Extern? Find(string module, string name) => _items.GetValueOrDefault((module, name));

    private Linker DefineHostFunction(string module, string name, HostFunction function) => Define(module, name, function.Function);
}
