using Grpc.Core;

namespace PluginHost.Rpc;

/// <summary>
/// What the instance of a service plugin implements besides <see cref="IGrpcService"/> so that the daemon's TCP listener serves it too. The
/// daemon's own API is not offered there: it has no authentication but the mode of its socket.
/// </summary>
public interface ITcpGrpcService
{
    /// <summary>The methods of the service; null when it is not configured to be served over TCP.</summary>
    ServerServiceDefinition? BindTcp();
}
