using Differ.Tests.Support;
using PluginHost.Conformance.Support;
using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Oci;

namespace Differ.Tests;

/// <summary>What can go wrong while a layer is applied. That no mount and no directory is left is checked after each test.</summary>
public sealed class ApplyFailureTests : DifferTest
{
    private const int LargeFile = 8 << 20;

    [RootTheory]
    [InlineData("gzip-cut")]
    [InlineData("gzip-flipped")]
    [InlineData("gzip-checksum")]
    [InlineData("zstd-cut")]
    [InlineData("zstd-flipped")]
    [InlineData("tar-cut")]
    [InlineData("tar-header")]
    public async Task A_damaged_layer_is_refused_with_its_digest(string damage)
    {
        byte[] plain = Large();
        byte[] blob = damage.Split('-')[0] switch
        {
            "gzip" => LayerBuilder.Gzip(plain),
            "zstd" => LayerBuilder.Zstd(plain),
            _ => plain,
        };
        switch (damage.Split('-')[1])
        {
            case "cut":
                blob = blob[..(blob.Length / 2)];
                break;
            case "checksum":
                blob[^6] ^= 0xFF;
                break;
            case "header":
                blob[150] ^= 0xFF;
                break;
            default:
                blob.AsSpan(blob.Length / 2, 64).Fill(0xA5);
                break;
        }

        DaemonException error = await FailsAsync(Content.Add(blob, MediaTypes.OciLayerGzip), Bind(Make("target")));

        Assert.Equal(ErrorKind.Unknown, error.Kind);
        Assert.StartsWith($"failed to apply layer {Digest.Of(blob)}: ", error.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task Names_with_dots_stay_below_the_root()
    {
        string target = Make("target");
        byte[] plain = new LayerBuilder().File("../../../escaped", "x").File("dir/../../../escaped2", "y").File("/absolute", "z").Build();

        await Open().ApplyAsync(Scope, Content.Add(plain, MediaTypes.OciLayer), Bind(target), new ApplyOptions(), None);

        Assert.Equal(["absolute", "escaped", "escaped2", "target"],
            Directory.EnumerateFileSystemEntries(target)
                .Append(target)
                .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal([target], Directory.EnumerateDirectories(Work).Where(path => !path.EndsWith("tmpmounts", StringComparison.Ordinal)));
    }

    [RootFact]
    public async Task Nothing_is_written_through_a_link_that_leads_outside()
    {
        string canary = Make("canary");
        await File.WriteAllTextAsync(Path.Join(canary, "file"), "untouched");
        byte[] plain = new LayerBuilder()
            .Symlink("out", canary).File("out/file", "overwritten").File("out/new", "new").Build();

        await Open().ApplyAsync(Scope, Content.Add(plain, MediaTypes.OciLayer), Bind(Make("target")), new ApplyOptions(), None);

        Assert.Equal("untouched", await File.ReadAllTextAsync(Path.Join(canary, "file")));
        Assert.Single(Directory.EnumerateFileSystemEntries(canary));
    }

    [RootTheory]
    [InlineData("upper")]
    [InlineData("mounted")]
    public async Task A_hard_link_to_a_file_outside_is_refused(string way)
    {
        string canary = At("canary");
        await File.WriteAllTextAsync(canary, "untouched");
        byte[] plain = new LayerBuilder().File("before", "x").HardLink("link", canary).File("link", "overwritten").Build();
        string target = Make("target");

        DaemonException error = await FailsAsync(
            Content.Add(plain, MediaTypes.OciLayer), way == "upper" ? Unmountable(target, Make("lower")) : Bind(target));

        Assert.Contains("link", error.Message, StringComparison.Ordinal);
        Assert.Equal("untouched", await File.ReadAllTextAsync(canary));
        Assert.False(File.Exists(Path.Join(target, "link")));
    }

    [RootTheory]
    [InlineData(".wh..")]
    [InlineData(".wh...")]
    [InlineData("dir/.wh..")]
    public async Task A_whiteout_of_its_own_directory_is_refused(string name)
    {
        byte[] plain = new LayerBuilder().File(name, "").Build();

        DaemonException error = await FailsAsync(Content.Add(plain, MediaTypes.OciLayer), Bind(Make("target")));

        Assert.Contains("invalid", error.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_mount_that_fails_is_named()
    {
        Descriptor layer = Content.Add(new LayerBuilder().File("file", "").Build(), MediaTypes.OciLayer);

        DaemonException error = await FailsAsync(layer, Bind(At("missing")));

        Assert.Contains(At("missing"), error.Message, StringComparison.Ordinal);
        Assert.Contains("no such file or directory", error.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task The_second_of_two_mounts_that_fails_takes_the_first_with_it()
    {
        Descriptor layer = Content.Add(new LayerBuilder().File("file", "").Build(), MediaTypes.OciLayer);
        IReadOnlyList<Mount> mounts = [.. Bind(Make("target")), new Mount("nosuchfs", "none", [])];

        DaemonException error = await FailsAsync(layer, mounts);

        Assert.Contains("nosuchfs", error.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task An_error_of_the_content_store_ends_the_work()
    {
        Descriptor layer = Content.Add(LayerBuilder.Gzip(Large()), MediaTypes.OciLayerGzip);
        Content.BeforeRead = static (offset, _) => offset > 0 ? throw new IOException("the disk is on fire") : Task.CompletedTask;

        DaemonException error = await FailsAsync(layer, Bind(Make("target")));

        Assert.EndsWith("the disk is on fire", error.Message, StringComparison.Ordinal);
    }

    [RootTheory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_cancelled_request_ends_while_the_content_store_does_not_answer(int answered)
    {
        Descriptor layer = Content.Add(LayerBuilder.Gzip(Large()), MediaTypes.OciLayerGzip);
        using CancellationTokenSource request = new();
        TaskCompletionSource stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int reads = 0;
        Content.BeforeRead = async (_, token) =>
        {
            if (reads++ == answered)
            {
                stuck.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            }
        };

        Task applying = Open().ApplyAsync(Scope, layer, Bind(Make("target")), new ApplyOptions(), request.Token);
        await stuck.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await request.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => applying.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [RootFact]
    public async Task A_few_warnings_of_many_are_logged_and_the_rest_counted()
    {
        LayerBuilder layer = new();
        for (int i = 0; i < 25; i++)
        {
            layer.WithAttribute($"file{i}", "trusted.refused");
        }

        ListLogger logger = new();

        await Open(logger: logger).ApplyAsync(
            Scope, Content.Add(layer.Build(), MediaTypes.OciLayer), Bind(Make("target")), new ApplyOptions(), None);

        Assert.Equal(11, logger.Lines.Count);
        Assert.Contains("count=15", logger.Lines[10], StringComparison.Ordinal);
    }

    private static byte[] Large()
    {
        byte[] noise = new byte[LargeFile];
        new Random(1).NextBytes(noise);

        return new LayerBuilder().File("noise", new MemoryStream(noise)).Build();
    }

    private Task<DaemonException> FailsAsync(Descriptor layer, IReadOnlyList<Mount> mounts)
        => Assert.ThrowsAsync<DaemonException>(() => Open().ApplyAsync(Scope, layer, mounts, new ApplyOptions(), None));
}
