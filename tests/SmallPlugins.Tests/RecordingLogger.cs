using Microsoft.Extensions.Logging;

namespace SmallPlugins.Tests;

/// <summary>Keeps log lines as <c>level message key=value …</c>.</summary>
internal sealed class RecordingLogger : ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        IEnumerable<string> fields = state is IEnumerable<KeyValuePair<string, object?>> pairs
            ? pairs.Select(pair => $" {pair.Key}={pair.Value}")
            : [];
        _lines.Add($"{logLevel} {formatter(state, exception)}{string.Concat(fields)}");
    }
}
