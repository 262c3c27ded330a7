// What happens to instances, for those who keep a log.
namespace NanoWasm;

/// <summary>
/// Is told of what seldom happens to instances: that they are made or cannot be, that calls trap, that growth is refused. Override what is of interest, and
/// set it as <see cref="InstanceOptions.Observer"/>. Without an observer nothing of this costs anything; calls that do not trap never ask for one.
/// </summary>
/// <remarks>
/// The methods are called on the thread that runs the instance, while it has entered it. What they throw, whoever called the instance gets.
/// Methods that are called while wasm code runs should allocate nothing where that matters to the host.
/// </remarks>
public abstract class InstanceObserver
{
    /// <summary>An instance is ready; its start function has run.</summary>
    public virtual void OnInstantiated(Instance instance)
    {
    }

    /// <summary>A module could not be instantiated.</summary>
    /// <param name="module">The module.</param>
    /// <param name="exception">What <see cref="Linker.Instantiate"/> throws.</param>
    public virtual void OnInstantiationFailed(Module module, Exception exception)
    {
    }

    /// <summary>A call from the host trapped.</summary>
    /// <param name="instance">The instance that was called.</param>
    /// <param name="function">The function that was called.</param>
    /// <param name="trap">The trap.</param>
    public virtual void OnTrapped(Instance instance, Function function, TrapKind trap)
    {
    }

    /// <summary>Wasm code wanted a memory to grow, and it does not: beyond its maximum, a limit, or what the machine has.</summary>
    /// <param name="instance">The instance whose code wanted it.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="pages">By how many pages.</param>
    public virtual void OnMemoryGrowthRefused(Instance instance, Memory memory, long pages)
    {
    }

    /// <summary>Wasm code wanted a table to grow, and it does not.</summary>
    /// <param name="instance">The instance whose code wanted it.</param>
    /// <param name="table">The table.</param>
    /// <param name="count">By how many elements.</param>
    public virtual void OnTableGrowthRefused(Instance instance, Table table, long count)
    {
    }
}
