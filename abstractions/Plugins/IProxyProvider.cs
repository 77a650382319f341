namespace PluginHost.Plugins;

/// <summary>An entry type that also makes plugins of the entries of <c>[proxy_plugins]</c>.</summary>
public interface IProxyProvider : IPlugin
{
    /// <summary>What the key <c>type</c> may say, and the plugin type that each word stands for.</summary>
    IReadOnlyDictionary<string, string> ProxyTypes { get; }

    /// <summary>
    /// The plugin of an entry; its type and id are the entry's. Asked once, after the configuration was read; does no work and
    /// connects nowhere. The initialisation does not connect either: the other process may come later.
    /// </summary>
    Registration Register(ProxyPlugin entry);
}
