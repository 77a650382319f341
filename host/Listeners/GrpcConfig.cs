using PluginHost.Host.Configuration;
using PluginHost.Linux;
using PluginHost.Plugins;

namespace PluginHost.Host.Listeners;

/// <summary><c>[plugins."io.containerd.server.v1.grpc"]</c>.</summary>
internal sealed record GrpcConfig : IValidatedConfig
{
    /// <summary>Path of the unix socket.</summary>
    public string Address { get; init; } = HostDefaults.GrpcAddress;

    public uint Uid { get; init; } = LibC.GetEffectiveUid();

    public uint Gid { get; init; } = LibC.GetEffectiveGid();

    /// <summary>Bytes of a request; zero or less: 4 MiB.</summary>
    public int MaxRecvMessageSize { get; init; } = (int)HostDefaults.MessageSize;

    /// <summary>Bytes of a response; zero or less: no limit.</summary>
    public int MaxSendMessageSize { get; init; } = (int)HostDefaults.MessageSize;

    public IEnumerable<string> Validate()
    {
        if (Address.Length == 0)
        {
            yield return "grpc address cannot be empty";
        }

        if (UnixListenSocket.PathFault(Address) is string fault)
        {
            yield return fault;
        }
    }
}
