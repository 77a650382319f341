using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Metadata.Tests.Support;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLogger : ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Message, Exception? Error)> Entries { get; } = [];

    /// <summary>Called with each message, on the thread that logs it.</summary>
    public Action<string> OnMessage { get; set; } = static _ => { };

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string message = formatter(state, exception);
        Entries.Enqueue((logLevel, message, exception));
        OnMessage(message);
    }
}
