namespace PluginHost.Host.Logging;

/// <summary>The look of a log line, <c>debug.format</c> of the configuration.</summary>
internal enum LogFormat
{
    Text,
    Json,
}
