using System.Text.Json;

namespace Crash.Tests;

/// <summary><c>pluginhost gc</c> as an operator runs it.</summary>
public sealed class GcCommandTests
{
    private const string Expired = "containerd.io/gc.expire=2020-01-01T00:00:00Z";

    [RequiresFact("root", "ctr", "busybox", Tools.PluginHost)]
    public async Task The_plan_of_a_daemon_names_what_goes_and_what_keeps_the_rest_and_a_collection_does_it()
    {
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = await WithImageAsync(work, CollectsWhenAsked);
        string[] blobs = await BlobsAsync(daemon);
        string manifest = await ManifestAsync(daemon);

        string plan = (await RunAsync(daemon, "plan")).Checked().Text;
        Assert.StartsWith("0 objects would go, 0 bytes would be free\n\nTYPE    NAMESPACE    KEY    BYTES\n\n", plan, StringComparison.Ordinal);
        Assert.Matches($"(?m)^image +default +{DemoImage.Name} +- +root: image$", plan);
        Assert.Matches($"(?m)^content +default +{manifest} +[0-9]+ +image {DemoImage.Name} > target$", plan);
        Assert.Matches($"(?m)^content +default +sha256:[0-9a-f]+ +[0-9]+ +image {DemoImage.Name} > content {manifest} > containerd.io/gc.ref.content.config$", plan);
        Assert.Matches("(?m)^snapshot +default +overlayfs/sha256:[0-9a-f]+ +- +image .* > containerd.io/gc.ref.snapshot.overlayfs$", plan);

        await daemon.Ctr.OkAsync("images", "rm", DemoImage.Name);
        JsonElement gone = JsonDocument.Parse((await RunAsync(daemon, "plan", "--format", "json")).Checked().Text).RootElement;
        string[] garbage = [.. gone.GetProperty("garbage").EnumerateArray().Select(static item => item.GetProperty("key").GetString()!)];
        Assert.Superset(blobs.ToHashSet(), garbage.ToHashSet());
        Assert.All(gone.GetProperty("garbage").EnumerateArray(), static item => Assert.True(item.GetProperty("bytes").GetInt64() >= 0));
        Assert.True(gone.GetProperty("freed_bytes").GetInt64() > 1000);
        Assert.Contains($"{garbage.Length} objects would go, {gone.GetProperty("freed_bytes").GetInt64()} bytes", (await RunAsync(daemon, "plan")).Checked().Text,
            StringComparison.Ordinal);
        Assert.Equal(blobs, await BlobsAsync(daemon));

        await StoreCheck.NothingIsOrphanedAsync(daemon);
        Assert.Empty(await BlobsAsync(daemon));
        Assert.StartsWith("0 objects would go, 0 bytes would be free\n", (await RunAsync(daemon, "plan")).Checked().Text, StringComparison.Ordinal);
    }

    [RequiresFact("root", "ctr", "busybox", Tools.PluginHost)]
    public async Task Why_has_the_whole_way_from_each_root()
    {
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = await WithImageAsync(work, CollectsWhenAsked);
        string manifest = await ManifestAsync(daemon);
        await daemon.Ctr.OkAsync("images", "tag", DemoImage.Name, "example.com/other:1");
        await daemon.Ctr.OkAsync("leases", "create", "--id", "mine");

        string why = (await RunAsync(daemon, "why", manifest)).Checked().Text;
        Assert.Matches(
            $"^content {manifest} \\(namespace default, [0-9]+ bytes\\): kept by 2 roots\n"
                + $"  image {DemoImage.Name} \\(image\\)\n    content {manifest} \\(target\\)\n"
                + $"  image example.com/other:1 \\(image\\)\n    content {manifest} \\(target\\)\n$",
            why);
        Assert.Equal(why, (await RunAsync(daemon, "why", "--namespace", "default", manifest)).Checked().Text);
        Assert.Equal("lease mine (namespace default): kept by 1 root\n  lease mine (lease)\n", (await RunAsync(daemon, "why", "mine")).Checked().Text);
        string snapshot = (await daemon.Ctr.OkAsync("snapshots", "ls")).Text.Split('\n')[1].Split(' ')[0];
        Assert.Matches(
            $"^snapshot overlayfs/{snapshot} \\(namespace default, [0-9]+ bytes\\): kept by 2 roots\n"
                + $"  image {DemoImage.Name} \\(image\\)\n    content {manifest} \\(target\\)\n      content sha256:[0-9a-f]+ \\(containerd.io/gc.ref.content.config\\)\n"
                + $"        snapshot overlayfs/{snapshot} \\(containerd.io/gc.ref.snapshot.overlayfs\\)\n",
            (await RunAsync(daemon, "why", snapshot)).Checked().Text);

        await daemon.Ctr.OkAsync("images", "rm", "example.com/other:1");
        await daemon.Ctr.OkAsync("images", "label", DemoImage.Name, Expired);
        string layer = (await BlobsAsync(daemon)).First(blob => blob != manifest);
        Assert.Matches(
            $"^content {layer} \\(namespace default, [0-9]+ bytes\\): garbage, the next collection removes it\n  what refers to it is garbage as well:\n"
                + $"    content {manifest} \\(containerd.io/gc.ref.content.[a-z0-9.]+\\)\n$",
            (await RunAsync(daemon, "why", layer)).Checked().Text);
        Assert.Equal(
            $"image {DemoImage.Name} (namespace default): garbage, the next collection removes it; expired at 2020-01-01T00:00:00Z\n",
            (await RunAsync(daemon, "why", DemoImage.Name)).Checked().Text);

        await daemon.StopAsync();
        Assert.Contains("what refers to it is garbage as well", (await RunAsync(daemon, "why", layer)).Checked().Text, StringComparison.Ordinal);
        Assert.Matches("(?m)^snapshot +default +overlayfs/sha256:[0-9a-f]+ +-$", (await RunAsync(daemon, "plan")).Checked().Text);
    }

    [RequiresFact("root", "ctr", Tools.PluginHost)]
    public async Task What_makes_no_sense_is_named()
    {
        await using PluginHostDaemon daemon = new();
        await FailsAsync(
            $"the root directory {daemon.Directory.Root} can not be locked: no such file or directory; name the daemon's root directory with --root or --config",
            "plan", "--root", daemon.Directory.Root);
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync("namespaces", "create", "empty");
        string[] here = ["--config", daemon.Directory.ConfigFile];
        const string Unknown = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

        foreach (bool running in (bool[])[true, false])
        {
            if (!running)
            {
                await daemon.StopAsync();
            }

            string place = running ? $"{daemon.Address}: " : "";
            await FailsAsync($"{place}no content, snapshot, image, container, lease or ingest \"{Unknown}\" in any namespace: not found", ["why", Unknown, .. here]);
            await FailsAsync(
                $"{place}no content, snapshot, image, container, lease or ingest \"x\" in namespace \"empty\": not found", ["why", "x", "-n", "empty", .. here]);
            await FailsAsync($"{place}namespace \"nowhere\": not found", ["why", "x", "--namespace=nowhere", .. here]);
            await FailsAsync($"{place}namespace \"nowhere\": not found", ["plan", "--namespace", "nowhere", .. here]);
        }

        await FailsAsync(
            "gc why needs a digest, the key of a snapshot, or the name of an image, container, lease or ingest; see pluginhost gc help: invalid argument", "why");
        await FailsAsync("gc sweep: no such command; see pluginhost gc help: invalid argument", "sweep");
        await FailsAsync("gc: unknown flag --hard; see pluginhost gc help: invalid argument", "plan", "--hard");
        await FailsAsync("gc: --format xml is neither table nor json: invalid argument", "plan", "--format", "xml");
        await FailsAsync("gc: the flag --namespace needs a value: invalid argument", "plan", "--namespace");
    }

    [RequiresFact("root", "ctr", "busybox", Tools.PluginHost)]
    public async Task Snapshotters_that_fail_or_hang_do_not_keep_the_others_from_being_cleaned()
    {
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = new() { PluginDirectory = FaultyPlugins(work) };
        await daemon.StartAsync();
        string native = Path.Join(daemon.Directory.Root, "io.containerd.snapshotter.v1.native", "snapshots");
        foreach (string snapshotter in (string[])["hangs", "fails", "native"])
        {
            await daemon.Ctr.OkAsync("snapshots", "--snapshotter", snapshotter, "prepare", "a");
        }

        Assert.Single(Directory.EnumerateDirectories(native));
        foreach (string snapshotter in (string[])["hangs", "fails", "native"])
        {
            await daemon.Ctr.OkAsync("snapshots", "--snapshotter", snapshotter, "rm", "a");
        }

        TimeSpan limit = TimeSpan.FromSeconds(120);
        await Poll.UntilAsync("the native snapshot is removed", limit, () => !Directory.EnumerateDirectories(native).Any(), () => daemon.Log);
        await Poll.UntilAsync(
            "the failure is in the log",
            limit,
            () => daemon.Log.Contains("failed to remove snapshot of fails", StringComparison.Ordinal),
            () => daemon.Log);

        // The one that hangs still does; everybody else works, also with it.
        Archive.WriteOci(work.At("image.tar"), DemoImage.Name, DemoImage.Busybox());
        await daemon.Ctr.OkAsync("images", "import", work.At("image.tar"));
        await daemon.Ctr.OkAsync("snapshots", "--snapshotter", "hangs", "prepare", "b");
        Assert.Contains("b ", (await daemon.Ctr.OkAsync("snapshots", "--snapshotter", "hangs", "ls")).Text, StringComparison.Ordinal);
        (await RunAsync(daemon, "plan")).Checked();
        Assert.Equal(0, await daemon.StopAsync());
    }

    // After the first collection the next one is some 500 s away, but for a call that waits for one.
    private const string CollectsWhenAsked = """
        [plugins."io.containerd.gc.v1.scheduler"]
          pause_threshold = 0.00001
        """;

    private static async Task<PluginHostDaemon> WithImageAsync(ScratchDirectory work, string configuration)
    {
        PluginHostDaemon daemon = new() { ExtraConfiguration = configuration };
        await daemon.StartAsync();
        Archive.WriteOci(work.At("image.tar"), DemoImage.Name, DemoImage.Busybox());
        await daemon.Ctr.OkAsync("images", "import", work.At("image.tar"));
        await StoreCheck.NothingIsOrphanedAsync(daemon);
        return daemon;
    }

    private static async Task<string[]> BlobsAsync(TestDaemon daemon)
        => [.. (await daemon.Ctr.OkAsync("content", "ls", "-q")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static async Task<string> ManifestAsync(TestDaemon daemon)
        => (await daemon.Ctr.OkAsync("images", "ls", $"name=={DemoImage.Name}")).Text.Split('\n')[1]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Single(static word => word.StartsWith("sha256:", StringComparison.Ordinal));

    private static string FaultyPlugins(ScratchDirectory work)
    {
        const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        string folder = work.At("plugins.d");
        Directory.CreateDirectory(folder, FolderMode);
        File.SetUnixFileMode(folder, FolderMode);
        string plugin = Path.Join(folder, "Acme.Faulty.dll");
        File.Copy(Path.Join(AppContext.BaseDirectory, "vendor-plugins", "Acme.Faulty.dll"), plugin);
        File.SetUnixFileMode(plugin, FileMode);
        return folder;
    }

    private static Task<CommandResult> RunAsync(TestDaemon daemon, params string[] arguments)
        => Command.RunAsync(Tools.PluginHost, ["--config", daemon.Directory.ConfigFile, "gc", .. arguments]);

    private static async Task FailsAsync(string error, params string[] arguments)
    {
        CommandResult run = await Command.RunAsync(Tools.PluginHost, ["gc", .. arguments]);
        Assert.Equal((1, $"pluginhost: {error}\n"), (run.ExitCode, run.Error));
    }
}
