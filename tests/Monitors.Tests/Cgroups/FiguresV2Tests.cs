using PluginHost.Plugins.Cgroups.Figures;
using PluginHost.Proto.Cgroups.V2;
using PluginHost.Shim.Cgroups;

namespace Monitors.Tests.Cgroups;

/// <summary>From files as the kernel writes them, by the shim's own reader, to the metrics.</summary>
public sealed class FiguresV2Tests : IDisposable
{
    private static readonly string[] Counters =
    [
        "file_mapped", "file_dirty", "file_writeback", "pgactivate", "pgdeactivate", "pgfault", "pgmajfault", "pglazyfree", "pgrefill",
        "pglazyfreed", "pgscan", "pgsteal", "inactive_anon", "active_anon", "inactive_file", "active_file", "unevictable", "anon", "file",
        "kernel_stack", "slab", "sock", "shmem", "anon_thp", "slab_reclaimable", "slab_unreclaimable", "workingset_refault",
        "workingset_activate", "workingset_nodereclaim", "thp_fault_alloc", "thp_collapse_alloc",
    ];

    private readonly ScratchDirectory _group = new();

    [Fact]
    public void The_names_are_containerds()
    {
        string[] expected =
        [
            "cpu_usage_usec_microseconds", "cpu_user_usec_microseconds", "cpu_system_usec_microseconds", "cpu_nr_periods_total",
            "cpu_nr_throttled_total", "cpu_throttled_usec_microseconds", "pids_limit", "pids_current", "memory_oom_total",
            "io_rbytes_bytes", "io_wbytes_bytes", "io_rios_total", "io_wios_total",
            .. ((string[])["usage", "usage_limit", "swap_usage", "swap_limit", .. Counters]).Select(key => $"memory_{key}_bytes"),
        ];

        Assert.Equal(expected.Order(StringComparer.Ordinal), FiguresV2.All.Select(figure => figure.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_file_of_a_group_gives_its_metrics()
    {
        Write("pids.current", "3");
        Write("pids.max", "100");
        Write("cpu.stat", "usage_usec 11\nuser_usec 12\nsystem_usec 13\nnr_periods 14\nnr_throttled 15\nthrottled_usec 16");
        Write("memory.stat", string.Join('\n', Counters.Select((key, index) => $"{key} {1000 + index}")));
        Write("memory.current", "21");
        Write("memory.max", "max");
        Write("memory.swap.current", "23");
        Write("memory.swap.max", "24");
        Write("memory.events", "low 0\nhigh 0\nmax 31\noom 32\noom_kill 33");
        Write("io.stat", "8:1 rbytes=41 wbytes=42 rios=43 wios=44 dbytes=0 dios=0\n8:2 rbytes=51 wbytes=52 rios=53 wios=54");

        Metrics figures = Metrics.Parser.ParseFrom(new MetricsV2(_group.Path).Read());

        Assert.Equal(["3"], Read(figures, "pids_current"));
        Assert.Equal(["100"], Read(figures, "pids_limit"));
        Assert.Equal(["11"], Read(figures, "cpu_usage_usec_microseconds"));
        Assert.Equal(["12"], Read(figures, "cpu_user_usec_microseconds"));
        Assert.Equal(["13"], Read(figures, "cpu_system_usec_microseconds"));
        Assert.Equal(["14"], Read(figures, "cpu_nr_periods_total"));
        Assert.Equal(["15"], Read(figures, "cpu_nr_throttled_total"));
        Assert.Equal(["16"], Read(figures, "cpu_throttled_usec_microseconds"));
        Assert.Equal(["21"], Read(figures, "memory_usage_bytes"));
        Assert.Equal([$"{(double)ulong.MaxValue}"], Read(figures, "memory_usage_limit_bytes"));
        Assert.Equal(["23"], Read(figures, "memory_swap_usage_bytes"));
        Assert.Equal(["24"], Read(figures, "memory_swap_limit_bytes"));
        Assert.Equal(["32"], Read(figures, "memory_oom_total"));
        Assert.Equal(["41 major=8 minor=1", "51 major=8 minor=2"], Read(figures, "io_rbytes_bytes"));
        Assert.Equal(["42 major=8 minor=1", "52 major=8 minor=2"], Read(figures, "io_wbytes_bytes"));
        Assert.Equal(["43 major=8 minor=1", "53 major=8 minor=2"], Read(figures, "io_rios_total"));
        Assert.Equal(["44 major=8 minor=1", "54 major=8 minor=2"], Read(figures, "io_wios_total"));
        Assert.All(Counters.Index(), key => Assert.Equal([$"{1000 + key.Index}"], Read(figures, $"memory_{key.Item}_bytes")));
    }

    [Fact]
    public void A_group_without_controllers_gives_zeros_and_no_devices()
    {
        Metrics figures = Metrics.Parser.ParseFrom(new MetricsV2(_group.Path).Read());

        Assert.Equal(["0"], Read(figures, "memory_usage_bytes"));
        Assert.Empty(Read(figures, "io_rbytes_bytes"));
    }

    public void Dispose() => _group.Dispose();

    private void Write(string file, string text) => File.WriteAllText(_group.At(file), text + "\n");

    private static IEnumerable<string> Read(Metrics figures, string name)
        => FiguresV2.All.Single(figure => figure.Name == name).Read(figures)
            .Select(point => string.Join(' ', [$"{point.Value}", .. point.Labels.Select(label => $"{label.Key}={label.Value}")]));
}
