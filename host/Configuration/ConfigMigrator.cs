using Microsoft.Extensions.Logging;
using PluginHost.Logging;
using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>
/// Brings a file to the current version, one step at a time; after each step the migrations of all plugins run over its plugin sections
/// (containerd cmd/containerd/server/config/config.go).
/// </summary>
internal sealed class ConfigMigrator(IReadOnlyList<PluginMigration> plugins, string programName, ILogger logger)
{
    private const string PluginsKey = "plugins";

    /// <summary>The file's table in the current version; a file of the current version is returned as it is.</summary>
    /// <exception cref="ConfigException">A migration failed.</exception>
    public TomlTable Migrate(ConfigFile file)
    {
        if (file.Version == HostConfig.CurrentVersion)
        {
            return file.Table;
        }

        long started = TimeProvider.System.GetTimestamp();
        TomlTable table = file.Table.Clone();
        for (int version = (int)file.Version; version < HostConfig.CurrentVersion; version++)
        {
            switch (version)
            {
                case 1:
                    LegacyNames.Rename(table, logger);
                    break;
                case 2:
                    LegacyNames.RenameMoved(table);
                    break;
                case 3:
                    ServiceMigration.Run(table);
                    break;
                default:
                    break;
            }

            MigratePlugins(table, version, file);
        }

        table.Set("version", new TomlInteger(HostConfig.CurrentVersion));
        logger.Warn(
            $"Configuration migrated from version {file.Version}, use `{programName} config migrate` to avoid migration",
            ("file", file.Path),
            ("t", TimeProvider.System.GetElapsedTime(started)));
        return table;
    }

    private void MigratePlugins(TomlTable table, int version, ConfigFile file)
    {
        if (plugins.Count == 0 || !table.TryGetValue(PluginsKey, out TomlValue? value) || value is not TomlTable sections)
        {
            return;
        }

        PlainSections plain = new(sections);
        foreach (PluginMigration plugin in plugins)
        {
            try
            {
                plugin.Migrate(version, plain.Sections);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new ConfigException(
                    $"failed to migrate {file.Path} from version {version}: plugin {plugin.Uri}: {error.Message}", error);
            }
        }

        try
        {
            table.Set(PluginsKey, plain.ToTable());
        }
        catch (FormatException error)
        {
            throw new ConfigException(
                $"failed to migrate {file.Path} from version {version}: a plugin left what is not TOML: {error.Message}", error);
        }
    }
}
