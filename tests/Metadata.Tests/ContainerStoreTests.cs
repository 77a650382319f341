using System.Text;
using Metadata.Tests.Support;
using PluginHost;
using PluginHost.Bolt;
using PluginHost.Containers;
using PluginHost.Errors;
using PluginHost.Events;

namespace Metadata.Tests;

public sealed class ContainerStoreTests : IAsyncLifetime
{
    private static readonly string LongLabel =
        "containers.Labels: label key and value length (5001 bytes) greater than maximum size (4096 bytes), key: k: invalid argument";

    private TestDaemon _daemon = null!;

    private IContainerStore Store => _daemon.Metadata.Containers(TestDaemon.In("ns"));

    public async Task InitializeAsync() => _daemon = await TestDaemon.StartAsync();

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task A_container_comes_back_as_it_was_created()
    {
        ContainerRecord container = Samples.Container("c1") with
        {
            Labels = Texts.Of("a", "1", "empty", ""),
            Snapshotter = "overlayfs",
            SnapshotKey = "key",
            SandboxId = "sandbox",
            Extensions = new Dictionary<string, AnyValue> { ["e"] = new("url", "value"u8.ToArray()) },
            CreatedAt = new Timestamp(1, 2),
        };
        ContainerRecord created = await Store.CreateAsync(container, CancellationToken.None);
        await _daemon.RestartAsync();
        ContainerRecord read = await Store.GetAsync("c1", CancellationToken.None);

        Assert.Equal(Timestamp.Now(_daemon.Clock), created.CreatedAt);
        AssertSame(created, read);
        Assert.Equal(Texts.Of("a", "1"), read.Labels);
        Assert.Equal("sandbox", read.SandboxId);
        Assert.Equal("value", Encoding.UTF8.GetString(read.Extensions["e"].Value.Span));
        Assert.Equal("options", Encoding.UTF8.GetString(read.RuntimeOptions!.Value.Span));
    }

    [Fact]
    public async Task The_record_has_the_keys_of_containerd()
    {
        await Store.CreateAsync(Samples.Container("c1") with { Labels = Texts.Of("a", "1") }, CancellationToken.None);

        string[] dump = await _daemon.LookAsync(static transaction => Dump.Of(transaction.Bucket("v1")!.Bucket("ns")!.Bucket("containers")!));

        const string now = "010000000ee139b4bf00000000ffff";
        Assert.Equal(
            [
                "c1/createdat = " + now,
                "c1/image = " + Dump.Hex("docker.io/library/x:latest"),
                "c1/labels/a = 31",
                "c1/runtime/name = " + Dump.Hex("io.containerd.runc.v2"),
                "c1/runtime/options = 0a1a" + Dump.Hex("containerd.runc.v1.Options") + "1207" + Dump.Hex("options"),
                "c1/sandboxid = ",
                "c1/snapshotKey = ",
                "c1/snapshotter = ",
                "c1/spec = 0a36" + Dump.Hex("types.containerd.io/opencontainers/runtime-spec/1/Spec") + "12027b7d",
                "c1/updatedat = " + now,
            ],
            dump);
    }

    [Fact]
    public async Task A_key_that_we_do_not_know_survives_an_update()
    {
        await Store.CreateAsync(Samples.Container("c1"), CancellationToken.None);
        await _daemon.ChangeAsync(static transaction => transaction.Bucket("v1")!.Bucket("ns")!.Bucket("containers")!.Bucket("c1")!
            .Put("later", "kept"));

        await Store.UpdateAsync(Samples.Container("c1"), [], CancellationToken.None);

        Assert.Equal("kept", await _daemon.LookAsync(static transaction => transaction.Bucket("v1")!.Bucket("ns")!.Bucket("containers")!
            .Bucket("c1")!.GetString("later")));
    }

    [Theory]
    [InlineData("id", "container.ID: identifier \"a b\" must match ^[A-Za-z0-9]+(?:[._-](?:[A-Za-z0-9]+))*$")]
    [InlineData("runtime", "container.Runtime.Name must be set")]
    [InlineData("snapshotkey", "container.Snapshotter must be set if container.SnapshotKey is set")]
    [InlineData("extension", "container.Extension keys must not be zero-length")]
    public async Task A_container_that_cannot_be_is_refused(string fault, string text)
    {
        ContainerRecord container = Samples.Container("c1");
        container = fault switch
        {
            "id" => container with { Id = "a b" },
            "runtime" => container with { RuntimeName = "" },
            "snapshotkey" => container with { SnapshotKey = "k" },
            _ => container with { Extensions = new Dictionary<string, AnyValue> { [""] = new("", default) } },
        };

        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            $"create container failed validation: {text}: invalid argument",
            () => Store.CreateAsync(container, CancellationToken.None));
    }

    [Fact]
    public async Task A_label_that_is_too_long_is_refused()
    {
        ContainerRecord container = Samples.Container("c1") with { Labels = Texts.Of("k", new string('v', 5000)) };

        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            $"create container failed validation: {LongLabel}",
            () => Store.CreateAsync(container, CancellationToken.None));
        await Store.CreateAsync(Samples.Container("c1"), CancellationToken.None);
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            $"update failed validation: {LongLabel}",
            () => Store.UpdateAsync(container, ["labels"], CancellationToken.None));
    }

    [Fact]
    public async Task A_label_without_a_key_is_refused_and_nothing_is_created()
    {
        ContainerRecord container = Samples.Container("c1") with { Labels = Texts.Of("", "x") };

        await Expect.ErrorAsync(
            ErrorKind.Unknown,
            "failed to write container \"c1\": failed to set label \"\"=\"x\": key required",
            () => Store.CreateAsync(container, CancellationToken.None));
        Assert.Empty(await Store.ListAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task A_container_is_created_once()
    {
        await Store.CreateAsync(Samples.Container("c1"), CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.AlreadyExists,
            "container \"c1\": already exists",
            () => Store.CreateAsync(Samples.Container("c1"), CancellationToken.None));
    }

    [Fact]
    public async Task An_unknown_container_is_not_found()
    {
        await Expect.ErrorAsync(
            ErrorKind.NotFound, "container \"c1\" in namespace \"ns\": not found", () => Store.GetAsync("c1", CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.NotFound, "container \"\" in namespace \"ns\": not found", () => Store.GetAsync("", CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            "cannot delete container \"c1\" in namespace \"ns\": not found",
            () => Store.DeleteAsync("c1", CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            "cannot update container \"c1\" in namespace \"ns\": not found",
            () => Store.UpdateAsync(Samples.Container("c1"), [], CancellationToken.None));

        await Store.CreateAsync(Samples.Container("other"), CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.NotFound, "container c1: not found", () => Store.DeleteAsync("c1", CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            "container \"c1\": not found",
            () => Store.UpdateAsync(Samples.Container("c1"), [], CancellationToken.None));
    }

    [Fact]
    public async Task An_update_needs_an_id()
        => await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "Container.ID required",
            () => Store.UpdateAsync(Samples.Container(""), [], CancellationToken.None));

    [Fact]
    public async Task An_update_without_paths_replaces_all_that_can_be()
    {
        ContainerRecord created = await Store.CreateAsync(
            Samples.Container("c1") with { Labels = Texts.Of("a", "1"), Snapshotter = "native", SnapshotKey = "k" }, CancellationToken.None);
        _daemon.Clock.Advance(TimeSpan.FromSeconds(3));
        ContainerRecord given = created with
        {
            Labels = Texts.Of("b", "2"),
            Image = "other",
            SnapshotKey = "k2",
            Spec = new AnyValue("s", default),
            SandboxId = "not changed",
        };

        ContainerRecord updated = await Store.UpdateAsync(given, [], CancellationToken.None);

        AssertSame(updated, await Store.GetAsync("c1", CancellationToken.None));
        Assert.Equal(Texts.Of("b", "2"), updated.Labels);
        Assert.Equal(("other", "k2", "s", ""), (updated.Image, updated.SnapshotKey, updated.Spec!.TypeUrl, updated.SandboxId));
        Assert.Equal(created.CreatedAt, updated.CreatedAt);
        Assert.Equal(Timestamp.Now(_daemon.Clock), updated.UpdatedAt);
    }

    [Fact]
    public async Task Snapshotter_and_runtime_must_be_repeated()
    {
        await Store.CreateAsync(Samples.Container("c1"), CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "container.Snapshotter field is immutable: invalid argument",
            () => Store.UpdateAsync(Samples.Container("c1") with { Snapshotter = "x" }, [], CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "container.Runtime.Name field is immutable: invalid argument",
            () => Store.UpdateAsync(Samples.Container("c1") with { RuntimeName = "x" }, [], CancellationToken.None));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("runtime")]
    [InlineData("snapshotter")]
    [InlineData("sandbox")]
    [InlineData("labelsx.a")]
    public async Task Other_paths_cannot_be_updated(string path)
    {
        await Store.CreateAsync(Samples.Container("c1"), CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            $"cannot update \"{path}\" field on \"c1\": invalid argument",
            () => Store.UpdateAsync(Samples.Container("c1"), [path], CancellationToken.None));
    }

    [Fact]
    public async Task A_snapshot_key_needs_a_stored_snapshotter()
    {
        await Store.CreateAsync(Samples.Container("c1"), CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "update failed validation: container.Snapshotter must be set if container.SnapshotKey is set: invalid argument",
            () => Store.UpdateAsync(
                Samples.Container("c1") with { Snapshotter = "native", SnapshotKey = "k" }, ["snapshotkey"], CancellationToken.None));
    }

    [Fact]
    public async Task Single_labels_are_set_and_removed()
    {
        await Store.CreateAsync(Samples.Container("c1") with { Labels = Texts.Of("a", "1", "b", "2", "x.y", "3") }, CancellationToken.None);

        ContainerRecord updated = await Store.UpdateAsync(
            Samples.Container("c1") with { Labels = Texts.Of("a", "9", "x.y", "", "ignored", "z"), Image = "ignored" },
            ["labels.a", "labels.b", "labels.x.y"],
            CancellationToken.None);

        Assert.Equal(Texts.Of("a", "9"), updated.Labels);
        Assert.Equal("docker.io/library/x:latest", updated.Image);
        AssertSame(updated, await Store.GetAsync("c1", CancellationToken.None));
    }

    [Fact]
    public async Task Extensions_are_added_and_replaced_but_stay_on_disk()
    {
        ContainerRecord WithExtensions(params string[] names) => Samples.Container("c1") with
        {
            Extensions = names.ToDictionary(static name => name, static name => new AnyValue(name, default)),
        };
        await Store.CreateAsync(WithExtensions("a"), CancellationToken.None);

        ContainerRecord one = await Store.UpdateAsync(WithExtensions("b", "c"), ["extensions.b", "extensions.none"], CancellationToken.None);
        ContainerRecord all = await Store.UpdateAsync(WithExtensions("d"), ["extensions"], CancellationToken.None);

        Assert.Equal(["a", "b", "none"], one.Extensions.Keys.Order());
        Assert.Equal(["d"], all.Extensions.Keys);
        Assert.Equal(["a", "b", "d", "none"], (await Store.GetAsync("c1", CancellationToken.None)).Extensions.Keys.Order());
    }

    [Theory]
    [InlineData("id==c1", "c1")]
    [InlineData("labels.tier==base", "c1,c2")]
    [InlineData("labels.tier==base,id==c2", "c2")]
    [InlineData("runtime.name==other", "c3")]
    [InlineData("image", "c1,c2")]
    [InlineData("nope", "")]
    public async Task Containers_are_filtered(string filter, string expected)
    {
        await Store.CreateAsync(Samples.Container("c1") with { Labels = Texts.Of("tier", "base") }, CancellationToken.None);
        await Store.CreateAsync(Samples.Container("c2") with { Labels = Texts.Of("tier", "base") }, CancellationToken.None);
        await Store.CreateAsync(Samples.Container("c3") with { Image = "", RuntimeName = "other" }, CancellationToken.None);

        IReadOnlyList<ContainerRecord> found = await Store.ListAsync([filter], CancellationToken.None);

        Assert.Equal(expected, string.Join(',', found.Select(static container => container.Id)));
    }

    [Fact]
    public async Task A_bad_filter_is_refused()
        => await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "filters: parse error: [id==]: expected value or quoted: invalid argument: invalid argument",
            () => Store.ListAsync(["id=="], CancellationToken.None));

    [Fact]
    public async Task Namespaces_do_not_see_each_other()
    {
        await Store.CreateAsync(Samples.Container("c1"), CancellationToken.None);

        Assert.Empty(await _daemon.Metadata.Containers(TestDaemon.In("other")).ListAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task Changes_are_published()
    {
        ContainerRecord created = await Store.CreateAsync(Samples.Container("c1"), CancellationToken.None);
        await Store.UpdateAsync(created with { Labels = Texts.Of("a", "1") }, ["labels"], CancellationToken.None);
        await Store.DeleteAsync("c1", CancellationToken.None);

        Assert.All(_daemon.Events.Published, static published => Assert.Equal("ns", published.Namespace));
        Assert.Collection(
            _daemon.Published,
            e => Assert.Equal(new ContainerCreated("c1", created.Image, created.RuntimeName, created.RuntimeOptions), e),
            static e => Assert.Equal(Texts.Of("a", "1"), Assert.IsType<ContainerUpdated>(e).Labels),
            static e => Assert.Equal(new ContainerDeleted("c1"), e));
    }

    [Fact]
    public async Task A_failed_change_publishes_nothing()
    {
        await Assert.ThrowsAsync<DaemonException>(() => Store.DeleteAsync("nope", CancellationToken.None));

        Assert.Empty(_daemon.Published);
    }

    [Fact]
    public async Task A_damaged_record_is_named()
    {
        await Store.CreateAsync(Samples.Container("c1"), CancellationToken.None);
        await _daemon.ChangeAsync(static transaction => transaction.Bucket("v1")!.Bucket("ns")!.Bucket("containers")!.Bucket("c1")!
            .Put("createdat", "nonsense"));

        await Expect.ErrorAsync(
            ErrorKind.Unknown,
            "failed to read container \"c1\": createdat: 6e6f6e73656e7365 is no time",
            () => Store.GetAsync("c1", CancellationToken.None));
    }

    [Fact]
    public async Task Only_a_deletion_may_leave_garbage()
    {
        List<bool> mutations = [];
        using IDisposable subscription = _daemon.Metadata.OnMutation(mutations.Add);

        await Store.CreateAsync(Samples.Container("c1"), CancellationToken.None);
        await Store.DeleteAsync("c1", CancellationToken.None);
        subscription.Dispose();
        await Store.CreateAsync(Samples.Container("c1"), CancellationToken.None);

        Assert.Equal([false, true], mutations);
    }

    private static void AssertSame(ContainerRecord expected, ContainerRecord actual)
    {
        Assert.Equal(expected.Labels, actual.Labels);
        Assert.Equal(expected.Extensions.Keys, actual.Extensions.Keys);
        Assert.Equal(expected.Spec?.TypeUrl, actual.Spec?.TypeUrl);
        Assert.Equal(
            expected with { Labels = actual.Labels, Extensions = actual.Extensions, Spec = null, RuntimeOptions = null },
            actual with { Spec = null, RuntimeOptions = null });
    }
}
