using System.Text;
using Metadata.Tests.Support;
using PluginHost;
using PluginHost.Bolt;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Leases;
using PluginHost.Oci;
using PluginHost.Plugins;
using PluginHost.Plugins.Metadata;

namespace Metadata.Tests;

public sealed class ContentStoreTests : IAsyncLifetime
{
    private static readonly byte[] Hello = "hello world"u8.ToArray();
    private static readonly Digest HelloDigest = Digest.Of(Hello);

    private readonly MemoryContentStore _backend = new();
    private TestDaemon _daemon = null!;

    public async Task InitializeAsync() => _daemon = await StartAsync(MetadataConfig.Shared);

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task A_blob_is_there_after_its_commit()
    {
        await WriteAsync(Store(), "r", Hello, Texts.Of("a", "1", "empty", ""));
        await _daemon.RestartAsync();
        ContentInfo info = await Store().InfoAsync(HelloDigest, CancellationToken.None);
        await using IBlobReader reader = await Store().OpenReaderAsync(HelloDigest, CancellationToken.None);

        Assert.Equal((HelloDigest, 11, Timestamp.Now(_daemon.Clock)), (info.Digest, info.Size, info.CreatedAt));
        Assert.Equal(Texts.Of("a", "1"), info.Labels);
        Assert.Equal(11, reader.Size);
        Assert.Equal([new ContentCreated(HelloDigest.ToString(), 11)], _daemon.Published);
    }

    [Fact]
    public async Task The_records_have_the_keys_of_containerd()
    {
        await WriteAsync(Store(), "r", Hello);
        await using (await Store().OpenWriterAsync("half", 0, default, CancellationToken.None))
        {
        }

        string[] dump = await _daemon.LookAsync(static t => Dump.Of(t.Bucket("v1")!.Bucket("ns")!.Bucket("content")!));
        ulong sequence = await _daemon.LookAsync(static t
            => t.Bucket("v1")!.Bucket("ns")!.Bucket("content")!.Bucket("ingests")!.Bucket("half")!.Sequence);

        const string now = "010000000ee139b4bf00000000ffff";
        Assert.Equal(
            [
                $"blob/{HelloDigest}/createdat = {now}",
                $"blob/{HelloDigest}/size = 16",
                $"blob/{HelloDigest}/updatedat = {now}",
                "ingests/half/expireat = 010000000ee13b063f00000000ffff",
                "ingests/half/ref = " + Dump.Hex("ns/1/half"),
            ],
            dump);
        Assert.Equal(1UL, sequence);
    }

    [Fact]
    public async Task An_unknown_blob_is_not_found()
    {
        string message = $"content digest {HelloDigest}: not found";
        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => Store().InfoAsync(HelloDigest, CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => Store().DeleteAsync(HelloDigest, CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => Store().OpenReaderAsync(HelloDigest, CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.NotFound, message, () => Store().UpdateAsync(new ContentInfo { Digest = HelloDigest }, [], CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, "content digest : not found", () => Store().InfoAsync(default, CancellationToken.None));
    }

    [Fact]
    public async Task A_blob_of_another_namespace_is_not_found()
    {
        await WriteAsync(Store("other"), "r", Hello);

        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            $"content digest {HelloDigest}: not found",
            () => Store().OpenReaderAsync(HelloDigest, CancellationToken.None));
    }

    [Fact]
    public async Task An_unknown_ingest_is_not_found()
    {
        await Expect.ErrorAsync(ErrorKind.NotFound, "reference r: not found", () => Store().StatusAsync("r", CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, "reference r: not found", () => Store().AbortAsync("r", CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, "reference : not found", () => Store().StatusAsync("", CancellationToken.None));
    }

    [Fact]
    public async Task A_ref_must_not_be_empty()
        => await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "ref must not be empty: invalid argument",
            () => Store().OpenWriterAsync("", 0, default, CancellationToken.None));

    [Fact]
    public async Task An_ingest_is_listed_and_resumed()
    {
        await using (IContentWriter writer = await Store().OpenWriterAsync("r", 11, default, CancellationToken.None))
        {
            await writer.WriteAsync(Hello.AsMemory(0, 5), CancellationToken.None);
            Assert.Equal(("r", 5, 11), (writer.Status.Ref, writer.Status.Offset, writer.Status.Total));
            await Expect.ErrorAsync(
                ErrorKind.Unavailable,
                "ref ns/1/r locked: unavailable",
                () => Store().OpenWriterAsync("r", 0, default, CancellationToken.None));
        }

        await _daemon.RestartAsync();
        IngestStatus listed = Assert.Single(await Store().ListStatusesAsync(["ref==r"], CancellationToken.None));
        Assert.Equal(("r", 5), (listed.Ref, listed.Offset));
        Assert.Empty(await Store().ListStatusesAsync(["ref==x"], CancellationToken.None));
        Assert.Equal(5, (await Store().StatusAsync("r", CancellationToken.None)).Offset);

        await using (IContentWriter writer = await Store().OpenWriterAsync("r", 11, default, CancellationToken.None))
        {
            await writer.WriteAsync(Hello.AsMemory(5), CancellationToken.None);
            await writer.CommitAsync(11, HelloDigest, Texts.None, CancellationToken.None);
        }

        Assert.Empty(await Store().ListStatusesAsync([], CancellationToken.None));
        Assert.Equal(Hello, _backend.Blobs[HelloDigest]);
    }

    [Fact]
    public async Task A_refused_opening_leaves_the_ingest_of_the_other_alone()
    {
        await using IContentWriter writer = await Store().OpenWriterAsync("r", 0, default, CancellationToken.None);
        await Assert.ThrowsAsync<DaemonException>(() => Store().OpenWriterAsync("r", 0, default, CancellationToken.None));

        Assert.Equal("r", (await Store().StatusAsync("r", CancellationToken.None)).Ref);
    }

    [Fact]
    public async Task An_opening_that_the_backend_refuses_leaves_no_record()
    {
        await LeaseAsync("l");
        _backend.Hooks.Throw("before open", DaemonException.Unavailable("backend"));
        await Expect.ErrorAsync(
            ErrorKind.Unavailable,
            "backend: unavailable",
            () => Store(lease: "l").OpenWriterAsync("r", 0, default, CancellationToken.None));

        await Expect.ErrorAsync(ErrorKind.NotFound, "reference r: not found", () => Store().StatusAsync("r", CancellationToken.None));
        Assert.Empty(await _daemon.Metadata.Leases(TestDaemon.In()).ListResourcesAsync("l", CancellationToken.None));
    }

    [Fact]
    public async Task An_aborted_ingest_is_gone_here_and_in_the_backend()
    {
        await using (await Store().OpenWriterAsync("r", 0, default, CancellationToken.None))
        {
        }

        await Store().AbortAsync("r", CancellationToken.None);

        Assert.Empty(_backend.Ingests);
        await Expect.ErrorAsync(ErrorKind.NotFound, "reference r: not found", () => Store().StatusAsync("r", CancellationToken.None));
    }

    [Fact]
    public async Task An_ingest_that_has_vanished_from_the_backend_is_not_listed_and_can_be_aborted()
    {
        await using (await Store().OpenWriterAsync("r", 0, default, CancellationToken.None))
        {
        }

        _backend.Ingests.Clear();

        Assert.Empty(await Store().ListStatusesAsync([], CancellationToken.None));
        await Store().AbortAsync("r", CancellationToken.None);
    }

    [Fact]
    public async Task A_commit_checks_size_and_digest_and_keeps_the_ingest()
    {
        await using (IContentWriter writer = await Store().OpenWriterAsync("r", 0, default, CancellationToken.None))
        {
            await writer.WriteAsync(Hello, CancellationToken.None);
            await Expect.ErrorAsync(
                ErrorKind.FailedPrecondition,
                "\"r\" failed size validation: 11 != 5: failed precondition",
                () => writer.CommitAsync(5, default, Texts.None, CancellationToken.None));
            await Expect.ErrorAsync(
                ErrorKind.FailedPrecondition,
                "unexpected size or digest: failed precondition",
                () => writer.CommitAsync(11, Samples.DigestOf("other"), Texts.None, CancellationToken.None));
        }

        Assert.Equal(11, (await Store().StatusAsync("r", CancellationToken.None)).Offset);
        await WriteAsync(Store(), "r", []);
        Assert.Equal(11, (await Store().InfoAsync(HelloDigest, CancellationToken.None)).Size);
    }

    [Fact]
    public async Task A_label_that_is_too_long_is_refused_before_anything_happens()
    {
        const string message = "info.Labels: label key and value length (5001 bytes) greater than maximum size (4096 bytes), key: k: invalid argument";
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument, message, () => WriteAsync(Store(), "r", Hello, Texts.Of("k", new string('v', 5000))));
        Assert.Empty(_backend.Blobs);
        await WriteAsync(Store(), "r", []);
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            message,
            () => Store().UpdateAsync(
                new ContentInfo { Digest = HelloDigest, Labels = Texts.Of("k", new string('v', 5000)) }, [], CancellationToken.None));
    }

    [Fact]
    public async Task A_closed_writer_does_not_commit()
    {
        IContentWriter writer = await Store().OpenWriterAsync("r", 0, default, CancellationToken.None);
        await writer.DisposeAsync();
        await writer.DisposeAsync();

        await Expect.ErrorAsync(
            ErrorKind.FailedPrecondition,
            "ingest \"r\" is closed: failed precondition",
            () => writer.CommitAsync(0, default, Texts.None, CancellationToken.None));
    }

    [Fact]
    public async Task The_same_bytes_again_exist_already_and_their_ingest_is_gone()
    {
        await WriteAsync(Store(), "r", Hello);
        await LeaseAsync("l");

        await Expect.ErrorAsync(
            ErrorKind.AlreadyExists, $"content {HelloDigest}: already exists", () => WriteAsync(Store(lease: "l"), "r2", Hello));
        Assert.Empty(await Store().ListStatusesAsync([], CancellationToken.None));
        Assert.Empty(_backend.Ingests);
        Assert.Equal(
            [new LeaseResource(HelloDigest.ToString(), "content")],
            await _daemon.Metadata.Leases(TestDaemon.In()).ListResourcesAsync("l", CancellationToken.None));
        Assert.Single(_daemon.Published);
    }

    [Fact]
    public async Task Labels_are_replaced_or_set_one_by_one()
    {
        await WriteAsync(Store(), "r", Hello, Texts.Of("a", "1", "b", "2"));
        _daemon.Clock.Advance(TimeSpan.FromSeconds(1));

        ContentInfo single = await Store().UpdateAsync(
            new ContentInfo { Digest = HelloDigest, Labels = Texts.Of("b", "9", "x.y", "3") },
            ["labels.a", "labels.b", "labels.x.y"],
            CancellationToken.None);
        ContentInfo read = await Store().InfoAsync(HelloDigest, CancellationToken.None);
        ContentInfo all = await Store().UpdateAsync(
            new ContentInfo { Digest = HelloDigest, Labels = Texts.Of("c", "4") }, [], CancellationToken.None);

        Assert.Equal(Texts.Of("b", "9", "x.y", "3"), single.Labels);
        Assert.Equal(single.Labels, read.Labels);
        Assert.Equal((Timestamp.Now(_daemon.Clock), 11), (read.UpdatedAt, read.Size));
        Assert.True(read.CreatedAt < read.UpdatedAt);
        Assert.Equal(Texts.Of("c", "4"), all.Labels);
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            $"cannot update \"size\" field on content info \"{HelloDigest}\": invalid argument",
            () => Store().UpdateAsync(new ContentInfo { Digest = HelloDigest }, ["size"], CancellationToken.None));
    }

    [Fact]
    public async Task A_walk_sees_every_blob_once_and_filters()
    {
        for (int i = 0; i < 250; i++)
        {
            await WriteAsync(Store(), $"r{i}", Encoding.UTF8.GetBytes($"{i}"), Texts.Of("odd", i % 2 == 0 ? "" : "yes"));
        }

        List<ContentInfo> all = await ListAsync();
        Assert.Equal(250, all.Select(static info => info.Digest).Distinct().Count());
        Assert.Equal(250, all.Count);
        Assert.Equal(125, (await ListAsync("labels.odd==yes")).Count);
        Assert.Single(await ListAsync($"digest=={Samples.DigestOf("7")}"));
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument, "filters: parse error: [a==]: expected value or quoted: invalid argument", () => ListAsync("a=="));
    }

    [Fact]
    public async Task A_deleted_blob_is_gone_from_the_namespace_only()
    {
        await WriteAsync(Store(), "r", Hello);
        await WriteAsync(Store("other"), "r", Hello);

        await Store().DeleteAsync(HelloDigest, CancellationToken.None);

        await Assert.ThrowsAsync<DaemonException>(() => Store().InfoAsync(HelloDigest, CancellationToken.None));
        Assert.Equal(11, (await Store("other").InfoAsync(HelloDigest, CancellationToken.None)).Size);
        Assert.Equal(new ContentDeleted(HelloDigest.ToString()), _daemon.Published.Last());
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

    private async Task<List<ContentInfo>> ListAsync(params string[] filters)
    {
        List<ContentInfo> found = [];
        await foreach (ContentInfo info in Store().WalkAsync(filters, CancellationToken.None))
        {
            found.Add(info);
        }

        return found;
    }
}
