namespace PluginHost.Plugins.Cgroups;

/// <summary><c>[plugins."io.containerd.monitor.task.v1.cgroups"]</c>.</summary>
internal sealed record CgroupsConfig
{
    /// <summary>Leave the figures of tasks out of the metrics.</summary>
    public bool NoPrometheus { get; init; }
}
