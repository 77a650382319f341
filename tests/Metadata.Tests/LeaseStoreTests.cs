using Metadata.Tests.Support;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Leases;

namespace Metadata.Tests;

public sealed class LeaseStoreTests : IAsyncLifetime
{
    private TestDaemon _daemon = null!;

    private ILeaseStore Store => _daemon.Metadata.Leases(TestDaemon.In("ns"));

    public async Task InitializeAsync() => _daemon = await TestDaemon.StartAsync();

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task A_lease_comes_back_as_it_was_created()
    {
        Lease created = await Store.CreateAsync("a b/ü", Texts.Of("k", new string('v', 5000), "empty", ""), CancellationToken.None);
        await _daemon.RestartAsync();
        Lease read = Assert.Single(await Store.ListAsync([], CancellationToken.None));

        Assert.Equal(("a b/ü", created.CreatedAt), (read.Id, read.CreatedAt));
        Assert.Equal(Texts.Of("k", new string('v', 5000)), read.Labels);
    }

    [Fact]
    public async Task An_id_is_made_for_a_lease_without_one()
    {
        _daemon.Clock.Advance(TimeSpan.FromMilliseconds(682));

        Lease lease = await Store.CreateAsync("", Texts.None, CancellationToken.None);

        Assert.Matches("^682000000-[A-Za-z0-9_-]{4}$", lease.Id);
    }

    [Fact]
    public async Task A_lease_is_created_once()
    {
        await Store.CreateAsync("l1", Texts.None, CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.AlreadyExists, "lease \"l1\": already exists", () => Store.CreateAsync("l1", Texts.None, CancellationToken.None));
    }

    [Fact]
    public async Task An_unknown_lease_is_not_found()
    {
        const string message = "lease \"x\": not found";
        LeaseResource resource = new("r", "ingests");
        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => Store.DeleteAsync("x", CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => Store.AddResourceAsync("x", resource, CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => Store.DeleteResourceAsync("x", resource, CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => Store.ListResourcesAsync("x", CancellationToken.None));
    }

    [Fact]
    public async Task Resources_are_listed_as_content_images_ingests_snapshots()
    {
        string digest = Samples.DigestOf("x").ToString();
        LeaseResource[] resources =
        [
            new(digest, "content"),
            new("image", "images"),
            new("ref", "ingests"),
            new("key", "snapshots/native"),
            new("key", "snapshots/overlayfs"),
        ];
        await Store.CreateAsync("l1", Texts.None, CancellationToken.None);
        foreach (LeaseResource resource in resources.Reverse().Concat(resources))
        {
            await Store.AddResourceAsync("l1", resource, CancellationToken.None);
        }

        Assert.Equal(resources, await Store.ListResourcesAsync("l1", CancellationToken.None));
        string[] dump = await _daemon.LookAsync(static transaction => Dump.Of(transaction.Bucket("v1")!.Bucket("ns")!.Bucket("leases")!));
        Assert.Equal(
            [$"l1/content/{digest} = ", "l1/images/image = ", "l1/ingests/ref = ", "l1/snapshots/native/key = ", "l1/snapshots/overlayfs/key = "],
            dump.Where(static line => !line.Contains("createdat", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Resources_are_detached()
    {
        await Store.CreateAsync("l1", Texts.None, CancellationToken.None);
        await Store.AddResourceAsync("l1", new LeaseResource("key", "snapshots/native"), CancellationToken.None);
        await Store.AddResourceAsync("l1", new LeaseResource("ref", "ingests"), CancellationToken.None);

        await Store.DeleteResourceAsync("l1", new LeaseResource("key", "snapshots/native"), CancellationToken.None);
        await Store.DeleteResourceAsync("l1", new LeaseResource("none", "ingests"), CancellationToken.None);
        await Store.DeleteResourceAsync("l1", new LeaseResource("none", "snapshots/other"), CancellationToken.None);

        Assert.Equal([new LeaseResource("ref", "ingests")], await Store.ListResourcesAsync("l1", CancellationToken.None));
    }

    [Theory]
    [InlineData("x", "content", ErrorKind.InvalidArgument, "invalid content resource id x: invalid checksum digest format: invalid argument")]
    [InlineData(
        "sha256:ab", "content", ErrorKind.InvalidArgument, "invalid content resource id sha256:ab: invalid checksum digest length: invalid argument")]
    [InlineData("x", "content/x", ErrorKind.InvalidArgument, "invalid resource type content/x: invalid argument")]
    [InlineData("x", "images/x", ErrorKind.InvalidArgument, "invalid resource type images/x: invalid argument")]
    [InlineData("x", "ingests/x", ErrorKind.InvalidArgument, "invalid resource type ingests/x: invalid argument")]
    [InlineData("x", "snapshots", ErrorKind.InvalidArgument, "invalid snapshot resource type snapshots: invalid argument")]
    [InlineData("x", "snapshots/", ErrorKind.InvalidArgument, "invalid snapshot resource type snapshots/: invalid argument")]
    [InlineData("x", "snapshots/o/p", ErrorKind.InvalidArgument, "invalid snapshot resource type snapshots/o/p: invalid argument")]
    [InlineData("", "ingests", ErrorKind.InvalidArgument, "resource of type ingests has no id: invalid argument")]
    [InlineData("", "snapshots/o", ErrorKind.InvalidArgument, "resource of type snapshots/o has no id: invalid argument")]
    [InlineData("x", "leases", ErrorKind.NotImplemented, "resource type leases not supported yet: not implemented")]
    [InlineData("x", "containers", ErrorKind.NotImplemented, "resource type containers not supported yet: not implemented")]
    [InlineData("x", "", ErrorKind.NotImplemented, "resource type  not supported yet: not implemented")]
    public async Task A_resource_that_cannot_be_is_refused(string id, string type, ErrorKind kind, string message)
    {
        await Store.CreateAsync("l1", Texts.None, CancellationToken.None);
        LeaseResource resource = new(id, type);

        await Expect.ErrorAsync(kind, message, () => Store.AddResourceAsync("l1", resource, CancellationToken.None));
        await Expect.ErrorAsync(kind, message, () => Store.DeleteResourceAsync("l1", resource, CancellationToken.None));
        Assert.Empty(await Store.ListResourcesAsync("l1", CancellationToken.None));
    }

    [Theory]
    [InlineData("id==l1|id==l2", "l1,l2")]
    [InlineData("labels.a", "l1")]
    [InlineData("labels.a==2", "")]
    public async Task Leases_are_filtered(string filters, string expected)
    {
        await Store.CreateAsync("l1", Texts.Of("a", "1"), CancellationToken.None);
        await Store.CreateAsync("l2", Texts.None, CancellationToken.None);
        await Store.CreateAsync("l3", Texts.None, CancellationToken.None);

        IReadOnlyList<Lease> found = await Store.ListAsync(filters.Split('|'), CancellationToken.None);

        Assert.Equal(expected, string.Join(',', found.Select(static lease => lease.Id)));
    }

    [Fact]
    public async Task A_deleted_lease_is_gone_and_may_leave_garbage()
    {
        await Store.CreateAsync("l1", Texts.None, CancellationToken.None);
        List<bool> mutations = [];
        using IDisposable subscription = _daemon.Metadata.OnMutation(mutations.Add);

        await Store.DeleteResourceAsync("l1", new LeaseResource("none", "ingests"), CancellationToken.None);
        await Store.DeleteAsync("l1", CancellationToken.None);

        Assert.Empty(await Store.ListAsync([], CancellationToken.None));
        Assert.Equal([true, true], mutations);
    }
}
