namespace Crash.Tests;

public sealed class RunCrashTests
{
    private const int Count = 5;

    [RequiresFact("root", "ctr", "runc", "busybox", SubjectDaemon.Requirement)]
    public async Task Containers_run_on_when_the_daemon_is_killed_and_can_be_used_and_stopped_afterwards()
    {
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("busybox.tar"), DemoImage.Name, DemoImage.Busybox());
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        await daemon.Ctr.OkAsync("images", "import", work.At("busybox.tar"));
        List<string> running = [];
        int round = 0;
        foreach (TimeSpan delay in Rounds.Delays(Count, TimeSpan.FromSeconds(2)))
        {
            int current = round++;
            IReadOnlyList<CommandResult> runs = await Rounds.KillDuringAsync(daemon, delay, killed => RunAsync(daemon, current, killed));
            running.AddRange(runs.Where(run => run.ExitCode == 0).Select(run => run.CommandLine.Split(' ')[^3]));

            string tasks = (await daemon.Ctr.OkAsync("tasks", "ls")).Text;
            Assert.All(running, id => Assert.Matches($@"(?m)^{id} +\d+ +RUNNING", tasks));
        }

        Assert.NotEmpty(running);
        foreach (string id in running)
        {
            Assert.Equal("alive", (await daemon.Ctr.OkAsync("tasks", "exec", "--exec-id", "check", id, "echo", "alive")).Line);
        }

        await RemoveAllAsync(daemon);
        Assert.Equal(["TASK    PID    STATUS"], (await daemon.Ctr.OkAsync("tasks", "ls")).Line.Split('\n').Select(line => line.Trim()));
        Assert.Empty((await daemon.Ctr.OkAsync("containers", "ls", "-q")).Line);
        // A shim whose creation was under way when the daemon was killed, and whose container the client then removed, is found at a start.
        await daemon.RestartAsync();
        Leftovers leftovers = new(daemon.Directory);
        await Poll.UntilAsync("nothing of the containers is left", TimeSpan.FromSeconds(10), () => leftovers.Describe().Count == 0,
            () => string.Join('\n', leftovers.Describe()));
    }

    /// <summary>Runs one container after the other until the daemon is gone.</summary>
    private static async Task<IReadOnlyList<CommandResult>> RunAsync(TestDaemon daemon, int round, CancellationToken killed)
    {
        List<CommandResult> results = [];
        while (!killed.IsCancellationRequested)
        {
            string id = $"crash-{round}-{results.Count}";
            Command run = daemon.Ctr.Command(default, "run", "-d", DemoImage.Name, id, "sleep", "1000");
            results.Add(await run.RunAsync(CancellationToken.None));
        }

        return results;
    }

    /// <summary>Also what was not acknowledged can be removed: its record, and its task if it has one.</summary>
    private static async Task RemoveAllAsync(TestDaemon daemon)
    {
        foreach (string id in (await daemon.Ctr.OkAsync("tasks", "ls", "-q")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await daemon.Ctr.OkAsync("tasks", "rm", "-f", id);
        }

        foreach (string id in (await daemon.Ctr.OkAsync("containers", "ls", "-q")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await daemon.Ctr.OkAsync("containers", "rm", id);
        }
    }
}
