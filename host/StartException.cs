namespace PluginHost.Host;

/// <summary>
/// The daemon can't start, or a command can't be carried out. The message is complete: what was wrong, where, and what to do.
/// </summary>
internal class StartException(string message, Exception? innerException = null) : Exception(message, innerException);
