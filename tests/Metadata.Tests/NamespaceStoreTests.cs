using Metadata.Tests.Support;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Leases;
using PluginHost.Namespaces;

namespace Metadata.Tests;

public sealed class NamespaceStoreTests : IAsyncLifetime
{
    private static readonly string LongLabel =
        "namespace.Labels: label key and value length (5001 bytes) greater than maximum size (4096 bytes), key: k: invalid argument";

    private TestDaemon _daemon = null!;

    private INamespaceStore Store => _daemon.Metadata.Namespaces;

    public async Task InitializeAsync() => _daemon = await TestDaemon.StartAsync();

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task A_namespace_is_there_with_its_labels_after_a_restart()
    {
        await Store.CreateAsync("ns1", Texts.Of("a", "1", "empty", ""), CancellationToken.None);
        await _daemon.RestartAsync();

        Assert.Equal(["ns1"], await Store.ListAsync(CancellationToken.None));
        Assert.Equal(Texts.Of("a", "1"), await Store.LabelsAsync("ns1", CancellationToken.None));
    }

    [Fact]
    public async Task A_namespace_that_does_not_exist_has_no_labels()
        => Assert.Empty(await Store.LabelsAsync("nope", CancellationToken.None));

    [Fact]
    public async Task The_version_is_no_namespace()
    {
        await Store.CreateAsync("ns1", Texts.None, CancellationToken.None);

        Assert.Equal(["ns1"], await Store.ListAsync(CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.Unknown,
            "namespace \"version\": incompatible value",
            () => Store.CreateAsync("version", Texts.None, CancellationToken.None));
    }

    [Theory]
    [InlineData("", "identifier must not be empty: invalid argument")]
    [InlineData("a b", "identifier \"a b\" must match ^[A-Za-z0-9]+(?:[._-](?:[A-Za-z0-9]+))*$: invalid argument")]
    public async Task A_name_that_is_no_identifier_is_refused(string name, string message)
    {
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument, message, () => Store.CreateAsync(name, Texts.None, CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument, message, () => Store.SetLabelsAsync(name, Texts.Of("a", "b"), ["a"], CancellationToken.None));
    }

    [Fact]
    public async Task A_namespace_is_created_once()
    {
        await Store.CreateAsync("ns1", Texts.None, CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.AlreadyExists,
            "namespace \"ns1\": already exists",
            () => Store.CreateAsync("ns1", Texts.None, CancellationToken.None));
    }

    [Fact]
    public async Task A_label_that_is_too_long_is_refused()
    {
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            LongLabel,
            () => Store.CreateAsync("ns1", Texts.Of("k", new string('v', 5000)), CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.Unknown,
            LongLabel,
            () => Store.ReplaceLabelsAsync("ns1", Texts.Of("k", new string('v', 5000)), CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.Unknown,
            LongLabel,
            () => Store.SetLabelsAsync("ns1", Texts.Of("k", new string('v', 5000)), ["k"], CancellationToken.None));
    }

    [Fact]
    public async Task Labels_are_replaced_and_make_the_namespace()
    {
        await Store.ReplaceLabelsAsync("ns1", Texts.Of("a", "1", "b", "2"), CancellationToken.None);
        await Store.ReplaceLabelsAsync("ns1", Texts.Of("b", "3"), CancellationToken.None);

        Assert.Equal(Texts.Of("b", "3"), await Store.LabelsAsync("ns1", CancellationToken.None));
    }

    [Fact]
    public async Task No_labels_make_no_namespace()
    {
        await Store.ReplaceLabelsAsync("ns1", Texts.None, CancellationToken.None);

        Assert.Empty(await Store.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Single_labels_are_set_and_removed()
    {
        await Store.CreateAsync("ns1", Texts.Of("a", "1"), CancellationToken.None);
        await Store.SetLabelsAsync("ns1", Texts.Of("b.c", "2", "other", "3"), ["b.c"], CancellationToken.None);
        await Store.SetLabelsAsync("ns1", Texts.Of("a", ""), ["a", "absent"], CancellationToken.None);

        Assert.Equal(Texts.Of("b.c", "2"), await Store.LabelsAsync("ns1", CancellationToken.None));
    }

    [Fact]
    public async Task A_label_without_a_key_is_refused()
        => await Expect.ErrorAsync(
            ErrorKind.Unknown,
            "failed to set label \"\"=\"x\": key required",
            () => Store.SetLabelsAsync("ns1", Texts.Of("", "x"), [""], CancellationToken.None));

    [Fact]
    public async Task An_unknown_namespace_cannot_be_deleted()
        => await Expect.ErrorAsync(
            ErrorKind.NotFound, "namespace \"zz\": not found", () => Store.DeleteAsync("zz", CancellationToken.None));

    [Fact]
    public async Task A_namespace_with_objects_is_not_deleted()
    {
        await _daemon.Metadata.Images(TestDaemon.In("ns1")).CreateAsync(Samples.Image("x"), null, CancellationToken.None);
        await _daemon.Metadata.Containers(TestDaemon.In("ns1")).CreateAsync(Samples.Container("c"), CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.FailedPrecondition,
            "namespace \"ns1\" must be empty, but it still has images, containers: failed precondition",
            () => Store.DeleteAsync("ns1", CancellationToken.None));
    }

    [Fact]
    public async Task A_namespace_is_deleted_with_its_leases_and_empty_buckets()
    {
        await _daemon.Metadata.Images(TestDaemon.In("ns1")).CreateAsync(Samples.Image("x"), null, CancellationToken.None);
        await _daemon.Metadata.Images(TestDaemon.In("ns1")).DeleteAsync("x", null, CancellationToken.None);
        ILeaseStore leases = _daemon.Metadata.Leases(TestDaemon.In("ns1"));
        await leases.CreateAsync("l", Texts.None, CancellationToken.None);

        await Store.DeleteAsync("ns1", CancellationToken.None);

        Assert.Empty(await Store.ListAsync(CancellationToken.None));
        Assert.Empty(await leases.ListAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task Changes_are_published_in_the_namespace_itself()
    {
        await Store.CreateAsync("ns1", Texts.Of("a", "1"), CancellationToken.None);
        await Store.SetLabelsAsync("ns1", Texts.Of("b", "2"), ["b"], CancellationToken.None);
        await Store.DeleteAsync("ns1", CancellationToken.None);

        Assert.All(_daemon.Events.Published, static published => Assert.Equal("ns1", published.Namespace));
        Assert.Collection(
            _daemon.Published,
            static e => Assert.Equal(Texts.Of("a", "1"), Assert.IsType<NamespaceCreated>(e).Labels),
            static e => Assert.Equal(Texts.Of("b", "2"), Assert.IsType<NamespaceUpdated>(e).Labels),
            static e => Assert.IsType<NamespaceDeleted>(e));
    }
}
