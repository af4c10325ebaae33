using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>Everything that a host logs, of every category and level.</summary>
internal sealed class CapturedLogs : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentQueue<string> _faults = [];

    public string Text => string.Join('\n', _lines);

    /// <summary>Warnings and errors, without what was thrown.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _lines.Enqueue($"{state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue($"{formatter(state, exception)} {exception}");
        if (logLevel >= LogLevel.Warning)
        {
            _faults.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
