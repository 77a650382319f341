using System.Text.RegularExpressions;

namespace Monitors.Tests.Restart;

/// <summary>The restart monitor with real containers.</summary>
public sealed class RestartTests
{
    private const string Status = "containerd.io/restart.status";
    private const string Policy = "containerd.io/restart.policy";
    private const string Interval = "[plugins.\"io.containerd.internal.v1.restart\"]\n  interval = \"500ms\"\n";

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_task_that_was_killed_comes_back_with_its_log_and_is_counted()
    {
        await using TestDaemon daemon = await StartAsync();
        string log = Path.Join(daemon.Directory.Base, "restart.log");
        await RunAsync(daemon, "again", "echo started; exec sleep 1000", $"{Status}=running", $"containerd.io/restart.loguri=file://{log}");
        string first = await PidAsync(daemon, "again");

        await daemon.Ctr.OkAsync("tasks", "kill", "-s", "KILL", "again");
        await UntilAsync(daemon, "again", pid => pid.Length > 0 && pid != first);

        Assert.Equal("1", await LabelAsync(daemon, "again", "containerd.io/restart.count"));
        await Poll.UntilAsync("logged", DemoNode.Limit, () => File.Exists(log) && File.ReadAllText(log) == "started\n");
        Assert.Contains("msg=\"task restarted\"", daemon.Log, StringComparison.Ordinal);
        string details = (await daemon.Ctr.OkAsync("plugins", "ls", "-d", "id==restart")).Text;
        Assert.All((string[])["no", "always", "on-failure", "unless-stopped"], policy => Assert.Matches($@"(?s)Capabilities:.*\b{policy}\b", details));
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_task_that_fails_is_restarted_as_often_as_its_policy_says_and_stays_down_then()
    {
        await using TestDaemon daemon = await StartAsync();
        string log = Path.Join(daemon.Directory.Base, "fails.log");
        await RunAsync(daemon, "fails", "echo run; exit 7", $"{Status}=running", $"{Policy}=on-failure:2", $"containerd.io/restart.logpath={log}");
        await RunAsync(daemon, "ends", "exit 0", $"{Status}=running", $"{Policy}=on-failure");
        await RunAsync(daemon, "odd", "exit 1", $"{Status}=running", $"{Policy}=sometimes");
        await RunAsync(daemon, "marker", "exit 1", $"{Status}=running", $"{Policy}=on-failure:8");

        // Four more passes than it needs: the marker is restarted once in each.
        await Poll.UntilAsync("both are done", DemoNode.Limit, async () => await LabelAsync(daemon, "fails", "containerd.io/restart.count") == "2"
            && await LabelAsync(daemon, "marker", "containerd.io/restart.count") is "6" or "7" or "8", () => daemon.Log);

        Assert.Equal("2", await LabelAsync(daemon, "fails", "containerd.io/restart.count"));
        await Poll.UntilAsync("the last one has ended", DemoNode.Limit, async () => await StateAsync(daemon, "fails") == "STOPPED", () => daemon.Log);
        Assert.Equal("run\nrun\n", await File.ReadAllTextAsync(log));
        Assert.Equal("", await LabelAsync(daemon, "ends", "containerd.io/restart.count"));
        Assert.Equal("", await LabelAsync(daemon, "odd", "containerd.io/restart.count"));
        Assert.Contains("restart policy \\\"sometimes\\\" not supported", daemon.Log, StringComparison.Ordinal);
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task What_was_stopped_by_hand_stays_down_and_what_shall_be_stopped_is_stopped()
    {
        await using TestDaemon daemon = await StartAsync();
        await RunAsync(daemon, "byhand", "exec sleep 1000", $"{Status}=running", $"{Policy}=unless-stopped");
        await RunAsync(daemon, "wanted", "exec sleep 1000", $"{Status}=running");
        await RunAsync(daemon, "paused", "exec sleep 1000", $"{Status}=running");
        await RunAsync(daemon, "marker", "exit 1", $"{Status}=running");
        await daemon.Ctr.OkAsync("containers", "label", "byhand", "containerd.io/restart.explicitly-stopped=true");
        await daemon.Ctr.OkAsync("tasks", "kill", "-s", "KILL", "byhand");
        await daemon.Ctr.OkAsync("tasks", "pause", "paused");
        await daemon.Ctr.OkAsync("containers", "label", "wanted", $"{Status}=stopped");
        int before = int.Parse("0" + await LabelAsync(daemon, "marker", "containerd.io/restart.count"), System.Globalization.CultureInfo.InvariantCulture);

        await Poll.UntilAsync("it is stopped", DemoNode.Limit, async () => await StateAsync(daemon, "wanted") == "");
        await Poll.UntilAsync("three passes", DemoNode.Limit, async () =>
            int.Parse("0" + await LabelAsync(daemon, "marker", "containerd.io/restart.count"), System.Globalization.CultureInfo.InvariantCulture) >= before + 3);

        Assert.Equal("STOPPED", await StateAsync(daemon, "byhand"));
        Assert.Equal("PAUSED", await StateAsync(daemon, "paused"));
        Assert.Equal("", await StateAsync(daemon, "wanted"));
        await daemon.Ctr.OkAsync("containers", "label", "byhand", "containerd.io/restart.explicitly-stopped=false");
        await UntilAsync(daemon, "byhand", pid => pid.Length > 0);
        await daemon.Ctr.OkAsync("tasks", "resume", "paused");
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task After_a_restart_of_the_daemon_what_ran_goes_on_and_what_ended_meanwhile_is_started_again()
    {
        await using TestDaemon daemon = await StartAsync();
        await RunAsync(daemon, "goes-on", "exec sleep 1000", $"{Status}=running");
        await RunAsync(daemon, "ended", "exec sleep 1000", $"{Status}=running");
        await RunAsync(daemon, "plain", "exec sleep 1000");
        string kept = await PidAsync(daemon, "goes-on");
        string gone = await PidAsync(daemon, "ended");
        string plain = await PidAsync(daemon, "plain");

        await daemon.KillAsync();
        await Command.RunAsync("kill", "-9", gone, plain);
        await daemon.StartAsync();
        await UntilAsync(daemon, "ended", pid => pid.Length > 0 && pid != gone);

        Assert.Equal(kept, await PidAsync(daemon, "goes-on"));
        Assert.Equal("", await LabelAsync(daemon, "goes-on", "containerd.io/restart.count"));
        Assert.Equal("1", await LabelAsync(daemon, "ended", "containerd.io/restart.count"));
        Assert.Equal("STOPPED", await StateAsync(daemon, "plain"));
    }

    private static async Task<TestDaemon> StartAsync()
    {
        TestDaemon daemon = new PluginHostDaemon { ExtraConfiguration = Interval };
        await DemoNode.StartAsync(daemon);

        return daemon;
    }

    private static async Task RunAsync(TestDaemon daemon, string id, string script, params string[] labels)
        => await daemon.Ctr.OkAsync(
            ["run", "-d", .. labels.SelectMany(label => (string[])["--label", label]), DemoImage.Name, id, "sh", "-c", script]);

    private static async Task UntilAsync(TestDaemon daemon, string id, Func<string, bool> pid)
        => await Poll.UntilAsync($"{id} is back", DemoNode.Limit, async () => await StateAsync(daemon, id) == "RUNNING" && pid(await PidAsync(daemon, id)), () => daemon.Log);

    private static async Task<string> PidAsync(TestDaemon daemon, string id) => await ColumnAsync(daemon, id, 1);

    private static async Task<string> StateAsync(TestDaemon daemon, string id) => await ColumnAsync(daemon, id, 2);

    private static async Task<string> ColumnAsync(TestDaemon daemon, string id, int column)
        => (await daemon.Ctr.OkAsync("tasks", "ls")).Text.Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(words => words.Length > 2 && words[0] == id)?[column] ?? "";

    private static async Task<string> LabelAsync(TestDaemon daemon, string id, string label)
    {
        string text = (await daemon.Ctr.OkAsync("containers", "info", id)).Text;

        return Regex.Match(text, $"\"{Regex.Escape(label)}\": \"([^\"]*)\"").Groups[1].Value;
    }
}
