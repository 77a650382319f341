namespace PluginHost.Plugins;

/// <summary>An instance whose work is done by another process.</summary>
public interface IRemotePlugin
{
    /// <summary>
    /// Asks the process whether it is there, for a person: <c>connected</c>, or why it is not. Takes a second at most, and never fails but by
    /// <paramref name="cancellationToken"/>.
    /// </summary>
    Task<string> ConnectionAsync(CancellationToken cancellationToken);
}
