using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace PluginHost.Host.Logging;

/// <summary>The words of the command line and the configuration for levels and formats (logrus level.go).</summary>
internal static class LogSettings
{
    /// <summary>The level of a word such as <c>info</c>; <c>panic</c> lets nothing through but what ends the daemon.</summary>
    /// <exception cref="FormatException">The word is no level.</exception>
    [SuppressMessage("Globalization", "CA1308:Normalize strings to uppercase", Justification = "The words are in lower case.")]
    public static LogLevel ParseLevel(string word) => word.ToLowerInvariant() switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" or "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" or "panic" => LogLevel.Critical,
        _ => throw new FormatException($"not a valid logrus Level: \"{word}\""),
    };

    /// <summary>The format of <c>text</c>, <c>json</c> or the empty word, which means text.</summary>
    /// <exception cref="FormatException">The word is no format.</exception>
    public static LogFormat ParseFormat(string word) => word switch
    {
        "" or "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        _ => throw new FormatException($"unknown log format: {word}"),
    };

    /// <summary>How a level is called in a line.</summary>
    public static string Name(this LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
