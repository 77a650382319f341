using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Monitors.Tests.Cgroups;

public sealed partial class OomTests
{
    private const string Hog = "dd if=/dev/zero of=/dev/null bs=200M count=1 2>/dev/null";

    [RequiresFact("root", "ctr", "runc", "busybox", "/sys/fs/cgroup/memory", Tools.PluginHost)]
    public async Task A_kill_for_lack_of_memory_is_told_once_and_before_the_exit()
        => Assert.Equal(["/tasks/create", "/tasks/start", "/tasks/oom", "/tasks/exit", "/tasks/delete"], await TopicsAsync("exec " + Hog));

    [RequiresFact("root", "ctr", "runc", "busybox", "/sys/fs/cgroup/memory", Tools.PluginHost)]
    public async Task Each_of_several_kills_is_told_once()
        => Assert.Equal(
            ["/tasks/create", "/tasks/start", "/tasks/oom", "/tasks/oom", "/tasks/oom", "/tasks/exit", "/tasks/delete"],
            await TopicsAsync($"for i in 1 2 3; do {Hog}; done; exit 0"));

    /// <summary>What is told about a container that runs a script with little memory, until its task is deleted.</summary>
    private static async Task<IReadOnlyList<string>> TopicsAsync(string script)
    {
        await using TestDaemon daemon = new PluginHostDaemon();
        await DemoNode.StartAsync(daemon);
        using Process events = daemon.Ctr.Command(default, "events").Start();
        List<string> topics = [];
        Task reading = ReadAsync(events, topics);
        try
        {
            await Poll.UntilAsync("events are read", DemoNode.Limit, async () =>
            {
                await daemon.Ctr.OkAsync("namespaces", "label", "default", $"n=v{Guid.NewGuid():N}");

                return Copy(topics).Contains("/namespaces/update");
            });
            await daemon.Ctr.RunAsync(
                "run", "--rm", "--runtime", DemoNode.Shim, "--memory-limit", "20971520", DemoImage.Name, "hog", "sh", "-c", script);
            await Poll.UntilAsync("deleted", DemoNode.Limit, () => Copy(topics).Contains("/tasks/delete"), () => string.Join('\n', Copy(topics)));
        }
        finally
        {
            events.Kill();
            await events.WaitForExitAsync();
            await reading;
        }

        return [.. Copy(topics).Where(topic => topic.StartsWith("/tasks/", StringComparison.Ordinal))];
    }

    private static async Task ReadAsync(Process events, List<string> topics)
    {
        while (await events.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (topics)
            {
                topics.Add(Topic().Match(line).Value);
            }
        }
    }

    private static string[] Copy(List<string> topics)
    {
        lock (topics)
        {
            return [.. topics];
        }
    }

    [GeneratedRegex(@"/[a-z]+/[a-z-]+")]
    private static partial Regex Topic();
}
