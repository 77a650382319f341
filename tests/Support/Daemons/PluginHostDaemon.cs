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

    /// <summary>More plugins than its own.</summary>
    public string? PluginDirectory { get; init; }

    protected override IReadOnlyList<string> Arguments
        => PluginDirectory is null ? base.Arguments : [.. base.Arguments, "--plugin-dir", PluginDirectory];

    protected override string Program => Tools.Get(Tools.PluginHost);
}
