using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>Makes one configuration of the defaults, the files and the command line.</summary>
internal static class ConfigAssembly
{
    /// <summary>Migrates each file, merges them in order over the defaults, and decodes the result.</summary>
    /// <exception cref="ConfigException">A migration failed, or the result can't be used.</exception>
    public static HostConfig Assemble(IReadOnlyList<ConfigFile> files, ConfigMigrator migrator)
    {
        HostConfig defaults = HostDefaults.Create();
        if (files.Count == 0)
        {
            return defaults;
        }

        TomlTable merged = ConfigPrinter.ToTable(defaults);
        foreach (ConfigFile file in files)
        {
            ConfigMerge.Into(merged, migrator.Migrate(file));
        }

        ConfigBinder binder = new();
        HostConfig config = (HostConfig)binder.Bind(new HostConfig(), merged);
        if (binder.Faults.Count > 0)
        {
            throw new ConfigException(string.Join("; ", binder.Faults));
        }

        CheckUris(config.DisabledPlugins, "disabled", files[^1]);
        CheckUris(config.RequiredPlugins, "required", files[^1]);
        return config;
    }

    /// <summary>Checked before anything is created.</summary>
    /// <exception cref="ConfigException">A directory is missing, or root and state are one.</exception>
    public static void CheckDirectories(HostConfig config)
    {
        string? fault = (config.Root, config.State) switch
        {
            ("", _) => "root must be specified",
            (_, "") => "state must be specified",
            _ when config.Root == config.State => "root and state must be different paths",
            _ => null,
        };
        if (fault is not null)
        {
            throw new ConfigException(fault);
        }
    }

    private static void CheckUris(IReadOnlyList<string> uris, string kind, ConfigFile lastFile)
    {
        string? bad = uris.FirstOrDefault(uri => !uri.Contains('.', StringComparison.Ordinal));
        if (bad is not null)
        {
            throw new ConfigException(
                $"failed to load TOML from {lastFile.Path}: invalid {kind} plugin URI \"{bad}\" expect io.containerd.x.vx");
        }
    }
}
