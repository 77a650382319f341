using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Oci;
using PluginHost.Oci.Platforms;
using PluginHost.Plugins;
using PluginHost.Plugins.Proxy;
using PluginHost.Plugins.Proxy.Content;
using PluginHost.Plugins.Proxy.Diff;
using PluginHost.Plugins.Proxy.Snapshots;

[assembly: Plugin(typeof(ProxyEntryPlugin))]

namespace PluginHost.Plugins.Proxy;

/// <summary>Has no plugin of its own; makes one of each entry of <c>[proxy_plugins]</c>.</summary>
internal sealed class ProxyEntryPlugin : IProxyProvider
{
    private const string AddressExport = "address";

    public IEnumerable<Registration> Registrations => [];

    // Both spellings are containerd's (cmd/containerd/server/server.go).
    public IReadOnlyDictionary<string, string> ProxyTypes { get; } = new Dictionary<string, string>
    {
        ["snapshot"] = PluginTypes.Snapshotter,
        [PluginTypes.Snapshotter] = PluginTypes.Snapshotter,
        ["content"] = PluginTypes.Content,
        [PluginTypes.Content] = PluginTypes.Content,
        ["diff"] = PluginTypes.Differ,
        [PluginTypes.Differ] = PluginTypes.Differ,
        ["sandbox"] = PluginTypes.SandboxController,
        [PluginTypes.SandboxController] = PluginTypes.SandboxController,
    };

    public Registration Register(ProxyPlugin entry) => new()
    {
        Type = entry.Type,
        Id = entry.Name,
        InitFn = (context, _) => Task.FromResult(Start(entry, context)),
    };

    private static object Start(ProxyPlugin entry, InitContext context)
    {
        Describe(entry, context);
        return entry.Type switch
        {
            PluginTypes.Snapshotter => new ProxySnapshotter(entry.Name, Connection(entry, context)),
            PluginTypes.Content => new ProxyContentStore(Connection(entry, context)),
            PluginTypes.Differ => new ProxyDiffer(Connection(entry, context)),
            _ => throw DaemonException.NotImplemented(
                $"proxy plugins of type {entry.Type} are not served: this release has no sandbox controllers, so nothing would call it"),
        };
    }

    private static ProxyConnection Connection(ProxyPlugin entry, InitContext context)
        => new($"{entry.Type}.{entry.Name}", entry.Address, ProxyLimits.Of(context.Timeouts), context.Clock, context.Logger);

    private static void Describe(ProxyPlugin entry, InitContext context)
    {
        foreach ((string key, string value) in entry.Exports)
        {
            context.Meta.Exports[key] = value;
        }

        context.Meta.Exports[AddressExport] = entry.Address;
        foreach (string capability in entry.Capabilities)
        {
            context.Meta.Capabilities.Add(capability);
        }

        context.Meta.Platforms.Add(PlatformOf(entry, context));
    }

    // An empty platform, as in containerd, is listed as "unknown".
    private static Platform PlatformOf(ProxyPlugin entry, InitContext context)
    {
        if (entry.Platform.Length == 0)
        {
            return HostPlatform.Detect();
        }

        try
        {
            return Platform.Parse(entry.Platform);
        }
        catch (FormatException error)
        {
            context.Logger.Warn(error, "skipping proxy platform with bad platform", ("platform", entry.Platform));
            return new Platform();
        }
    }
}
