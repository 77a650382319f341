using PluginHost.Shim.Loop;

namespace PluginHost.Shim.Cgroups;

/// <summary>A control group of the unified hierarchy (cgroups(7), version 2).</summary>
internal sealed class CgroupV2(string directory) : Cgroup
{
    /// <inheritdoc/>
    public override string MetricsType => "io.containerd.cgroups.v2.Metrics";

    /// <inheritdoc/>
    public override byte[] ReadMetrics() => new MetricsV2(directory).Read();

    /// <inheritdoc/>
    public override OomWatch WatchOom(EventLoop loop, Action callback) => new OomWatchV2(loop, directory, callback);

    /// <summary>Lets the group and its ancestors hand all controllers of the machine down; those that refuse are named.</summary>
    public IReadOnlyList<string> DelegateControllers()
    {
        string[] controllers = [.. CgroupFile.Lines(Path.Join(CgroupMode.Mountpoint, "cgroup.controllers")).SelectMany(words => words)];
        string enable = string.Join(' ', controllers.Select(controller => "+" + controller));
        List<string> refused = [];
        string ancestor = CgroupMode.Mountpoint;
        foreach (string part in Path.GetRelativePath(CgroupMode.Mountpoint, directory).Split('/'))
        {
            try
            {
                File.WriteAllText(Path.Join(ancestor, "cgroup.subtree_control"), enable);
            }
            catch (IOException exception)
            {
                refused.Add($"{ancestor}: {exception.Message}");
            }

            ancestor = Path.Join(ancestor, part);
        }

        return refused;
    }
}
