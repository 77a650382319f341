using PluginHost.Host.Configuration;
using PluginHost.Linux;
using PluginHost.Plugins;

namespace PluginHost.Host.Listeners;

/// <summary><c>[plugins."io.containerd.server.v1.ttrpc"]</c>.</summary>
internal sealed record TtrpcConfig : IValidatedConfig
{
    /// <summary>Path of the unix socket.</summary>
    public string Address { get; init; } = HostDefaults.GrpcAddress + HostDefaults.TtrpcSuffix;

    public uint Uid { get; init; } = LibC.GetEffectiveUid();

    public uint Gid { get; init; } = LibC.GetEffectiveGid();

    public IEnumerable<string> Validate()
    {
        if (Address.Length == 0)
        {
            yield return "ttrpc address cannot be empty";
        }

        if (UnixListenSocket.PathFault(Address) is string fault)
        {
            yield return fault;
        }
    }
}
