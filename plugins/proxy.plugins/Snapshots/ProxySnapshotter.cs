using System.Runtime.CompilerServices;
using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Proto.Services.SnapshotsV1;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.Proxy.Snapshots;

using Client = PluginHost.Proto.Services.SnapshotsV1.Snapshots.SnapshotsClient;
using FieldMask = Google.Protobuf.WellKnownTypes.FieldMask;

/// <summary>A snapshotter in another process (containerd core/snapshots/proxy).</summary>
/// <param name="id">The plugin's id; sent along, though vendors need not look at it.</param>
/// <param name="connection">The way there; closed with the snapshotter that was not made by <see cref="For"/>.</param>
/// <param name="scope">On whose behalf; null: the daemon's own.</param>
internal sealed class ProxySnapshotter(string id, ProxyConnection connection, RequestScope? scope = null)
    : ISnapshotter, ISnapshotCleaner, IRemotePlugin
{
    private readonly Client _client = new(connection.Invoker);

    public ISnapshotter For(RequestScope scope) => new ProxySnapshotter(id, connection, scope);

    public Task<string> ConnectionAsync(CancellationToken cancellationToken) => connection.ConnectionAsync(cancellationToken);

    public async Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken)
    {
        StatSnapshotRequest request = new() { Snapshotter = id, Key = key };
        return ToRecord((await connection.CallAsync(
            options => _client.StatAsync(request, options), scope, connection.Limits.Call, cancellationToken)).Info);
    }

    public async Task<SnapshotInfo> UpdateAsync(SnapshotInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
    {
        UpdateSnapshotRequest request = new() { Snapshotter = id, Info = ToMessage(info), UpdateMask = new FieldMask { Paths = { fieldPaths } } };
        return ToRecord((await connection.CallAsync(
            options => _client.UpdateAsync(request, options), scope, connection.Limits.Call, cancellationToken)).Info);
    }

    public async Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken)
    {
        UsageRequest request = new() { Snapshotter = id, Key = key };
        UsageResponse usage = await connection.CallAsync(
            options => _client.UsageAsync(request, options), scope, connection.Limits.Work, cancellationToken);
        return new SnapshotUsage(usage.Inodes, usage.Size);
    }

    public async Task<IReadOnlyList<Mount>> MountsAsync(string key, CancellationToken cancellationToken)
    {
        MountsRequest request = new() { Snapshotter = id, Key = key };
        MountsResponse answer = await connection.CallAsync(
            options => _client.MountsAsync(request, options), scope, connection.Limits.Call, cancellationToken);
        return [.. answer.Mounts.Select(static mount => mount.ToRecord())];
    }

    public async Task<IReadOnlyList<Mount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        PrepareSnapshotRequest request = new() { Snapshotter = id, Key = key, Parent = parent };
        request.Labels.Fill(labels);
        PrepareSnapshotResponse answer = await connection.CallAsync(
            options => _client.PrepareAsync(request, options), scope, connection.Limits.Work, cancellationToken);
        return [.. answer.Mounts.Select(static mount => mount.ToRecord())];
    }

    public async Task<IReadOnlyList<Mount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        ViewSnapshotRequest request = new() { Snapshotter = id, Key = key, Parent = parent };
        request.Labels.Fill(labels);
        ViewSnapshotResponse answer = await connection.CallAsync(
            options => _client.ViewAsync(request, options), scope, connection.Limits.Work, cancellationToken);
        return [.. answer.Mounts.Select(static mount => mount.ToRecord())];
    }

    public async Task CommitAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        CommitSnapshotRequest request = new() { Snapshotter = id, Name = name, Key = key, Parent = parent };
        request.Labels.Fill(labels);
        await connection.CallAsync(options => _client.CommitAsync(request, options), scope, connection.Limits.Work, cancellationToken);
    }

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        RemoveSnapshotRequest request = new() { Snapshotter = id, Key = key };
        await connection.CallAsync(options => _client.RemoveAsync(request, options), scope, connection.Limits.Work, cancellationToken);
    }

    public async IAsyncEnumerable<SnapshotInfo> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListSnapshotsRequest request = new() { Snapshotter = id, Filters = { filters } };
        await using IAsyncEnumerator<ListSnapshotsResponse> blocks = connection
            .StreamAsync(options => _client.List(request, options), scope, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(blocks))
        {
            foreach (Info info in blocks.Current.Info)
            {
                yield return ToRecord(info);
            }
        }
    }

    public async Task CleanupAsync(CancellationToken cancellationToken)
    {
        CleanupRequest request = new() { Snapshotter = id };
        await connection.CallAsync(options => _client.CleanupAsync(request, options), scope, connection.Limits.Work, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        if (scope is null)
        {
            connection.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    // containerd's service forgets to map the errors of this one call: their kind is in the text alone.
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ListSnapshotsResponse> blocks)
    {
        try
        {
            return await blocks.MoveNextAsync();
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.Unknown && KindInText(error.Message) is ErrorKind kind)
        {
            throw new DaemonException(kind, error.Message, error);
        }
    }

    private static ErrorKind? KindInText(string message)
        => Array.Find(
            [ErrorKind.NotFound, ErrorKind.InvalidArgument, ErrorKind.FailedPrecondition, ErrorKind.Unavailable],
            kind => message.EndsWith($": {kind.Text()}", StringComparison.Ordinal)) is var found and not ErrorKind.Unknown
            ? found
            : null;

    private static SnapshotInfo ToRecord(Info? message) => message is null
        ? throw new DaemonException(ErrorKind.Internal, "the proxy plugin answered without a snapshot: internal")
        : new SnapshotInfo
        {
            Kind = (SnapshotKind)message.Kind,
            Name = message.Name,
            Parent = message.Parent,
            Labels = new Dictionary<string, string>(message.Labels),
            CreatedAt = message.CreatedAt.ToRecord(),
            UpdatedAt = message.UpdatedAt.ToRecord(),
        };

    private static Info ToMessage(SnapshotInfo record)
    {
        Info message = new()
        {
            Name = record.Name,
            Parent = record.Parent,
            Kind = (Kind)record.Kind,
            CreatedAt = record.CreatedAt.ToMessage(),
            UpdatedAt = record.UpdatedAt.ToMessage(),
        };
        message.Labels.Fill(record.Labels);
        return message;
    }
}
