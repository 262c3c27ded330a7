// Which dispatcher runs an instance.
namespace NanoWasm;

/// <summary>The two ways of getting from one instruction to the next. Both have the same semantics.</summary>
public enum DispatchMode
{
    /// <summary>The fastest one that works here.</summary>
    Auto,

    /// <summary>Every handler calls the next one in tail position. Falls back to <see cref="Switch"/> where the JIT does not honour tail calls.</summary>
    Threaded,

    /// <summary>One loop around a switch. Works everywhere.</summary>
    Switch,
}
