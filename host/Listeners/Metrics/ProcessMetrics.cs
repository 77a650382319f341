using System.Diagnostics;
using PluginHost.Plugins;

namespace PluginHost.Host.Listeners.Metrics;

/// <summary>Build and process, by the names that containerd and Prometheus' client libraries give them.</summary>
internal static class ProcessMetrics
{
    public static IEnumerable<Metric> Read(DaemonVersion version)
    {
        using Process process = Process.GetCurrentProcess();
        yield return new Metric(
            "containerd_build_info_total",
            "counter",
            "containerd build information",
            [new MetricSample("", [new("version", version.Version), new("revision", version.Revision)], 1)]);
        yield return Single(
            "process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.", process.TotalProcessorTime.TotalSeconds);
        yield return Single("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.", process.WorkingSet64);
        yield return Single("process_virtual_memory_bytes", "gauge", "Virtual memory size in bytes.", process.VirtualMemorySize64);
        yield return Single(
            "process_open_fds", "gauge", "Number of open file descriptors.", Directory.GetFileSystemEntries("/proc/self/fd").Length);
        yield return Single(
            "process_start_time_seconds",
            "gauge",
            "Start time of the process since unix epoch in seconds.",
            (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
        yield return Single("dotnet_gc_heap_bytes", "gauge", "Managed memory in bytes.", GC.GetTotalMemory(forceFullCollection: false));
        yield return Single("dotnet_gc_collections_total", "counter", "Number of garbage collections.", GC.CollectionCount(0));
    }

    private static Metric Single(string name, string kind, string help, double value)
        => new(name, kind, help, [new MetricSample("", [], value)]);
}
