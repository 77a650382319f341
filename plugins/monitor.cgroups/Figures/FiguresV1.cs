using System.Globalization;
using Google.Protobuf.Collections;
using PluginHost.Proto.Cgroups.V1;

namespace PluginHost.Plugins.Cgroups.Figures;

using FiguresOfGroup = PluginHost.Proto.Cgroups.V1.Metrics;

/// <summary>What containerd makes of the figures of a cgroup of version 1 (containerd core/metrics/cgroups/v1).</summary>
internal static class FiguresV1
{
    public static IReadOnlyList<Figure<FiguresOfGroup>> All { get; } =
    [
        .. MemoryFiguresV1.All,
        Huge("hugetlb_usage_bytes", "The hugetlb usage", page => page.Usage),
        Huge("hugetlb_max_bytes", "The hugetlb maximum usage", page => page.Max),
        Huge("hugetlb_failcnt_total", "The hugetlb failcnt", page => page.Failcnt),
        Single("cpu_total_nanoseconds", "The total cpu time", figures => figures.Cpu?.Usage?.Total),
        Single("cpu_kernel_nanoseconds", "The total kernel cpu time", figures => figures.Cpu?.Usage?.Kernel),
        Single("cpu_user_nanoseconds", "The total user cpu time", figures => figures.Cpu?.Usage?.User),
        new("per_cpu_nanoseconds", "The total cpu time per cpu", PerCpu),
        Single("cpu_throttle_periods_total", "The total cpu throttle periods", figures => figures.Cpu?.Throttling?.Periods),
        Single("cpu_throttled_periods_total", "The total cpu throttled periods", figures => figures.Cpu?.Throttling?.ThrottledPeriods),
        Single("cpu_throttled_time_nanoseconds", "The total cpu throttled time", figures => figures.Cpu?.Throttling?.ThrottledTime),
        Single("pids_limit", "The limit to the number of pids allowed", figures => figures.Pids?.Limit),
        Single("pids_current", "The current number of pids", figures => figures.Pids?.Current),
        Block("blkio_io_merged_recursive_total", "The blkio io merged recursive", io => io.IoMergedRecursive),
        Block("blkio_io_queued_recursive_total", "The blkio io queued recursive", io => io.IoQueuedRecursive),
        Block("blkio_io_service_bytes_recursive_bytes", "The blkio io service bytes recursive", io => io.IoServiceBytesRecursive),
        Block("blkio_io_service_time_recursive_total", "The blkio io service time recursive", io => io.IoServiceTimeRecursive),
        Block("blkio_io_serviced_recursive_total", "The blkio io serviced recursive", io => io.IoServicedRecursive),
        Block("blkio_io_time_recursive_total", "The blkio io time recursive", io => io.IoTimeRecursive),
        Block("blkio_sectors_recursive_total", "The blkio sectors recursive", io => io.SectorsRecursive),
    ];

    private static Figure<FiguresOfGroup> Single(string name, string help, Func<FiguresOfGroup, ulong?> read)
        => Figure<FiguresOfGroup>.Single(name, help, read);

    private static Figure<FiguresOfGroup> Huge(string name, string help, Func<HugetlbStat, ulong> read)
        => new(name, help, figures => figures.Hugetlb.Select(page => new Point(read(page), [new("page", page.Pagesize)])));

    private static Figure<FiguresOfGroup> Block(string name, string help, Func<BlkIOStat, RepeatedField<BlkIOEntry>> read)
        => new(name, help, figures => figures.Blkio is null ? [] : read(figures.Blkio).Select(entry => new Point(
            entry.Value,
            [
                new("op", entry.Op),
                new("device", entry.Device),
                new("major", Text(entry.Major)),
                new("minor", Text(entry.Minor)),
            ])));

    private static IEnumerable<Point> PerCpu(FiguresOfGroup figures)
        => figures.Cpu?.Usage is { } usage ? usage.PerCpu.Select((time, index) => new Point(time, [new("cpu", Text((ulong)index))])) : [];

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
