using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Images;
using PluginHost.Oci;
using PluginHost.Proto.Services.ImagesV1;
using PluginHost.Rpc;

namespace PluginHost.Plugins.GrpcServices.Images;

internal sealed class ImagesService(Components components) : PluginHost.Proto.Services.ImagesV1.Images.ImagesBase
{
    public override async Task<GetImageResponse> Get(GetImageRequest request, ServerCallContext context)
        => new() { Image = (await Store(context).GetAsync(request.Name, context.CancellationToken)).ToMessage() };

    public override async Task<ListImagesResponse> List(ListImagesRequest request, ServerCallContext context)
    {
        ListImagesResponse answer = new();
        foreach (ImageRecord image in await Store(context).ListAsync(request.Filters, context.CancellationToken))
        {
            answer.Images.Add(image.ToMessage());
        }

        return answer;
    }

    public override async Task<CreateImageResponse> Create(CreateImageRequest request, ServerCallContext context)
        => new()
        {
            Image = (await Store(context).CreateAsync(
                request.Image.Require("image").ToRecord(), request.SourceDateEpoch?.ToRecord(), context.CancellationToken)).ToMessage(),
        };

    public override async Task<UpdateImageResponse> Update(UpdateImageRequest request, ServerCallContext context)
        => new()
        {
            Image = (await Store(context).UpdateAsync(
                request.Image.Require("image").ToRecord(),
                request.UpdateMask.ToPaths(),
                request.SourceDateEpoch?.ToRecord(),
                context.CancellationToken)).ToMessage(),
        };

    public override async Task<Empty> Delete(DeleteImageRequest request, ServerCallContext context)
    {
        Digest? target = request.Target is null ? null : Wire.ParseDigest(request.Target.Digest);
        await Store(context).DeleteAsync(request.Name, target, context.CancellationToken);
        if (request.Sync)
        {
            await components.Collector.CollectAsync(context.CancellationToken);
        }

        return new Empty();
    }

    private IImageStore Store(ServerCallContext context) => components.Metadata.Images(context.Scope());
}
