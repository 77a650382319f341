namespace PluginHost.Shim.Cgroups;

/// <summary>The control group of a container.</summary>
internal abstract class Cgroup
{
    /// <summary>The type of its metrics.</summary>
    public abstract string MetricsType { get; }

    /// <summary>The group of a process, by /proc/PID/cgroup (cgroups(7)).</summary>
    /// <exception cref="IOException">The process is gone, or the file tells no group.</exception>
    public static Cgroup Of(int pid)
    {
        string path = $"/proc/{pid}/cgroup";
        Dictionary<string, string> paths = [];
        foreach (string line in File.ReadAllLines(path))
        {
            // id:controllers:path; the unified hierarchy has no controllers.
            string[] parts = line.Split(':', 3);
            foreach (string controller in parts[1].Split(','))
            {
                paths[controller] = parts[2];
            }
        }

        return CgroupMode.IsUnified()
            ? new CgroupV2(Path.Join(CgroupMode.Mountpoint, paths.GetValueOrDefault(string.Empty) ?? throw new IOException($"{path} tells no cgroup")))
            : new CgroupV1(paths);
    }

    /// <summary>The metrics as a message; what is not there is left out.</summary>
    public abstract byte[] ReadMetrics();

    /// <summary>Calls back for each kill for lack of memory, until disposed.</summary>
    public abstract OomWatch WatchOom(Loop.EventLoop loop, Action callback);
}
