namespace PluginHost.Plugins;

/// <summary>The <c>[timeouts]</c> of the configuration.</summary>
public interface ITimeouts
{
    /// <summary>The time limit of a key such as <c>io.containerd.timeout.shim.load</c>; one second for a key that is not set.</summary>
    TimeSpan Get(string key);
}
