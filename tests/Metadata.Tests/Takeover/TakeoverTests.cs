using Bolt.Tests.Support;
using Metadata.Tests.Support;
using PluginHost;
using PluginHost.Bolt;
using PluginHost.Containers;
using PluginHost.Content;
using PluginHost.Gc;
using PluginHost.Images;
using PluginHost.Snapshots;
using Snapshotters.Tests.Takeover;

namespace Metadata.Tests.Takeover;

/// <summary>Root directories that containerd wrote, under our metadata and our backends.</summary>
public sealed class TakeoverTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private TemporaryFolder _folder = null!;
    private TestDaemon _daemon = null!;
    private string _root = "";

    public Task InitializeAsync()
    {
        _folder = Folder();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
            await _daemon.Plugins.CloseAsync();
        }

        _folder.Dispose();
    }

    [Snapshotters.Tests.Takeover.FixtureTheory]
    [InlineData("2.1.9")]
    [InlineData("2.3.4")]
    public async Task Everything_that_containerd_showed_is_there(string version)
    {
        await TakeOverAsync(version);
        ExpectedListing expected = ExpectedListing.Read(version);

        Assert.Equal(["default", "team-a"], await _daemon.Metadata.Namespaces.ListAsync(None));
        Assert.Equal(
            Texts.Of("containerd.io/defaults/snapshotter", "overlayfs", "owner", "ops"),
            await _daemon.Metadata.Namespaces.LabelsAsync("team-a", None));
        foreach (string @namespace in (string[])["default", "team-a"])
        {
            RequestScope scope = new(@namespace);
            Same(expected.Rows($"{@namespace} images"), await ImagesAsync(scope), static row => [row[0], row[1], row[2]]);
            Same(
                expected.Rows($"{@namespace} content"),
                await ContentAsync(scope),
                static row => [row[0], row[^1].Contains('=', StringComparison.Ordinal) ? row[^1] : ""]);
            Same(expected.Rows($"{@namespace} containers"), await ContainersAsync(scope), static row => row);
            Same(expected.Rows($"{@namespace} leases"), await LeasesAsync(scope), static row => [row[0], row[^1]]);
            foreach (string snapshotter in (string[])["overlayfs", "native"])
            {
                Same(
                    expected.Rows($"{@namespace} snapshots {snapshotter}"),
                    await SnapshotsAsync(scope, snapshotter),
                    static row => row.Length == 2 ? [row[0], "", row[1]] : row);
            }
        }

        IReadOnlyList<IngestStatus> ingests = await _daemon.Metadata.Content(new RequestScope("default")).ListStatusesAsync([], None);
        Assert.Equal([("half-upload", 8L)], ingests.Select(static ingest => (ingest.Ref, ingest.Offset)));
        ContainerRecord container = await _daemon.Metadata.Containers(new RequestScope("default")).GetAsync("c-1", None);
        Assert.Equal(expected.Value("container c-1", "\"CreatedAt\": "), $"\"{container.CreatedAt}\",");
        Assert.Equal("types.containerd.io/opencontainers/runtime-spec/1/Spec", container.Spec!.TypeUrl);
        Assert.Equal("containerd.runc.v1.Options", container.RuntimeOptions!.TypeUrl);
    }

    [Snapshotters.Tests.Takeover.FixtureTheory]
    [InlineData("2.1.9")]
    [InlineData("2.3.4")]
    public async Task A_collection_removes_only_what_no_longer_lives(string version)
    {
        await TakeOverAsync(version);
        RequestScope scope = new("default");
        string[][] contentBefore = await ContentAsync(scope);
        string[][] containersBefore = await ContainersAsync(scope);

        GcStatistics first = await _daemon.Metadata.CollectAsync(None);
        GcStatistics second = await _daemon.Metadata.CollectAsync(None);

        Assert.Equal(0, second.Removed);
        Assert.Equal(contentBefore, await ContentAsync(scope));
        Assert.Equal(containersBefore, await ContainersAsync(scope));
        foreach (string[] container in containersBefore)
        {
            ContainerRecord record = await _daemon.Metadata.Containers(scope).GetAsync(container[0], None);
            SnapshotInfo snapshot = await _daemon.Metadata.Snapshotter(scope, record.Snapshotter).StatAsync(record.SnapshotKey, None);
            Assert.Equal(SnapshotKind.Active, snapshot.Kind);
            Assert.NotEmpty(await _daemon.Metadata.Snapshotter(scope, record.Snapshotter).MountsAsync(record.SnapshotKey, None));
        }

        Assert.True(first.Removed >= 0);
    }

    [Snapshotters.Tests.Takeover.FixtureTheory]
    [InlineData("2.1.9")]
    [InlineData("2.3.4")]
    public async Task A_record_that_is_rewritten_unchanged_keeps_its_bytes(string version)
    {
        await TakeOverAsync(version);
        RequestScope scope = new("default");
        string[] before = await RecordsAsync();
        ContainerRecord container = await _daemon.Metadata.Containers(scope).GetAsync("c-1", None);
        await _daemon.Metadata.Containers(scope).UpdateAsync(container, [], None);
        ImageRecord image = (await _daemon.Metadata.Images(scope).ListAsync([], None)).Single();
        await _daemon.Metadata.Images(scope).UpdateAsync(image, [], null, None);
        await foreach (ContentInfo info in _daemon.Metadata.Content(scope).WalkAsync([], None))
        {
            await _daemon.Metadata.Content(scope).UpdateAsync(info, ["labels"], None);
        }

        Assert.Equal(before, await RecordsAsync());
    }

    [ContainerdTheory]
    [InlineData("2.3.4")]
    public async Task Containerd_goes_on_with_what_we_wrote(string version)
    {
        await TakeOverAsync(version);
        RequestScope scope = new("default");
        ImageRecord image = (await _daemon.Metadata.Images(scope).ListAsync([], None)).Single();
        await _daemon.Metadata.Images(scope).CreateAsync(
            image with { Name = "docker.io/library/ours:1", Labels = Texts.Of("by", "us") }, null, None);
        await _daemon.Metadata.Containers(scope).DeleteAsync("c-2", None);
        await _daemon.Metadata.Containers(scope).CreateAsync(Samples.Container("ours") with { Labels = Texts.Of("by", "us") }, None);
        await _daemon.Metadata.Leases(scope).CreateAsync("our-lease", Texts.Of("by", "us"), None);
        string parent = (await SnapshotsAsync(scope, "native")).First(static row => row[1].Length > 0)[1];
        await _daemon.Metadata.Snapshotter(new RequestScope("default", "our-lease"), "native").PrepareAsync("ours", parent, Texts.None, None);
        await _daemon.Metadata.CollectAsync(None);
        string[][] snapshots = await SnapshotsAsync(scope, "native");
        await _daemon.CloseAsync();
        await _daemon.Plugins.CloseAsync();

        await using ContainerdDaemon containerd = await ContainerdDaemon.StartAsync(_root, _folder.File(""));
        string images = await containerd.CtrAsync("images", "ls");
        Assert.Contains("docker.io/library/ours:1", images, StringComparison.Ordinal);
        Assert.Contains("by=us", images, StringComparison.Ordinal);
        string containers = await containerd.CtrAsync("containers", "ls", "-q");
        Assert.Equal(["c-1", "ours"], containers.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("our-lease", await containerd.CtrAsync("leases", "ls", "-q"), StringComparison.Ordinal);
        string listed = await containerd.CtrAsync("snapshots", "--snapshotter", "native", "ls");
        Assert.Equal(
            snapshots.Select(static row => row[0]).Order(StringComparer.Ordinal),
            listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line => line.Split(' ')[0]).Order(StringComparer.Ordinal));
        await containerd.CtrAsync("snapshots", "--snapshotter", "native", "rm", "ours");
        await containerd.CtrAsync("images", "rm", "--sync", "docker.io/library/ours:1");
    }

    private static TemporaryFolder Folder() => new();

    private static void Same(IEnumerable<string[]> expected, string[][] actual, Func<string[], string[]> columns)
        => Assert.Equal(
            expected.Select(row => string.Join(' ', columns(row))).Order(StringComparer.Ordinal),
            actual.Select(static row => string.Join(' ', row)).Order(StringComparer.Ordinal));

    private static string Labels(IReadOnlyDictionary<string, string> labels)
        => string.Join(',', labels.OrderBy(static label => label.Key, StringComparer.Ordinal).Select(static label => $"{label.Key}={label.Value}"));

    private async Task TakeOverAsync(string version)
    {
        _root = await ContainerdRoot.UnpackAsync(version, _folder.File(""));
        _daemon = TestDaemon.On(Path.Combine(_root, "io.containerd.metadata.v1.bolt"));
        foreach (string plugin in (string[])[RealPlugins.Content, RealPlugins.Native, RealPlugins.Overlayfs])
        {
            await RealPlugins.AddAsync(plugin, _root, _daemon.Plugins);
        }

        await _daemon.OpenAsync();
    }

    private async Task<string[][]> ImagesAsync(RequestScope scope)
        => [.. (await _daemon.Metadata.Images(scope).ListAsync([], None))
            .Select(static image => (string[])[image.Name, image.Target.MediaType, image.Target.Digest.ToString()])];

    private async Task<string[][]> ContentAsync(RequestScope scope)
    {
        List<string[]> rows = [];
        await foreach (ContentInfo info in _daemon.Metadata.Content(scope).WalkAsync([], None))
        {
            rows.Add([info.Digest.ToString(), Labels(info.Labels)]);
            await using IBlobReader reader = await _daemon.Metadata.Content(scope).OpenReaderAsync(info.Digest, None);
            Assert.Equal(info.Size, reader.Size);
        }

        return [.. rows];
    }

    private async Task<string[][]> ContainersAsync(RequestScope scope)
        => [.. (await _daemon.Metadata.Containers(scope).ListAsync([], None))
            .Select(static container => (string[])[container.Id, container.Image, container.RuntimeName])];

    private async Task<string[][]> LeasesAsync(RequestScope scope)
        => [.. (await _daemon.Metadata.Leases(scope).ListAsync([], None)).Select(static lease => (string[])[lease.Id, Labels(lease.Labels)])];

    private async Task<string[][]> SnapshotsAsync(RequestScope scope, string snapshotter)
    {
        List<string[]> rows = [];
        await foreach (SnapshotInfo info in _daemon.Metadata.Snapshotter(scope, snapshotter).WalkAsync([], None))
        {
            rows.Add([info.Name, info.Parent, info.Kind.ToString()]);
        }

        return [.. rows];
    }

    // All records of the namespace but the times of their last change.
    private Task<string[]> RecordsAsync() => _daemon.LookAsync(static transaction
        => Dump.Of(transaction.Bucket("v1")!.Bucket("default")!).Where(static line => !line.Contains("updatedat", StringComparison.Ordinal)).ToArray());
}
