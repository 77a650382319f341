using System.Globalization;

namespace PluginHost.Plugins.Gc;

/// <summary><c>[plugins."io.containerd.gc.v1.scheduler"]</c> (containerd plugins/gc/scheduler.go).</summary>
internal sealed record SchedulerConfig : IValidatedConfig
{
    private const double MaximumPause = 0.5;

    /// <summary>Share of time that collections may keep writers waiting. Beyond 0 to 0.5 the nearer end is taken.</summary>
    public double PauseThreshold { get; init; } = 0.02;

    /// <summary>Deletions after which a collection is scheduled at once; 0: no number is enough.</summary>
    public int DeletionThreshold { get; init; }

    /// <summary>Changes after which the next run collects even though nothing was deleted; 0: no number is enough.</summary>
    public int MutationThreshold { get; init; } = 100;

    /// <summary>How long a run that was asked for waits for more.</summary>
    public TimeSpan ScheduleDelay { get; init; } = TimeSpan.Zero;

    /// <summary>When the first run is, from the start; 0: not until there is a reason.</summary>
    public TimeSpan StartupDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause threshold within its limits.</summary>
    public double EffectivePause => double.IsNaN(PauseThreshold) ? 0 : Math.Clamp(PauseThreshold, 0, MaximumPause);

    public IEnumerable<string> Validate()
    {
        foreach ((string key, bool negative, string value) in new[]
        {
            ("deletion_threshold", DeletionThreshold < 0, DeletionThreshold.ToString(CultureInfo.InvariantCulture)),
            ("mutation_threshold", MutationThreshold < 0, MutationThreshold.ToString(CultureInfo.InvariantCulture)),
            ("schedule_delay", ScheduleDelay < TimeSpan.Zero, ScheduleDelay.ToString()),
            ("startup_delay", StartupDelay < TimeSpan.Zero, StartupDelay.ToString()),
        })
        {
            if (negative)
            {
                yield return $"{key} {value} is negative";
            }
        }
    }
}
