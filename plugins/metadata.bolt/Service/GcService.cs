using Grpc.Core;
using PluginHost.Plugins.Metadata.Gc.Reports;
using PluginHost.Proto.Services.GcV1;

namespace PluginHost.Plugins.Metadata.Service;

internal sealed class GcService(Func<GcReports> reports) : GarbageCollection.GarbageCollectionBase
{
    // Survivors with long paths take some kilobytes each; a message may have 16 MiB.
    private const int BlockSize = 100;

    public override async Task Plan(PlanRequest request, IServerStreamWriter<PlanResponse> responseStream, ServerCallContext context)
    {
        GcPlan plan = await reports().PlanAsync(request.Namespace, context.CancellationToken);
        await responseStream.WriteAsync(new PlanResponse { FreedBytes = plan.FreedBytes }, context.CancellationToken);
        foreach (GcObject[] block in plan.Garbage.Chunk(BlockSize))
        {
            await responseStream.WriteAsync(new PlanResponse { Garbage = { block.Select(GcMapping.ToMessage) } }, context.CancellationToken);
        }

        foreach (GcSurvivor[] block in plan.Kept.Chunk(BlockSize))
        {
            await responseStream.WriteAsync(new PlanResponse { Kept = { block.Select(GcMapping.ToMessage) } }, context.CancellationToken);
        }
    }

    public override async Task<WhyResponse> Why(WhyRequest request, ServerCallContext context)
    {
        IReadOnlyList<GcAnswer> answers = await reports().WhyAsync(request.Target, request.Namespace, context.CancellationToken);
        return new WhyResponse { Answers = { answers.Select(GcMapping.ToMessage) } };
    }
}
