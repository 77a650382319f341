using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Content;
using PluginHost.Oci;
using PluginHost.Plugins.Content;

namespace Content.Tests;

/// <summary>A store in a directory of its own, which can be opened anew as after a crash.</summary>
public abstract class StoreFixture : IDisposable
{
    protected static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    protected string Root { get; } = Directory.CreateTempSubdirectory("content-").FullName;

    protected static CancellationToken Token => CancellationToken.None;

    protected IContentStore Open() => LocalContentStore.Open(Root, TimeProvider.System, NullLogger.Instance);

    protected static async Task<Digest> CommitAsync(IContentStore store, string @ref, byte[] content)
    {
        Digest digest = Digest.Of(content);
        await using IContentWriter writer = await store.OpenWriterAsync(@ref, content.Length, digest, Token);
        await writer.WriteAsync(content, Token);
        await writer.CommitAsync(content.Length, digest, NoLabels, Token);
        return digest;
    }

    protected static async Task<byte[]> ReadAsync(IContentStore store, Digest digest)
    {
        await using IBlobReader reader = await store.OpenReaderAsync(digest, Token);
        byte[] content = new byte[reader.Size];
        int count = 0;
        while (count < content.Length)
        {
            count += await reader.ReadAsync(content.AsMemory(count), count, Token);
        }

        return content;
    }

    protected static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }
}
