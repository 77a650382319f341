using PluginHost.Host.Configuration;
using PluginHost.Linux;

namespace PluginHost.Host.Listeners;

/// <summary><c>[plugins."io.containerd.server.v1.ttrpc"]</c>.</summary>
internal sealed record TtrpcConfig
{
    /// <summary>Path of the unix socket.</summary>
    public string Address { get; init; } = HostDefaults.GrpcAddress + HostDefaults.TtrpcSuffix;

    public uint Uid { get; init; } = LibC.GetEffectiveUid();

    public uint Gid { get; init; } = LibC.GetEffectiveGid();
}
