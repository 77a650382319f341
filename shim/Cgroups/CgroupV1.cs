using PluginHost.Shim.Loop;

namespace PluginHost.Shim.Cgroups;

/// <summary>A control group with a directory in each hierarchy (cgroups(7), version 1).</summary>
internal sealed class CgroupV1(Dictionary<string, string> paths) : Cgroup
{
    /// <inheritdoc/>
    public override string MetricsType => "io.containerd.cgroups.v1.Metrics";

    /// <inheritdoc/>
    public override byte[] ReadMetrics() => new MetricsV1(DirectoryOf).Read();

    /// <inheritdoc/>
    public override OomWatch WatchOom(EventLoop loop, Action callback)
        => new OomWatchV1(loop, DirectoryOf("memory") ?? throw new IOException("the container is in no memory cgroup"), callback);

    /// <summary>The directory of a controller; null if the machine has no such controller.</summary>
    private string? DirectoryOf(string controller)
        => paths.TryGetValue(controller, out string? path) ? Path.Join(CgroupMode.Mountpoint, controller, path) : null;
}
