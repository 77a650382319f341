using Metadata.Tests.Support;
using PluginHost;
using PluginHost.Bolt;
using PluginHost.Conformance.Plugins;
using PluginHost.Errors;
using PluginHost.Plugins;
using PluginHost.Plugins.SandboxStore;
using PluginHost.Sandboxes;

namespace Metadata.Tests;

/// <summary>Answers and texts are compared with containerd's in Services.Tests; here is what only the file shows.</summary>
public sealed class SandboxStoreTests : IAsyncLifetime
{
    private TestDaemon _daemon = null!;

    private ISandboxStore Store => _daemon.Metadata.Sandboxes(TestDaemon.In());

    public async Task InitializeAsync() => _daemon = await TestDaemon.StartAsync();

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task A_sandbox_comes_back_as_it_was_created()
    {
        SandboxRecord created = await Store.CreateAsync(
            Sample("s1") with
            {
                Labels = Texts.Of("a", "1", "empty", ""),
                Extensions = new Dictionary<string, AnyValue> { ["e"] = new("url", "value"u8.ToArray()) },
                CreatedAt = new Timestamp(1, 2),
            },
            CancellationToken.None);
        await _daemon.RestartAsync();
        SandboxRecord read = await Store.GetAsync("s1", CancellationToken.None);

        Assert.Equal(Timestamp.Now(_daemon.Clock), created.CreatedAt);
        Assert.Equal(Texts.Of("a", "1"), created.Labels);
        Assert.Equal((created.CreatedAt, created.UpdatedAt, "runc", "shim"), (read.CreatedAt, read.UpdatedAt, read.RuntimeName, read.Sandboxer));
        Assert.Equal(created.Labels, read.Labels);
        Assert.Equal("value"u8.ToArray(), read.Extensions["e"].Value.ToArray());
        Assert.Equal(("o", "s"), (read.RuntimeOptions!.TypeUrl, read.Spec!.TypeUrl));
        Assert.Empty(_daemon.Published);
    }

    [Fact]
    public async Task The_record_has_the_keys_of_containerd()
    {
        await Store.CreateAsync(
            Sample("s1") with { Labels = Texts.Of("a", "1"), Extensions = new Dictionary<string, AnyValue> { ["e"] = new("u", default) } },
            CancellationToken.None);
        await Store.CreateAsync(new SandboxRecord { Id = "s2" }, CancellationToken.None);

        string[] dump = await _daemon.LookAsync(static transaction => Dump.Of(transaction.Bucket("v1")!.Bucket("ns")!.Bucket("sandboxes")!));

        const string now = "010000000ee139b4bf00000000ffff";
        Assert.Equal(
            [
                "s1/createdat = " + now,
                "s1/extensions/e = 0a0175",
                "s1/labels/a = 31",
                "s1/runtime/name = " + Dump.Hex("runc"),
                "s1/runtime/options = 0a016f",
                "s1/sandboxer = " + Dump.Hex("shim"),
                "s1/spec = 0a0173",
                "s1/updatedat = " + now,
                "s2/createdat = " + now,
                "s2/runtime/name = ",
                "s2/sandboxer = ",
                "s2/updatedat = " + now,
            ],
            dump);
    }

    [Fact]
    public async Task A_key_that_we_do_not_know_survives_an_update()
    {
        await Store.CreateAsync(Sample("s1"), CancellationToken.None);
        await _daemon.ChangeAsync(static transaction => transaction.Bucket("v1")!.Bucket("ns")!.Bucket("sandboxes")!.Bucket("s1")!.Put("later", "kept"));

        await Store.UpdateAsync(Sample("s1"), [], CancellationToken.None);

        Assert.True(await _daemon.LookAsync(static transaction
            => transaction.Bucket("v1")!.Bucket("ns")!.Bucket("sandboxes")!.Bucket("s1")!.TryGet("later", out _)));
    }

    [Fact]
    public async Task An_update_keeps_the_creation_and_renews_the_change()
    {
        SandboxRecord created = await Store.CreateAsync(Sample("s1"), CancellationToken.None);
        _daemon.Clock.Advance(TimeSpan.FromSeconds(5));

        SandboxRecord updated = await Store.UpdateAsync(Sample("s1") with { Labels = Texts.Of("b", "2") }, ["labels"], CancellationToken.None);

        Assert.Equal(created.CreatedAt, updated.CreatedAt);
        Assert.Equal(Timestamp.Now(_daemon.Clock), updated.UpdatedAt);
    }

    [Fact]
    public async Task Sandboxes_of_other_namespaces_are_not_seen()
    {
        await Store.CreateAsync(Sample("s1"), CancellationToken.None);

        Assert.Empty(await _daemon.Metadata.Sandboxes(TestDaemon.In("other")).ListAsync([], CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            "no sandbox buckets: not found",
            () => _daemon.Metadata.Sandboxes(TestDaemon.In("other")).GetAsync("s1", CancellationToken.None));
    }

    [Fact]
    public async Task A_sandbox_that_containerd_1_7_wrote_is_there_after_the_migration()
    {
        await _daemon.ChangeAsync(static transaction =>
        {
            transaction.Bucket("v1")!.Put("version", [6]);
            Bucket sandbox = transaction.CreateBucketIfNotExists("ns").CreateBucketIfNotExists("sandboxes").CreateBucketIfNotExists("old");
            byte[] then = Convert.FromHexString("010000000edd4fb2722f072f40ffff");
            sandbox.Put("createdat", then);
            sandbox.Put("updatedat", then);
            sandbox.CreateBucketIfNotExists("runtime").Put("name", "runc");
            sandbox.CreateBucketIfNotExists("labels").Put("a", "1");
        });

        SandboxRecord sandbox = Assert.Single(await Store.ListAsync(["labels.a==1"], CancellationToken.None));

        Assert.Equal(("old", "runc", "", "2024-02-03T04:05:06.789Z"), (sandbox.Id, sandbox.RuntimeName, sandbox.Sandboxer, sandbox.CreatedAt.ToString()));
    }

    [Fact]
    public async Task The_plugin_hands_out_the_sandboxes_of_the_metadata()
    {
        await Store.CreateAsync(Sample("s1"), CancellationToken.None);
        PluginTable plugins = new();
        Assert.ThrowsAny<Exception>(() => MetadataSandboxes.Open(plugins));
        plugins.With(PluginTypes.Metadata, "bolt", _daemon.Metadata);

        Assert.Equal("s1", Assert.Single(await MetadataSandboxes.Open(plugins).For(TestDaemon.In()).ListAsync([], CancellationToken.None)).Id);
    }

    private static SandboxRecord Sample(string id) => new()
    {
        Id = id,
        RuntimeName = "runc",
        RuntimeOptions = new AnyValue("o", default),
        Spec = new AnyValue("s", default),
        Sandboxer = "shim",
    };
}
