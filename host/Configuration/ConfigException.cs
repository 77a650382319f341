namespace PluginHost.Host.Configuration;

/// <summary>The configuration can't be used: the daemon says so in one line and does not start.</summary>
internal sealed class ConfigException(string message, Exception? innerException = null) : StartException(message, innerException);
