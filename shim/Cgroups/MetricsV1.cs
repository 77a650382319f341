using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Cgroups;

/// <summary>io.containerd.cgroups.v1.Metrics, read from the files of each controller.</summary>
internal sealed class MetricsV1(Func<string, string?> directoryOf)
{
    // cpuacct.stat counts in ticks of a hundredth of a second (USER_HZ).
    private const ulong NanosecondsPerTick = 10_000_000;

    // Fields 1 to 15 of MemoryStat; with the prefix total_ they are fields 18 to 32.
    private static readonly string[] MemoryKeys =
    [
        "cache", "rss", "rss_huge", "mapped_file", "dirty", "writeback", "pgpgin", "pgpgout", "pgfault", "pgmajfault",
        "inactive_anon", "active_anon", "inactive_file", "active_file", "unevictable",
    ];

    // Fields 1 to 8 of BlkIOStat.
    private static readonly string[] BlockFiles =
    [
        "io_service_bytes_recursive", "io_serviced_recursive", "io_queued_recursive", "io_service_time_recursive",
        "io_wait_time_recursive", "io_merged_recursive", "time_recursive", "sectors_recursive",
    ];

    /// <summary>The message.</summary>
    public byte[] Read()
    {
        WireWriter metrics = new();
        AddHugePages(metrics);
        AddPids(metrics);
        AddCpu(metrics);
        AddMemory(metrics);
        AddBlock(metrics);
        AddOom(metrics);

        return metrics.ToArray();
    }

    private string? Present(string controller) => directoryOf(controller) is { } directory && Directory.Exists(directory) ? directory : null;

    private void AddHugePages(WireWriter metrics)
    {
        if (Present("hugetlb") is not { } directory)
        {
            return;
        }

        foreach (string file in Directory.EnumerateFiles(directory, "hugetlb.*.usage_in_bytes"))
        {
            string size = Path.GetFileName(file).Split('.')[1];
            string prefix = Path.Join(directory, $"hugetlb.{size}");
            metrics.Message(1, new WireWriter()
                .Number(1, CgroupFile.Number(file))
                .Number(2, CgroupFile.Number(prefix + ".max_usage_in_bytes"))
                .Number(3, CgroupFile.Number(prefix + ".failcnt"))
                .Text(4, size));
        }
    }

    private void AddPids(WireWriter metrics)
    {
        if (Present("pids") is { } directory)
        {
            metrics.Message(2, new WireWriter()
                .Number(1, CgroupFile.Number(Path.Join(directory, "pids.current")))
                .Number(2, CgroupFile.Number(Path.Join(directory, "pids.max"))));
        }
    }

    private void AddCpu(WireWriter metrics)
    {
        string? accounting = Present("cpuacct");
        string? cpu = Present("cpu");
        if (accounting is null && cpu is null)
        {
            return;
        }

        WireWriter stat = new();
        if (accounting is not null)
        {
            Dictionary<string, ulong> ticks = CgroupFile.Pairs(Path.Join(accounting, "cpuacct.stat"));
            WireWriter packed = new();
            WireWriter usage = new WireWriter()
                .Number(1, CgroupFile.Number(Path.Join(accounting, "cpuacct.usage")))
                .Number(2, ticks.GetValueOrDefault("system") * NanosecondsPerTick)
                .Number(3, ticks.GetValueOrDefault("user") * NanosecondsPerTick);
            foreach (string value in CgroupFile.Lines(Path.Join(accounting, "cpuacct.usage_percpu")).SelectMany(words => words))
            {
                packed.Packed(ulong.Parse(value));
            }

            stat.Message(1, usage.Bytes(4, packed.Written));
        }

        if (cpu is not null)
        {
            Dictionary<string, ulong> throttling = CgroupFile.Pairs(Path.Join(cpu, "cpu.stat"));
            stat.Message(2, new WireWriter()
                .Number(1, throttling.GetValueOrDefault("nr_periods"))
                .Number(2, throttling.GetValueOrDefault("nr_throttled"))
                .Number(3, throttling.GetValueOrDefault("throttled_time")));
        }

        metrics.Message(3, stat);
    }

    private void AddMemory(WireWriter metrics)
    {
        if (Present("memory") is not { } directory)
        {
            return;
        }

        Dictionary<string, ulong> pairs = CgroupFile.Pairs(Path.Join(directory, "memory.stat"));
        WireWriter memory = new();
        for (int i = 0; i < MemoryKeys.Length; i++)
        {
            memory.Number(1 + i, pairs.GetValueOrDefault(MemoryKeys[i]));
        }

        memory.Number(16, pairs.GetValueOrDefault("hierarchical_memory_limit"));
        memory.Number(17, pairs.GetValueOrDefault("hierarchical_memsw_limit"));
        for (int i = 0; i < MemoryKeys.Length; i++)
        {
            memory.Number(18 + i, pairs.GetValueOrDefault("total_" + MemoryKeys[i]));
        }

        AddMemoryEntry(memory, 33, Path.Join(directory, "memory."));
        AddMemoryEntry(memory, 34, Path.Join(directory, "memory.memsw."));
        AddMemoryEntry(memory, 35, Path.Join(directory, "memory.kmem."));
        AddMemoryEntry(memory, 36, Path.Join(directory, "memory.kmem.tcp."));
        metrics.Message(4, memory);
    }

    private static void AddMemoryEntry(WireWriter memory, int field, string prefix)
    {
        if (File.Exists(prefix + "usage_in_bytes"))
        {
            memory.Message(field, new WireWriter()
                .Number(1, CgroupFile.Number(prefix + "limit_in_bytes"))
                .Number(2, CgroupFile.Number(prefix + "usage_in_bytes"))
                .Number(3, CgroupFile.Number(prefix + "max_usage_in_bytes"))
                .Number(4, CgroupFile.Number(prefix + "failcnt")));
        }
    }

    private void AddBlock(WireWriter metrics)
    {
        if (Present("blkio") is not { } directory)
        {
            return;
        }

        Dictionary<(ulong, ulong), string> devices = BlockDevices();
        WireWriter block = new();
        for (int i = 0; i < BlockFiles.Length; i++)
        {
            AddBlockEntries(block, 1 + i, Path.Join(directory, "blkio." + BlockFiles[i]), devices);
        }

        if (block.Written.IsEmpty)
        {
            AddBlockEntries(block, 1, Path.Join(directory, "blkio.throttle.io_service_bytes"), devices);
            AddBlockEntries(block, 2, Path.Join(directory, "blkio.throttle.io_serviced"), devices);
        }

        metrics.Message(5, block);
    }

    // Lines "major:minor operation value", or "major:minor value"; the line "Total value" sums them up.
    private static void AddBlockEntries(WireWriter block, int field, string path, Dictionary<(ulong, ulong), string> devices)
    {
        foreach (string[] words in CgroupFile.Lines(path))
        {
            string[] device = words[0].Split(':');
            if (device.Length == 2 && ulong.TryParse(device[0], out ulong major) && ulong.TryParse(device[1], out ulong minor)
                && ulong.TryParse(words[^1], out ulong value))
            {
                block.Message(field, new WireWriter()
                    .Text(1, words.Length > 2 ? words[1] : string.Empty)
                    .Text(2, devices.GetValueOrDefault((major, minor), string.Empty))
                    .Number(3, major)
                    .Number(4, minor)
                    .Number(5, value));
            }
        }
    }

    // Lines "major minor blocks name" (proc(5)).
    private static Dictionary<(ulong Major, ulong Minor), string> BlockDevices()
    {
        Dictionary<(ulong, ulong), string> devices = [];
        foreach (string[] words in CgroupFile.Lines("/proc/partitions"))
        {
            if (words.Length == 4 && ulong.TryParse(words[0], out ulong major) && ulong.TryParse(words[1], out ulong minor))
            {
                devices[(major, minor)] = "/dev/" + words[3];
            }
        }

        return devices;
    }

    private void AddOom(WireWriter metrics)
    {
        if (Present("memory") is { } directory)
        {
            Dictionary<string, ulong> control = CgroupFile.Pairs(Path.Join(directory, "memory.oom_control"));
            metrics.Message(9, new WireWriter()
                .Number(1, control.GetValueOrDefault("oom_kill_disable"))
                .Number(2, control.GetValueOrDefault("under_oom"))
                .Number(3, control.GetValueOrDefault("oom_kill")));
        }
    }
}
