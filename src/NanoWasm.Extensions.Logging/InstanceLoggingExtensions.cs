// How an instance gets its logger.
using Microsoft.Extensions.Logging;

namespace NanoWasm.Extensions.Logging;

/// <summary>Makes instances log.</summary>
public static class InstanceLoggingExtensions
{
    /// <summary>Options that are the same, but log what happens to the instance; in place of an observer that they may have.</summary>
    /// <param name="options">The options.</param>
    /// <param name="logger">The log.</param>
    /// <example><code>
    /// using Instance instance = linker.Instantiate(module, new InstanceOptions().WithLogger(logger));
    /// </code></example>
    public static InstanceOptions WithLogger(this InstanceOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        return options with { Observer = new LoggingObserver(logger) };
    }
}
