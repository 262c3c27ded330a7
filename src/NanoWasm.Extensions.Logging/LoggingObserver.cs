// Puts what happens to instances into log messages.
using Microsoft.Extensions.Logging;

namespace NanoWasm.Extensions.Logging;

/// <summary>Writes to a logger. A level that is off costs the question whether it is on.</summary>
internal sealed partial class LoggingObserver(ILogger logger) : InstanceObserver
{
    private const string Unnamed = "(unnamed)";

    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    public override void OnInstantiated(Instance instance)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            Instantiated(instance.Module.Name ?? Unnamed, instance.Dispatch);
        }
    }

    /// <inheritdoc/>
    public override void OnInstantiationFailed(Module module, Exception exception)
    {
        if (_logger.IsEnabled(LogLevel.Error))
        {
            InstantiationFailed(exception, module.Name ?? Unnamed);
        }
    }

    /// <inheritdoc/>
    public override void OnTrapped(Instance instance, Function function, TrapKind trap)
    {
        if (_logger.IsEnabled(LogLevel.Warning))
        {
            Trapped(function.ToString(), instance.Module.Name ?? Unnamed, trap);
        }
    }

    /// <inheritdoc/>
    public override void OnMemoryGrowthRefused(Instance instance, Memory memory, long pages)
    {
        if (_logger.IsEnabled(LogLevel.Warning))
        {
            MemoryGrowthRefused(instance.Module.Name ?? Unnamed, memory.Pages, pages);
        }
    }

    /// <inheritdoc/>
    public override void OnTableGrowthRefused(Instance instance, Table table, long count)
    {
        if (_logger.IsEnabled(LogLevel.Warning))
        {
            TableGrowthRefused(instance.Module.Name ?? Unnamed, table.Size, count);
        }
    }

    /// <summary>A line of a heap-free interpreter.</summary>
    [LoggerMessage(EventId = 6, Message = "{Line}", SkipEnabledCheck = true)]
    internal static partial void Line(ILogger logger, LogLevel level, string line);

    [LoggerMessage(1, LogLevel.Debug, "Module {Module} is instantiated; the {Dispatch} dispatcher runs it", SkipEnabledCheck = true)]
    private partial void Instantiated(string module, DispatchMode dispatch);

    [LoggerMessage(2, LogLevel.Error, "Module {Module} cannot be instantiated", SkipEnabledCheck = true)]
    private partial void InstantiationFailed(Exception exception, string module);

    [LoggerMessage(3, LogLevel.Warning, "A call of {Function} in module {Module} trapped: {Trap}", SkipEnabledCheck = true)]
    private partial void Trapped(string function, string module, TrapKind trap);

    [LoggerMessage(4, LogLevel.Warning, "The memory of module {Module} has {Pages} pages and may not have {MorePages} more", SkipEnabledCheck = true)]
    private partial void MemoryGrowthRefused(string module, long pages, long morePages);

    [LoggerMessage(5, LogLevel.Warning, "A table of module {Module} has {Elements} elements and may not have {MoreElements} more", SkipEnabledCheck = true)]
    private partial void TableGrowthRefused(string module, uint elements, long moreElements);
}
