namespace Switch.Tests;

/// <summary>Who starts the second daemon before the first has stopped loses nothing: it waits for the metadata file.</summary>
public sealed class EarlyStartTests
{
    private const string WaitsNow = "metadata content store policy set";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [RequiresFact("root", "containerd", "ctr", "runc", "busybox", "mkfs.btrfs", "go", GoProgram.BoltSource, SharedFolder.Requirement,
        Tools.PluginHost)]
    public async Task A_daemon_that_is_started_too_early_waits_harms_nothing_and_takes_over()
    {
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("demo.tar"), DemoImage.Name, DemoImage.Tiny());
        await using Node node = await Node.CreateAsync(programs: null);
        await node.StartAsync(node.Containerd);
        await node.Ctr.OkAsync("images", "import", work.At("demo.tar"));
        await node.Ctr.OkAsync("run", "-d", DemoImage.Name, "keep", "sleep", "10000");
        string tasks = (await node.Ctr.OkAsync("tasks", "ls")).Text;

        await TakeOverEarlyAsync(node, node.Ours, tasks);
        await TakeOverEarlyAsync(node, node.Containerd, tasks);

        await node.Ctr.OkAsync("tasks", "rm", "-f", "keep");
        await node.StopAsync();
    }

    private static async Task TakeOverEarlyAsync(Node node, TestDaemon next, string tasks)
    {
        TestDaemon first = node.Current;
        string version = (await node.Ctr.OkAsync("version")).Text;
        int seen = first.Log.Length;

        // The first one answers at the address, so this is back before the second one is up.
        await node.StartAsync(next);
        await Poll.UntilAsync($"{next.Name} waits", Limit, () => first.Log[seen..].Contains(WaitsNow, StringComparison.Ordinal), () => first.Log);
        Assert.Equal(version, (await node.Ctr.OkAsync("version")).Text);
        Assert.Equal(tasks, (await node.Ctr.OkAsync("tasks", "ls")).Text);

        Assert.Equal(0, await first.StopAsync());
        await Poll.UntilAsync($"{next.Name} answers", Limit, AnswersAsync, () => next.Log);
        Assert.Equal(tasks, (await node.Ctr.OkAsync("tasks", "ls")).Text);
        Assert.Equal("alive", (await node.Ctr.OkAsync("tasks", "exec", "--exec-id", next.Name, "keep", "echo", "alive")).Line);

        async Task<bool> AnswersAsync() => await node.Ctr.RunAsync("version") is { ExitCode: 0 } answer && answer.Text != version;
    }
}
