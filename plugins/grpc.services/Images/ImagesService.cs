using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Errors;
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
        IImageStore store = Store(context);
        await store.DeleteAsync(request.Name, await TargetAsync(store, request, context.CancellationToken), context.CancellationToken);
        if (request.Sync)
        {
            await components.Collector.CollectAsync(context.CancellationToken);
        }

        return new Empty();
    }

    // What no digest is cannot be the target of an image: containerd compares the texts.
    private static async Task<Digest?> TargetAsync(IImageStore store, DeleteImageRequest request, CancellationToken cancellationToken)
    {
        string wanted = request.Target?.Digest ?? "";
        if (wanted.Length == 0)
        {
            return null;
        }

        if (Digest.TryParse(wanted, out Digest digest))
        {
            return digest;
        }

        ImageRecord stored = await store.GetAsync(request.Name, cancellationToken);
        throw DaemonException.NotFound($"image \"{request.Name}\" has target {stored.Target.Digest}, not {wanted}");
    }

    private IImageStore Store(ServerCallContext context) => components.Metadata.Images(context.Scope());
}
