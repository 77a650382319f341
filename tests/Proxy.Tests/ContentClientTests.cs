using System.Security.Cryptography;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;
using PluginHost.Plugins.Proxy;
using PluginHost.Plugins.Proxy.Content;

namespace Proxy.Tests;

/// <summary>The client of a content store, against containerd's local store in its own process.</summary>
public sealed class ContentClientTests : IAsyncLifetime
{
    private const string Needs = VendorProcess.Source;
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    private readonly CancellationToken _deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;
    private VendorProcess _vendor = null!;

    private ProxyContentStore Store { get; set; } = null!;

    public Task InitializeAsync()
    {
        (_vendor, Store) = Connections.ContentStore();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        Store.Dispose();
        await _vendor.DisposeAsync();
    }

    [RequiresFact("go", Needs)]
    public async Task A_blob_larger_than_a_message_is_written_and_read_in_pieces()
    {
        await _vendor.StartAsync();
        byte[] bytes = RandomNumberGenerator.GetBytes((20 << 20) + 7);
        Digest digest = Digest.Of(bytes);

        await using (IContentWriter writer = await Store.OpenWriterAsync("r", bytes.Length, digest, _deadline))
        {
            await writer.WriteAsync(bytes, _deadline);
            Assert.Equal((bytes.Length, digest), (writer.Status.Offset, writer.CurrentDigest));
            await writer.CommitAsync(bytes.Length, digest, NoLabels, _deadline);
        }

        Assert.Equal(bytes.Length, (await Store.InfoAsync(digest, _deadline)).Size);
        await using IBlobReader reader = await Store.OpenReaderAsync(digest, _deadline);
        Assert.Equal(bytes.Length, reader.Size);
        byte[] read = new byte[bytes.Length];
        Assert.Equal(bytes.Length, await reader.ReadAsync(read, 0, _deadline));
        Assert.Equal(bytes, read);
        Assert.Equal(10, await reader.ReadAsync(read.AsMemory(0, 100), bytes.Length - 10, _deadline));
        Assert.Equal(bytes[^10..], read[..10]);
        Assert.Equal(0, await reader.ReadAsync(read, bytes.Length, _deadline));
        Assert.Equal(0, await reader.ReadAsync(read, bytes.Length + 5, _deadline));
    }

    [RequiresFact("go", Needs)]
    public async Task An_ingest_is_resumed_where_it_was_left_and_can_start_anew()
    {
        await _vendor.StartAsync();
        await using (IContentWriter first = await Store.OpenWriterAsync("r", 0, default, _deadline))
        {
            await first.WriteAsync("hello"u8.ToArray(), _deadline);
        }

        await using IContentWriter writer = await Store.OpenWriterAsync("r", 0, default, _deadline);
        Assert.Equal((5, Digest.Of("hello"u8)), (writer.Status.Offset, writer.CurrentDigest));
        Assert.Equal(5, (await Store.StatusAsync("r", _deadline)).Offset);
        await writer.TruncateAsync(0, _deadline);
        Assert.Equal((0, Digest.Of([])), (writer.Status.Offset, writer.CurrentDigest));
        await FailsAsync(ErrorKind.Unknown, () => writer.TruncateAsync(3, _deadline));
        await writer.WriteAsync("other"u8.ToArray(), _deadline);
        await writer.CommitAsync(5, Digest.Of("other"u8), NoLabels, _deadline);
        await FailsAsync(ErrorKind.FailedPrecondition, () => writer.CommitAsync(5, default, NoLabels, _deadline));

        Assert.Equal([Digest.Of("other"u8)], await BlobsAsync());
        Assert.Empty(await Store.ListStatusesAsync([], _deadline));
    }

    [RequiresFact("go", Needs)]
    public async Task Ingests_are_listed_filtered_and_aborted()
    {
        await _vendor.StartAsync();
        foreach (string name in (string[])["a", "b"])
        {
            await using IContentWriter writer = await Store.OpenWriterAsync(name, 10, default, _deadline);
            await writer.WriteAsync("xyz"u8.ToArray(), _deadline);
        }

        Assert.Equal(["a", "b"], (await Store.ListStatusesAsync([], _deadline)).Select(static status => status.Ref).Order());
        IngestStatus only = Assert.Single(await Store.ListStatusesAsync(["ref==b"], _deadline));
        Assert.Equal((3, 10), (only.Offset, only.Total));
        Assert.False(only.StartedAt.IsZero);
        await Store.AbortAsync("a", _deadline);
        await FailsAsync(ErrorKind.NotFound, () => Store.StatusAsync("a", _deadline));
    }

    [RequiresFact("go", Needs)]
    public async Task Blobs_are_listed_labelled_and_deleted()
    {
        await _vendor.StartAsync();
        Digest one = await WriteAsync("one", new Dictionary<string, string> { ["n"] = "1" });
        Digest two = await WriteAsync("two", NoLabels);

        Assert.Equal(new[] { one, two }.ToHashSet(), (await BlobsAsync()).ToHashSet());
        Assert.Equal([one], await BlobsAsync("labels.n==1"));
        ContentInfo changed = await Store.UpdateAsync(
            new ContentInfo { Digest = two, Labels = new Dictionary<string, string> { ["n"] = "2", ["m"] = "3" } }, ["labels.n"], _deadline);
        Assert.Equal(new Dictionary<string, string> { ["n"] = "2" }, changed.Labels);
        await Store.DeleteAsync(one, _deadline);
        Assert.Equal([two], await BlobsAsync());
    }

    [RequiresFact("go", Needs)]
    public async Task Refusals_have_the_kind_and_text_of_the_process()
    {
        await _vendor.StartAsync();
        Digest there = await WriteAsync("there", NoLabels);
        Digest missing = Digest.Of("missing"u8);

        Assert.EndsWith(": not found", (await FailsAsync(ErrorKind.NotFound, () => Store.InfoAsync(missing, _deadline))).Message, StringComparison.Ordinal);
        await FailsAsync(ErrorKind.NotFound, () => Store.OpenReaderAsync(missing, _deadline));
        await FailsAsync(ErrorKind.AlreadyExists, () => Store.OpenWriterAsync("again", 5, there, _deadline));
        await using IContentWriter open = await Store.OpenWriterAsync("held", 0, default, _deadline);
        DaemonException locked = await FailsAsync(ErrorKind.Unavailable, () => Store.OpenWriterAsync("held", 0, default, _deadline));
        Assert.Contains("locked", locked.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy plugin", locked.Message, StringComparison.Ordinal);
        await open.WriteAsync("x"u8.ToArray(), _deadline);
        await FailsAsync(ErrorKind.FailedPrecondition, () => open.CommitAsync(1, missing, NoLabels, _deadline));
    }

    [RequiresFact("go", Needs)]
    public async Task A_writer_whose_process_dies_fails_and_the_ingest_is_resumed_with_the_next()
    {
        await _vendor.StartAsync();
        await using IContentWriter writer = await Store.OpenWriterAsync("r", 0, default, _deadline);
        await writer.WriteAsync("hello "u8.ToArray(), _deadline);
        await _vendor.KillAsync();

        string named = Texts.Named("content", _vendor);
        DaemonException error = await FailsAsync(ErrorKind.Unavailable, () => writer.WriteAsync("world"u8.ToArray(), _deadline).AsTask());
        Assert.StartsWith($"{named}Write: ", error.Message, StringComparison.Ordinal);
        await FailsAsync(ErrorKind.Unavailable, () => writer.CommitAsync(0, default, NoLabels, _deadline));
        await writer.DisposeAsync();

        await _vendor.StartAsync();
        await using IContentWriter again = await Store.OpenWriterAsync("r", 0, default, _deadline);
        Assert.Equal(6, again.Status.Offset);
        await again.WriteAsync("world"u8.ToArray(), _deadline);
        await again.CommitAsync(11, Digest.Of("hello world"u8), NoLabels, _deadline);
    }

    [RequiresFact("go", Needs)]
    public async Task A_writer_and_a_reader_of_a_process_that_hangs_end()
    {
        await _vendor.StartAsync();
        Digest digest = await WriteAsync("blob", NoLabels);
        using ProxyContentStore store = new(Connections.To(
            "content", _vendor, new ProxyLimits(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1))));
        await using IContentWriter writer = await store.OpenWriterAsync("r", 0, default, _deadline);
        await using IBlobReader reader = await store.OpenReaderAsync(digest, _deadline);
        await _vendor.HangAsync();

        await FailsAsync(ErrorKind.DeadlineExceeded, () => writer.WriteAsync(new byte[1 << 20], _deadline).AsTask());
        await FailsAsync(ErrorKind.DeadlineExceeded, () => reader.ReadAsync(new byte[4], 0, _deadline).AsTask());
        await FailsAsync(ErrorKind.DeadlineExceeded, async () => _ = await store.WalkAsync([], _deadline).GetAsyncEnumerator(_deadline).MoveNextAsync());
        await writer.DisposeAsync();

        _vendor.GoOn();
        byte[] read = new byte[4];
        Assert.Equal(4, await reader.ReadAsync(read, 0, _deadline));
        Assert.Equal("blob"u8.ToArray(), read);
    }

    [RequiresFact("go", Needs)]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        await _vendor.StartAsync();
        _vendor.Hold(HoldPoint.Before, "Info");
        using CancellationTokenSource caller = new();
        Task call = Store.InfoAsync(Digest.Of("x"u8), caller.Token);
        await _vendor.HeldAsync(HoldPoint.Before, "Info");

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static async Task<DaemonException> FailsAsync(ErrorKind kind, Func<Task> call)
    {
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(call);
        Assert.True(kind == error.Kind, $"{error.Kind}: {error.Message}");
        return error;
    }

    private async Task<Digest> WriteAsync(string text, IReadOnlyDictionary<string, string> labels)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        await using IContentWriter writer = await Store.OpenWriterAsync(text, 0, default, _deadline);
        await writer.WriteAsync(bytes, _deadline);
        await writer.CommitAsync(bytes.Length, default, labels, _deadline);
        return Digest.Of(bytes);
    }

    private async Task<IReadOnlyList<Digest>> BlobsAsync(params string[] filters)
    {
        List<Digest> found = [];
        await foreach (ContentInfo info in Store.WalkAsync(filters, _deadline))
        {
            found.Add(info.Digest);
        }

        return found;
    }
}
