using System.Globalization;
using PluginHost.Proto.Cgroups.V2;

namespace PluginHost.Plugins.Cgroups.Figures;

using FiguresOfGroup = PluginHost.Proto.Cgroups.V2.Metrics;

/// <summary>What containerd makes of the figures of a cgroup of version 2 (containerd core/metrics/cgroups/v2).</summary>
internal static class FiguresV2
{
    private const string IfEnabled = "(only if controller is enabled)";

    public static IReadOnlyList<Figure<FiguresOfGroup>> All { get; } =
    [
        Single("pids_limit", "The limit to the number of pids allowed (cgroup v2)", figures => figures.Pids?.Limit),
        Single("pids_current", "The current number of pids (cgroup v2)", figures => figures.Pids?.Current),
        Single("cpu_usage_usec_microseconds", "Total cpu usage (cgroup v2)", figures => figures.Cpu?.UsageUsec),
        Single("cpu_user_usec_microseconds", "Current cpu usage in user space (cgroup v2)", figures => figures.Cpu?.UserUsec),
        Single("cpu_system_usec_microseconds", "Current cpu usage in kernel space (cgroup v2)", figures => figures.Cpu?.SystemUsec),
        Single("cpu_nr_periods_total", $"Current cpu number of periods {IfEnabled}", figures => figures.Cpu?.NrPeriods),
        Single("cpu_nr_throttled_total", $"Total number of times tasks have been throttled {IfEnabled}", figures => figures.Cpu?.NrThrottled),
        Single(
            "cpu_throttled_usec_microseconds",
            $"Total time duration for which tasks have been throttled. {IfEnabled}",
            figures => figures.Cpu?.ThrottledUsec),
        Memory("usage", "Current memory usage (cgroup v2)", memory => memory.Usage),
        Memory("usage_limit", "Current memory usage limit (cgroup v2)", memory => memory.UsageLimit),
        Memory("swap_usage", "Current swap usage (cgroup v2)", memory => memory.SwapUsage),
        Memory("swap_limit", "Current swap usage limit (cgroup v2)", memory => memory.SwapLimit),
        Amount("file_mapped", memory => memory.FileMapped),
        Amount("file_dirty", memory => memory.FileDirty),
        Amount("file_writeback", memory => memory.FileWriteback),
        Amount("pgactivate", memory => memory.Pgactivate),
        Amount("pgdeactivate", memory => memory.Pgdeactivate),
        Amount("pgfault", memory => memory.Pgfault),
        Amount("pgmajfault", memory => memory.Pgmajfault),
        Amount("pglazyfree", memory => memory.Pglazyfree),
        Amount("pgrefill", memory => memory.Pgrefill),
        Amount("pglazyfreed", memory => memory.Pglazyfreed),
        Amount("pgscan", memory => memory.Pgscan),
        Amount("pgsteal", memory => memory.Pgsteal),
        Amount("inactive_anon", memory => memory.InactiveAnon),
        Amount("active_anon", memory => memory.ActiveAnon),
        Amount("inactive_file", memory => memory.InactiveFile),
        Amount("active_file", memory => memory.ActiveFile),
        Amount("unevictable", memory => memory.Unevictable),
        Amount("anon", memory => memory.Anon),
        Amount("file", memory => memory.File),
        Amount("kernel_stack", memory => memory.KernelStack),
        Amount("slab", memory => memory.Slab),
        Amount("sock", memory => memory.Sock),
        Amount("shmem", memory => memory.Shmem),
        Amount("anon_thp", memory => memory.AnonThp),
        Amount("slab_reclaimable", memory => memory.SlabReclaimable),
        Amount("slab_unreclaimable", memory => memory.SlabUnreclaimable),
        Amount("workingset_refault", memory => memory.WorkingsetRefault),
        Amount("workingset_activate", memory => memory.WorkingsetActivate),
        Amount("workingset_nodereclaim", memory => memory.WorkingsetNodereclaim),
        Amount("thp_fault_alloc", memory => memory.ThpFaultAlloc),
        Amount("thp_collapse_alloc", memory => memory.ThpCollapseAlloc),
        Single("memory_oom_total", "The number of times a container has received an oom event", figures => figures.MemoryEvents?.Oom),
        Device("io_rbytes_bytes", "IO bytes read", entry => entry.Rbytes),
        Device("io_wbytes_bytes", "IO bytes written", entry => entry.Wbytes),
        Device("io_rios_total", "Number of read IOs", entry => entry.Rios),
        Device("io_wios_total", "Number of write IOs", entry => entry.Wios),
    ];

    private static Figure<FiguresOfGroup> Single(string name, string help, Func<FiguresOfGroup, ulong?> read)
        => Figure<FiguresOfGroup>.Single(name, help, read);

    private static Figure<FiguresOfGroup> Amount(string key, Func<MemoryStat, ulong> read) => Memory(key, $"The {key} amount", read);

    private static Figure<FiguresOfGroup> Memory(string key, string help, Func<MemoryStat, ulong> read)
        => Single($"memory_{key}_bytes", help, figures => figures.Memory is { } memory ? read(memory) : null);

    private static Figure<FiguresOfGroup> Device(string name, string help, Func<IOEntry, ulong> read)
        => new(name, help, figures => figures.Io is null ? [] : figures.Io.Usage.Select(entry => new Point(
            read(entry),
            [
                new("major", entry.Major.ToString(CultureInfo.InvariantCulture)),
                new("minor", entry.Minor.ToString(CultureInfo.InvariantCulture)),
            ])));
}
