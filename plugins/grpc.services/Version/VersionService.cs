using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Proto.Services.VersionV1;

namespace PluginHost.Plugins.GrpcServices.Version;

internal sealed class VersionService(DaemonVersion version) : PluginHost.Proto.Services.VersionV1.Version.VersionBase
{
    private readonly VersionResponse _answer = new() { Version = version.Version, Revision = version.Revision };

    public override Task<VersionResponse> Version(Empty request, ServerCallContext context) => Task.FromResult(_answer);
}
