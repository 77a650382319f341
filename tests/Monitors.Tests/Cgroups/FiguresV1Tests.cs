using Google.Protobuf.Reflection;
using PluginHost.Plugins.Cgroups.Figures;
using PluginHost.Proto.Cgroups.V1;

namespace Monitors.Tests.Cgroups;

public sealed class FiguresV1Tests
{
    [Fact]
    public void The_names_are_containerds()
    {
        string[] stat =
        [
            "cache", "rss", "rss_huge", "mapped_file", "dirty", "writeback", "pgpgin", "pgpgout", "pgfault", "pgmajfault", "inactive_anon",
            "active_anon", "inactive_file", "active_file", "unevictable",
        ];
        string[] expected =
        [
            .. stat.Select(key => $"memory_{key}_bytes"),
            .. stat.Select(key => $"memory_total_{key}_bytes"),
            "memory_hierarchical_memory_limit_bytes", "memory_hierarchical_memsw_limit_bytes",
            .. from kind in new[] { "usage", "swap", "kernel", "kerneltcp" }
               from part in new[] { "limit_bytes", "max_bytes", "usage_bytes", "failcnt_total" }
               select $"memory_{kind}_{part}",
            "hugetlb_usage_bytes", "hugetlb_max_bytes", "hugetlb_failcnt_total",
            "cpu_total_nanoseconds", "cpu_kernel_nanoseconds", "cpu_user_nanoseconds", "per_cpu_nanoseconds",
            "cpu_throttle_periods_total", "cpu_throttled_periods_total", "cpu_throttled_time_nanoseconds",
            "pids_limit", "pids_current",
            .. new[] { "io_merged", "io_queued", "io_service_time", "io_serviced", "io_time", "sectors" }.Select(kind => $"blkio_{kind}_recursive_total"),
            "blkio_io_service_bytes_recursive_bytes",
        ];

        Assert.Equal(expected.Order(StringComparer.Ordinal), FiguresV1.All.Select(figure => figure.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_figure_reads_a_field_of_its_own()
    {
        Metrics figures = Numbered();

        double[] values = [.. FiguresV1.All.SelectMany(figure => figure.Read(figures)).Select(point => point.Value)];

        Assert.True(values.Length >= FiguresV1.All.Count);
        Assert.Equal(values.Length, values.Distinct().Count());
    }

    [Fact]
    public void Values_go_where_their_names_say()
    {
        Metrics figures = new()
        {
            Memory = new MemoryStat { TotalMappedFile = 7, Swap = new MemoryEntry { Failcnt = 8, Limit = ulong.MaxValue } },
            Cpu = new CPUStat { Usage = new CPUUsage { PerCpu = { 5, 6 } } },
            Hugetlb = { new HugetlbStat { Pagesize = "2MB", Max = 9 } },
            Blkio = new BlkIOStat { IoServicedRecursive = { new BlkIOEntry { Op = "Read", Device = "/dev/sda", Major = 8, Minor = 1, Value = 11 } } },
        };

        Assert.Equal(["memory_total_mapped_file_bytes 7"], Read(figures, "memory_total_mapped_file_bytes"));
        Assert.Equal(["memory_swap_failcnt_total 8"], Read(figures, "memory_swap_failcnt_total"));
        Assert.Equal([$"memory_swap_limit_bytes {(double)ulong.MaxValue}"], Read(figures, "memory_swap_limit_bytes"));
        Assert.Equal(["per_cpu_nanoseconds 5 cpu=0", "per_cpu_nanoseconds 6 cpu=1"], Read(figures, "per_cpu_nanoseconds"));
        Assert.Equal(["hugetlb_max_bytes 9 page=2MB"], Read(figures, "hugetlb_max_bytes"));
        Assert.Equal(
            ["blkio_io_serviced_recursive_total 11 op=Read device=/dev/sda major=8 minor=1"], Read(figures, "blkio_io_serviced_recursive_total"));
    }

    [Fact]
    public void What_a_task_has_no_figures_of_has_no_points()
        => Assert.Empty(FiguresV1.All.SelectMany(figure => figure.Read(new Metrics())));

    private static IEnumerable<string> Read(Metrics figures, string name)
        => FiguresV1.All.Single(figure => figure.Name == name).Read(figures)
            .Select(point => string.Join(' ', [$"{name} {point.Value}", .. point.Labels.Select(label => $"{label.Key}={label.Value}")]));

    /// <summary>All fields set, each number another.</summary>
    private static Metrics Numbered()
    {
        Metrics figures = new();
        ulong next = 1;
        Fill(figures, ref next);
        return figures;
    }

    private static void Fill(Google.Protobuf.IMessage message, ref ulong next)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.IsRepeated)
            {
                System.Collections.IList list = (System.Collections.IList)field.Accessor.GetValue(message);
                list.Add(field.FieldType == FieldType.Message ? Filled(field.MessageType, ref next) : next++);
            }
            else if (field.FieldType == FieldType.Message)
            {
                field.Accessor.SetValue(message, Filled(field.MessageType, ref next));
            }
            else if (field.FieldType == FieldType.UInt64)
            {
                field.Accessor.SetValue(message, next++);
            }
        }
    }

    private static Google.Protobuf.IMessage Filled(MessageDescriptor type, ref ulong next)
    {
        Google.Protobuf.IMessage message = (Google.Protobuf.IMessage)Activator.CreateInstance(type.ClrType)!;
        Fill(message, ref next);
        return message;
    }
}
