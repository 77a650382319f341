namespace Proxy.Tests;

/// <summary>The daemon on a content store in another process, its own one disabled.</summary>
public sealed class ContentTests
{
    private const string Write = "Write";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [VendorFact("runc", "busybox")]
    public async Task An_image_is_imported_read_run_exported_and_collected()
    {
        await using VendorProcess vendor = new("content");
        await vendor.StartAsync();
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = Daemon(vendor);
        await daemon.StartAsync();
        Archive.WriteOci(work.At("image.tar"), DemoImage.Name, DemoImage.Busybox());

        await daemon.Ctr.OkAsync("images", "import", work.At("image.tar"));
        CommandResult run = await daemon.Ctr.OkAsync("run", "--rm", DemoImage.Name, "demo", "echo", "hello");
        Assert.Equal("hello", run.Line);
        await daemon.Ctr.OkAsync("images", "export", work.At("out.tar"), DemoImage.Name);
        string[] blobs = [.. (await daemon.Ctr.OkAsync("content", "ls", "-q")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Assert.Equal(blobs.Order(), Blobs(vendor).Order());
        string manifest = blobs.First();
        CommandResult got = await daemon.Ctr.OkAsync("content", "get", manifest);
        Assert.Equal(manifest, $"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(got.Output.Span))}");
        Assert.Contains("/Write namespace=default lease=\n", vendor.Log, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Join(daemon.Directory.Root, "io.containerd.content.v1.content")));

        await daemon.Ctr.OkAsync("images", "rm", "--sync", DemoImage.Name);
        await Poll.UntilAsync("the vendor's blobs are gone", Limit, () => Blobs(vendor).Count == 0, () => daemon.Log);
    }

    [VendorFact]
    public async Task Without_the_process_all_but_content_works_and_content_when_it_comes()
    {
        await using VendorProcess vendor = new("content");
        await using PluginHostDaemon daemon = Daemon(vendor);
        await daemon.StartAsync();

        // Clients try a writer that is unavailable again and again.
        Task ingest = IngestAsync(daemon, "one", "hello");
        await Poll.UntilAsync(
            "the failure is in the log",
            Limit,
            () => daemon.Log.Contains($"proxy plugin does not answer\" address={vendor.Address} ", StringComparison.Ordinal),
            () => daemon.Log);
        await OthersWorkAsync(daemon);
        Assert.False(ingest.IsCompleted);

        await vendor.StartAsync();
        await ingest;
        Assert.Single(Blobs(vendor));
    }

    [VendorFact]
    public async Task A_write_in_which_the_process_dies_fails_and_succeeds_when_it_is_back()
    {
        await using VendorProcess vendor = new("content");
        await vendor.StartAsync();
        await using PluginHostDaemon daemon = Daemon(vendor);
        await daemon.StartAsync();
        await IngestAsync(daemon, "zero", "zero");

        vendor.Hold(HoldPoint.Before, Write);
        Task<CommandResult> cut = daemon.Ctr.RunWithInputAsync("hello"u8.ToArray(), "content", "ingest", "one");
        await vendor.HeldAsync(HoldPoint.Before, Write);
        vendor.Release(HoldPoint.Before);
        await vendor.KillAsync();
        await OthersWorkAsync(daemon);
        await vendor.StartAsync();

        // Clients try again what is unavailable, and so it may have found its way by itself.
        CommandResult result = await cut;
        if (result.ExitCode != 0)
        {
            Assert.Contains(Texts.Named("content", vendor), result.Error, StringComparison.Ordinal);
            await IngestAsync(daemon, "one", "hello");
        }

        Assert.Equal(2, Blobs(vendor).Count);
        Assert.Empty((await daemon.Ctr.OkAsync("content", "active")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1));
    }

    [VendorFact]
    public async Task Reads_and_writes_of_a_process_that_hangs_end_and_the_rest_goes_on()
    {
        await using VendorProcess vendor = new("content");
        await vendor.StartAsync();
        await using PluginHostDaemon daemon = Daemon(vendor);
        await daemon.StartAsync();
        await IngestAsync(daemon, "zero", "zero");
        string zero = Blobs(vendor).Single();
        await daemon.Ctr.OkAsync("content", "label", zero, "containerd.io/gc.root=test");

        await vendor.HangAsync();
        Task<CommandResult> read = daemon.Ctr.RunAsync("content", "get", zero);
        Task<CommandResult> write = daemon.Ctr.RunWithInputAsync("hello"u8.ToArray(), "content", "ingest", "one");
        await OthersWorkAsync(daemon);
        Assert.Contains($"{Texts.Named("content", vendor)}Info: no answer within ", await Texts.FailsAsync(read), StringComparison.Ordinal);
        Assert.Contains($"{Texts.Named("content", vendor)}Write: no answer within ", await Texts.FailsAsync(write), StringComparison.Ordinal);

        vendor.GoOn();
        await Poll.UntilAsync("the process answers", Limit, async () => await Texts.ConnectionAsync(daemon) == "connected");
        Assert.Equal("zero", (await daemon.Ctr.OkAsync("content", "get", zero)).Text);
        await IngestAsync(daemon, "one", "hello");
        await daemon.Ctr.OkAsync("leases", "create", "--id", "round");
        await daemon.Ctr.OkAsync("leases", "delete", "--sync", "round");
        await Poll.UntilAsync(
            "no ingest is left",
            Limit,
            () => !Directory.EnumerateDirectories(Path.Join(vendor.Root, "ingest")).Any(),
            () => daemon.Log);
    }

    [VendorFact]
    public async Task Beside_the_daemons_own_store_none_can_be_used_and_the_log_says_what_to_do()
    {
        await using VendorProcess vendor = new("content");
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = vendor.Entry };
        await daemon.StartAsync();

        string error = await Texts.FailsAsync(daemon.Ctr.RunWithInputAsync("hello"u8.ToArray(), "content", "ingest", "one"));

        Assert.Contains("multiple plugins registered for io.containerd.content.v1: plugin: multiple instances", error, StringComparison.Ordinal);
        Assert.Contains("until all but one are named in disabled_plugins", daemon.Log, StringComparison.Ordinal);
        await daemon.Ctr.OkAsync("snapshots", "prepare", "a");
    }

    private static PluginHostDaemon Daemon(VendorProcess vendor) => new()
    {
        DisabledPlugins = ["io.containerd.content.v1.content"],
        ExtraConfiguration = $"{vendor.Entry}\n{Texts.Impatient}",
    };

    private static async Task OthersWorkAsync(PluginHostDaemon daemon)
    {
        string key = $"k{Guid.NewGuid():N}";
        await daemon.Ctr.OkAsync("snapshots", "prepare", key);
        await daemon.Ctr.OkAsync("snapshots", "rm", key);
        await daemon.Ctr.OkAsync("namespaces", "create", key);
        await daemon.Ctr.OkAsync("namespaces", "rm", key);
        await daemon.Ctr.OkAsync("images", "ls");
    }

    private static async Task IngestAsync(PluginHostDaemon daemon, string name, string text)
        => (await daemon.Ctr.RunWithInputAsync(System.Text.Encoding.UTF8.GetBytes(text), "content", "ingest", name)).Checked();

    private static List<string> Blobs(VendorProcess vendor)
    {
        string directory = Path.Join(vendor.Root, "blobs", "sha256");
        return Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory).Select(static path => $"sha256:{Path.GetFileName(path)}")] : [];
    }
}
