using System.Formats.Tar;
using System.Text.Json.Nodes;

namespace Monitors.Tests.Cgroups;

public sealed class MetricsTests
{
    private const double Limit = 64 * 1024 * 1024;

    [RequiresFact("root", "ctr", "runc", "busybox", "containerd", Tools.PluginHost)]
    public async Task Names_texts_units_and_labels_are_those_of_containerd()
    {
        IReadOnlyList<string> theirs = await ShapeAsync(endpoint => new ContainerdDaemon { ExtraConfiguration = endpoint.Configuration });
        IReadOnlyList<string> ours = await ShapeAsync(endpoint => new PluginHostDaemon { ExtraConfiguration = endpoint.Configuration });

        Assert.True(theirs.Count > 50, string.Join('\n', theirs));
        Assert.Equal(theirs, ours);
    }

    [RequiresFact("root", "ctr", "runc", "busybox", "/sys/fs/cgroup/memory", Tools.PluginHost)]
    public async Task Figures_follow_the_task_and_survive_a_restart_of_the_daemon_with_all_their_labels()
    {
        MetricsEndpoint endpoint = new();
        await using TestDaemon daemon = new PluginHostDaemon { ExtraConfiguration = endpoint.Configuration };
        await DemoNode.StartAsync(daemon);
        Assert.Empty(await endpoint.LinesAsync());

        await DemoNode.RunAsync(daemon, "one", "--memory-limit", $"{Limit}");
        await DemoNode.RunAsync(daemon, "two");
        Assert.Equal(Limit, await endpoint.ValueAsync("container_memory_usage_limit_bytes", "one"));
        Assert.Equal(1, await endpoint.ValueAsync("container_pids_current", "two"));
        Assert.Equal(0, await endpoint.ValueAsync("container_memory_usage_failcnt_total", "one"));
        string text = (await daemon.Ctr.OkAsync("tasks", "metrics", "one")).Text;
        Assert.Matches($"memory.limit_in_bytes +{Limit} ", text);
        Assert.Matches("pids.current +1 ", text);
        IReadOnlyList<string> before = await endpoint.ShapeAsync();

        await daemon.RestartAsync();
        await Poll.UntilAsync("both are found again", DemoNode.Limit, async () => (await endpoint.ShapeAsync()).SequenceEqual(before));

        await daemon.Ctr.OkAsync("tasks", "rm", "-f", "one");
        Assert.DoesNotContain(await endpoint.LinesAsync(), line => line.Contains("\"one\"", StringComparison.Ordinal));
        Assert.Equal(1, await endpoint.ValueAsync("container_pids_current", "two"));
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task They_can_be_left_out_by_a_section_under_the_former_name_and_tasks_still_tell_theirs()
    {
        MetricsEndpoint endpoint = new();
        await using TestDaemon daemon = new PluginHostDaemon
        {
            ExtraConfiguration = endpoint.Configuration + "\n[plugins.\"io.containerd.monitor.v1.cgroups\"]\n  no_prometheus = true\n",
        };
        await DemoNode.StartAsync(daemon);
        await DemoNode.RunAsync(daemon, "one");

        Assert.Empty(await endpoint.LinesAsync());
        Assert.Contains("METRIC", (await daemon.Ctr.OkAsync("tasks", "metrics", "one")).Text, StringComparison.Ordinal);
        Assert.Matches("io.containerd.monitor.task.v1 +cgroups +[^ ]+ +ok ", (await daemon.Ctr.OkAsync("plugins", "ls")).Text);
    }

    [RequiresFact("root", "ctr", "runc", "busybox", "unshare", "/sys/fs/cgroup/memory", Tools.PluginHost)]
    public async Task On_a_machine_with_unified_cgroups_the_figures_are_those_of_version_2()
    {
        MetricsEndpoint endpoint = new();
        await using TestDaemon daemon = new UnifiedDaemon { ExtraConfiguration = endpoint.Configuration };
        await DemoNode.StartAsync(daemon);

        // A specification of its own: ctr asks for a share of the processor, which can't be had without the controller.
        using ScratchDirectory root = new();
        using (MemoryStream tar = new(DemoImage.BusyboxTar()))
        {
            await TarFile.ExtractToDirectoryAsync(tar, root.Path, overwriteFiles: false);
        }

        JsonNode spec = JsonNode.Parse((await daemon.Ctr.OkAsync("oci", "spec")).Text)!;
        spec["root"]!["path"] = root.Path;
        spec["process"]!["args"] = new JsonArray("/bin/sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; exec /bin/sleep 1000");
        spec["linux"]!["cgroupsPath"] = "/default/one";
        string file = Path.Join(daemon.Directory.Base, "spec.json");
        await File.WriteAllTextAsync(file, spec.ToJsonString());
        await daemon.Ctr.OkAsync("run", "-d", "--runtime", DemoNode.Shim, "--config", file, "one");
        await Poll.UntilAsync(
            "time is counted", DemoNode.Limit, async () => await endpoint.ValueAsync("container_cpu_usage_usec_microseconds", "one") > 1000);

        IReadOnlyList<string> shape = await endpoint.ShapeAsync();
        Assert.Contains("# HELP container_memory_usage_bytes Current memory usage (cgroup v2)", shape);
        Assert.Contains(
            $"container_pids_limit{{container_id=\"one\",namespace=\"default\",runtime=\"{DemoNode.Shim}\"}}", shape);
        Assert.DoesNotContain(shape, line => line.Contains("nanoseconds", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> ShapeAsync(Func<MetricsEndpoint, TestDaemon> create)
    {
        MetricsEndpoint endpoint = new();
        await using TestDaemon daemon = create(endpoint);
        await DemoNode.StartAsync(daemon);
        await DemoNode.RunAsync(daemon, "one");

        // Which devices a container has used until now is chance.
        return [.. (await endpoint.ShapeAsync()).Where(line => !line.Contains("container_blkio_", StringComparison.Ordinal))];
    }
}
