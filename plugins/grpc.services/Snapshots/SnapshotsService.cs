using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Proto.Services.SnapshotsV1;
using PluginHost.Rpc;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.GrpcServices.Snapshots;

internal sealed class SnapshotsService(Components components) : PluginHost.Proto.Services.SnapshotsV1.Snapshots.SnapshotsBase
{
    private const int BlockSize = 100;

    public override async Task<PrepareSnapshotResponse> Prepare(PrepareSnapshotRequest request, ServerCallContext context)
    {
        IReadOnlyList<Mount> mounts = await Find(context, request.Snapshotter).PrepareAsync(
            request.Key, request.Parent, new Dictionary<string, string>(request.Labels), context.CancellationToken);
        return new PrepareSnapshotResponse { Mounts = { mounts.Select(Wire.ToMessage) } };
    }

    public override async Task<ViewSnapshotResponse> View(ViewSnapshotRequest request, ServerCallContext context)
    {
        IReadOnlyList<Mount> mounts = await Find(context, request.Snapshotter).ViewAsync(
            request.Key, request.Parent, new Dictionary<string, string>(request.Labels), context.CancellationToken);
        return new ViewSnapshotResponse { Mounts = { mounts.Select(Wire.ToMessage) } };
    }

    public override async Task<MountsResponse> Mounts(MountsRequest request, ServerCallContext context)
    {
        IReadOnlyList<Mount> mounts = await Find(context, request.Snapshotter).MountsAsync(request.Key, context.CancellationToken);
        return new MountsResponse { Mounts = { mounts.Select(Wire.ToMessage) } };
    }

    public override async Task<Empty> Commit(CommitSnapshotRequest request, ServerCallContext context)
    {
        await Find(context, request.Snapshotter).CommitAsync(
            request.Name, request.Key, request.Parent, new Dictionary<string, string>(request.Labels), context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> Remove(RemoveSnapshotRequest request, ServerCallContext context)
    {
        await Find(context, request.Snapshotter).RemoveAsync(request.Key, context.CancellationToken);
        return new Empty();
    }

    public override async Task<StatSnapshotResponse> Stat(StatSnapshotRequest request, ServerCallContext context)
        => new() { Info = (await Find(context, request.Snapshotter).StatAsync(request.Key, context.CancellationToken)).ToMessage() };

    public override async Task<UpdateSnapshotResponse> Update(UpdateSnapshotRequest request, ServerCallContext context)
        => new()
        {
            Info = (await Find(context, request.Snapshotter).UpdateAsync(
                request.Info.Require("info").ToRecord(), request.UpdateMask.ToPaths(), context.CancellationToken)).ToMessage(),
        };

    public override async Task List(
        ListSnapshotsRequest request, IServerStreamWriter<ListSnapshotsResponse> responseStream, ServerCallContext context)
    {
        try
        {
            await WalkAsync(Find(context, request.Snapshotter), request, responseStream, context.CancellationToken);
        }
        catch (DaemonException error) when (!IsAboutSnapshotter(error) && !IsAboutTheWayThere(error))
        {
            // containerd forgets to map the other errors of this call, so clients know them as Unknown.
            throw new DaemonException(ErrorKind.Unknown, error.Message, error);
        }
    }

    public override async Task<UsageResponse> Usage(UsageRequest request, ServerCallContext context)
    {
        SnapshotUsage usage = await Find(context, request.Snapshotter).UsageAsync(request.Key, context.CancellationToken);
        return new UsageResponse { Inodes = usage.Inodes, Size = usage.Size };
    }

    // Cleaning is the collector's business; no client may start it alone, and containerd refuses it in these words.
    public override Task<Empty> Cleanup(CleanupRequest request, ServerCallContext context)
        => Find(context, request.Snapshotter) is null
            ? Task.FromResult(new Empty())
            : throw DaemonException.NotImplemented("snapshotter does not implement Cleanup method");

    private static async Task WalkAsync(
        ISnapshotter snapshotter,
        ListSnapshotsRequest request,
        IServerStreamWriter<ListSnapshotsResponse> responseStream,
        CancellationToken cancellationToken)
    {
        ListSnapshotsResponse block = new();
        await foreach (SnapshotInfo info in snapshotter.WalkAsync(request.Filters, cancellationToken))
        {
            block.Info.Add(info.ToMessage());
            if (block.Info.Count == BlockSize)
            {
                await responseStream.WriteAsync(block, cancellationToken);
                block = new ListSnapshotsResponse();
            }
        }

        if (block.Info.Count > 0)
        {
            await responseStream.WriteAsync(block, cancellationToken);
        }
    }

    private static bool IsAboutSnapshotter(DaemonException error) => error.Message.StartsWith("snapshotter ", StringComparison.Ordinal);

    // Of a snapshotter in another process: to try again is worth while.
    private static bool IsAboutTheWayThere(DaemonException error) => error.Kind is ErrorKind.Unavailable or ErrorKind.DeadlineExceeded;

    private ISnapshotter Find(ServerCallContext context, string name)
        => name.Length == 0
            ? throw DaemonException.InvalidArgument("snapshotter argument missing")
            : components.Metadata.Snapshotter(context.Scope(), name);
}
