namespace PluginHost.Host.Plugins;

/// <summary>A plugin with its decoded configuration, ready to be initialised.</summary>
internal sealed record PreparedPlugin(PluginRegistration Plugin, object? Config);
