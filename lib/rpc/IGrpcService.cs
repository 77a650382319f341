using Grpc.Core;

namespace PluginHost.Rpc;

/// <summary>
/// What the instance of a service plugin implements so that the daemon's gRPC listeners serve it. <see cref="Bind"/> is called once
/// per listener; the definition comes from the generated <c>BindService</c>.
/// </summary>
public interface IGrpcService
{
    /// <summary>The methods of the service.</summary>
    ServerServiceDefinition Bind();
}
