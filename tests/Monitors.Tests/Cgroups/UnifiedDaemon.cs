namespace Monitors.Tests.Cgroups;

/// <summary>
/// Our daemon in a mount namespace of its own where /sys/fs/cgroup is the unified hierarchy. What controllers are bound to hierarchies of
/// version 1 on the machine are missing in it, so memory and processes are not counted there; time is.
/// </summary>
internal sealed class UnifiedDaemon() : TestDaemon(new DaemonDirectory())
{
    private const string Enter = "umount -l /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && exec \"$0\" \"$@\"";

    public override string Name => "pluginhost";

    protected override string Program => Tools.Get("unshare");

    protected override IReadOnlyList<string> Arguments => ["--mount", "/bin/sh", "-c", Enter, Tools.Get(Tools.PluginHost), .. base.Arguments];
}
