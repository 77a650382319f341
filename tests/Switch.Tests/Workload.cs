using System.Globalization;
using System.Text.RegularExpressions;

namespace Switch.Tests;

/// <summary>What people do on a node: images, snapshots, leases, labels, and containers that run while daemons come and go.</summary>
internal sealed partial class Workload(Node node, DockerRegistry registry, ScratchDirectory work)
{
    private const string UntilTold = "while [ ! -e /dev/go ]; do sleep 0.05; done; exit ";
    private static readonly string[] Snapshotters = ["overlayfs", "native", "btrfs"];

    /// <summary>The time that anything may take on a busy machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<string> Namespaces { get; } = ["default", "team-a"];

    /// <summary>Flags for images: whether <c>ctr</c> has to be told not to use the transfer service.</summary>
    public IReadOnlyList<string> Local { get; init; } = [];

    /// <summary>Flags for containers: which shim they get, if not the one that the daemon finds.</summary>
    public IReadOnlyList<string> Runtime { get; init; } = [];

    private Ctr Ctr => node.Ctr;

    /// <summary>What stays from the first day on.</summary>
    public async Task PopulateAsync()
    {
        Archive.WriteOci(work.At("demo.tar"), DemoImage.Name, DemoImage.Busybox());
        foreach (string snapshotter in Snapshotters)
        {
            await OkAsync(["images", "import", .. Local, "--snapshotter", snapshotter, work.At("demo.tar")]);
            await RunAsync($"keep-{snapshotter}", snapshotter, "sleep 10000");
            await OkAsync("snapshots", "--snapshotter", snapshotter, "prepare", $"work-{snapshotter}");
        }

        await OkAsync(["-n", "team-a", "images", "import", .. Local, work.At("demo.tar")]);
        await OkAsync(["-n", "team-a", "run", "-d", .. Runtime, "--label", "team=a", DemoImage.Name, "keep-overlayfs", "sleep", "10000"]);
        await OkAsync("namespaces", "label", "team-a", "owner=ops");
        await OkAsync("images", "label", DemoImage.Name, "tier=base");
        await OkAsync("leases", "create", "--id", "held", "purpose=switch");
        CommandResult half = await Ctr.RunWithInputAsync("half of it"u8.ToArray(), "content", "ingest", "--expected-size", "100", "half");
        Assert.NotEqual(0, half.ExitCode);
        Assert.Contains("half", (await OkAsync("content", "active")).Text, StringComparison.Ordinal);
    }

    /// <summary>Containers that the daemon of the next turn takes over, and an image that it pulls.</summary>
    public async Task LeaveAsync(int turn)
    {
        await RunAsync($"wait-{turn}", "overlayfs", UntilTold + "7");
        await RunAsync($"down-{turn}", "btrfs", UntilTold + "9");
        await RunAsync($"kill-{turn}", "native", "sleep 10000");
        await OkAsync("tasks", "pause", "keep-native");
        string image = ImageName(turn);
        Archive.WriteOci(work.At("turn.tar"), image, TurnImage(turn));
        await OkAsync(["images", "import", .. Local, work.At("turn.tar")]);
        await OkAsync(["images", "push", .. Local, "--plain-http", $"{registry.Host}/turn:{turn}", image]);
        Assert.Equal($"turn {turn}", (await OkAsync("run", "--rm", image, $"new-{turn}", "cat", "/turn")).Line);
    }

    /// <summary>Ends a container behind the back of any daemon.</summary>
    public static async Task EndWithoutDaemonAsync(NodeLists lists, int turn)
    {
        string row = lists["-n default tasks ls"].Split('\n').Single(line => line.StartsWith($"down-{turn} ", StringComparison.Ordinal));
        int pid = int.Parse(row.Split(' ')[1], CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync($"/proc/{pid}/root/dev/go", "");
        await Poll.UntilAsync($"process {pid} has ended", Limit, () => !Directory.Exists($"/proc/{pid}"));
    }

    /// <summary>Every container that runs from the first day on can be used.</summary>
    public async Task UseWhatStaysAsync()
    {
        await OkAsync("tasks", "resume", "keep-native");
        foreach (string snapshotter in Snapshotters)
        {
            string id = $"keep-{snapshotter}";
            Assert.Equal("version two", (await OkAsync("tasks", "exec", "--exec-id", "look", id, "cat", "/etc/demo")).Line);
            Assert.Contains("memory", (await OkAsync("tasks", "metrics", id)).Text, StringComparison.Ordinal);
            await OkAsync("tasks", "pause", id);
            Assert.Equal("PAUSED", await StatusAsync(id));
            await OkAsync("tasks", "resume", id);
            Assert.Equal("RUNNING", await StatusAsync(id));
            Assert.Contains("sleep", (await OkAsync("tasks", "exec", "--exec-id", "ps", id, "ps")).Text, StringComparison.Ordinal);
        }

        Assert.Equal("3", (await Ctr.RunAsync("-n", "team-a", "tasks", "exec", "--exec-id", "e", "keep-overlayfs", "sh", "-c", "exit 3"))
            .ExitCode.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What the daemon before this one left is waited for, killed, deleted, pulled and removed.</summary>
    public async Task FinishAsync(int turn)
    {
        Task<CommandResult> attached = Ctr.RunAsync("tasks", "attach", $"wait-{turn}");
        await OkAsync("tasks", "exec", "--exec-id", "go", $"wait-{turn}", "touch", "/dev/go");
        CommandResult exit = await attached;
        Assert.True(exit.ExitCode == 7, $"exit status 7 was to be waited for, not {exit.ExitCode}: {exit.Error}");

        await using (EventWatch events = await EventWatch.StartAsync(Ctr))
        {
            await OkAsync("tasks", "kill", "-s", "KILL", $"kill-{turn}");
            await events.ReceivesAsync("/tasks/exit", $"kill-{turn}");
        }

        await Poll.UntilAsync($"kill-{turn} has stopped", Limit, async () => await StatusAsync($"kill-{turn}") == "STOPPED");
        Assert.Contains("exit with non-zero exit code 137", (await OkAsync("tasks", "rm", $"kill-{turn}")).Error, StringComparison.Ordinal);

        await OkAsync(["images", "pull", .. Local, "--plain-http", "--snapshotter", "native", $"{registry.Host}/turn:{turn}"]);
        await OkAsync("run", "--rm", "--snapshotter", "native", $"{registry.Host}/turn:{turn}", $"pulled-{turn}", "cat", "/turn");
        await OkAsync("images", "rm", "--sync", ImageName(turn));
        await OkAsync("containers", "rm", $"wait-{turn}", $"kill-{turn}", $"down-{turn}");
    }

    /// <summary>The task that ended while no daemon ran is there, its status can be waited for, and it can be deleted.</summary>
    public async Task CollectExitAsync(int turn)
    {
        string id = $"down-{turn}";
        Assert.Equal("STOPPED", await StatusAsync(id));
        CommandResult exit = await Ctr.RunAsync("tasks", "attach", id);
        Assert.True(exit.ExitCode == 9, $"exit status 9 was to be waited for, not {exit.ExitCode}: {exit.Error}");
        Assert.Null(await StatusAsync(id));
    }

    /// <summary>The same task, running still, is ended under a daemon.</summary>
    public async Task EndAsync(int turn)
    {
        string id = $"down-{turn}";
        await OkAsync("tasks", "exec", "--exec-id", "go", id, "touch", "/dev/go");
        await Poll.UntilAsync($"{id} has stopped", Limit, async () => await StatusAsync(id) == "STOPPED");
        Assert.Contains("exit with non-zero exit code 9", (await OkAsync("tasks", "rm", id)).Error, StringComparison.Ordinal);
    }

    /// <summary>Everything is ended and removed.</summary>
    public async Task RemoveAllAsync()
    {
        foreach (string name in Namespaces)
        {
            foreach (string id in Lines(await OkAsync("-n", name, "tasks", "ls", "-q")))
            {
                await OkAsync("-n", name, "tasks", "rm", "-f", id);
            }

            foreach (string id in Lines(await OkAsync("-n", name, "containers", "ls", "-q")))
            {
                await OkAsync("-n", name, "containers", "rm", id);
            }
        }
    }

    private static string ImageName(int turn) => $"example.com/turn:{turn}";

    private static Image TurnImage(int turn)
        => new([Layer.Gzip(DemoImage.BusyboxTar()), Layer.Gzip(new LayerBuilder().File("turn", $"turn {turn}\n").Build())]);

    private static string[] Lines(CommandResult result) => result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private Task<CommandResult> RunAsync(string id, string snapshotter, string script)
        => OkAsync(["run", "-d", .. Runtime, "--snapshotter", snapshotter, "--label", "kind=switch", DemoImage.Name, id, "sh", "-c", script]);

    private Task<CommandResult> OkAsync(params string[] arguments) => Ctr.OkAsync(arguments);

    /// <summary>What <c>ctr</c> shows of a task; null when there is none.</summary>
    private async Task<string?> StatusAsync(string id)
        => TaskRow().Matches((await OkAsync("tasks", "ls")).Text).FirstOrDefault(row => row.Groups["id"].Value == id)?.Groups["status"].Value;

    [GeneratedRegex(@"^(?<id>\S+) +\d+ +(?<status>\w+)", RegexOptions.Multiline)]
    private static partial Regex TaskRow();
}
