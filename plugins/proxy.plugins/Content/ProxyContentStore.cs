using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using PluginHost.Content;
using PluginHost.Oci;
using PluginHost.Proto.Services.ContentV1;

namespace PluginHost.Plugins.Proxy.Content;

using Client = PluginHost.Proto.Services.ContentV1.Content.ContentClient;

/// <summary>A content store in another process (containerd core/content/proxy).</summary>
/// <param name="connection">The way there; closed with the store that was not made by <see cref="For"/>.</param>
/// <param name="scope">On whose behalf; null: the daemon's own.</param>
internal sealed class ProxyContentStore(ProxyConnection connection, RequestScope? scope = null) : IContentStore, IRemotePlugin, IDisposable
{
    private readonly Client _client = new(connection.Invoker);

    public IContentStore For(RequestScope scope) => new ProxyContentStore(connection, scope);

    public Task<string> ConnectionAsync(CancellationToken cancellationToken) => connection.ConnectionAsync(cancellationToken);

    public async Task<ContentInfo> InfoAsync(Digest digest, CancellationToken cancellationToken)
    {
        InfoRequest request = new() { Digest = digest.ToString() };
        return (await connection.CallAsync(
            options => _client.InfoAsync(request, options), scope, connection.Limits.Call, cancellationToken)).Info.ToRecord();
    }

    public async Task<ContentInfo> UpdateAsync(ContentInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
    {
        UpdateRequest request = new() { Info = info.ToMessage(), UpdateMask = new FieldMask { Paths = { fieldPaths } } };
        return (await connection.CallAsync(
            options => _client.UpdateAsync(request, options), scope, connection.Limits.Call, cancellationToken)).Info.ToRecord();
    }

    public async IAsyncEnumerable<ContentInfo> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListContentRequest request = new() { Filters = { filters } };
        await foreach (ListContentResponse block in connection.StreamAsync(
            options => _client.List(request, options), scope, cancellationToken))
        {
            foreach (Info info in block.Info)
            {
                yield return info.ToRecord();
            }
        }
    }

    public async Task DeleteAsync(Digest digest, CancellationToken cancellationToken)
    {
        DeleteContentRequest request = new() { Digest = digest.ToString() };
        await connection.CallAsync(options => _client.DeleteAsync(request, options), scope, connection.Limits.Call, cancellationToken);
    }

    public async Task<IBlobReader> OpenReaderAsync(Digest digest, CancellationToken cancellationToken)
    {
        ContentInfo info = await InfoAsync(digest, cancellationToken);
        return new ProxyBlobReader(connection, _client, scope, digest, info.Size);
    }

    public async Task<IngestStatus> StatusAsync(string @ref, CancellationToken cancellationToken)
    {
        StatusRequest request = new() { Ref = @ref };
        return (await connection.CallAsync(
            options => _client.StatusAsync(request, options), scope, connection.Limits.Call, cancellationToken)).Status.ToRecord();
    }

    public async Task<IReadOnlyList<IngestStatus>> ListStatusesAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        ListStatusesRequest request = new() { Filters = { filters } };
        ListStatusesResponse answer = await connection.CallAsync(
            options => _client.ListStatusesAsync(request, options), scope, connection.Limits.Call, cancellationToken);
        return [.. answer.Statuses.Select(static status => status.ToRecord())];
    }

    public async Task AbortAsync(string @ref, CancellationToken cancellationToken)
    {
        AbortRequest request = new() { Ref = @ref };
        await connection.CallAsync(options => _client.AbortAsync(request, options), scope, connection.Limits.Call, cancellationToken);
    }

    public async Task<IContentWriter> OpenWriterAsync(string @ref, long total, Digest expected, CancellationToken cancellationToken)
        => await ProxyContentWriter.OpenAsync(connection, _client, scope, @ref, total, expected, cancellationToken);

    public void Dispose()
    {
        if (scope is null)
        {
            connection.Dispose();
        }
    }
}
