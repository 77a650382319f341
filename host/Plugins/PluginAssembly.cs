namespace PluginHost.Host.Plugins;

/// <summary>An assembly with plugins, not loaded yet.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="IsShipped">The build marked its folder as a part of the daemon.</param>
internal sealed record PluginAssembly(string File, bool IsShipped);
