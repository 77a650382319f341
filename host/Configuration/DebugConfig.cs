using PluginHost.Plugins;

namespace PluginHost.Host.Configuration;

/// <summary><c>[debug]</c>. Address, uid and gid belong to versions before 4.</summary>
internal sealed record DebugConfig
{
    [ConfigKey("address", OmitEmpty = true)]
    public string Address { get; init; } = "";

    [ConfigKey("uid", OmitEmpty = true)]
    public int Uid { get; init; }

    [ConfigKey("gid", OmitEmpty = true)]
    public int Gid { get; init; }

    /// <summary>A word of <see cref="Logging.LogSettings.ParseLevel"/>; empty: info.</summary>
    public string Level { get; init; } = "";

    /// <summary>A word of <see cref="Logging.LogSettings.ParseFormat"/>.</summary>
    public string Format { get; init; } = "";

    [ConfigKey("log_trace_id", OmitEmpty = true)]
    public bool LogTraceId { get; init; }
}
