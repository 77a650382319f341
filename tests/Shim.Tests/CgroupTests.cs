using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Shim.Tests;

public sealed class CgroupTests
{
    private const long Limit = 64 * 1024 * 1024;

    [ShimFact]
    public async Task Stats_are_those_of_the_control_group_and_an_update_changes_them()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"], spec => SetMemory(spec, Limit));

        StatsResponse before = await client.StatsAsync(new StatsRequest { Id = id });
        await client.UpdateAsync(new UpdateTaskRequest { Id = id, Resources = Json($"{{\"memory\":{{\"limit\":{Limit / 2}}}}}") });
        StatsResponse after = await client.StatsAsync(new StatsRequest { Id = id });

        Assert.Equal((Limit, 1ul), (MemoryLimit(before.Stats), Processes(before.Stats)));
        Assert.Equal(Limit / 2, MemoryLimit(after.Stats));
    }

    [ShimFact(ShimFactAttribute.CgroupsV1)]
    public async Task Stats_of_version_1_equal_the_files()
    {
        const string Memory = "/sys/fs/cgroup/memory";
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        string group = $"{Memory}/{ShimSession.Namespace}/{id}";

        StatsResponse stats = await client.StatsAsync(new StatsRequest { Id = id });

        Assert.Equal("io.containerd.cgroups.v1.Metrics", stats.Stats.TypeUrl);
        PluginHost.Proto.Cgroups.V1.Metrics metrics = PluginHost.Proto.Cgroups.V1.Metrics.Parser.ParseFrom(stats.Stats.Value);
        Dictionary<string, ulong> file = File.ReadAllLines($"{group}/memory.stat").Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => ulong.Parse(words[1], CultureInfo.InvariantCulture));
        Assert.Equal(file["total_pgfault"], metrics.Memory.TotalPgFault);
        Assert.Equal(file["hierarchical_memory_limit"], metrics.Memory.HierarchicalMemoryLimit);
        Assert.Equal(file["rss"], metrics.Memory.Rss);
        Assert.Equal(
            File.ReadAllText($"/sys/fs/cgroup/cpuacct/{ShimSession.Namespace}/{id}/cpuacct.usage_percpu").Trim().Split(' ').Length,
            metrics.Cpu.Usage.PerCpu.Count);
    }

    [ShimFact]
    public async Task A_kill_for_lack_of_memory_is_told_once_and_before_the_exit()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(
            id, ["sh", "-c", "dd if=/dev/zero of=/dev/null bs=200M count=1; dd if=/dev/zero of=/dev/null bs=300M count=1; exit 3"],
            spec => SetMemory(spec, 20 * 1024 * 1024));

        WaitResponse ended = await client.WaitAsync(new WaitRequest { Id = id });
        await session.Events.UntilAsync("the exit", () => session.Events.Topics.Contains("/tasks/exit"));

        Assert.Equal(3u, ended.ExitStatus);
        Assert.Equal(["/tasks/create", "/tasks/start", "/tasks/oom", "/tasks/oom", "/tasks/exit"], session.Events.Topics);
    }

    [ShimFact]
    public async Task An_update_that_the_runtime_refuses_is_an_error()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);

        RpcException failed = await Assert.ThrowsAsync<RpcException>(
            async () => await client.UpdateAsync(new UpdateTaskRequest { Id = id, Resources = Json("{") }));

        Assert.StartsWith("runc did not terminate successfully: exit status 1", failed.Status.Detail, StringComparison.Ordinal);
    }

    private static Any Json(string text)
        => new() { TypeUrl = "types.containerd.io/opencontainers/runtime-spec/1/LinuxResources", Value = ByteString.CopyFromUtf8(text) };

    private static void SetMemory(JsonObject spec, long bytes)
        => spec["linux"]!["resources"] = new JsonObject { ["memory"] = new JsonObject { ["limit"] = bytes } };

    private static long MemoryLimit(Any stats) => (long)(stats.TypeUrl.Contains(".v1.", StringComparison.Ordinal)
        ? PluginHost.Proto.Cgroups.V1.Metrics.Parser.ParseFrom(stats.Value).Memory.Usage.Limit
        : PluginHost.Proto.Cgroups.V2.Metrics.Parser.ParseFrom(stats.Value).Memory.UsageLimit);

    private static ulong Processes(Any stats) => stats.TypeUrl.Contains(".v1.", StringComparison.Ordinal)
        ? PluginHost.Proto.Cgroups.V1.Metrics.Parser.ParseFrom(stats.Value).Pids.Current
        : PluginHost.Proto.Cgroups.V2.Metrics.Parser.ParseFrom(stats.Value).Pids.Current;
}
