using Metadata.Tests.Support;
using PluginHost;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Images;
using PluginHost.Leases;
using PluginHost.Oci;

namespace Metadata.Tests;

public sealed class ImageStoreTests : IAsyncLifetime
{
    private TestDaemon _daemon = null!;

    private IImageStore Store => _daemon.Metadata.Images(TestDaemon.In("ns"));

    public async Task InitializeAsync() => _daemon = await TestDaemon.StartAsync();

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task An_image_comes_back_as_it_was_created()
    {
        ImageRecord image = Samples.Image("x") with { Labels = Texts.Of("a", "1", "empty", "") };
        image = image with { Target = image.Target with { Annotations = Texts.Of("n", "2"), Urls = ["lost"], ArtifactType = "lost" } };
        ImageRecord created = await Store.CreateAsync(image, null, CancellationToken.None);
        await _daemon.RestartAsync();
        ImageRecord read = await Store.GetAsync("x", CancellationToken.None);

        AssertSame(created, read);
        Assert.Equal(Texts.Of("a", "1"), read.Labels);
        Assert.Equal(Texts.Of("n", "2"), read.Target.Annotations);
        Assert.Equal((349, "", 0), (read.Target.Size, read.Target.ArtifactType, read.Target.Urls.Count));
    }

    [Fact]
    public async Task The_record_has_the_keys_of_containerd()
    {
        ImageRecord image = Samples.Image("x") with { Labels = Texts.Of("a", "1") };
        image = image with { Target = image.Target with { Annotations = Texts.Of("n", "2") } };
        await Store.CreateAsync(image, new Timestamp(-62_135_596_800, 0), CancellationToken.None);

        string[] dump = await _daemon.LookAsync(static transaction => Dump.Of(transaction.Bucket("v1")!.Bucket("ns")!.Bucket("images")!));

        Assert.Equal(
            [
                "x/annotations/n = 32",
                "x/createdat = 01000000000000000000000000ffff",
                "x/labels/a = 31",
                "x/target/digest = " + Dump.Hex(image.Target.Digest.ToString()),
                "x/target/mediatype = " + Dump.Hex("application/vnd.oci.image.manifest.v1+json"),
                "x/target/size = ba05",
                "x/updatedat = 01000000000000000000000000ffff",
            ],
            dump);
    }

    [Theory]
    [InlineData("name", "Image.Name required")]
    [InlineData("digest", "Target.Digest \"\" invalid: invalid checksum digest format: invalid argument")]
    [InlineData("size", "Target.Size must be greater than zero: invalid argument")]
    [InlineData("type", "Target.MediaType must be set: invalid argument")]
    [InlineData(
        "label",
        "image.Labels: label key and value length (5001 bytes) greater than maximum size (4096 bytes), key: k: invalid argument")]
    public async Task An_image_that_cannot_be_is_refused(string fault, string message)
    {
        ImageRecord image = Samples.Image("x");
        ImageRecord bad = fault switch
        {
            "name" => image with { Name = "" },
            "digest" => image with { Target = image.Target with { Digest = default } },
            "size" => image with { Target = image.Target with { Size = 0 } },
            "type" => image with { Target = image.Target with { MediaType = "" } },
            _ => image with { Labels = Texts.Of("k", new string('v', 5000)) },
        };
        await Expect.ErrorAsync(ErrorKind.InvalidArgument, message, () => Store.CreateAsync(bad, null, CancellationToken.None));

        await Store.CreateAsync(image, null, CancellationToken.None);

        await Expect.ErrorAsync(ErrorKind.InvalidArgument, message, () => Store.UpdateAsync(bad, [], null, CancellationToken.None));
    }

    [Fact]
    public async Task An_image_is_created_once()
    {
        await Store.CreateAsync(Samples.Image("x"), null, CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.AlreadyExists, "image \"x\": already exists", () => Store.CreateAsync(Samples.Image("x"), null, CancellationToken.None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unknown_image_is_not_found(bool others)
    {
        if (others)
        {
            await Store.CreateAsync(Samples.Image("other"), null, CancellationToken.None);
        }

        const string message = "image \"x\": not found";
        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => Store.GetAsync("x", CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => Store.DeleteAsync("x", null, CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.NotFound, message, () => Store.UpdateAsync(Samples.Image("x"), [], null, CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, "image \"\": not found", () => Store.GetAsync("", CancellationToken.None));
    }

    [Fact]
    public async Task A_deletion_can_insist_on_the_target()
    {
        await Store.CreateAsync(Samples.Image("x"), null, CancellationToken.None);
        Digest stored = Samples.DigestOf("x");
        Digest other = Samples.DigestOf("y");

        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            $"image \"x\" has target {stored}, not {other}: not found",
            () => Store.DeleteAsync("x", other, CancellationToken.None));
        await Store.DeleteAsync("x", stored, CancellationToken.None);

        Assert.Empty(await Store.ListAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task An_update_without_paths_replaces_all_but_the_creation_time()
    {
        ImageRecord created = await Store.CreateAsync(Samples.Image("x") with { Labels = Texts.Of("a", "1") }, null, CancellationToken.None);
        _daemon.Clock.Advance(TimeSpan.FromSeconds(1));

        ImageRecord updated = await Store.UpdateAsync(Samples.Image("x", Samples.DigestOf("y")), [], null, CancellationToken.None);

        AssertSame(updated, await Store.GetAsync("x", CancellationToken.None));
        Assert.Empty(updated.Labels);
        Assert.Equal(Samples.DigestOf("y"), updated.Target.Digest);
        Assert.Equal(created.CreatedAt, updated.CreatedAt);
        Assert.Equal(Timestamp.Now(_daemon.Clock), updated.UpdatedAt);
    }

    [Fact]
    public async Task Single_labels_and_annotations_are_set_and_removed()
    {
        ImageRecord image = Samples.Image("x") with { Labels = Texts.Of("a", "1", "b", "2") };
        await Store.CreateAsync(
            image with { Target = image.Target with { Annotations = Texts.Of("n", "1", "m", "2") } }, null, CancellationToken.None);
        ImageRecord given = Samples.Image("x", Samples.DigestOf("ignored")) with { Labels = Texts.Of("a", "9", "c", "ignored") };
        given = given with { Target = given.Target with { Annotations = Texts.Of("o", "3") } };

        ImageRecord updated = await Store.UpdateAsync(
            given, ["labels.a", "labels.b", "annotations.n", "annotations.o"], null, CancellationToken.None);

        AssertSame(updated, await Store.GetAsync("x", CancellationToken.None));
        Assert.Equal(Texts.Of("a", "9"), updated.Labels);
        Assert.Equal(Texts.Of("m", "2", "o", "3"), updated.Target.Annotations);
        Assert.Equal(Samples.DigestOf("x"), updated.Target.Digest);
    }

    [Fact]
    public async Task Target_and_annotations_are_replaced_as_a_whole()
    {
        ImageRecord image = Samples.Image("x");
        await Store.CreateAsync(
            image with { Target = image.Target with { Annotations = Texts.Of("n", "1") } }, null, CancellationToken.None);

        ImageRecord annotated = await Store.UpdateAsync(
            image with { Target = new Descriptor { Annotations = Texts.Of("m", "2") } }, ["annotations"], null, CancellationToken.None);
        ImageRecord retargeted = await Store.UpdateAsync(
            Samples.Image("x", Samples.DigestOf("y")), ["target"], null, CancellationToken.None);

        Assert.Equal(Texts.Of("m", "2"), annotated.Target.Annotations);
        Assert.Equal(image.Target.Digest, annotated.Target.Digest);
        Assert.Empty(retargeted.Target.Annotations);
        Assert.Equal(Samples.DigestOf("y"), retargeted.Target.Digest);
    }

    [Fact]
    public async Task Other_paths_cannot_be_updated()
    {
        await Store.CreateAsync(Samples.Image("x"), null, CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "cannot update \"name\" field on image \"x\": invalid argument",
            () => Store.UpdateAsync(Samples.Image("x"), ["name"], null, CancellationToken.None));
    }

    [Theory]
    [InlineData("name==x", "x")]
    [InlineData("labels.a==1", "x")]
    [InlineData("annotations.n", "y")]
    [InlineData("target.mediatype~=manifest", "x,y")]
    [InlineData("name==none", "")]
    public async Task Images_are_filtered(string filter, string expected)
    {
        await Store.CreateAsync(Samples.Image("x") with { Labels = Texts.Of("a", "1") }, null, CancellationToken.None);
        ImageRecord y = Samples.Image("y");
        await Store.CreateAsync(y with { Target = y.Target with { Annotations = Texts.Of("n", "1") } }, null, CancellationToken.None);

        IReadOnlyList<ImageRecord> found = await Store.ListAsync([filter], CancellationToken.None);

        Assert.Equal(expected, string.Join(',', found.Select(static image => image.Name)));
    }

    [Fact]
    public async Task An_image_that_expires_is_attached_to_the_lease_of_the_call()
    {
        ILeaseStore leases = _daemon.Metadata.Leases(TestDaemon.In());
        await leases.CreateAsync("l", Texts.None, CancellationToken.None);
        IImageStore leased = _daemon.Metadata.Images(TestDaemon.In("ns", "l"));
        await leased.CreateAsync(Samples.Image("kept"), null, CancellationToken.None);
        await leased.CreateAsync(
            Samples.Image("x") with { Labels = Texts.Of("containerd.io/gc.expire", "2030-01-01T00:00:00Z") }, null, CancellationToken.None);

        Assert.Equal([new LeaseResource("x", "images")], await leases.ListResourcesAsync("l", CancellationToken.None));
        await leased.DeleteAsync("x", null, CancellationToken.None);
        Assert.Empty(await leases.ListResourcesAsync("l", CancellationToken.None));
    }

    [Fact]
    public async Task An_unknown_lease_matters_only_for_an_image_that_expires()
    {
        IImageStore leased = _daemon.Metadata.Images(TestDaemon.In("ns", "nope"));
        await leased.CreateAsync(Samples.Image("y"), null, CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            "lease does not exist: not found",
            () => leased.CreateAsync(
                Samples.Image("x") with { Labels = Texts.Of("containerd.io/gc.expire", "2030-01-01T00:00:00Z") },
                null,
                CancellationToken.None));
        Assert.Single(await Store.ListAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task Changes_are_published()
    {
        await Store.CreateAsync(Samples.Image("x") with { Labels = Texts.Of("a", "1") }, null, CancellationToken.None);
        await Store.UpdateAsync(Samples.Image("x") with { Labels = Texts.Of("a", "2") }, [], null, CancellationToken.None);
        await Store.DeleteAsync("x", null, CancellationToken.None);

        Assert.Collection(
            _daemon.Published,
            static e => Assert.Equal(Texts.Of("a", "1"), Assert.IsType<ImageCreated>(e).Labels),
            static e => Assert.Equal(Texts.Of("a", "2"), Assert.IsType<ImageUpdated>(e).Labels),
            static e => Assert.Equal(new ImageDeleted("x"), e));
    }

    [Fact]
    public async Task An_event_is_published_when_the_change_can_be_seen()
    {
        int seen = -1;
        _daemon.Events.OnPublish = _ => seen = Store.ListAsync([], CancellationToken.None).Result.Count;

        await Store.CreateAsync(Samples.Image("x"), null, CancellationToken.None);

        Assert.Equal(1, seen);
    }

    [Fact]
    public async Task A_publication_that_fails_is_the_error_of_a_call_whose_change_stays()
    {
        _daemon.Events.OnPublish = static _ => throw DaemonException.Unavailable("exchange");

        await Expect.ErrorAsync(
            ErrorKind.Unavailable, "exchange: unavailable", () => Store.CreateAsync(Samples.Image("x"), null, CancellationToken.None));
        Assert.Single(await Store.ListAsync([], CancellationToken.None));
    }

    private static void AssertSame(ImageRecord expected, ImageRecord actual)
    {
        Assert.Equal(expected.Labels, actual.Labels);
        Assert.Equal(expected.Target.Annotations, actual.Target.Annotations);
        Assert.Equal(
            (expected.Target.Digest, expected.Target.MediaType, expected.Target.Size, expected.CreatedAt, expected.UpdatedAt),
            (actual.Target.Digest, actual.Target.MediaType, actual.Target.Size, actual.CreatedAt, actual.UpdatedAt));
    }
}
