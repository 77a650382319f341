using PluginHost.Proto.Cgroups.V1;

namespace PluginHost.Plugins.Cgroups.Figures;

using FiguresOfGroup = PluginHost.Proto.Cgroups.V1.Metrics;

/// <summary>Memory of a cgroup of version 1. Page counts end with <c>_bytes</c> as well: these are the names that dashboards know.</summary>
internal static class MemoryFiguresV1
{
    public static IReadOnlyList<Figure<FiguresOfGroup>> All { get; } =
    [
        Used("cache", memory => memory.Cache),
        Used("rss", memory => memory.Rss),
        Used("rss_huge", memory => memory.RssHuge),
        Used("mapped_file", memory => memory.MappedFile),
        Amount("dirty", memory => memory.Dirty),
        Amount("writeback", memory => memory.Writeback),
        Amount("pgpgin", memory => memory.PgPgIn),
        Amount("pgpgout", memory => memory.PgPgOut),
        Amount("pgfault", memory => memory.PgFault),
        Amount("pgmajfault", memory => memory.PgMajFault),
        Amount("inactive_anon", memory => memory.InactiveAnon),
        Amount("active_anon", memory => memory.ActiveAnon),
        Amount("inactive_file", memory => memory.InactiveFile),
        Amount("active_file", memory => memory.ActiveFile),
        Amount("unevictable", memory => memory.Unevictable),
        Amount("hierarchical_memory_limit", memory => memory.HierarchicalMemoryLimit),
        Amount("hierarchical_memsw_limit", memory => memory.HierarchicalSwapLimit),
        Used("total_cache", memory => memory.TotalCache),
        Used("total_rss", memory => memory.TotalRss),
        Used("total_rss_huge", memory => memory.TotalRssHuge),
        Used("total_mapped_file", memory => memory.TotalMappedFile),
        Amount("total_dirty", memory => memory.TotalDirty),
        Amount("total_writeback", memory => memory.TotalWriteback),
        Amount("total_pgpgin", memory => memory.TotalPgPgIn),
        Amount("total_pgpgout", memory => memory.TotalPgPgOut),
        Amount("total_pgfault", memory => memory.TotalPgFault),
        Amount("total_pgmajfault", memory => memory.TotalPgMajFault),
        Amount("total_inactive_anon", memory => memory.TotalInactiveAnon),
        Amount("total_active_anon", memory => memory.TotalActiveAnon),
        Amount("total_inactive_file", memory => memory.TotalInactiveFile),
        Amount("total_active_file", memory => memory.TotalActiveFile),
        Amount("total_unevictable", memory => memory.TotalUnevictable),
        .. Entry("usage", "memory", memory => memory.Usage),
        .. Entry("swap", "swap", memory => memory.Swap),
        .. Entry("kernel", "kernel", memory => memory.Kernel),
        .. Entry("kerneltcp", "kerneltcp", memory => memory.KernelTcp),
    ];

    private static Figure<FiguresOfGroup> Used(string key, Func<MemoryStat, ulong> read) => Stat(key, $"The {key} amount used", read);

    private static Figure<FiguresOfGroup> Amount(string key, Func<MemoryStat, ulong> read) => Stat(key, $"The {key} amount", read);

    private static Figure<FiguresOfGroup> Stat(string key, string help, Func<MemoryStat, ulong> read)
        => Figure<FiguresOfGroup>.Single(
            $"memory_{key}_bytes", help, figures => figures.Memory is { } memory ? read(memory) : null);

    private static IEnumerable<Figure<FiguresOfGroup>> Entry(string name, string word, Func<MemoryStat, MemoryEntry?> read)
    {
        yield return Part("failcnt_total", $"The {name} failcnt", entry => entry.Failcnt);
        yield return Part("limit_bytes", $"The {word} limit", entry => entry.Limit);
        yield return Part("max_bytes", $"The {word} maximum usage", entry => entry.Max);
        yield return Part("usage_bytes", $"The {word} usage", entry => entry.Usage);

        Figure<FiguresOfGroup> Part(string suffix, string help, Func<MemoryEntry, ulong> value)
            => Figure<FiguresOfGroup>.Single(
                $"memory_{name}_{suffix}",
                help,
                figures => figures.Memory is { } memory && read(memory) is { } entry ? value(entry) : null);
    }
}
