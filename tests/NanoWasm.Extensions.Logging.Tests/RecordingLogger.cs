// A logger that keeps what it gets.
using Microsoft.Extensions.Logging;

namespace NanoWasm.Extensions.Logging.Tests;

internal sealed class RecordingLogger(LogLevel least = LogLevel.Trace) : ILogger
{
    public List<(LogLevel Level, int Event, string Text, Exception? Exception)> Entries { get; } = [];

    public int Questions { get; private set; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel)
    {
        Questions++;
        return logLevel >= least;
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Add((logLevel, eventId.Id, formatter(state, exception), exception));
}
