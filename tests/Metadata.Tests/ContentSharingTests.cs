using Metadata.Tests.Support;
using PluginHost.Bolt;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Leases;
using PluginHost.Oci;
using PluginHost.Plugins;
using PluginHost.Plugins.Metadata;

namespace Metadata.Tests;

/// <summary>Blobs that stand for bytes, leases, crashes and slow backends.</summary>
public sealed class ContentSharingTests : IAsyncLifetime
{
    private static readonly byte[] Hello = "hello world"u8.ToArray();
    private static readonly Digest HelloDigest = Digest.Of(Hello);

    private readonly MemoryContentStore _backend = new();
    private TestDaemon _daemon = null!;

    public async Task InitializeAsync() => _daemon = await StartAsync(MetadataConfig.Shared);

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task A_writer_for_a_blob_that_is_there_exists_already_and_leases_it()
    {
        await WriteAsync(Store(), "r", Hello);
        await LeaseAsync("l");
        string message = $"content {HelloDigest}: already exists";

        await Expect.ErrorAsync(
            ErrorKind.AlreadyExists, message, () => Store().OpenWriterAsync("r2", 0, HelloDigest, CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.AlreadyExists, message, () => Store(lease: "l").OpenWriterAsync("r2", 0, HelloDigest, CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            "unable to lease content: lease does not exist: not found",
            () => Store(lease: "nope").OpenWriterAsync("r2", 0, HelloDigest, CancellationToken.None));
        Assert.Equal(
            [new LeaseResource(HelloDigest.ToString(), "content")],
            await _daemon.Metadata.Leases(TestDaemon.In()).ListResourcesAsync("l", CancellationToken.None));
    }

    [Fact]
    public async Task An_open_ingest_is_in_the_lease_until_it_is_committed_or_aborted()
    {
        await LeaseAsync("l");
        ILeaseStore leases = _daemon.Metadata.Leases(TestDaemon.In());
        await using (IContentWriter writer = await Store(lease: "l").OpenWriterAsync("r", 0, default, CancellationToken.None))
        {
            Assert.Equal([new LeaseResource("r", "ingests")], await leases.ListResourcesAsync("l", CancellationToken.None));
            await writer.WriteAsync(Hello, CancellationToken.None);
            await writer.CommitAsync(0, default, Texts.None, CancellationToken.None);
        }

        Assert.Equal(
            [new LeaseResource(HelloDigest.ToString(), "content")], await leases.ListResourcesAsync("l", CancellationToken.None));
        await using (await Store(lease: "l").OpenWriterAsync("r2", 0, default, CancellationToken.None))
        {
        }

        await Store(lease: "l").AbortAsync("r2", CancellationToken.None);
        await Store(lease: "l").DeleteAsync(HelloDigest, CancellationToken.None);
        Assert.Empty(await leases.ListResourcesAsync("l", CancellationToken.None));
    }

    [Fact]
    public async Task An_unknown_lease_is_not_found_and_leaves_nothing()
    {
        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            "lease does not exist: not found",
            () => Store(lease: "nope").OpenWriterAsync("r", 0, default, CancellationToken.None));
        await using IContentWriter writer = await Store().OpenWriterAsync("r", 0, default, CancellationToken.None);
        Assert.Single(_backend.Ingests);
    }

    [Fact]
    public async Task An_ingest_under_a_lease_has_no_expiry()
    {
        await LeaseAsync("l");
        await using (await Store().OpenWriterAsync("r", 0, default, CancellationToken.None))
        {
        }

        await using (await Store(lease: "l").OpenWriterAsync("r", 0, default, CancellationToken.None))
        {
        }

        string[] dump = await _daemon.LookAsync(static t => Dump.Of(t.Bucket("v1")!.Bucket("ns")!.Bucket("content")!));
        Assert.Equal(["ingests/r/ref = " + Dump.Hex("ns/1/r")], dump);
    }

    [Fact]
    public async Task A_blob_of_another_namespace_stands_for_the_bytes_of_one_that_knows_its_digest()
    {
        await WriteAsync(Store("other"), "r", Hello);
        int opened = _backend.Hooks.Calls.Count(static call => call == "open");
        await using (IContentWriter writer = await Store().OpenWriterAsync("r", 11, HelloDigest, CancellationToken.None))
        {
            Assert.Equal((11, 11, HelloDigest), (writer.Status.Offset, writer.Status.Total, writer.CurrentDigest));
            await Expect.ErrorAsync(
                ErrorKind.FailedPrecondition,
                "\"r\" failed size validation: 11 != 12: failed precondition",
                () => writer.CommitAsync(12, default, Texts.None, CancellationToken.None));
            await Expect.ErrorAsync(
                ErrorKind.FailedPrecondition,
                "\"r\" unexpected digest: failed precondition",
                () => writer.CommitAsync(11, Samples.DigestOf("x"), Texts.None, CancellationToken.None));
            await writer.CommitAsync(11, HelloDigest, Texts.Of("a", "1"), CancellationToken.None);
        }

        Assert.Equal(Texts.Of("a", "1"), (await Store().InfoAsync(HelloDigest, CancellationToken.None)).Labels);
        Assert.Equal(opened, _backend.Hooks.Calls.Count(static call => call == "open"));
    }

    [Fact]
    public async Task A_wrong_size_makes_an_ordinary_writer()
    {
        await WriteAsync(Store("other"), "r", Hello);

        await using IContentWriter writer = await Store().OpenWriterAsync("r", 12, HelloDigest, CancellationToken.None);

        Assert.Equal((0, 12), (writer.Status.Offset, writer.Status.Total));
    }

    [Fact]
    public async Task An_ingest_without_bytes_is_aborted_without_the_backend()
    {
        await WriteAsync(Store("other"), "r", Hello);
        await using (await Store().OpenWriterAsync("r", 0, HelloDigest, CancellationToken.None))
        {
        }

        string[] dump = await _daemon.LookAsync(static t => Dump.Of(t.Bucket("v1")!.Bucket("ns")!.Bucket("content")!.Bucket("ingests")!));
        Assert.Contains("r/expected = " + Dump.Hex(HelloDigest.ToString()), dump);
        await Store().AbortAsync("r", CancellationToken.None);
        Assert.DoesNotContain("abort", _backend.Hooks.Calls);
    }

    [Fact]
    public async Task Bytes_can_be_appended_to_a_blob_that_stands_for_them()
    {
        await WriteAsync(Store("other"), "r", Hello);
        await using (IContentWriter writer = await Store().OpenWriterAsync("r", 0, HelloDigest, CancellationToken.None))
        {
            await writer.WriteAsync("!"u8.ToArray(), CancellationToken.None);
            Assert.Equal((12, Digest.Of("hello world!"u8)), (writer.Status.Offset, writer.CurrentDigest));
            await writer.CommitAsync(12, default, Texts.None, CancellationToken.None);
        }

        Assert.Equal("hello world!"u8.ToArray(), _backend.Blobs[Digest.Of("hello world!"u8)]);
        Assert.Equal(Hello, _backend.Blobs[HelloDigest]);
        await Assert.ThrowsAsync<DaemonException>(() => Store().InfoAsync(HelloDigest, CancellationToken.None));
    }

    [Fact]
    public async Task A_blob_that_stands_for_bytes_can_be_cut()
    {
        await WriteAsync(Store("other"), "r", Hello);
        await using (IContentWriter writer = await Store().OpenWriterAsync("r", 0, HelloDigest, CancellationToken.None))
        {
            await writer.TruncateAsync(5, CancellationToken.None);
            Assert.Equal((5, Digest.Of("hello"u8)), (writer.Status.Offset, writer.CurrentDigest));
            await writer.TruncateAsync(0, CancellationToken.None);
            await writer.WriteAsync("new"u8.ToArray(), CancellationToken.None);
            await writer.CommitAsync(3, default, Texts.None, CancellationToken.None);
        }

        Assert.Equal(3, (await Store().InfoAsync(Digest.Of("new"u8), CancellationToken.None)).Size);
    }

    [Fact]
    public async Task An_ingest_that_got_bytes_of_its_own_is_resumed_with_them()
    {
        await WriteAsync(Store("other"), "r", Hello);
        await using (IContentWriter writer = await Store().OpenWriterAsync("r", 0, HelloDigest, CancellationToken.None))
        {
            await writer.WriteAsync("!"u8.ToArray(), CancellationToken.None);
        }

        await using (IContentWriter writer = await Store().OpenWriterAsync("r", 0, default, CancellationToken.None))
        {
            Assert.Equal(12, writer.Status.Offset);
        }

        await Store().AbortAsync("r", CancellationToken.None);
        Assert.Empty(_backend.Ingests);
    }

    [Fact]
    public async Task Under_isolation_the_bytes_must_come()
    {
        await using TestDaemon isolated = await StartAsync(MetadataConfig.Isolated);
        await WriteAsync(isolated.Metadata.Content(TestDaemon.In("other")), "r", Hello);
        IContentStore store = isolated.Metadata.Content(TestDaemon.In());
        await using (IContentWriter writer = await store.OpenWriterAsync("r", 11, HelloDigest, CancellationToken.None))
        {
            Assert.Equal((0, Digest.Of([])), (writer.Status.Offset, writer.CurrentDigest));
            await writer.WriteAsync(Hello, CancellationToken.None);
            await writer.CommitAsync(11, HelloDigest, Texts.None, CancellationToken.None);
        }

        Assert.Equal(11, (await store.InfoAsync(HelloDigest, CancellationToken.None)).Size);
    }

    [Fact]
    public async Task Under_isolation_a_namespace_may_share_what_it_has()
    {
        await using TestDaemon isolated = await StartAsync(MetadataConfig.Isolated);
        await isolated.Metadata.Namespaces.CreateAsync(
            "other", Texts.Of("containerd.io/namespace.shareable", "true"), CancellationToken.None);
        await WriteAsync(isolated.Metadata.Content(TestDaemon.In("other")), "r", Hello);
        await WriteAsync(isolated.Metadata.Content(TestDaemon.In("third")), "r", "secret"u8.ToArray());
        IContentStore store = isolated.Metadata.Content(TestDaemon.In());

        await using IContentWriter shared = await store.OpenWriterAsync("r", 11, HelloDigest, CancellationToken.None);
        await using IContentWriter alone = await store.OpenWriterAsync("s", 6, Samples.DigestOf("secret"), CancellationToken.None);

        Assert.Equal((11, 0), (shared.Status.Offset, alone.Status.Offset));
    }

    [Fact]
    public async Task A_crash_between_backend_and_record_loses_only_what_was_not_acknowledged()
    {
        TaskCompletionSource crashed = new();
        _backend.Hooks.On("after commit", () =>
        {
            crashed.SetResult();
            return new TaskCompletionSource().Task;
        });
        Task write = WriteAsync(Store(), "r", Hello);
        await crashed.Task;
        await _daemon.RestartAsync();
        _backend.Hooks.Clear();

        Assert.False(write.IsCompleted);
        await Assert.ThrowsAsync<DaemonException>(() => Store().InfoAsync(HelloDigest, CancellationToken.None));
        await using (IContentWriter writer = await Store().OpenWriterAsync("r", 11, HelloDigest, CancellationToken.None))
        {
            Assert.Equal(11, writer.Status.Offset);
            await writer.CommitAsync(11, HelloDigest, Texts.None, CancellationToken.None);
        }

        Assert.Equal(11, (await Store().InfoAsync(HelloDigest, CancellationToken.None)).Size);
    }

    [Fact]
    public async Task A_writer_of_one_ref_does_not_wait_for_a_backend_that_hangs_on_another()
    {
        TaskCompletionSource hanging = new();
        TaskCompletionSource reached = new();
        _backend.Hooks.On("before open", () =>
        {
            reached.TrySetResult();
            return hanging.Task;
        });
        Task<IContentWriter> stuck = Store().OpenWriterAsync("r", 0, default, CancellationToken.None);
        await reached.Task;
        _backend.Hooks.Clear();

        await WriteAsync(Store(), "r2", Hello).WaitAsync(TimeSpan.FromSeconds(30));
        await _daemon.Metadata.Images(TestDaemon.In()).CreateAsync(Samples.Image("x"), null, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(30));
        hanging.SetResult();
        await (await stuck).DisposeAsync();
    }

    [Fact]
    public async Task A_commit_whose_caller_has_gone_after_the_backend_is_carried_through()
    {
        using CancellationTokenSource source = new();
        _backend.Hooks.On("after commit", source.CancelAsync);
        await using IContentWriter writer = await Store().OpenWriterAsync("r", 0, default, CancellationToken.None);
        await writer.WriteAsync(Hello, CancellationToken.None);
        await writer.CommitAsync(0, default, Texts.None, source.Token);

        Assert.Equal(11, (await Store().InfoAsync(HelloDigest, CancellationToken.None)).Size);
    }

    private static async Task WriteAsync(
        IContentStore store, string @ref, byte[] bytes, IReadOnlyDictionary<string, string>? labels = null)
    {
        await using IContentWriter writer = await store.OpenWriterAsync(@ref, 0, default, CancellationToken.None);
        await writer.WriteAsync(bytes, CancellationToken.None);
        await writer.CommitAsync(0, default, labels ?? Texts.None, CancellationToken.None);
    }

    private async Task<TestDaemon> StartAsync(string policy)
    {
        TestDaemon daemon = new() { Config = new MetadataConfig { ContentSharingPolicy = policy } };
        daemon.Plugins.With(PluginTypes.Content, "content", _backend);
        await daemon.OpenAsync();
        return daemon;
    }

    private Task<Lease> LeaseAsync(string id) => _daemon.Metadata.Leases(TestDaemon.In()).CreateAsync(id, Texts.None, CancellationToken.None);

    private IContentStore Store(string @namespace = "ns", string? lease = null) => _daemon.Metadata.Content(TestDaemon.In(@namespace, lease));
}
