using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Plugins;
using PluginHost.Plugins;

namespace Metadata.Tests.Support;

/// <summary>Plugins of the daemon as it ships them, found by their assembly attribute as the host does it.</summary>
internal static class RealPlugins
{
    public const string Content = "PluginHost.Plugins.Content";
    public const string Native = "PluginHost.Plugins.Native";
    public const string Overlayfs = "PluginHost.Plugins.Overlayfs";

    /// <summary>Initialises the plugin of an assembly on its directory below a daemon's root, and adds it to the set.</summary>
    public static async Task AddAsync(string assembly, string daemonRoot, PluginTable plugins)
    {
        PluginAttribute attribute = Assembly.Load(assembly).GetCustomAttributes<PluginAttribute>().Single();
        Registration registration = ((IPlugin)Activator.CreateInstance(attribute.Entry)!).Registrations.Single();
        InitContext context = new()
        {
            Config = registration.Config,
            RootDirectory = Path.Combine(daemonRoot, registration.Uri),
            StateDirectory = Path.Combine(daemonRoot, "state", registration.Uri),
            DaemonRoot = daemonRoot,
            DaemonState = Path.Combine(daemonRoot, "state"),
            GrpcAddress = "",
            TtrpcAddress = "",
            Version = new DaemonVersion("0", "0"),
            Logger = NullLogger.Instance,
            Plugins = plugins,
            Timeouts = new FixedTimeouts(TimeSpan.FromSeconds(5)),
            Clock = TimeProvider.System,
            Stopping = CancellationToken.None,
            RegisterReadiness = static () => throw new InvalidOperationException("no backend holds up the daemon"),
        };
        plugins.With(registration.Type, registration.Id, await registration.InitFn(context, CancellationToken.None));
    }
}
