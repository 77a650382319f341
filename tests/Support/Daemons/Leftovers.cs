using PluginHost.Linux;

namespace PluginHost.Testing.Daemons;

/// <summary>
/// What a daemon has on the machine outside its own process: shims and containers, bundles, mounts, control groups, runc's records,
/// fifos. A test that removed its containers expects none of it; cleaning up removes it whatever the test did.
/// </summary>
public sealed class Leftovers(DaemonDirectory directory)
{
    private const string RuncRoot = "/run/containerd/runc";
    private const string FifoRoot = "/run/containerd/fifo";
    private const string CgroupRoot = "/sys/fs/cgroup";

    /// <summary>Shim processes of this daemon: they carry its address, or run in a bundle below its state directory.</summary>
    public IReadOnlyList<RunningProcess> Shims()
        => [.. RunningProcess.All().Where(process => process.CommandLine[0].Contains("containerd-shim", StringComparison.Ordinal)
            && process.CommandLine.Any(argument => argument.StartsWith(directory.Base, StringComparison.Ordinal)))];

    /// <summary>Namespace and id of each bundle directory under the state directory.</summary>
    public IReadOnlyList<(string Namespace, string Id)> Bundles()
    {
        string tasks = Path.Join(directory.State, "io.containerd.runtime.v2.task");

        return !System.IO.Directory.Exists(tasks) ? [] :
            [.. System.IO.Directory.EnumerateDirectories(tasks).SelectMany(System.IO.Directory.EnumerateDirectories)
                .Select(path => (Path.GetFileName(Path.GetDirectoryName(path)!), Path.GetFileName(path)))];
    }

    /// <summary>Loop devices whose file lies below the directory.</summary>
    public IReadOnlyList<string> LoopDevices()
        => [.. System.IO.Directory.EnumerateDirectories("/sys/block", "loop*").Select(device => Path.Join(device, "loop", "backing_file"))
            .Where(File.Exists).Where(file => File.ReadAllText(file).StartsWith(directory.Base, StringComparison.Ordinal))];

    /// <summary>Control groups of a container, in each hierarchy of the machine.</summary>
    public static IReadOnlyList<string> ControlGroups(string @namespace, string id)
        => [.. Hierarchies().Select(hierarchy => Path.Join(hierarchy, @namespace, id)).Where(System.IO.Directory.Exists)];

    /// <summary>One line for each thing that is left; empty when a daemon's containers are all gone.</summary>
    public IReadOnlyList<string> Describe()
    {
        IEnumerable<string> shims = Shims().Select(shim => $"shim {shim.Id}: {string.Join(' ', shim.CommandLine)}");
        IEnumerable<string> bundles = Bundles().Select(bundle => $"bundle {bundle.Namespace}/{bundle.Id}");
        IEnumerable<string> groups = Bundles().SelectMany(bundle => ControlGroups(bundle.Namespace, bundle.Id)).Select(group => $"cgroup {group}");

        return [.. shims, .. bundles, .. directory.Mounts().Select(mount => $"mount {mount}"), .. groups,
            .. LoopDevices().Select(device => $"loop device {device}")];
    }

    /// <summary>Kills and removes all of it.</summary>
    public async Task RemoveAsync()
    {
        IReadOnlyList<(string Namespace, string Id)> bundles = Bundles();
        foreach (RunningProcess process in RunningProcess.WithDescendants(Shims()))
        {
            LibC.TryKill(process.Id, Signals.SIGKILL);
        }

        foreach ((string @namespace, string id) in bundles)
        {
            RemoveShimSocket(Path.Join(directory.State, "io.containerd.runtime.v2.task", @namespace, id, "address"));
            if (System.IO.Directory.Exists(Path.Join(RuncRoot, @namespace, id)))
            {
                await Command.RunAsync("runc", "--root", Path.Join(RuncRoot, @namespace), "delete", "--force", id);
            }

            RemoveFifos(id);
            await RemoveControlGroupsAsync(@namespace, id);
        }
    }

    private static IEnumerable<string> Hierarchies()
        => File.Exists(Path.Join(CgroupRoot, "cgroup.procs")) ? [CgroupRoot] : System.IO.Directory.EnumerateDirectories(CgroupRoot);

    private static void RemoveShimSocket(string addressFile)
    {
        const string Scheme = "unix://";
        string address = File.Exists(addressFile) ? File.ReadAllText(addressFile).Trim() : string.Empty;
        if (address.StartsWith(Scheme, StringComparison.Ordinal))
        {
            File.Delete(address[Scheme.Length..]);
        }
    }

    /// <summary><c>ctr</c> leaves the fifos of a detached task to the one who deletes the task.</summary>
    private static void RemoveFifos(string id)
    {
        if (System.IO.Directory.Exists(FifoRoot))
        {
            foreach (string fifos in System.IO.Directory.EnumerateDirectories(FifoRoot)
                .Where(fifos => File.Exists(Path.Join(fifos, id + "-stdout"))).ToArray())
            {
                System.IO.Directory.Delete(fifos, recursive: true);
            }
        }
    }

    private static async Task RemoveControlGroupsAsync(string @namespace, string id)
    {
        foreach (string group in ControlGroups(@namespace, id))
        {
            await Poll.UntilAsync($"{group} is empty", TimeSpan.FromSeconds(5), () => File.ReadAllText(Path.Join(group, "cgroup.procs")).Length == 0);
            System.IO.Directory.Delete(group);
        }
    }
}
