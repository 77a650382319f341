using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Proto.Services.ImagesV1;
using PluginHost.Proto.Services.SnapshotsV1;
using PluginHost.Proto.Types;
using PluginHost.Rpc;
using PluginHost.Rpc.Client;
using PluginHost.Testing.Daemons;
using ImagesClient = PluginHost.Proto.Services.ImagesV1.Images.ImagesClient;
using SnapshotsClient = PluginHost.Proto.Services.SnapshotsV1.Snapshots.SnapshotsClient;

namespace PluginHost.Bench.Storage;

/// <summary>Images and snapshots of one daemon over one connection, in namespace <see cref="Namespace"/>; the same client for both daemons.</summary>
internal sealed class StorageClient(TestDaemon daemon) : IDisposable
{
    public const string Namespace = "bench";
    private const string Snapshotter = "overlayfs";
    private static readonly CallOptions Options = new(new Grpc.Core.Metadata { { RequestScopeHeaders.Namespace, Namespace } });
    private static readonly Descriptor Target = new()
    {
        MediaType = "application/vnd.oci.image.manifest.v1+json",
        Digest = "sha256:" + new string('b', 64),
        Size = 1,
    };

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress($"unix://{daemon.Address}");
    private ImagesClient? _images;
    private SnapshotsClient? _snapshots;

    private ImagesClient Images => _images ??= new ImagesClient(_channel);

    private SnapshotsClient Snapshots => _snapshots ??= new SnapshotsClient(_channel);

    public Task CreateImageAsync(string name)
        => Images.CreateAsync(new CreateImageRequest { Image = new Image { Name = name, Target = Target } }, Options).ResponseAsync;

    public Task LabelImageAsync(string name, string value)
        => Images.UpdateAsync(
            new UpdateImageRequest
            {
                Image = new Image { Name = name, Target = Target, Labels = { ["bench"] = value } },
                UpdateMask = new FieldMask { Paths = { "labels.bench" } },
            },
            Options).ResponseAsync;

    public Task GetImageAsync(string name) => Images.GetAsync(new GetImageRequest { Name = name }, Options).ResponseAsync;

    /// <summary>Removes an image and waits for a whole collection.</summary>
    public Task DeleteImageAsync(string name) => Images.DeleteAsync(new DeleteImageRequest { Name = name, Sync = true }, Options).ResponseAsync;

    public Task PrepareAsync(string key, string parent)
        => Snapshots.PrepareAsync(
            new PrepareSnapshotRequest { Snapshotter = Snapshotter, Key = key, Parent = parent, Labels = { ["containerd.io/gc.root"] = "now" } },
            Options).ResponseAsync;

    public Task CommitAsync(string name, string key)
        => Snapshots.CommitAsync(
            new CommitSnapshotRequest { Snapshotter = Snapshotter, Name = name, Key = key, Labels = { ["containerd.io/gc.root"] = "now" } },
            Options).ResponseAsync;

    public Task RemoveAsync(string key)
        => Snapshots.RemoveAsync(new RemoveSnapshotRequest { Snapshotter = Snapshotter, Key = key }, Options).ResponseAsync;

    /// <summary>Lists all snapshots; returns how many there are.</summary>
    public async Task<int> WalkAsync()
    {
        int count = 0;
        using AsyncServerStreamingCall<ListSnapshotsResponse> call = Snapshots.List(new ListSnapshotsRequest { Snapshotter = Snapshotter }, Options);
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            count += call.ResponseStream.Current.Info.Count;
        }

        return count;
    }

    public void Dispose() => _channel.Dispose();
}
