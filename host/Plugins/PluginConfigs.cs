using Microsoft.Extensions.Logging;
using PluginHost.Host.Configuration;
using PluginHost.Logging;
using PluginHost.Plugins;
using PluginHost.Toml;

namespace PluginHost.Host.Plugins;

/// <summary>
/// Decodes the plugin sections of the configuration. All of them are decoded before the first plugin comes to life, so that a fault in the
/// file leaves nothing half-started and the user sees every fault at once.
/// </summary>
internal sealed class PluginConfigs(TomlTable sections, ILogger logger)
{
    /// <exception cref="ConfigException">A section has values that can't be used.</exception>
    public IReadOnlyList<PreparedPlugin> Decode(IEnumerable<PluginRegistration> plugins)
    {
        List<string> faults = [];
        List<PreparedPlugin> prepared = [];
        foreach (PluginRegistration plugin in plugins)
        {
            prepared.Add(new PreparedPlugin(plugin, Decode(plugin, faults)));
        }

        return faults.Count == 0 ? prepared : throw new ConfigException(string.Join("; ", faults));
    }

    /// <summary>Names the sections that no plugin reads.</summary>
    public void WarnOfUnknown(IReadOnlyCollection<string> known)
    {
        foreach ((string uri, TomlValue section) in sections)
        {
            if (!known.Contains(uri) && section.FileName is not null)
            {
                logger.Warn(
                    "Ignoring section of a plugin that is not there",
                    ("file", section.FileName),
                    ("key", KeyText.Join(["plugins", uri])),
                    ("row", section.Position.Line));
            }
        }
    }

    private object? Decode(PluginRegistration plugin, List<string> faults)
    {
        if (plugin.Registration.Config is not object defaults)
        {
            return null;
        }

        object config = sections.TryGetValue(plugin.Uri, out TomlValue? section) ? Bind(plugin, defaults, section, faults) : defaults;
        if (config is IValidatedConfig validated)
        {
            string file = section?.FileName is null ? "" : $" in {section.FileName} at row {section.Position.Line}";
            faults.AddRange(validated.Validate().Select(fault => $"invalid configuration of {plugin.Uri}{file}: {fault}"));
        }

        return config;
    }

    private object Bind(PluginRegistration plugin, object defaults, TomlValue section, List<string> faults)
    {
        if (section is not TomlTable table)
        {
            ConfigFault fault = new(section.FileName, section.Position, "a plugin section must be a table", ["plugins", plugin.Uri]);
            faults.Add(fault.ToString());
            return defaults;
        }

        ConfigBinder binder = new();
        object config = binder.Bind(defaults, table, ["plugins", plugin.Uri]);
        faults.AddRange(binder.Faults.Select(found => found.ToString()));
        foreach (UnknownKey key in binder.UnknownKeys)
        {
            logger.Warn(
                "Ignoring unknown key in TOML for plugin",
                ("error", UnknownKey.Reason),
                ("file", key.File),
                ("key", string.Join(' ', key.Path.Skip(2))),
                ("plugin", plugin.Uri),
                ("row", key.Position.Line));
        }

        return config;
    }
}
