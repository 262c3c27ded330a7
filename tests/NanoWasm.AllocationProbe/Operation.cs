// One thing that is measured.
namespace NanoWasm.AllocationProbe;

/// <summary>An operation of the library. Its body checks what comes out of it, so that nothing passes for free which did not happen.</summary>
/// <param name="Group">The heading it stands under.</param>
/// <param name="Name">What is done.</param>
/// <param name="Variant">With what: one line each in the probe's output, together one line in the documentation. May be empty.</param>
/// <param name="Body">Does it once.</param>
internal sealed record Operation(string Group, string Name, string Variant, Action Body);

/// <summary>What an operation allocates.</summary>
/// <param name="First">Bytes in its first run.</param>
/// <param name="Later">Bytes in all later ones together.</param>
internal readonly record struct Measurement(long First, long Later);

/// <summary>The operations, and how they are measured.</summary>
internal sealed class OperationList
{
    /// <summary>How often an operation is run.</summary>
    public const int Runs = 1000;

    private readonly List<Operation> _operations = [];

    /// <summary>The operations, in the order they are measured in.</summary>
    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>The heading for what is added next.</summary>
    public string Group { get; set; } = string.Empty;

    /// <summary>Adds an operation.</summary>
    public void Add(string name, Action body) => Add(name, string.Empty, body);

    /// <summary>Adds an operation.</summary>
    public void Add(string name, string variant, Action body) => _operations.Add(new Operation(Group, name, variant, body));

    /// <summary>Runs an operation, and measures what this thread allocates meanwhile.</summary>
    /// <remarks>
    /// The runtime takes a thread's allocation buffer away when another thread collects, and now and then otherwise; what is unused of it counts as
    /// allocated from then on. After a collection of its own a thread has no buffer, so that the counter is exact.
    /// </remarks>
    public static Measurement Measure(Operation operation)
    {
        Action body = operation.Body;
        GC.Collect();
        long start = GC.GetAllocatedBytesForCurrentThread();
        body();
        long first = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1; i < Runs; i++)
        {
            body();
        }

        return new Measurement(first - start, GC.GetAllocatedBytesForCurrentThread() - first);
    }

    /// <summary>Fails an operation whose outcome is not the expected one.</summary>
    public static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("The operation did not do what it is measured for.");
        }
    }
}
