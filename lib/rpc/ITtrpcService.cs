using Grpc.Core;

namespace PluginHost.Rpc;

/// <summary>
/// What the instance of a service plugin implements so that the daemon's TTRPC listener serves it. One class may implement both
/// this and <see cref="IGrpcService"/>.
/// </summary>
public interface ITtrpcService
{
    /// <summary>The methods of the service.</summary>
    ServerServiceDefinition Bind();
}
