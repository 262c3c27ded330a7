// Log lines of the heap-free interpreter for a logger.
using Microsoft.Extensions.Logging;

namespace NanoWasm.Extensions.Logging;

/// <summary>
/// Lets a <see cref="NanoInterpreter{THost}"/> log to an <see cref="ILogger"/>. A logger takes strings, so a line that is logged takes memory; where the level
/// is off, nothing does.
/// </summary>
/// <param name="Logger">The log; null for none.</param>
/// <param name="Level">The level of the lines.</param>
/// <example><code>
/// NanoInterpreter&lt;NanoLoggingHost&lt;NanoLogger&gt;&gt; nano = new(wasm, memory, new(new NanoLogger(logger)));
/// </code></example>
public readonly record struct NanoLogger(ILogger? Logger, LogLevel Level = LogLevel.Debug) : INanoLogger
{
    /// <inheritdoc/>
    public void Log(ReadOnlySpan<char> message)
    {
        if (Logger is not null && Logger.IsEnabled(Level))
        {
            string line = message.ToString();
            LoggingObserver.Line(Logger, Level, line);
        }
    }
}
