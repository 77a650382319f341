using PluginHost.Diff;
using PluginHost.Mounts;
using PluginHost.Oci;
using PluginHost.Proto.Services.DiffV1;

namespace PluginHost.Plugins.Proxy.Diff;

using Client = PluginHost.Proto.Services.DiffV1.Diff.DiffClient;

/// <summary>A differ in another process (containerd core/diff/proxy). It reads and writes content through the daemon's own API.</summary>
internal sealed class ProxyDiffer(ProxyConnection connection) : IDiffApplier, IDiffComparer, IRemotePlugin, IDisposable
{
    private readonly Client _client = new(connection.Invoker);

    public Task<string> ConnectionAsync(CancellationToken cancellationToken) => connection.ConnectionAsync(cancellationToken);

    public async Task<Descriptor> ApplyAsync(
        RequestScope scope, Descriptor layer, IReadOnlyList<Mount> mounts, ApplyOptions options, CancellationToken cancellationToken)
    {
        ApplyRequest request = new()
        {
            Diff = layer.ToMessage(),
            Mounts = { mounts.Select(static mount => mount.ToMessage()) },
            SyncFs = options.SyncFileSystem,
        };
        foreach ((string key, AnyValue payload) in options.Payloads)
        {
            request.Payloads[key] = payload.ToMessage();
        }

        ApplyResponse answer = await connection.CallAsync(
            callOptions => _client.ApplyAsync(request, callOptions), scope, connection.Limits.Work, cancellationToken);
        return answer.Applied.ToRecord();
    }

    public async Task<Descriptor> CompareAsync(
        RequestScope scope, IReadOnlyList<Mount> lower, IReadOnlyList<Mount> upper, DiffOptions options, CancellationToken cancellationToken)
    {
        DiffRequest request = new()
        {
            Left = { lower.Select(static mount => mount.ToMessage()) },
            Right = { upper.Select(static mount => mount.ToMessage()) },
            MediaType = options.MediaType,
            Ref = options.Ref,
            SourceDateEpoch = options.SourceDate?.ToMessage(),
        };
        request.Labels.Fill(options.Labels);
        DiffResponse answer = await connection.CallAsync(
            callOptions => _client.DiffAsync(request, callOptions), scope, connection.Limits.Work, cancellationToken);
        return answer.Diff.ToRecord();
    }

    public void Dispose() => connection.Dispose();
}
