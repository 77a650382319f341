namespace PluginHost.Plugins;

/// <summary>What the daemon answers to Version.</summary>
/// <param name="Version">The containerd release whose API is served, with our own as build metadata.</param>
/// <param name="Revision">The commit that the daemon was built from.</param>
public sealed record DaemonVersion(string Version, string Revision);
