namespace PluginHost.Host.CommandLine;

/// <summary>The command line makes no sense.</summary>
internal sealed class UsageException(string message) : StartException(message);
