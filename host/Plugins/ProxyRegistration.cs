using Microsoft.Extensions.Logging;
using PluginHost.Host.Configuration;
using PluginHost.Logging;
using PluginHost.Plugins;
using PluginHost.Toml;

namespace PluginHost.Host.Plugins;

/// <summary>
/// Registers a plugin for each entry of <c>[proxy_plugins]</c>. All faults are told at once, each with the place of its key; the daemon does
/// not start with one, as containerd does not.
/// </summary>
internal sealed class ProxyRegistration(PluginRegistry registry, IReadOnlyList<ConfigFile> files, ILogger logger)
{
    private const string Section = "proxy_plugins";
    private readonly List<string> _faults = [];

    /// <exception cref="ConfigException">An entry can't be used.</exception>
    public void Register(HostConfig config)
    {
        foreach ((string name, ProxyPluginConfig entry) in config.ProxyPlugins.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            Register(name, entry);
        }

        if (_faults.Count > 0)
        {
            throw new ConfigException(string.Join("; ", _faults));
        }

        List<string> contentStores =
        [
            .. registry.Registrations.Where(plugin => plugin.Type == PluginTypes.Content && !config.DisabledPlugins.Contains(plugin.Uri))
                .Select(static plugin => plugin.Uri),
        ];
        if (contentStores.Count > 1)
        {
            logger.Warn(
                "there can be only one content store: content can not be used until all but one are named in disabled_plugins",
                ("plugins", string.Join(' ', contentStores)));
        }
    }

    private void Register(string name, ProxyPluginConfig entry)
    {
        (IProxyProvider Provider, string Type)? served = Find(entry.Type);
        if (served is null)
        {
            string known = string.Join(", ", registry.ProxyProviders.SelectMany(static provider => provider.ProxyTypes.Keys));
            Refuse(name, "type", entry.Type.Length == 0 ? $"missing: use one of {known}" : $"unknown type \"{entry.Type}\": use one of {known}");
        }

        string? address = ProxyAddress.TryParse(entry.Address, out string fault);
        if (address is null)
        {
            Refuse(name, "address", fault);
        }

        if (served is null || address is null)
        {
            return;
        }

        Registration registration = served.Value.Provider.Register(new ProxyPlugin
        {
            Name = name,
            Type = served.Value.Type,
            Address = address,
            Platform = entry.Platform,
            Exports = entry.Exports,
            Capabilities = entry.Capabilities,
        });
        if (registry.Find(registration.Uri) is PluginRegistration other)
        {
            Refuse(name, null, $"{registration.Uri} is registered by {other.Source}: plugin: id already registered: choose another name");
            return;
        }

        registry.Add(new PluginRegistration(registration, KeyText.Join([Section, name]), IsShipped: true));
    }

    private (IProxyProvider Provider, string Type)? Find(string word)
    {
        foreach (IProxyProvider provider in registry.ProxyProviders)
        {
            if (provider.ProxyTypes.TryGetValue(word, out string? type))
            {
                return (provider, type);
            }
        }

        return null;
    }

    /// <param name="name">The entry.</param>
    /// <param name="key">Of the entry; null: the entry itself.</param>
    /// <param name="reason">What is wrong.</param>
    private void Refuse(string name, string? key, string reason)
    {
        string place = "";
        foreach (ConfigFile file in files)
        {
            // The last file that has the entry has all of it.
            if (file.Table.TryGetValue(Section, out TomlValue? section) && section is TomlTable entries
                && entries.TryGetValue(name, out TomlValue? value) && value is TomlTable entry)
            {
                TomlPosition position = key is not null && entry.TryGetValue(key, out TomlValue? found) ? found.Position : entries.KeyPosition(name);
                place = position.IsKnown ? $"{file.Path} at row {position.Line}: " : $"{file.Path}: ";
            }
        }

        _faults.Add($"invalid proxy plugin: {place}{KeyText.Join(key is null ? [Section, name] : [Section, name, key])}: {reason}");
    }
}
