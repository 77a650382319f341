namespace PluginHost.Host.Logging;

/// <summary>A name and its value beside the message of a log line.</summary>
internal readonly record struct LogField(string Name, object? Value);
