using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using PluginHost;
using PluginHost.Errors;
using PluginHost.Metrics;
using PluginHost.Plugins.Cgroups;
using V1 = PluginHost.Proto.Cgroups.V1;
using V2 = PluginHost.Proto.Cgroups.V2;

namespace Monitors.Tests.Cgroups;

public sealed class CgroupsMonitorTests
{
    private static readonly Dictionary<string, string> Runc = new() { ["runtime"] = "io.containerd.runc.v2" };

    [Fact]
    public async Task Each_task_has_its_series_with_its_labels_in_order()
    {
        CgroupsMonitor monitor = Monitor();
        monitor.Watch(Task("team", "one", Pids(3)), Runc);
        monitor.Watch(Task("team", "two", Pids(4)), new Dictionary<string, string>());

        MetricFamily family = Assert.Single(await CollectAsync(monitor), family => family.Name == "container_pids_current");

        Assert.Equal((MetricKind.Gauge, "The current number of pids"), (family.Kind, family.Help));
        Assert.Equal(
            ["container_id=one,namespace=team,runtime=io.containerd.runc.v2 3", "container_id=two,namespace=team 4"],
            family.Samples.Select(Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Both_versions_of_cgroups_share_the_metrics_of_one_name()
    {
        CgroupsMonitor monitor = Monitor();
        monitor.Watch(Task("ns", "first", Pids(1)), Runc);
        monitor.Watch(
            Task("ns", "second", new AnyValue("io.containerd.cgroups.v2.Metrics", new V2.Metrics { Pids = new V2.PidsStat { Current = 2 } }.ToByteArray())),
            Runc);

        IReadOnlyList<MetricFamily> families = await CollectAsync(monitor);

        Assert.Equal(2, Assert.Single(families, family => family.Name == "container_pids_current").Samples.Count);
    }

    [Fact]
    public async Task A_shim_that_fails_or_hangs_or_tells_something_else_is_left_out_and_holds_nobody_up()
    {
        CgroupsMonitor monitor = Monitor(TimeSpan.FromMilliseconds(50));
        monitor.Watch(new StatsTask("ns", "hangs", async token => await Never(token)), Runc);
        monitor.Watch(new StatsTask("ns", "fails", _ => throw DaemonException.NotFound("ttrpc: closed")), Runc);
        monitor.Watch(Task("ns", "garbage", new AnyValue("io.containerd.cgroups.v1.Metrics", new byte[] { 0xff })), Runc);
        monitor.Watch(Task("ns", "foreign", new AnyValue("acme.Figures", new byte[] { 1 })), Runc);
        monitor.Watch(Task("ns", "nothing", null), Runc);
        monitor.Watch(Task("ns", "fine", Pids(1)), Runc);

        IReadOnlyList<MetricFamily> families = await CollectAsync(monitor);

        Assert.NotEmpty(families);
        Assert.All(families.SelectMany(family => family.Samples), sample => Assert.Contains(new("container_id", "fine"), sample.Labels));
    }

    [Fact]
    public async Task Who_asked_and_went_away_ends_the_asking()
    {
        CgroupsMonitor monitor = Monitor();
        monitor.Watch(new StatsTask("ns", "hangs", async token => await Never(token)), Runc);
        using CancellationTokenSource gone = new(TimeSpan.FromMilliseconds(20));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => monitor.CollectAsync(gone.Token));
    }

    [Fact]
    public async Task A_task_that_is_forgotten_has_no_series_and_its_successor_keeps_its_own()
    {
        CgroupsMonitor monitor = Monitor();
        StatsTask former = Task("ns", "same", Pids(1));
        monitor.Watch(former, Runc);
        monitor.Watch(Task("ns", "same", Pids(2)), Runc);
        monitor.Forget(former);

        Assert.Equal(2, Assert.Single((await CollectAsync(monitor)).Single(family => family.Name == "container_pids_current").Samples).Value);

        StatsTask other = Task("ns", "other", Pids(1));
        monitor.Watch(other, Runc);
        monitor.Forget(other);
        Assert.Single((await CollectAsync(monitor)).Single(family => family.Name == "container_pids_current").Samples);
    }

    [Fact]
    public async Task Without_prometheus_no_shim_is_asked()
    {
        CgroupsMonitor monitor = Monitor(config: new CgroupsConfig { NoPrometheus = true });
        monitor.Watch(new StatsTask("ns", "one", _ => throw new InvalidOperationException("asked")), Runc);

        Assert.Empty(await CollectAsync(monitor));
    }

    private static CgroupsMonitor Monitor(TimeSpan? limit = null, CgroupsConfig? config = null)
        => new(config ?? new CgroupsConfig(), new FixedTimeouts(limit ?? TimeSpan.FromSeconds(60)), NullLogger.Instance);

    private static Task<IReadOnlyList<MetricFamily>> CollectAsync(CgroupsMonitor monitor) => monitor.CollectAsync(CancellationToken.None);

    private static StatsTask Task(string @namespace, string id, AnyValue? stats)
        => new(@namespace, id, _ => System.Threading.Tasks.Task.FromResult(stats));

    private static AnyValue Pids(ulong current)
        => new("io.containerd.cgroups.v1.Metrics", new V1.Metrics { Pids = new V1.PidsStat { Current = current } }.ToByteArray());

    private static async Task<AnyValue?> Never(CancellationToken token)
    {
        await System.Threading.Tasks.Task.Delay(Timeout.Infinite, token);
        return null;
    }

    private static string Text(MetricValue sample) => $"{string.Join(',', sample.Labels.Select(label => $"{label.Key}={label.Value}"))} {sample.Value}";
}
