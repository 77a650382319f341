using PluginHost.Conformance.Support;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Images;
using PluginHost.Oci;
using PluginHost.Snapshots;

namespace PluginHost.Conformance.Metadata;

/// <summary>Namespaces: what is in one is not in another, whatever it is called, and bytes are there once.</summary>
public abstract class MetadataNamespaceCases : MetadataHarness
{
    private static readonly RequestScope One = In("one");
    private static readonly RequestScope Two = In("two");

    [SuiteFact]
    public async Task A_namespace_does_not_see_the_objects_of_another()
    {
        Digest digest = await AddAsync(One, "blob", (Root, "now"));
        await Metadata.Images(One).CreateAsync(ImageOf("image", digest), null, Deadline);
        await Metadata.Leases(One).CreateAsync("lease", NoLabels, Deadline);
        await CommittedAsync(One, "snapshot");
        await using (await Metadata.Content(One).OpenWriterAsync("ingest", 0, default, Deadline))
        {
            await FailsAsync(ErrorKind.NotFound, () => Metadata.Content(Two).StatusAsync("ingest", Deadline));
            await using IContentWriter same = await Metadata.Content(Two).OpenWriterAsync("ingest", 0, default, Deadline);
            Assert.Equal(0, same.Status.Offset);
        }

        await FailsAsync(ErrorKind.NotFound, () => Metadata.Content(Two).InfoAsync(digest, Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Metadata.Content(Two).OpenReaderAsync(digest, Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Metadata.Content(Two).DeleteAsync(digest, Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Metadata.Images(Two).GetAsync("image", Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Metadata.Leases(Two).DeleteAsync("lease", Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Snapshots(Two).StatAsync("snapshot", Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Snapshots(Two).PrepareAsync("child", "snapshot", NoLabels, Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Snapshots(Two).RemoveAsync("snapshot", Deadline));
        Assert.Empty(await Metadata.Images(Two).ListAsync([], Deadline));
        Assert.Empty(await Metadata.Leases(Two).ListAsync([], Deadline));
        Assert.Empty(await SnapshotNamesAsync(Two));
        Assert.True(await HasAsync(One, digest));
    }

    [SuiteFact]
    public async Task Names_are_free_in_another_namespace()
    {
        foreach (RequestScope scope in (RequestScope[])[One, Two])
        {
            Digest digest = await AddAsync(scope, scope.Namespace);
            await Metadata.Images(scope).CreateAsync(ImageOf("image", digest), null, Deadline);
            await Metadata.Leases(scope).CreateAsync("lease", NoLabels, Deadline);
            await CommittedAsync(scope, "snapshot");
            await Snapshots(scope).PrepareAsync("child", "snapshot", NoLabels, Deadline);
            await FailsAsync(ErrorKind.AlreadyExists, () => Metadata.Images(scope).CreateAsync(ImageOf("image", digest), null, Deadline));
            await FailsAsync(ErrorKind.AlreadyExists, () => Metadata.Leases(scope).CreateAsync("lease", NoLabels, Deadline));
            await FailsAsync(ErrorKind.AlreadyExists, () => Snapshots(scope).PrepareAsync("child", "snapshot", NoLabels, Deadline));
        }

        await Snapshots(One).RemoveAsync("child", Deadline);
        await Metadata.Images(One).DeleteAsync("image", null, Deadline);

        Assert.Equal(["child", "snapshot"], await SnapshotNamesAsync(Two));
        Assert.Equal("image", (await Metadata.Images(Two).GetAsync("image", Deadline)).Name);
    }

    [SuiteFact]
    public async Task A_blob_of_another_namespace_stands_for_bytes_that_are_named()
    {
        Digest digest = await AddAsync(One, "shared", ("owner", "one"));

        await using (IContentWriter writer = await Metadata.Content(Two).OpenWriterAsync("ref", "shared".Length, digest, Deadline))
        {
            Assert.Equal("shared".Length, writer.Status.Offset);
            await writer.CommitAsync("shared".Length, digest, new Dictionary<string, string> { ["owner"] = "two", [Root] = "now" }, Deadline);
        }

        Assert.Equal("one", (await Metadata.Content(One).InfoAsync(digest, Deadline)).Labels["owner"]);
        Assert.Equal("two", (await Metadata.Content(Two).InfoAsync(digest, Deadline)).Labels["owner"]);
        await Metadata.Content(One).DeleteAsync(digest, Deadline);
        await Metadata.CollectAsync(Deadline);
        Assert.False(await HasAsync(One, digest));
        await FailsAsync(ErrorKind.AlreadyExists, () => Metadata.Content(Two).OpenWriterAsync("again", 0, digest, Deadline));
    }

    [SuiteFact]
    public async Task Bytes_can_be_appended_to_a_blob_of_another_namespace_without_changing_it()
    {
        Digest digest = await AddAsync(One, "first", (Root, "now"));
        Digest longer = Digest.Of("first and second"u8);

        await using (IContentWriter writer = await Metadata.Content(Two).OpenWriterAsync("ref", "first".Length, digest, Deadline))
        {
            await writer.WriteAsync(" and second"u8.ToArray(), Deadline);
            await writer.CommitAsync(0, longer, NoLabels, Deadline);
        }

        Assert.True(await HasAsync(Two, longer));
        Assert.False(await HasAsync(Two, digest));
        Assert.Equal("first".Length, (await Metadata.Content(One).InfoAsync(digest, Deadline)).Size);
    }

    [SuiteFact]
    public async Task A_namespace_has_labels_and_goes_when_it_is_empty()
    {
        await Metadata.Namespaces.CreateAsync("made", new Dictionary<string, string> { ["a"] = "1" }, Deadline);
        await FailsAsync(ErrorKind.AlreadyExists, () => Metadata.Namespaces.CreateAsync("made", NoLabels, Deadline));
        await FailsAsync(ErrorKind.InvalidArgument, () => Metadata.Namespaces.CreateAsync("not/valid", NoLabels, Deadline));
        await Metadata.Namespaces.SetLabelsAsync("made", new Dictionary<string, string> { ["b"] = "2" }, ["b"], Deadline);
        Digest digest = await AddAsync(In("made"), "blob");

        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, await Metadata.Namespaces.LabelsAsync("made", Deadline));
        Assert.Contains("made", await Metadata.Namespaces.ListAsync(Deadline));
        await FailsAsync(ErrorKind.FailedPrecondition, () => Metadata.Namespaces.DeleteAsync("made", Deadline));
        await Metadata.Content(In("made")).DeleteAsync(digest, Deadline);
        await Metadata.Namespaces.DeleteAsync("made", Deadline);

        Assert.DoesNotContain("made", await Metadata.Namespaces.ListAsync(Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Metadata.Namespaces.DeleteAsync("made", Deadline));
    }

    [SuiteFact]
    public async Task A_snapshotter_is_found_by_its_name()
    {
        Assert.Contains(SnapshotterName, Metadata.Snapshotters);
        await FailsAsync(ErrorKind.InvalidArgument, () => Task.FromResult(Metadata.Snapshotter(One, "unknown")));
        await FailsAsync(ErrorKind.InvalidArgument, () => Task.FromResult(Metadata.Snapshotter(One, "")));
    }

    [SuiteFact]
    public async Task Labels_that_are_not_for_the_snapshotter_are_kept_and_found()
    {
        Dictionary<string, string> labels = new() { ["mine"] = "1", [SnapshotLabels.Prefix + "its"] = "2" };
        await Snapshots(One).PrepareAsync("key", "", labels, Deadline);
        await Snapshots(One).PrepareAsync("other", "", NoLabels, Deadline);

        Assert.Equal(labels, (await Snapshots(One).StatAsync("key", Deadline)).Labels);
        List<string> found = [];
        await foreach (SnapshotInfo info in Snapshots(One).WalkAsync(["labels.mine==1"], Deadline))
        {
            found.Add(info.Name);
        }

        Assert.Equal(["key"], found);
    }

    /// <summary>An image of a blob.</summary>
    protected static ImageRecord ImageOf(string name, Digest digest)
        => new() { Name = name, Target = new Descriptor { MediaType = MediaTypes.OciManifest, Digest = digest, Size = 4 } };
}
