using Grpc.Core;
using PluginHost.Plugins.Metadata.Content.Check;
using PluginHost.Proto.Services.ContentCheckV1;
using PluginHost.Rpc;

namespace PluginHost.Plugins.Metadata.Service;

/// <summary>The service <c>pluginhost.services.content.v1.ContentCheck</c>, as the listeners take it.</summary>
internal sealed class ContentCheckEndpoint(IPluginSet plugins) : IGrpcService
{
    public ServerServiceDefinition Bind()
        => ContentCheck.BindService(new ContentCheckService(() => BlobCheck.Of(plugins)));
}
