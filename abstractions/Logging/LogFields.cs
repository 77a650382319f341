using System.Collections;
using Microsoft.Extensions.Logging;

namespace PluginHost.Logging;

/// <summary>
/// Log lines in containerd's form: a constant message and fields beside it
/// (<c>msg="loading plugin" id=… type=…</c>), which the daemon's log writer prints sorted by name.
/// </summary>
public static class LogFields
{
    public static void Debug(this ILogger logger, string message, params ReadOnlySpan<(string Key, object? Value)> fields)
        => logger.Write(LogLevel.Debug, message, null, fields);

    public static void Info(this ILogger logger, string message, params ReadOnlySpan<(string Key, object? Value)> fields)
        => logger.Write(LogLevel.Information, message, null, fields);

    public static void Warn(this ILogger logger, string message, params ReadOnlySpan<(string Key, object? Value)> fields)
        => logger.Write(LogLevel.Warning, message, null, fields);

    /// <summary>A warning with the text of <paramref name="error"/> as the field <c>error</c>.</summary>
    public static void Warn(
        this ILogger logger, Exception error, string message, params ReadOnlySpan<(string Key, object? Value)> fields)
        => logger.Write(LogLevel.Warning, message, error, fields);

    public static void Error(this ILogger logger, string message, params ReadOnlySpan<(string Key, object? Value)> fields)
        => logger.Write(LogLevel.Error, message, null, fields);

    /// <summary>An error with the text of <paramref name="error"/> as the field <c>error</c>.</summary>
    public static void Error(
        this ILogger logger, Exception error, string message, params ReadOnlySpan<(string Key, object? Value)> fields)
        => logger.Write(LogLevel.Error, message, error, fields);

    private static void Write(
        this ILogger logger, LogLevel level, string message, Exception? error, ReadOnlySpan<(string Key, object? Value)> fields)
    {
        if (!logger.IsEnabled(level))
        {
            return;
        }

        KeyValuePair<string, object?>[] pairs = new KeyValuePair<string, object?>[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            pairs[i] = new(fields[i].Key, fields[i].Value);
        }

        logger.Log(level, default, new Entry(message, pairs), error, static (entry, _) => entry.ToString());
    }

    private sealed class Entry(string message, KeyValuePair<string, object?>[] fields) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => fields.Length;

        public KeyValuePair<string, object?> this[int index] => fields[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => fields.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => message;
    }
}
