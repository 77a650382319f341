using PluginHost.Host.Configuration;
using PluginHost.Host.Logging;
using PluginHost.Plugins;
using PluginHost.Toml;

namespace PluginHost.Host.Plugins;

/// <summary>What all plugins of a daemon have in common.</summary>
internal sealed record PluginEnvironment
{
    public required HostConfig Config { get; init; }

    public required ITimeouts Timeouts { get; init; }

    public required DaemonVersion Version { get; init; }

    public required TimeProvider Clock { get; init; }

    public required LogWriter Log { get; init; }

    /// <summary>Fires when the daemon begins to stop.</summary>
    public required CancellationToken Stopping { get; init; }

    /// <summary>The address of the gRPC socket as the configuration has it; read from the raw section, since no plugin is up yet.</summary>
    public string GrpcAddress => Address(ListenerUris.Grpc, HostDefaults.GrpcAddress);

    /// <summary>The address of the TTRPC socket.</summary>
    public string TtrpcAddress => Address(ListenerUris.Ttrpc, HostDefaults.GrpcAddress + HostDefaults.TtrpcSuffix);

    private string Address(string uri, string otherwise)
        => Config.Plugins.TryGetValue(uri, out TomlValue? section) && section is TomlTable table
            && table.TryGetValue("address", out TomlValue? value) && value is TomlString text
            ? text.Value
            : otherwise;
}
