using PluginHost.Host.Configuration;

namespace PluginHost.Host.CommandLine;

/// <summary>The flags before the command, and the command with its arguments.</summary>
internal sealed record HostOptions
{
    /// <summary>The configuration file; null when <c>--config</c> was not given.</summary>
    public string? ConfigPath { get; init; }

    public string LogLevel { get; init; } = "";

    /// <summary>Of the gRPC socket; also what <c>plugins</c> and <c>publish</c> talk to.</summary>
    public string Address { get; init; } = "";

    public string Root { get; init; } = "";

    public string State { get; init; } = "";

    /// <summary>Directories of plugins beside the daemon's own.</summary>
    public IReadOnlyList<string> PluginDirectories { get; init; } = [];

    public bool ShowHelp { get; init; }

    public bool ShowVersion { get; init; }

    /// <summary>The command and what follows it; empty: run the daemon.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    public string ConfigPathOrDefault => ConfigPath ?? HostConfig.DefaultPath;

    public string AddressOrDefault => Address.Length > 0 ? Address : HostDefaults.GrpcAddress;
}
