namespace Proxy.Tests;

/// <summary>A snapshotter in another process, under the real daemon and <c>ctr</c>.</summary>
public sealed class SnapshotterTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [VendorFact]
    public async Task The_daemon_starts_without_the_process_and_works_with_it_once_it_is_there()
    {
        await using VendorProcess vendor = new("snapshot");
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = vendor.Entry };
        await daemon.StartAsync();

        Assert.Matches("(?m)^io.containerd.snapshotter.v1 +far +linux/[a-z0-9]+ +ok *$", (await daemon.Ctr.OkAsync("plugins", "ls")).Text);
        Assert.Equal(
            $"is unreachable: connection error: desc = \"transport: Error while dialing: dial unix {vendor.Address}: no such file or directory\"",
            await Texts.ConnectionAsync(daemon));
        string error = await Texts.FailsAsync(daemon.Ctr.RunAsync("snapshots", "--snapshotter", "far", "prepare", "a"));
        Assert.Contains($"{Texts.Named("snapshotter", vendor)}Prepare: connection error", error, StringComparison.Ordinal);
        Assert.EndsWith("no such file or directory\": unavailable\n", error, StringComparison.Ordinal);

        await vendor.StartAsync();
        await daemon.Ctr.OkAsync("snapshots", "--snapshotter", "far", "prepare", "a");
        Assert.Equal("connected", await Texts.ConnectionAsync(daemon));
        Assert.Contains("/Prepare namespace=default lease=\n", vendor.Log, StringComparison.Ordinal);
    }

    [VendorFact("runc", "busybox")]
    public async Task An_image_is_unpacked_and_a_container_runs_on_it()
    {
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = vendor.Entry };
        await daemon.StartAsync();
        Archive.WriteOci(work.At("image.tar"), DemoImage.Name, DemoImage.Busybox());

        await daemon.Ctr.OkAsync("images", "import", "--snapshotter", "far", work.At("image.tar"));
        CommandResult run = await daemon.Ctr.OkAsync("run", "--rm", "--snapshotter", "far", DemoImage.Name, "demo", "echo", "hello from afar");

        Assert.Equal("hello from afar", run.Line);
        string[] usage = (await daemon.Ctr.OkAsync("snapshots", "--snapshotter", "far", "usage")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, usage.Length);
        await Poll.UntilAsync("the container's directory is gone", Limit, () => vendor.SnapshotDirectories == 3, () => daemon.Log);

        await daemon.Ctr.OkAsync("images", "rm", "--sync", DemoImage.Name);
        await Poll.UntilAsync("the vendor's directories are gone", Limit, () => vendor.SnapshotDirectories == 0, () => daemon.Log);
    }

    [VendorFact]
    public async Task Errors_come_with_the_kind_and_text_of_the_process()
    {
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = vendor.Entry };
        await daemon.StartAsync();
        string[] far = ["snapshots", "--snapshotter", "far"];
        await daemon.Ctr.OkAsync([.. far, "prepare", "a"]);
        await daemon.Ctr.OkAsync([.. far, "commit", "base", "a"]);

        // What the metadata does not know by itself.
        Assert.EndsWith(
            "not active or view: failed precondition\n",
            await Texts.FailsAsync(daemon.Ctr.RunAsync([.. far, "mounts", "/mnt", "base"])),
            StringComparison.Ordinal);
    }
}
