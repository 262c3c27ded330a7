// How much a heap-free run may use.
using NanoWasm.Binary;

namespace NanoWasm;

/// <summary>The fixed sizes that a <see cref="NanoInterpreter"/> works with. What does not fit is an error that names the limit.</summary>
[AllocationFree]
public readonly record struct NanoLimits
{
    private const int MaxSize = 1_000_000;

    /// <summary>The sizes of the original NanoWasm.</summary>
    public NanoLimits()
    {
    }

    /// <summary>Values on the operand stacks of all active functions together; also the most that one function may have.</summary>
    public int StackValues { get; init; } = 64;

    /// <summary>Locals of a function, parameters included.</summary>
    public int Locals { get; init; } = 16;

    /// <summary>Globals of the module.</summary>
    public int Globals { get; init; } = 16;

    /// <summary>Blocks around an instruction.</summary>
    public int ControlFrames { get; init; } = 16;

    /// <summary>Functions active at once.</summary>
    public int Calls { get; init; } = 8;

    /// <summary>Elements of all tables together, to which <c>table.grow</c> may grow one of them.</summary>
    public int TableElements { get; init; } = 64;

    /// <summary>Bytes of linear memory; the buffer given to the interpreter is a limit, too.</summary>
    public long MemoryBytes { get; init; } = NanoInterpreter.MemorySize;

    /// <summary>Bytes for exceptions that the module holds references to; only modules that catch exceptions take them from the workspace.</summary>
    public int ExceptionBytes { get; init; } = 512;

    /// <summary>Checks that all sizes make sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One does not.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(StackValues);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StackValues, MaxSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Locals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Locals, (int)ImplementationLimits.Locals);
        ArgumentOutOfRangeException.ThrowIfNegative(Globals);
        ArgumentOutOfRangeException.ThrowIfNegative(ControlFrames);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ControlFrames, ImplementationLimits.Nesting);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Calls);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Calls, MaxSize);
        ArgumentOutOfRangeException.ThrowIfNegative(TableElements);
        ArgumentOutOfRangeException.ThrowIfNegative(MemoryBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(ExceptionBytes);
    }
}

/// <summary>Which limit was exceeded.</summary>
public enum NanoLimit
{
    /// <summary>None.</summary>
    None,

    /// <summary><see cref="NanoLimits.StackValues"/>.</summary>
    StackValues,

    /// <summary><see cref="NanoLimits.Locals"/>.</summary>
    Locals,

    /// <summary><see cref="NanoLimits.Globals"/>.</summary>
    Globals,

    /// <summary><see cref="NanoLimits.ControlFrames"/>.</summary>
    ControlFrames,

    /// <summary><see cref="NanoLimits.Calls"/>.</summary>
    Calls,

    /// <summary><see cref="NanoLimits.TableElements"/>.</summary>
    TableElements,

    /// <summary><see cref="NanoLimits.MemoryBytes"/>, or the length of the memory buffer.</summary>
    MemoryBytes,

    /// <summary>The length of the workspace in bytes; see <see cref="NanoInterpreter.RequiredWorkspace"/>.</summary>
    Workspace,

    /// <summary>A limit of the implementation that no setting changes.</summary>
    Implementation,
}
