using System.Globalization;
using Bolt.Tests.Support;
using Xunit.Abstractions;

namespace Crash.Tests;

public sealed class MixedWorkCrashTests(ITestOutputHelper output)
{
    /// <summary>How often the daemon is killed; a soak test sets 200.</summary>
    private const string CountVariable = "PLUGINHOST_CRASH_ROUNDS";

    private const int DefaultCount = 5;

    private static int Count => int.Parse(
        Environment.GetEnvironmentVariable(CountVariable) ?? DefaultCount.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    [PeerFact("root", "ctr", Tools.PluginHost)]
    public async Task A_daemon_killed_at_any_moment_of_mixed_work_has_all_that_it_acknowledged_and_nothing_by_half()
    {
        using BoltPeer peer = new();
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = "[debug]\n  level = \"debug\"" };
        await daemon.StartAsync();
        AcknowledgedState model = new();
        MixedWork clients = new(daemon, work, model);
        int round = 0;
        foreach (TimeSpan delay in Rounds.Delays(Count, TimeSpan.FromSeconds(1.5)))
        {
            int current = round++;
            await Rounds.KillDuringAsync(daemon, delay, killed => clients.RunAsync(current, killed));

            model.Verify(await clients.FindAsync());
            await clients.RepeatCommitsAsync();
            model.Verify(await clients.FindAsync());
            await StoreCheck.BlobsAreWholeAsync(daemon);
            Assert.DoesNotContain("incomplete", (await daemon.Ctr.OkAsync("images", "check")).Text, StringComparison.Ordinal);
            CommandResult check = await Command.RunAsync(Tools.PluginHost, "--config", daemon.Directory.ConfigFile, "metadata", "check");
            Assert.True(check.ExitCode == 0, $"round {current}: {check.Text}{check.Error}\n{daemon.Log}");
        }

        output.WriteLine($"{Count} kills, {model.Acknowledged} calls answered, {model.CutOff} cut off");
        output.WriteLine(string.Join('\n', clients.Refusals));
        Assert.True(model.Acknowledged > Count);
        Assert.DoesNotContain(clients.Refusals, static refusal => !IsOfResumedIndex(refusal));
        Assert.True(clients.Refusals.Count <= Count, string.Join('\n', clients.Refusals));
        Assert.Equal(0, await daemon.StopAsync());
        Assert.Equal("ok", peer.Check(Path.Join(daemon.Directory.Root, "io.containerd.metadata.v1.bolt", "meta.db")));
        await daemon.StartAsync();
        model.Verify(await clients.FindAsync());
        await StoreCheck.NothingIsOrphanedAsync(daemon);
    }

    /// <summary>
    /// ctr uploads the index of every archive under one ref, "tar-index.json". An upload that a kill cut off after its last byte is taken up by the
    /// next import whose index has the same size: ctr skips its own bytes, commits those of the other index, and then misses its own.
    /// </summary>
    private static bool IsOfResumedIndex(string refusal)
        => refusal.StartsWith("ctr images import ", StringComparison.Ordinal) && refusal.Contains(": content digest sha256:", StringComparison.Ordinal)
            && refusal.TrimEnd().EndsWith(": not found", StringComparison.Ordinal);
}
