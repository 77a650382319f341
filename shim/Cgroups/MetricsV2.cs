using System.Globalization;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Cgroups;

/// <summary>io.containerd.cgroups.v2.Metrics, read from the files of one directory.</summary>
internal sealed class MetricsV2(string directory)
{
    // Fields 1 to 31 of MemoryStat.
    private static readonly string[] MemoryKeys =
    [
        "anon", "file", "kernel_stack", "slab", "sock", "shmem", "file_mapped", "file_dirty", "file_writeback", "anon_thp",
        "inactive_anon", "active_anon", "inactive_file", "active_file", "unevictable", "slab_reclaimable", "slab_unreclaimable",
        "pgfault", "pgmajfault", "workingset_refault", "workingset_activate", "workingset_nodereclaim", "pgrefill", "pgscan",
        "pgsteal", "pgactivate", "pgdeactivate", "pglazyfree", "pglazyfreed", "thp_fault_alloc", "thp_collapse_alloc",
    ];

    private static readonly string[] CpuKeys =
        ["usage_usec", "user_usec", "system_usec", "nr_periods", "nr_throttled", "throttled_usec"];

    private static readonly string[] EventKeys = ["low", "high", "max", "oom", "oom_kill", "oom_group_kill"];

    private static readonly string[] IoKeys = ["rbytes", "wbytes", "rios", "wios"];

    /// <summary>The message.</summary>
    public byte[] Read()
        => new WireWriter()
            .Message(1, new WireWriter().Number(1, Number("pids.current")).Number(2, Number("pids.max")))
            .Message(2, Cpu())
            .Message(4, Memory())
            .Message(5, Rdma())
            .Message(6, Io())
            .Repeated(7, HugePages())
            .Message(8, Keyed("memory.events", EventKeys, 1))
            .ToArray();

    private string At(string file) => Path.Join(directory, file);

    private ulong Number(string file, ulong max = 0) => CgroupFile.Number(At(file), max);

    private WireWriter Keyed(string file, string[] keys, int firstField)
    {
        Dictionary<string, ulong> pairs = CgroupFile.Pairs(At(file));
        WireWriter message = new();
        for (int i = 0; i < keys.Length; i++)
        {
            message.Number(firstField + i, pairs.GetValueOrDefault(keys[i]));
        }

        return message;
    }

    private WireWriter Cpu()
    {
        Dictionary<string, ulong> pairs = CgroupFile.Pairs(At("cpu.stat"));
        WireWriter cpu = Keyed("cpu.stat", CpuKeys, 1);
        AddPressure(cpu, 7, "cpu.pressure");

        return cpu.Number(8, pairs.GetValueOrDefault("nr_bursts")).Number(9, pairs.GetValueOrDefault("burst_usec"));
    }

    private WireWriter Memory()
    {
        WireWriter memory = Keyed("memory.stat", MemoryKeys, 1)
            .Number(32, Number("memory.current"))
            .Number(33, Number("memory.max", ulong.MaxValue))
            .Number(34, Number("memory.swap.current"))
            .Number(35, Number("memory.swap.max", ulong.MaxValue))
            .Number(36, Number("memory.peak"))
            .Number(37, Number("memory.swap.peak"));
        AddPressure(memory, 38, "memory.pressure");

        return memory;
    }

    // Lines "device hca_handle=N hca_object=N"; fields current(1) and limit(2) of entries device(1), handles(2), objects(3).
    private WireWriter Rdma()
    {
        WireWriter rdma = new();
        AddRdma(rdma, 1, "rdma.current");
        AddRdma(rdma, 2, "rdma.max");

        return rdma;
    }

    private void AddRdma(WireWriter rdma, int field, string file)
    {
        foreach (string[] words in CgroupFile.Lines(At(file)))
        {
            WireWriter entry = new WireWriter().Text(1, words[0]);
            for (int i = 1; i < words.Length; i++)
            {
                string value = words[i][(words[i].IndexOf('=', StringComparison.Ordinal) + 1)..];
                entry.Number(1 + i, value == "max" ? uint.MaxValue : uint.Parse(value, CultureInfo.InvariantCulture));
            }

            rdma.Message(field, entry);
        }
    }

    // Lines "major:minor rbytes=N wbytes=N ...".
    private WireWriter Io()
    {
        WireWriter io = new();
        foreach (string[] words in CgroupFile.Lines(At("io.stat")))
        {
            string[] device = words[0].Split(':');
            if (device.Length != 2 || !ulong.TryParse(device[0], out ulong major) || !ulong.TryParse(device[1], out ulong minor))
            {
                continue;
            }

            Dictionary<string, ulong> values = words.Skip(1).Select(word => word.Split('=')).Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0], pair => ulong.TryParse(pair[1], out ulong value) ? value : 0);
            WireWriter entry = new WireWriter().Number(1, major).Number(2, minor);
            for (int i = 0; i < IoKeys.Length; i++)
            {
                entry.Number(3 + i, values.GetValueOrDefault(IoKeys[i]));
            }

            io.Message(1, entry);
        }

        AddPressure(io, 2, "io.pressure");

        return io;
    }

    private IEnumerable<WireWriter> HugePages()
    {
        if (!Directory.Exists(directory))
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(directory, "hugetlb.*.current").Where(file => !file.EndsWith(".rsvd.current", StringComparison.Ordinal)))
        {
            string size = Path.GetFileName(file).Split('.')[1];
            yield return new WireWriter()
                .Number(1, CgroupFile.Number(file))
                .Number(2, Number($"hugetlb.{size}.max", ulong.MaxValue))
                .Text(3, size)
                .Number(4, CgroupFile.Pairs(At($"hugetlb.{size}.events")).GetValueOrDefault("max"));
        }
    }

    // Lines "some avg10=0.00 avg60=0.00 avg300=0.00 total=0", and the same with full.
    private void AddPressure(WireWriter message, int field, string file)
    {
        WireWriter pressure = new();
        foreach (string[] words in CgroupFile.Lines(At(file)))
        {
            WireWriter data = new();
            for (int i = 1; i < words.Length && i <= 4; i++)
            {
                string value = words[i][(words[i].IndexOf('=', StringComparison.Ordinal) + 1)..];
                _ = i == 4
                    ? data.Number(4, ulong.Parse(value, CultureInfo.InvariantCulture))
                    : data.Double(i, double.Parse(value, CultureInfo.InvariantCulture));
            }

            pressure.Message(words[0] == "some" ? 1 : 2, data);
        }

        if (!pressure.Written.IsEmpty)
        {
            message.Message(field, pressure);
        }
    }
}
