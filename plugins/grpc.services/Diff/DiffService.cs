using Grpc.Core;
using PluginHost.Diff;
using PluginHost.Oci;
using PluginHost.Proto.Services.DiffV1;
using PluginHost.Rpc;

namespace PluginHost.Plugins.GrpcServices.Diff;

internal sealed class DiffService(Components components) : PluginHost.Proto.Services.DiffV1.Diff.DiffBase
{
    public override async Task<ApplyResponse> Apply(ApplyRequest request, ServerCallContext context)
    {
        ApplyOptions options = new()
        {
            SyncFileSystem = request.SyncFs,
            Payloads = request.Payloads.ToDictionary(pair => pair.Key, pair => pair.Value.ToRecord()!),
        };
        Wire.ParseDigest(request.Diff.Require("diff").Digest);
        Descriptor applied = await components.Applier.ApplyAsync(
            context.Scope(), request.Diff.ToRecord(), [.. request.Mounts.Select(Wire.ToRecord)], options, context.CancellationToken);
        return new ApplyResponse { Applied = applied.ToMessage() };
    }

    public override async Task<DiffResponse> Diff(DiffRequest request, ServerCallContext context)
    {
        DiffOptions options = new()
        {
            MediaType = request.MediaType,
            Ref = request.Ref,
            Labels = new Dictionary<string, string>(request.Labels),
            SourceDate = request.SourceDateEpoch?.ToRecord(),
        };
        Descriptor diff = await components.Comparer.CompareAsync(
            context.Scope(),
            [.. request.Left.Select(Wire.ToRecord)],
            [.. request.Right.Select(Wire.ToRecord)],
            options,
            context.CancellationToken);
        return new DiffResponse { Diff = diff.ToMessage() };
    }
}
