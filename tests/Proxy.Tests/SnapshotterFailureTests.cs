using System.Diagnostics;

namespace Proxy.Tests;

/// <summary>The snapshotter's process dies or hangs in the middle of calls.</summary>
public sealed class SnapshotterFailureTests
{
    private const string Prepare = "Prepare";
    private const string Commit = "Commit";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly string[] Far = ["snapshots", "--snapshotter", "far"];

    [VendorFact]
    public async Task A_call_in_which_the_process_dies_fails_and_the_next_one_works_when_it_is_back()
    {
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = vendor.Entry };
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync([.. Far, "prepare", "before"]);

        vendor.Hold(HoldPoint.Before, Prepare);
        Task<CommandResult> cut = daemon.Ctr.RunAsync([.. Far, "prepare", "a"]);
        await vendor.HeldAsync(HoldPoint.Before, Prepare);
        await vendor.KillAsync();

        string error = await Texts.FailsAsync(cut);
        Assert.StartsWith($"ctr: {Texts.Named("snapshotter", vendor)}Prepare: error reading from server: ", error, StringComparison.Ordinal);
        Assert.EndsWith(": unavailable\n", error, StringComparison.Ordinal);
        Assert.StartsWith("is unreachable: connection error: ", await Texts.ConnectionAsync(daemon), StringComparison.Ordinal);
        await OthersWorkAsync(daemon);

        vendor.Release(HoldPoint.Before);
        await vendor.StartAsync();
        await daemon.Ctr.OkAsync([.. Far, "prepare", "a"]);
        Assert.Equal(["a", "before"], await KeysAsync(daemon));
        Assert.Contains("proxy plugin does not answer", daemon.Log, StringComparison.Ordinal);
        Assert.Contains("proxy plugin answers again", daemon.Log, StringComparison.Ordinal);
        await NothingIsLeftAsync(daemon, vendor, "a", "before");
    }

    [VendorFact]
    public async Task What_was_made_when_the_answer_was_lost_is_collected()
    {
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = vendor.Entry };
        await daemon.StartAsync();

        vendor.Hold(HoldPoint.After, Prepare);
        Task<CommandResult> cut = daemon.Ctr.RunAsync([.. Far, "prepare", "a"]);
        await vendor.HeldAsync(HoldPoint.After, Prepare);
        await vendor.KillAsync();
        Assert.EndsWith(": unavailable\n", await Texts.FailsAsync(cut), StringComparison.Ordinal);
        Assert.Equal(1, vendor.SnapshotDirectories);

        vendor.Release(HoldPoint.After);
        await vendor.StartAsync();
        await daemon.Ctr.OkAsync([.. Far, "prepare", "a"]);
        await CollectedAsync(daemon, vendor, 1);
        await NothingIsLeftAsync(daemon, vendor, "a");
    }

    [VendorFact]
    public async Task A_commit_whose_answer_was_lost_is_finished_by_the_same_call()
    {
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = vendor.Entry };
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync([.. Far, "prepare", "a"]);

        vendor.Hold(HoldPoint.After, Commit);
        Task<CommandResult> cut = daemon.Ctr.RunAsync([.. Far, "commit", "base", "a"]);
        await vendor.HeldAsync(HoldPoint.After, Commit);
        await vendor.KillAsync();
        Assert.EndsWith(": unavailable\n", await Texts.FailsAsync(cut), StringComparison.Ordinal);

        vendor.Release(HoldPoint.After);
        await vendor.StartAsync();
        await daemon.Ctr.OkAsync([.. Far, "commit", "base", "a"]);
        await daemon.Ctr.OkAsync([.. Far, "prepare", "b", "base"]);
        Assert.Equal(["b", "base"], await KeysAsync(daemon));
        await NothingIsLeftAsync(daemon, vendor, "b", "base");
    }

    [VendorFact]
    public async Task Calls_to_a_process_that_hangs_end_others_go_on_and_all_works_when_it_goes_on()
    {
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = $"{vendor.Entry}\n{Texts.Impatient}" };
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync([.. Far, "prepare", "before"]);

        // One call is in the middle of its work, the others come later.
        vendor.Hold(HoldPoint.Before, Prepare);
        Task<CommandResult> prepare = daemon.Ctr.RunAsync([.. Far, "prepare", "a"]);
        await vendor.HeldAsync(HoldPoint.Before, Prepare);
        await vendor.HangAsync();
        Task<CommandResult> list = daemon.Ctr.RunAsync([.. Far, "ls"]);
        Task<CommandResult> commit = daemon.Ctr.RunAsync([.. Far, "commit", "base", "before"]);
        await OthersWorkAsync(daemon);

        foreach ((Task<CommandResult> call, string name) in new[] { (prepare, "Prepare"), (list, "Stat"), (commit, "Commit") })
        {
            string error = await Texts.FailsAsync(call);
            Assert.Contains($"{Texts.Named("snapshotter", vendor)}{name}: no answer within ", error, StringComparison.Ordinal);
            Assert.EndsWith("and the process does not answer: nothing within 2 s: context deadline exceeded\n", error, StringComparison.Ordinal);
        }

        Assert.Equal("does not answer: nothing within 1 s", await Texts.ConnectionAsync(daemon));

        vendor.Release(HoldPoint.Before);
        vendor.GoOn();
        await Poll.UntilAsync("the process answers", Limit, async () => await Texts.ConnectionAsync(daemon) == "connected");
        await daemon.Ctr.OkAsync([.. Far, "commit", "base", "before"]);
        await daemon.Ctr.OkAsync([.. Far, "prepare", "b", "base"]);
        Assert.Equal(["b", "base"], await KeysAsync(daemon));

        // The call that was given up makes its snapshot after all.
        await Poll.UntilAsync("the call that was given up has ended", Limit, () => vendor.Log.Split("done Prepare\n").Length - 1 == 3, () => vendor.Log);
        await CollectedAsync(daemon, vendor, 2);
        await NothingIsLeftAsync(daemon, vendor, "b", "base");
    }

    [VendorFact]
    public async Task A_call_that_takes_long_in_a_process_that_lives_is_waited_for()
    {
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = $"{vendor.Entry}\n{Texts.Impatient}" };
        await daemon.StartAsync();

        vendor.Hold(HoldPoint.Before, Prepare);
        Task prepare = daemon.Ctr.OkAsync([.. Far, "prepare", "a"]);
        await vendor.HeldAsync(HoldPoint.Before, Prepare);
        await Poll.UntilAsync(
            "the process has answered two probes",
            Limit,
            () => vendor.Log.Split("/grpc.health.v1.Health/Check ").Length > 2,
            () => vendor.Log);
        vendor.Release(HoldPoint.Before);

        await prepare;
        Assert.Equal(["a"], await KeysAsync(daemon));
    }

    [VendorFact]
    public async Task A_call_that_never_ends_in_a_process_that_lives_has_its_limit()
    {
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = $"{vendor.Entry}\n{Texts.ShortWork}" };
        await daemon.StartAsync();

        vendor.Hold(HoldPoint.Before, Prepare);
        string error = await Texts.FailsAsync(daemon.Ctr.RunAsync([.. Far, "prepare", "a"]));

        Assert.Equal($"ctr: {Texts.Named("snapshotter", vendor)}Prepare: no answer within 3 s: context deadline exceeded\n", error);
        Assert.Empty(await KeysAsync(daemon));
    }

    [VendorFact]
    public async Task A_caller_has_its_own_deadline_before_that()
    {
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = vendor.Entry };
        await daemon.StartAsync();

        vendor.Hold(HoldPoint.Before, Prepare);
        Stopwatch watch = Stopwatch.StartNew();
        string error = await Texts.FailsAsync(daemon.Ctr.RunAsync(["--timeout", "2s", .. Far, "prepare", "a"]));

        Assert.Contains("deadline exceeded", error, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < Limit, $"{watch.Elapsed}");
        vendor.Release(HoldPoint.Before);
        await daemon.Ctr.OkAsync([.. Far, "prepare", "a"]);
    }

    [VendorFact]
    public async Task A_collection_cleans_the_others_while_one_hangs_and_that_one_later()
    {
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = $"{vendor.Entry}\n{Texts.Impatient}" };
        await daemon.StartAsync();
        string native = Path.Join(daemon.Directory.Root, "io.containerd.snapshotter.v1.native", "snapshots");
        foreach (string snapshotter in (string[])["far", "native"])
        {
            await daemon.Ctr.OkAsync("snapshots", "--snapshotter", snapshotter, "prepare", "a");
            await daemon.Ctr.OkAsync("snapshots", "--snapshotter", snapshotter, "prepare", "b");
        }

        // What the first collection after the start has to clean is cleaned.
        await CollectAsync(daemon);
        await vendor.HangAsync();
        foreach (string snapshotter in (string[])["far", "native"])
        {
            await daemon.Ctr.OkAsync("snapshots", "--snapshotter", snapshotter, "rm", "a");
            await daemon.Ctr.OkAsync("snapshots", "--snapshotter", snapshotter, "rm", "b");
        }

        await Poll.UntilAsync("the native snapshots are removed", Limit, () => !Directory.EnumerateDirectories(native).Any(), () => daemon.Log);
        await Poll.UntilAsync(
            "the failure is in the log",
            Limit,
            () => daemon.Log.Contains("failed to clean up\" backend=\"snapshotter far\"", StringComparison.Ordinal),
            () => daemon.Log);
        Assert.Equal(2, vendor.SnapshotDirectories);
        await CollectAsync(daemon);
        await OthersWorkAsync(daemon);

        vendor.GoOn();
        await CollectedAsync(daemon, vendor, 0);
        Assert.Equal(0, await daemon.StopAsync());
    }

    // Another snapshotter, content and metadata, all of it while the process is away.
    private static async Task OthersWorkAsync(PluginHostDaemon daemon)
    {
        string key = $"k{Guid.NewGuid():N}";
        await daemon.Ctr.OkAsync("snapshots", "prepare", key);
        await daemon.Ctr.OkAsync("snapshots", "rm", key);
        (await daemon.Ctr.RunWithInputAsync(Guid.NewGuid().ToByteArray(), "content", "ingest", key)).Checked();
        await daemon.Ctr.OkAsync("namespaces", "create", key);
        await daemon.Ctr.OkAsync("namespaces", "rm", key);
        await daemon.Ctr.OkAsync("content", "ls");
    }

    /// <summary>Waits for a collection.</summary>
    private static async Task CollectAsync(PluginHostDaemon daemon)
    {
        await daemon.Ctr.OkAsync("leases", "create", "--id", "round");
        await daemon.Ctr.OkAsync("leases", "delete", "--sync", "round");
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(PluginHostDaemon daemon)
        => [.. (await daemon.Ctr.OkAsync([.. Far, "ls"])).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(static line => line.Split(' ')[0]).Order(StringComparer.Ordinal)];

    // Children first.
    private static async Task NothingIsLeftAsync(PluginHostDaemon daemon, VendorProcess vendor, params string[] keys)
    {
        foreach (string key in keys)
        {
            await daemon.Ctr.OkAsync([.. Far, "rm", key]);
        }

        await CollectedAsync(daemon, vendor, 0);
    }

    private static Task CollectedAsync(PluginHostDaemon daemon, VendorProcess vendor, int left)
        => Poll.UntilAsync(
            $"{left} snapshots are left",
            Limit,
            async () =>
            {
                await CollectAsync(daemon);
                return vendor.SnapshotDirectories == left;
            },
            () => daemon.Log);
}
