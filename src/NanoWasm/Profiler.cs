// Who counts what an instance executes.
using System.Diagnostics.CodeAnalysis;
using NanoWasm.Profiling;

namespace NanoWasm;

/// <summary>
/// Counts every instruction that an instance executes. Give it to <see cref="InstanceOptions.Profiler"/>, run the instance, and ask for <see cref="GetProfile"/>
/// whenever you like: after a trap, or before the instance has come to an end.
/// </summary>
/// <remarks>
/// It is a dispatch table of its own: instances without a profiler run as if there were none, the profiled one takes about three times as long, and up
/// to 49 bytes of memory for each byte of code, as much of it as code is executed. Only the threaded dispatcher can be profiled.
/// </remarks>
/// <example><code>
/// Profiler profiler = new();
/// using Instance instance = new Linker().Instantiate(module, new InstanceOptions { Profiler = profiler });
/// instance.GetAction("run").Invoke();
/// foreach (FunctionProfile function in profiler.GetProfile().Functions.Take(10)) { … }
/// </code></example>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The instance counts in that memory as long as it lives.")]
public sealed class Profiler
{
    private readonly Lock _lock = new();
    private Module? _module;
    private ProfileArena? _arena;

    /// <summary>Whether it has been given to an instance: whether <see cref="GetProfile"/> has something to say.</summary>
    public bool IsInUse
    {
        get
        {
            lock (_lock)
            {
                return _arena is not null;
            }
        }
    }

    /// <summary>What has been executed up to now. Exact while the instance stands still.</summary>
    /// <exception cref="InvalidOperationException">The profiler has not been given to an instance.</exception>
    public ExecutionProfile GetProfile()
    {
        lock (_lock)
        {
            return _arena is ProfileArena arena
                ? new ProfileReader(_module!, arena).Read()
                : throw new InvalidOperationException($"There is nothing to report yet: make an instance with this profiler as its {nameof(InstanceOptions)}.{nameof(InstanceOptions.Profiler)}.");
        }
    }

    /// <summary>Begins to count in an instance that nothing has run in yet. The instance keeps the profiler alive.</summary>
    /// <exception cref="InstantiationException">The instance cannot be profiled.</exception>
    /// <exception cref="InvalidOperationException">The profiler belongs to another instance.</exception>
    internal unsafe void Attach(Instance instance)
    {
        lock (_lock)
        {
            if (instance.Dispatch != DispatchMode.Threaded)
            {
                throw new InstantiationException("A profile needs the threaded dispatcher, which was not asked for, or does not work here: the switch dispatcher cannot be profiled.");
            }

            if (_arena is not null)
            {
                throw new InvalidOperationException("The profiler belongs to another instance already. Make one for each.");
            }

            _module = instance.Module;
            _arena = new ProfileArena(_module.Handle);
            Execution.DispatchTables.AddProfile(instance.Context, _arena.Data);
        }
    }
}
