namespace PluginHost.Plugins.Restart;

/// <summary><c>[plugins."io.containerd.monitor.container.v1.restart"]</c> (containerd plugins/restart).</summary>
internal sealed record RestartConfig : IValidatedConfig
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(10);

    /// <summary>Time between two looks at the containers; 0: 10 s.</summary>
    public TimeSpan Interval { get; init; } = DefaultInterval;

    /// <summary>The interval that counts.</summary>
    public TimeSpan EffectiveInterval => Interval == TimeSpan.Zero ? DefaultInterval : Interval;

    public IEnumerable<string> Validate()
    {
        if (Interval < TimeSpan.Zero)
        {
            yield return $"interval {Interval} is negative";
        }
    }
}
