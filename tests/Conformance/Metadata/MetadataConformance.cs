using PluginHost.Conformance.Support;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Leases;
using PluginHost.Oci;

namespace PluginHost.Conformance.Metadata;

/// <summary>
/// All that the metadata has to do on top of a content store and a snapshotter: namespaces, and what a collection keeps (containerd
/// core/metadata). How the stores behave through it is for the suites of these: derive from them, too.
/// </summary>
public abstract class MetadataConformance : MetadataNamespaceCases
{
    private static readonly RequestScope Scope = In("one");

    [SuiteFact]
    public async Task A_collection_takes_what_nothing_refers_to()
    {
        Digest blob = await AddAsync(Scope, "garbage");
        await CommittedAsync(Scope, "snapshot");

        await Metadata.CollectAsync(Deadline);

        Assert.False(await HasAsync(Scope, blob));
        Assert.Empty(await SnapshotNamesAsync(Scope));
    }

    [SuiteFact]
    public async Task Roots_and_what_they_refer_to_stay()
    {
        Digest layer = await AddAsync(Scope, "layer");
        Digest config = await AddAsync(Scope, "config", ($"containerd.io/gc.ref.snapshot.{SnapshotterName}", "unpacked"));
        Digest manifest = await AddAsync(
            Scope, "manifest", ("containerd.io/gc.ref.content.config", config.ToString()), ("containerd.io/gc.ref.content.l.0", layer.ToString()));
        Digest root = await AddAsync(Scope, "root", (Root, "now"));
        Digest garbage = await AddAsync(Scope, "garbage");
        await CommittedAsync(Scope, "base");
        await CommittedAsync(Scope, "unpacked", "base");
        await CommittedAsync(Scope, "kept", "", (Root, "now"));
        await CommittedAsync(Scope, "unused", "base");
        await Metadata.Images(Scope).CreateAsync(ImageOf("image", manifest), null, Deadline);

        await Metadata.CollectAsync(Deadline);

        foreach (Digest digest in (Digest[])[layer, config, manifest, root])
        {
            Assert.True(await HasAsync(Scope, digest), digest.ToString());
        }

        Assert.False(await HasAsync(Scope, garbage));
        Assert.Equal(["base", "kept", "unpacked"], await SnapshotNamesAsync(Scope));

        await Metadata.Images(Scope).DeleteAsync("image", null, Deadline);
        await Metadata.CollectAsync(Deadline);

        Assert.False(await HasAsync(Scope, layer) || await HasAsync(Scope, config) || await HasAsync(Scope, manifest));
        Assert.True(await HasAsync(Scope, root));
        Assert.Equal(["kept"], await SnapshotNamesAsync(Scope));
    }

    [SuiteFact]
    public async Task A_lease_keeps_what_is_made_under_it()
    {
        await Metadata.Leases(Scope).CreateAsync("lease", NoLabels, Deadline);
        RequestScope leased = In("one", "lease");
        Digest blob = await AddAsync(leased, "leased");
        await CommittedAsync(leased, "snapshot");
        await using (IContentWriter writer = await Metadata.Content(leased).OpenWriterAsync("half", 0, default, Deadline))
        {
            await writer.WriteAsync("half"u8.ToArray(), Deadline);
        }

        await Metadata.CollectAsync(Deadline);

        Assert.Equal(
            [
                new LeaseResource(blob.ToString(), "content"), new LeaseResource("half", "ingests"),
                new LeaseResource("snapshot", $"snapshots/{SnapshotterName}"),
            ],
            await Metadata.Leases(Scope).ListResourcesAsync("lease", Deadline));
        Assert.True(await HasAsync(Scope, blob));
        Assert.Equal(["snapshot"], await SnapshotNamesAsync(Scope));
        Assert.Equal(4, (await Metadata.Content(Scope).StatusAsync("half", Deadline)).Offset);

        await Metadata.Leases(Scope).DeleteAsync("lease", Deadline);
        await Metadata.CollectAsync(Deadline);

        Assert.False(await HasAsync(Scope, blob));
        Assert.Empty(await SnapshotNamesAsync(Scope));
        await FailsAsync(ErrorKind.NotFound, () => Metadata.Content(Scope).StatusAsync("half", Deadline));
    }

    [SuiteFact]
    public async Task A_resource_can_be_attached_to_a_lease_and_detached()
    {
        ILeaseStore leases = Metadata.Leases(Scope);
        await leases.CreateAsync("lease", NoLabels, Deadline);
        Digest blob = await AddAsync(Scope, "attached");
        LeaseResource resource = new(blob.ToString(), "content");
        await leases.AddResourceAsync("lease", resource, Deadline);

        await Metadata.CollectAsync(Deadline);
        Assert.True(await HasAsync(Scope, blob));
        await leases.DeleteResourceAsync("lease", resource, Deadline);
        await Metadata.CollectAsync(Deadline);

        Assert.False(await HasAsync(Scope, blob));
        await FailsAsync(ErrorKind.NotFound, () => leases.AddResourceAsync("missing", resource, Deadline));
        await FailsAsync(ErrorKind.NotImplemented, () => leases.AddResourceAsync("lease", new LeaseResource("x", "things"), Deadline));
    }

    [SuiteFact]
    public async Task A_lease_that_has_expired_keeps_nothing()
    {
        await Metadata.Leases(Scope).CreateAsync(
            "lease", new Dictionary<string, string> { ["containerd.io/gc.expire"] = "2020-01-01T00:00:00Z" }, Deadline);
        Digest blob = await AddAsync(In("one", "lease"), "leased");

        await Metadata.CollectAsync(Deadline);

        Assert.False(await HasAsync(Scope, blob));
        Assert.Empty(await Metadata.Leases(Scope).ListAsync([], Deadline));
    }

    [SuiteFact]
    public async Task A_lease_that_is_not_there_is_not_found_and_nothing_is_made()
    {
        RequestScope scope = In("one", "missing");

        await FailsAsync(ErrorKind.NotFound, () => Metadata.Content(scope).OpenWriterAsync("ref", 0, default, Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Snapshots(scope).PrepareAsync("key", "", NoLabels, Deadline));

        Assert.Empty(await Metadata.Content(Scope).ListStatusesAsync([], Deadline));
        Assert.Empty(await SnapshotNamesAsync(Scope));
    }

    [SuiteFact]
    public async Task Collections_beside_writers_take_nothing_that_is_in_use()
    {
        await Metadata.Leases(Scope).CreateAsync("lease", NoLabels, Deadline);
        RequestScope leased = In("one", "lease");
        using CancellationTokenSource done = new();
        Task collecting = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    await Metadata.CollectAsync(Deadline);
                }
            },
            Deadline);

        Digest[] digests = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => AddAsync(leased, $"blob {i}")));
        foreach (int i in Enumerable.Range(0, 5))
        {
            await CommittedAsync(leased, $"snapshot-{i}", i == 0 ? "" : $"snapshot-{i - 1}");
        }

        await done.CancelAsync();
        await collecting;
        foreach (Digest digest in digests)
        {
            Assert.True(await HasAsync(Scope, digest), digest.ToString());
        }

        Assert.Equal(5, (await SnapshotNamesAsync(Scope)).Count);
    }

    [SuiteFact]
    public async Task What_was_made_outlives_the_metadata()
    {
        await Metadata.Leases(Scope).CreateAsync("lease", NoLabels, Deadline);
        Digest blob = await AddAsync(In("one", "lease"), "blob", ("a", "1"));
        await Metadata.Images(Scope).CreateAsync(ImageOf("image", blob), null, Deadline);
        await CommittedAsync(In("one", "lease"), "snapshot");

        await ReopenAsync();
        await Metadata.CollectAsync(Deadline);

        Assert.Equal("1", (await Metadata.Content(Scope).InfoAsync(blob, Deadline)).Labels["a"]);
        Assert.Equal(blob, (await Metadata.Images(Scope).GetAsync("image", Deadline)).Target.Digest);
        Assert.Equal(["lease"], (await Metadata.Leases(Scope).ListAsync([], Deadline)).Select(lease => lease.Id));
        Assert.Equal(["snapshot"], await SnapshotNamesAsync(Scope));
        Assert.NotEmpty(await Snapshots(Scope).ViewAsync("view", "snapshot", NoLabels, Deadline));
    }

    [SuiteFact]
    public async Task Changes_are_told_and_deletions_told_apart()
    {
        List<bool> told = [];
        Digest blob;
        using (Metadata.OnMutation(Add))
        {
            blob = await AddAsync(Scope, "blob");
            Assert.NotEmpty(Told());
            Assert.DoesNotContain(true, Told());
            await Metadata.Content(Scope).DeleteAsync(blob, Deadline);
            Assert.Contains(true, Told());
        }

        int count = Told().Count;
        await AddAsync(Scope, "another");
        Assert.Equal(count, Told().Count);

        void Add(bool collectable)
        {
            lock (told)
            {
                told.Add(collectable);
            }
        }

        IReadOnlyList<bool> Told()
        {
            lock (told)
            {
                return [.. told];
            }
        }
    }
}
