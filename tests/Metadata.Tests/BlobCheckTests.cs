using Metadata.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Bolt;
using PluginHost.Conformance.Plugins;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;
using PluginHost.Plugins;
using PluginHost.Plugins.Metadata;
using PluginHost.Plugins.Metadata.Content.Check;

namespace Metadata.Tests;

public sealed class BlobCheckTests : IAsyncLifetime
{
    private GcWorld _world = null!;

    public async Task InitializeAsync() => _world = await GcWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_whole_store_has_no_findings()
    {
        await _world.BlobAsync("a");
        await _world.BlobAsync("b", @namespace: "other");

        (CheckSummary summary, BlobFinding[] findings) = await RunAsync(workers: 3);

        Assert.Empty(findings);
        Assert.Equal(new CheckSummary(2, 2, 0, 0, 3), summary);
    }

    [Fact]
    public async Task Each_kind_of_fault_is_told_with_bytes_digests_and_holders()
    {
        foreach (string text in (string[])["flipped", "shorter", "lost", "whole"])
        {
            await _world.BlobAsync(text);
        }

        await _world.BlobAsync("flipped", @namespace: "other");
        _world.Content.Blobs[GcWorld.DigestOf("flipped")] = "flopped"u8.ToArray();
        _world.Content.Blobs[GcWorld.DigestOf("shorter")] = "short"u8.ToArray();
        _world.Content.Blobs.TryRemove(GcWorld.DigestOf("lost"), out _);
        _world.Content.Blobs[GcWorld.DigestOf("orphan")] = "orphan"u8.ToArray();

        (CheckSummary summary, BlobFinding[] findings) = await RunAsync();

        Assert.Equal(4, findings.Length);
        BlobFinding flipped = Of(findings, "flipped");
        Assert.Equal((BlobFault.Damaged, 7L, 7L, GcWorld.DigestOf("flopped")), (flipped.Fault, flipped.ExpectedBytes, flipped.FoundBytes, flipped.FoundDigest));
        Assert.Equal(["ns", "other"], flipped.Namespaces);
        BlobFinding shorter = Of(findings, "shorter");
        Assert.Equal((BlobFault.Damaged, 7L, 5L, GcWorld.DigestOf("short")), (shorter.Fault, shorter.ExpectedBytes, shorter.FoundBytes, shorter.FoundDigest));
        BlobFinding lost = Of(findings, "lost");
        Assert.Equal((BlobFault.Missing, 4L, null), (lost.Fault, lost.ExpectedBytes, lost.FoundBytes));
        BlobFinding orphan = Of(findings, "orphan");
        Assert.Equal((BlobFault.Orphaned, null, 6L), (orphan.Fault, orphan.ExpectedBytes, orphan.FoundBytes));
        Assert.Equal((3, 1, 4), (summary.Faults, summary.Orphans, summary.Blobs));
    }

    [Fact]
    public async Task The_images_from_which_labels_lead_to_a_damaged_blob_are_named()
    {
        await _world.BlobAsync("layer");
        await _world.BlobAsync("manifest", Texts.Of("containerd.io/gc.ref.content.l.0", GcWorld.DigestOf("layer").ToString()));
        await _world.ImageAsync("direct", "layer");
        await _world.ImageAsync("by/manifest:1", "manifest");
        await _world.ImageAsync("unconcerned", "other");
        _world.Content.Blobs[GcWorld.DigestOf("layer")] = "LAYER"u8.ToArray();

        (_, BlobFinding[] findings) = await RunAsync();

        Assert.Equal(["ns/by/manifest:1", "ns/direct"], Assert.Single(findings).Images);
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_read()
    {
        await _world.BlobAsync("a", Texts.Of("x", "1"));
        await _world.BlobAsync("b", @namespace: "other");
        _world.Content.Blobs[GcWorld.DigestOf("orphan")] = "orphan"u8.ToArray();

        Assert.Equal(1, (await RunAsync(filters: "labels.x==1")).Summary.Blobs);
        Assert.Equal(1, (await RunAsync(@namespace: "other")).Summary.Blobs);
        Assert.Equal(0, (await RunAsync(@namespace: "other", filters: "labels.x==1")).Summary.Blobs);
        (CheckSummary summary, BlobFinding[] findings) = await RunAsync(filters: $"digest==\"{GcWorld.DigestOf("orphan")}\"");
        Assert.Equal((1, 1), (summary.Blobs, summary.Orphans));
        Assert.Equal(BlobFault.Orphaned, Assert.Single(findings).Fault);
        await Expect.ErrorAsync(ErrorKind.NotFound, "namespace \"nowhere\": not found", () => RunAsync(@namespace: "nowhere"));
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument, "filters: parse error: [x==]: expected value or quoted: invalid argument", () => RunAsync(filters: "x=="));
    }

    [Fact]
    public async Task A_blob_that_an_open_ingest_stands_on_is_no_orphan()
    {
        await _world.BlobAsync("a");
        await using IContentWriter shared = await _world.Store(@namespace: "other").OpenWriterAsync("r", 0, GcWorld.DigestOf("a"), CancellationToken.None);
        await _world.Store().DeleteAsync(GcWorld.DigestOf("a"), CancellationToken.None);

        Assert.Empty((await RunAsync()).Findings);
    }

    [Fact]
    public async Task A_blob_that_is_deleted_during_the_check_is_no_fault()
    {
        await _world.BlobAsync("a");
        Source source = new(new StoreBlobs(_world.Content))
        {
            Opening = async digest =>
            {
                await _world.Store().DeleteAsync(digest, CancellationToken.None);
                _world.Content.Blobs.TryRemove(digest, out _);
            },
        };

        Assert.Empty((await RunAsync(source: source)).Findings);
    }

    [Fact]
    public async Task A_blob_whose_record_comes_during_the_check_is_no_orphan()
    {
        _world.Content.Blobs[GcWorld.DigestOf("a")] = "a"u8.ToArray();
        Source source = new(new StoreBlobs(_world.Content)) { Opening = _ => _world.BlobAsync("a") };

        Assert.Empty((await RunAsync(source: source)).Findings);
    }

    [Fact]
    public async Task As_many_blobs_as_asked_for_are_read_at_the_same_time()
    {
        const int Workers = 5;
        foreach (int number in Enumerable.Range(0, 20))
        {
            await _world.BlobAsync($"blob {number}");
        }

        int open = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Source source = new(new StoreBlobs(_world.Content))
        {
            Opening = async _ =>
            {
                if (Interlocked.Increment(ref open) == Workers)
                {
                    all.SetResult();
                }

                await all.Task.WaitAsync(TimeSpan.FromSeconds(60));
            },
        };

        Assert.Equal(20, (await RunAsync(workers: Workers, source: source)).Summary.Blobs);
    }

    [Fact]
    public async Task A_blob_that_cannot_be_read_is_named_and_the_rest_is_checked()
    {
        await _world.BlobAsync("bad");
        await _world.BlobAsync("good");
        Source source = new(new StoreBlobs(_world.Content))
        {
            Opening = digest => digest == GcWorld.DigestOf("bad") ? throw new IOException("Input/output error") : Task.CompletedTask,
        };

        (CheckSummary summary, BlobFinding[] findings) = await RunAsync(source: source);

        BlobFinding bad = Assert.Single(findings);
        Assert.Equal((BlobFault.Unreadable, GcWorld.DigestOf("bad"), "Input/output error"), (bad.Fault, bad.Digest, bad.Error));
        Assert.Equal((1, 1), (summary.Blobs, summary.Faults));
    }

    [Fact]
    public async Task A_blob_that_has_lost_bytes_is_not_opened()
    {
        await _world.BlobAsync("shorter");
        _world.Content.Blobs[GcWorld.DigestOf("shorter")] = "short"u8.ToArray();

        await Expect.ErrorAsync(
            ErrorKind.DataLoss,
            $"content {GcWorld.DigestOf("shorter")} has 5 bytes in the content store, 7 are recorded: data loss",
            () => _world.Store().OpenReaderAsync(GcWorld.DigestOf("shorter"), CancellationToken.None));
    }

    [Fact]
    public async Task A_blob_that_has_lost_bytes_is_not_handed_on_to_another_namespace()
    {
        await _world.BlobAsync("shorter");
        _world.Content.Blobs[GcWorld.DigestOf("shorter")] = "short"u8.ToArray();

        await using IContentWriter writer = await _world.Store(@namespace: "other").OpenWriterAsync(
            "r", 0, GcWorld.DigestOf("shorter"), CancellationToken.None);
        Assert.Equal(0, writer.Status.Offset);
    }

    private static BlobFinding Of(BlobFinding[] findings, string text) => Assert.Single(findings, finding => finding.Digest == GcWorld.DigestOf(text));

    private async Task<(CheckSummary Summary, BlobFinding[] Findings)> RunAsync(
        int workers = 2, string @namespace = "", string? filters = null, IBlobSource? source = null)
    {
        List<BlobFinding> findings = [];
        BlobCheck check = source is null
            ? BlobCheck.Of(new PluginTable().With(PluginTypes.Metadata, "bolt", _world.Daemon.Metadata))
            : new BlobCheck(View, source, NullLogger.Instance);
        CheckSummary summary = await check.RunAsync(
            new CheckOptions(workers, @namespace, filters is null ? [] : [filters]),
            finding =>
            {
                findings.Add(finding);
                return Task.CompletedTask;
            },
            CancellationToken.None);
        return (summary, [.. findings]);
    }

    private object View(Func<Transaction, object> read) => ((BoltMetadata)_world.Daemon.Metadata).File.View(read);

    /// <summary>A source in which a test can step in before a blob is opened.</summary>
    private sealed class Source(IBlobSource inner) : IBlobSource
    {
        public required Func<Digest, Task> Opening { get; init; }

        public IAsyncEnumerable<Digest> WalkAsync(CancellationToken cancellationToken) => inner.WalkAsync(cancellationToken);

        public async Task<IBlobReader> OpenAsync(Digest digest, CancellationToken cancellationToken)
        {
            await Opening(digest);
            return await inner.OpenAsync(digest, cancellationToken);
        }
    }
}
