// What a guest is given.
using System.Collections.Immutable;

namespace NanoWasm.Wasi;

/// <summary>
/// What guests see of the world. What is not given here does not exist for them: by default they have no arguments, no environment, no directories, an
/// empty standard input, and outputs that swallow everything; time and randomness are the machine's.
/// </summary>
/// <remarks>
/// Each instance gets descriptors of its own from this, when it first calls a function of WASI. Streams, file systems, clocks and generators are shared by
/// all instances with the same configuration; give instances on several threads their own, where these are not made for that.
/// </remarks>
public sealed record WasiConfiguration
{
    /// <summary>The usual <see cref="MaxDescriptors"/>.</summary>
    public const int UsualMaxDescriptors = 4096;

    /// <summary>The arguments; the first one is by convention the program's name. Without NUL.</summary>
    /// <exception cref="ArgumentException">An argument contains NUL.</exception>
    public ImmutableArray<string> Arguments
    {
        get;
        init
        {
            foreach (string argument in value)
            {
                ThrowIfNul(argument, nameof(Arguments));
            }

            field = value;
        }
    } = [];

    /// <summary>The environment, in the order in which the guest sees it.</summary>
    /// <exception cref="ArgumentException">A name is empty or contains <c>=</c>, or something contains NUL.</exception>
    public ImmutableArray<KeyValuePair<string, string>> Environment
    {
        get;
        init
        {
            foreach ((string name, string text) in value)
            {
                ThrowIfNul(name, nameof(Environment));
                ThrowIfNul(text, nameof(Environment));
                if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal))
                {
                    throw new ArgumentException($"\"{name}\" is no name of an environment variable.", nameof(Environment));
                }
            }

            field = value;
        }
    } = [];

    /// <summary>The standard input. It is read from only when the guest reads; never disposed.</summary>
    public Stream StandardInput { get; init; } = Stream.Null;

    /// <summary>The standard output. Every write of the guest is one write; never flushed, never disposed.</summary>
    public Stream StandardOutput { get; init; } = Stream.Null;

    /// <summary>The standard error.</summary>
    public Stream StandardError { get; init; } = Stream.Null;

    /// <summary>Which of the standard streams the guest is told are terminals: C programs write to these line by line.</summary>
    public WasiTerminals Terminals { get; init; }

    /// <summary>The directories that are open: descriptors 3 and up.</summary>
    public ImmutableArray<WasiPreopen> Preopens { get; init; } = [];

    /// <summary>Connected sockets that are open behind the directories: streams in both directions.</summary>
    public ImmutableArray<Stream> Sockets { get; init; } = [];

    /// <summary>The clocks.</summary>
    public IWasiClock Clock { get; init; } = SystemClock.Instance;

    /// <summary>The random numbers.</summary>
    public IWasiRandom Random { get; init; } = SystemRandom.Instance;

    /// <summary>How many descriptors the guest can have open at once.</summary>
    public int MaxDescriptors { get; init; } = UsualMaxDescriptors;

    /// <summary>Ends waits: a guest that sleeps then ends by an <see cref="OperationCanceledException"/> of the call that runs it.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// Nothing of the machine, so that all runs are the same: a <see cref="VirtualClock"/>, a <see cref="SeededRandom"/>, and as <c>/</c> an empty
    /// <see cref="InMemoryFileSystem"/>. Make one for each run.
    /// </summary>
    /// <param name="seed">The seed of the random numbers.</param>
    /// <param name="files">The files; null for none.</param>
    public static WasiConfiguration Deterministic(ulong seed = 0, InMemoryFileSystem? files = null)
    {
        VirtualClock clock = new();
        return new WasiConfiguration
        {
            Clock = clock,
            Random = new SeededRandom(seed),
            Preopens = [new WasiPreopen("/", files ?? new InMemoryFileSystem(clock))],
        };
    }

    private static void ThrowIfNul(string text, string name)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("There is a NUL in it.", name);
        }
    }
}

/// <summary>The standard streams.</summary>
[Flags]
public enum WasiTerminals
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The standard input.</summary>
    Input = 1,

    /// <summary>The standard output.</summary>
    Output = 2,

    /// <summary>The standard error.</summary>
    Error = 4,
}
