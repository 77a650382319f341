using PluginHost.Plugins;

namespace PluginHost.Host.Configuration;

/// <summary>The <c>[timeouts]</c> over the built-in ones.</summary>
internal sealed class Timeouts : ITimeouts
{
    private static readonly TimeSpan Unset = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, TimeSpan> _values = new(StringComparer.Ordinal);

    /// <exception cref="ConfigException">A value is no duration.</exception>
    public Timeouts(HostConfig config)
    {
        foreach ((string key, string text) in Defaults.Concat(config.Timeouts))
        {
            try
            {
                _values[key] = GoDuration.Parse(text);
            }
            catch (FormatException error)
            {
                throw new ConfigException(
                    $"unable to parse {text} into a time duration (key {KeyText.Join(["timeouts", key])}): {error.Message}", error);
            }
        }
    }

    /// <summary>The keys that containerd has, and those of our own, and their values; 0s for bolt: wait for ever.</summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } = new Dictionary<string, string>
    {
        ["io.containerd.timeout.bolt.open"] = "0s",
        ["io.containerd.timeout.cri.defercleanup"] = "1m0s",
        ["io.containerd.timeout.metrics.shimstats"] = "2s",
        ["io.containerd.timeout.shim.cleanup"] = "5s",
        ["io.containerd.timeout.shim.load"] = "5s",
        ["io.containerd.timeout.shim.shutdown"] = "3s",
        ["io.containerd.timeout.task.state"] = "2s",
        ["io.pluginhost.timeout.proxy.call"] = "30s",
        ["io.pluginhost.timeout.proxy.probe"] = "10s",
        ["io.pluginhost.timeout.proxy.work"] = "30m0s",
    };

    public TimeSpan Get(string key) => _values.GetValueOrDefault(key, Unset);
}
