using Grpc.Core;
using PluginHost.Plugins.Metadata.Storage;
using PluginHost.Proto.Services.MetadataV1;
using PluginHost.Rpc;

namespace PluginHost.Plugins.Metadata.Service;

/// <summary>The service <c>pluginhost.services.metadata.v1.MetadataFile</c>, as the listeners take it.</summary>
internal sealed class MetadataFileEndpoint(IPluginSet plugins, TimeProvider clock) : IGrpcService
{
    public ServerServiceDefinition Bind() => MetadataFile.BindService(new MetadataFileService(() => FileCare.Of(plugins, clock)));
}
