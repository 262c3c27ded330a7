// Limits and policies of an instance.
namespace NanoWasm;

/// <summary>What an instance may use. Stacks are reserved when it is made, but take physical memory only as far as calls reach into them.</summary>
public sealed record InstanceOptions
{
    /// <summary>The largest <see cref="MaxMemoryBytes"/>: 64 TiB, about what processors can address.</summary>
    public const long MemoryBytesLimit = 1L << 46;

    /// <summary>The smallest <see cref="ValueStackBytes"/>.</summary>
    public const int MinValueStackBytes = 1024;

    /// <summary>The largest <see cref="ValueStackBytes"/>.</summary>
    public const int MaxValueStackBytes = 1 << 30;

    /// <summary>The largest <see cref="MaxCallDepth"/>.</summary>
    public const int CallDepthLimit = 1 << 24;

    /// <summary>The largest <see cref="MaxGcHeapBytes"/>.</summary>
    public const long GcHeapBytesLimit = 1L << 36;

    /// <summary>The largest <see cref="MaxExceptionBytes"/>.</summary>
    public const int ExceptionBytesLimit = 1 << 30;

    internal static InstanceOptions Default { get; } = new();

    /// <summary>The dispatcher. <see cref="Instance.Dispatch"/> tells which one it has become.</summary>
    public DispatchMode Dispatch { get; init; }

    /// <summary>
    /// Whether frequent sequences of opcodes run in handlers of their own, where the threaded dispatcher and the processor allow it. Results are the
    /// same; turning it off is for tests and measurements.
    /// </summary>
    public bool Superinstructions { get; init; } = true;

    /// <summary>
    /// Whether every NaN that an operator makes is the positive canonical one, so that all machines give the same bits, as in the specification's deterministic profile. If not, it is
    /// the one that the processor makes, within what the specification allows (4.3.3), and code with much floating-point arithmetic is a little faster.
    /// </summary>
    public bool CanonicalNaNs { get; init; } = true;

    /// <summary>Calls within calls, at most; one more is the trap <see cref="TrapKind.CallStackExhausted"/>. A call from one instance to another counts twice.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above <see cref="CallDepthLimit"/>.</exception>
    public int MaxCallDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, CallDepthLimit);
            field = value;
        }
    } = 65_536;

    /// <summary>The size of the stack for locals and operands, in bytes; running out of it is the trap <see cref="TrapKind.CallStackExhausted"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below <see cref="MinValueStackBytes"/> or above <see cref="MaxValueStackBytes"/>.</exception>
    public int ValueStackBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, MinValueStackBytes);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValueStackBytes);
            field = value;
        }
    } = 2 * 1024 * 1024;

    /// <summary>
    /// The size in bytes that the module's own memories may reach together; 4 GiB if nothing else is said. Growing beyond it fails as growing beyond a
    /// declared maximum does. A shared memory reserves address space for its maximum, but not for more than this.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above <see cref="MemoryBytesLimit"/>.</exception>
    public long MaxMemoryBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MemoryBytesLimit);
            field = value;
        }
    } = 1L << 32;

    /// <summary>The elements that each of the module's own tables may reach, and that all of them together may have to begin with.</summary>
    public uint MaxTableElements { get; init; } = 10_000_000;

    /// <summary>
    /// The bytes that the instance adds to what the garbage-collected heap may take, which it shares with the instances that it is linked with. Running out of it is the trap
    /// <see cref="TrapKind.GcHeapExhausted"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above <see cref="GcHeapBytesLimit"/>.</exception>
    public long MaxGcHeapBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, GcHeapBytesLimit);
            field = value;
        }
    } = 1L << 30;

    /// <summary>
    /// Bytes for the exceptions that the module holds references to (<c>exnref</c>); only modules that catch exceptions take them. Where references in use leave
    /// no room for another exception, catching it is the trap <see cref="TrapKind.ExceptionMemoryExhausted"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above <see cref="ExceptionBytesLimit"/>.</exception>
    public int MaxExceptionBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ExceptionBytesLimit);
            field = value;
        }
    } = 1 << 20;

    /// <summary>
    /// The caller's buffer for the module's own memory (the first one, if it has several), instead of one that the instance allocates. The pages of the memory's initial size are
    /// zeroed, it is pinned as long as the instance lives, and the memory grows only within it. Empty: none.
    /// </summary>
    public Memory<byte> MemoryBuffer { get; init; }

    /// <summary>Is told of what happens to the instance; null for nobody.</summary>
    public InstanceObserver? Observer { get; init; }

    /// <summary>Counts what the instance executes, which takes about three times as long then; null for nobody, which costs nothing.</summary>
    public Profiler? Profiler { get; init; }
}
