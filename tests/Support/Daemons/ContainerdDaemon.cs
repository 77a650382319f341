namespace PluginHost.Testing.Daemons;

/// <summary>The reference: containerd of the distribution, or that of <see cref="TestDaemon.Programs"/>, without CRI.</summary>
public sealed class ContainerdDaemon(DaemonDirectory directory) : TestDaemon(directory)
{
    /// <summary>A containerd in a new directory.</summary>
    public ContainerdDaemon()
        : this(new DaemonDirectory())
    {
    }

    public override string Name => "containerd";

    protected override string Program => Tools.Get("containerd", Programs);
}
