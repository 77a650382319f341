using PluginHost.Plugins;
using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>
/// The configuration file of version 4 (containerd cmd/containerd/server/config/config.go); properties in the order in which they are
/// printed. What older versions had is in the <c>Legacy…</c> records: it is read so that it can be migrated.
/// </summary>
internal sealed record HostConfig
{
    public const long CurrentVersion = 4;
    public const string DefaultPath = "/etc/containerd/config.toml";

    public long Version { get; init; }

    public string Root { get; init; } = "";

    public string State { get; init; } = "";

    public string Temp { get; init; } = "";

    /// <summary>A further directory of plugin assemblies, beside the one that comes with the daemon.</summary>
    [ConfigKey("plugin_dir", OmitEmpty = true)]
    public string PluginDir { get; init; } = "";

    public IReadOnlyList<string> DisabledPlugins { get; init; } = [];

    public IReadOnlyList<string> RequiredPlugins { get; init; } = [];

    public int OomScore { get; init; }

    public IReadOnlyList<string> Imports { get; init; } = [];

    public DebugConfig Debug { get; init; } = new();

    /// <summary>Plugin URI to section; decoded by each plugin's own record.</summary>
    public TomlTable Plugins { get; init; } = new();

    public CgroupConfig Cgroup { get; init; } = new();

    [ConfigKey("proxy_plugins", OmitEmpty = true)]
    public IReadOnlyDictionary<string, ProxyPluginConfig> ProxyPlugins { get; init; } = new Dictionary<string, ProxyPluginConfig>();

    public IReadOnlyDictionary<string, string> Timeouts { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, StreamProcessorConfig> StreamProcessors { get; init; }
        = new Dictionary<string, StreamProcessorConfig>();

    [ConfigKey("grpc", OmitEmpty = true)]
    public LegacyGrpcConfig Grpc { get; init; } = new();

    [ConfigKey("ttrpc", OmitEmpty = true)]
    public LegacyTtrpcConfig Ttrpc { get; init; } = new();

    [ConfigKey("metrics", OmitEmpty = true)]
    public LegacyMetricsConfig Metrics { get; init; } = new();
}
