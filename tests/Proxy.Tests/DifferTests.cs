namespace Proxy.Tests;

/// <summary>Layers are unpacked and made by a differ in another process, which takes content from the daemon.</summary>
public sealed class DifferTests
{
    private const string Apply = "Apply";

    [VendorFact("runc", "busybox", "tar")]
    public async Task Layers_are_unpacked_and_made()
    {
        await using VendorProcess vendor = new("diff");
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = await StartAsync(vendor);
        Archive.WriteOci(work.At("image.tar"), DemoImage.Name, DemoImage.Busybox());

        await daemon.Ctr.OkAsync("images", "import", work.At("image.tar"));
        Assert.Equal(3, vendor.Log.Split("done Apply\n").Length - 1);
        Assert.Equal("hello", (await daemon.Ctr.OkAsync("run", "--rm", DemoImage.Name, "demo", "echo", "hello")).Line);

        string[] top = (await daemon.Ctr.OkAsync("snapshots", "ls")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ');
        CommandResult layer = await daemon.Ctr.OkAsync("snapshots", "diff", top[0]);
        await File.WriteAllBytesAsync(work.At("layer.tar.gz"), layer.Output.ToArray());
        Assert.NotEmpty((await Command.RunAsync("tar", "-tzf", work.At("layer.tar.gz"))).Checked().Text);

        // ctr works under a lease, without which the collector could take the layer before it is used.
        Assert.Matches("/Diff namespace=default lease=[^\n]+\n", vendor.Log);
    }

    [VendorFact("busybox")]
    public async Task An_apply_in_which_the_process_dies_fails_and_the_next_one_works()
    {
        await using VendorProcess vendor = new("diff");
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = await StartAsync(vendor);
        Archive.WriteOci(work.At("image.tar"), DemoImage.Name, DemoImage.Busybox());

        vendor.Hold(HoldPoint.Before, Apply);
        Task<CommandResult> cut = daemon.Ctr.RunAsync("images", "import", work.At("image.tar"));
        await vendor.HeldAsync(HoldPoint.Before, Apply);
        await vendor.KillAsync();

        string error = await Texts.FailsAsync(cut);
        Assert.Contains($"{Texts.Named("differ", vendor)}Apply: error reading from server: ", error, StringComparison.Ordinal);
        Assert.EndsWith(": unavailable\n", error, StringComparison.Ordinal);

        vendor.Release(HoldPoint.Before);
        await vendor.StartAsync();
        await daemon.Ctr.OkAsync("images", "import", work.At("image.tar"));
    }

    [VendorFact("busybox")]
    public async Task An_apply_of_a_process_that_hangs_ends()
    {
        await using VendorProcess vendor = new("diff");
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = await StartAsync(vendor);
        Archive.WriteOci(work.At("image.tar"), DemoImage.Name, DemoImage.Busybox());

        vendor.Hold(HoldPoint.Before, Apply);
        Task<CommandResult> import = daemon.Ctr.RunAsync("images", "import", work.At("image.tar"));
        await vendor.HeldAsync(HoldPoint.Before, Apply);
        await vendor.HangAsync();

        string error = await Texts.FailsAsync(import);
        Assert.Contains($"{Texts.Named("differ", vendor)}Apply: no answer within ", error, StringComparison.Ordinal);
        Assert.EndsWith(": context deadline exceeded\n", error, StringComparison.Ordinal);

        vendor.Release(HoldPoint.Before);
        vendor.GoOn();
        await daemon.Ctr.OkAsync("images", "import", work.At("image.tar"));
    }

    [VendorFact("busybox")]
    public async Task A_differ_that_refuses_leaves_the_work_to_the_next_and_one_that_is_away_does_not()
    {
        // A snapshotter's process knows no differ: it answers that the service is not implemented.
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = new()
        {
            ExtraConfiguration = $"""
                [proxy_plugins.far]
                  type = "diff"
                  address = "{vendor.Address}"
                [plugins."io.containerd.service.v1.diff-service"]
                  default = ["far", "walking"]
                """,
        };
        await daemon.StartAsync();
        Archive.WriteOci(work.At("image.tar"), DemoImage.Name, DemoImage.Busybox());
        await daemon.Ctr.OkAsync("images", "import", work.At("image.tar"));

        await daemon.Ctr.OkAsync("images", "rm", "--sync", DemoImage.Name);
        await vendor.KillAsync();
        Assert.Contains(
            Texts.Named("differ", vendor), await Texts.FailsAsync(daemon.Ctr.RunAsync("images", "import", work.At("image.tar"))), StringComparison.Ordinal);
    }

    private static async Task<PluginHostDaemon> StartAsync(VendorProcess vendor)
    {
        PluginHostDaemon daemon = new()
        {
            ExtraConfiguration = $"{vendor.Entry}\n[plugins.\"io.containerd.service.v1.diff-service\"]\n  default = [\"far\"]\n{Texts.Impatient}",
        };
        vendor.Daemon = daemon.Address;

        // The process dials the daemon when it starts, and waits a second before it tries again.
        await daemon.StartAsync();
        await vendor.StartAsync();
        return daemon;
    }
}
