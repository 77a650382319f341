using PluginHost.Plugins;

namespace PluginHost.Host.Configuration;

/// <summary>A plugin's migration and whose it is.</summary>
internal sealed record PluginMigration(string Uri, ConfigMigration Migrate);
