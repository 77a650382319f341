using PluginHost.Linux;
using PluginHost.Testing.Images;

namespace Shim.Tests;

/// <summary>The shim under a daemon: the suite is the same for containerd and for ours.</summary>
public abstract class DaemonTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    protected abstract TestDaemon Create();

    protected async Task Runs_a_container_and_leaves_nothing()
    {
        await using TestDaemon daemon = await StartAsync();

        CommandResult run = await daemon.Ctr.RunAsync("run", "--rm", "--runtime", ShimFactAttribute.Shim, DemoImage.Name, "one", "sh", "-c", "echo hello; echo oops >&2; exit 6");
        Leftovers leftovers = new(daemon.Directory);
        await Poll.UntilAsync("nothing is left", Limit, () => leftovers.Describe().Count == 0, () => string.Join('\n', leftovers.Describe()));

        Assert.Equal((6, "hello\n", "oops"), (run.ExitCode, run.Text, run.Error.Trim()));
        Assert.Empty(Leftovers.ControlGroups("default", "one"));
    }

    protected async Task Runs_a_terminal()
    {
        await using TestDaemon daemon = await StartAsync();

        CommandResult run = await daemon.Ctr.RunOnTerminalAsync(
            "# ", ["stty size; tty", "exit 3"], "run", "--rm", "-t", "--runtime", ShimFactAttribute.Shim, DemoImage.Name, "term", "sh");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("40 100", run.Text, StringComparison.Ordinal);
        Assert.Contains("/dev/pts/0", run.Text, StringComparison.Ordinal);
    }

    protected async Task Survives_the_daemon_with_its_containers()
    {
        await using TestDaemon daemon = await StartAsync();
        await daemon.Ctr.OkAsync("run", "-d", "--runtime", ShimFactAttribute.Shim, DemoImage.Name, "stays", "sleep", "1000");
        string before = await PidAsync(daemon);

        await daemon.KillAsync();
        await daemon.StartAsync();
        string after = await PidAsync(daemon);
        CommandResult exec = await daemon.Ctr.OkAsync("task", "exec", "--exec-id", "e", "stays", "echo", "still here");
        CommandResult metrics = await daemon.Ctr.OkAsync("task", "metrics", "stays");
        CommandResult pause = await daemon.Ctr.OkAsync("task", "pause", "stays");
        CommandResult resume = await daemon.Ctr.OkAsync("task", "resume", "stays");
        await daemon.Ctr.OkAsync("task", "kill", "-s", "KILL", "stays");
        await Poll.UntilAsync("stopped", Limit, async () => (await daemon.Ctr.OkAsync("task", "ls")).Text.Contains("STOPPED", StringComparison.Ordinal));
        CommandResult deleted = await daemon.Ctr.RunAsync("task", "delete", "stays");
        await daemon.Ctr.OkAsync("container", "delete", "stays");
        Leftovers leftovers = new(daemon.Directory);
        await Poll.UntilAsync("nothing is left", Limit, () => leftovers.Describe().Count == 0, () => string.Join('\n', leftovers.Describe()));

        Assert.Equal(before, after);
        Assert.Equal("still here\n", exec.Text);
        Assert.Contains("memory.", metrics.Text, StringComparison.Ordinal);
        Assert.Equal((0, 0), (pause.ExitCode, resume.ExitCode));
        Assert.Contains("exit code 137", deleted.Error, StringComparison.Ordinal);
    }

    protected async Task A_killed_shim_is_noticed_and_its_container_removed()
    {
        await using TestDaemon daemon = await StartAsync();
        await daemon.Ctr.OkAsync("run", "-d", "--runtime", ShimFactAttribute.Shim, DemoImage.Name, "orphan", "sleep", "1000");
        Leftovers leftovers = new(daemon.Directory);
        LibC.Kill(leftovers.Shims().Single().Id, Signals.SIGKILL);

        await Poll.UntilAsync("the task is gone", Limit, () => leftovers.Describe().Count == 0, () => string.Join('\n', leftovers.Describe()));

        Assert.Empty(Leftovers.ControlGroups("default", "orphan"));
    }

    private static async Task<string> PidAsync(TestDaemon daemon)
        => (await daemon.Ctr.OkAsync("task", "ls")).Text.Split('\n').Single(line => line.StartsWith("stays", StringComparison.Ordinal));

    private async Task<TestDaemon> StartAsync()
    {
        TestDaemon daemon = Create();
        await daemon.StartAsync();
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("demo.tar"), DemoImage.Name, DemoImage.Busybox());
        await daemon.Ctr.OkAsync("image", "import", work.At("demo.tar"));

        return daemon;
    }
}
