namespace PluginHost.Testing.Daemons;

/// <summary>Our daemon as <c>scripts/build</c> publishes it.</summary>
public sealed class PluginHostDaemon(DaemonDirectory directory) : TestDaemon(directory)
{
    /// <summary>A pluginhost in a new directory.</summary>
    public PluginHostDaemon()
        : this(new DaemonDirectory())
    {
    }

    public override string Name => "pluginhost";

    protected override string Program => Tools.Get(Tools.PluginHost);
}
