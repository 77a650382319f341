using PluginHost.Plugins;

namespace PluginHost.Host.Plugins;

/// <summary>
/// The order in which plugins register, which decides the order of initialisation where requirements leave it open: that of containerd's
/// types, so that lists of plugins look alike; then unknown types; within a type by id.
/// </summary>
internal static class PluginOrder
{
    private static readonly string[] Types =
    [
        PluginTypes.Content, PluginTypes.ImageVerifier, PluginTypes.Internal, PluginTypes.Warning, PluginTypes.Event,
        PluginTypes.MountHandler, PluginTypes.Snapshotter, PluginTypes.TaskMonitor, PluginTypes.Metadata, PluginTypes.Gc,
        PluginTypes.TracingProcessor, PluginTypes.Nri, PluginTypes.Ttrpc, PluginTypes.Service, PluginTypes.MountManager,
        PluginTypes.Differ, PluginTypes.Shim, PluginTypes.RuntimeV2, PluginTypes.Lease, PluginTypes.SandboxStore,
        PluginTypes.Transfer, PluginTypes.Cri, PluginTypes.PodSandbox, PluginTypes.SandboxController, PluginTypes.Streaming,
        PluginTypes.Grpc, PluginTypes.ContainerMonitor, PluginTypes.Metrics, PluginTypes.Http,
    ];

    public static List<PluginRegistration> Sort(IEnumerable<PluginRegistration> registrations)
        => [.. registrations
            .OrderBy(registration => Rank(registration.Type))
            .ThenBy(registration => registration.Type, StringComparer.Ordinal)
            .ThenBy(registration => registration.Id, StringComparer.Ordinal)];

    // Servers come last: what they serve is there before they open a socket.
    private static int Rank(string type) => type == PluginTypes.Server
        ? int.MaxValue
        : Array.IndexOf(Types, type) is >= 0 and int index ? index : Types.Length;
}
