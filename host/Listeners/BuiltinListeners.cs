using PluginHost.Host.Plugins;

namespace PluginHost.Host.Listeners;

/// <summary>The server plugins that are a part of the daemon itself.</summary>
internal static class BuiltinListeners
{
    public static void Register(PluginRegistry registry)
    {
        _ = registry;
    }
}
