// What a heap-free run may ask of its host.
namespace NanoWasm;

/// <summary>Takes the log lines of a <see cref="NanoInterpreter{THost}"/>.</summary>
[AllocationFree]
public interface INanoLogger
{
    /// <summary>Takes a line. The characters are valid during the call only.</summary>
    void Log(ReadOnlySpan<char> message);
}

/// <summary>
/// The functions that a module may import, and the log. Implement it as a struct: the interpreter is generic over it, so that calls are direct
/// and nothing is allocated.
/// </summary>
[AllocationFree]
public interface INanoHost : INanoLogger
{
    /// <summary>Finds an imported function. Called once for each import when a module is loaded.</summary>
    /// <param name="module">The import's module name, UTF-8.</param>
    /// <param name="name">The import's name, UTF-8.</param>
    /// <param name="type">The type that the module wants it to have.</param>
    /// <returns>A number of your choice that <see cref="Call"/> gets, not negative; or -1 where there is no such function of that type.</returns>
    int Bind(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name, NanoFunctionType type);

    /// <summary>Calls an imported function.</summary>
    /// <param name="function">The number that <see cref="Bind"/> gave it.</param>
    /// <param name="call">Arguments, results and the module's memory.</param>
    /// <returns><see cref="TrapKind.None"/>, or the trap that the call ends in.</returns>
    TrapKind Call(int function, NanoCall call);
}

/// <summary>A host that offers nothing.</summary>
[AllocationFree]
public readonly record struct NanoNoHost : INanoHost
{
    /// <inheritdoc/>
    public void Log(ReadOnlySpan<char> message)
    {
    }

    /// <inheritdoc/>
    public int Bind(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name, NanoFunctionType type) => -1;

    /// <inheritdoc/>
    public TrapKind Call(int function, NanoCall call) => TrapKind.Unreachable;
}

/// <summary>A host that offers a log and no functions.</summary>
/// <typeparam name="TLogger">The log.</typeparam>
/// <param name="Logger">The log.</param>
[AllocationFree]
public readonly record struct NanoLoggingHost<TLogger>(TLogger Logger) : INanoHost
    where TLogger : INanoLogger
{
    /// <inheritdoc/>
    public void Log(ReadOnlySpan<char> message) => Logger.Log(message);

    /// <inheritdoc/>
    public int Bind(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name, NanoFunctionType type) => -1;

    /// <inheritdoc/>
    public TrapKind Call(int function, NanoCall call) => TrapKind.Unreachable;
}
