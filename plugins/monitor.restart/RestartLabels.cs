namespace PluginHost.Plugins.Restart;

/// <summary>The labels of a container by which clients say what its task shall be (containerd core/runtime/restart).</summary>
internal static class RestartLabels
{
    private const string Prefix = "containerd.io/restart.";

    /// <summary><c>running</c> or <c>stopped</c>. A container without it is none of our business.</summary>
    public const string Status = Prefix + "status";

    /// <summary>See <see cref="RestartPolicy"/>.</summary>
    public const string Policy = Prefix + "policy";

    /// <summary>How often it was restarted.</summary>
    public const string Count = Prefix + "count";

    /// <summary>A boolean: somebody stopped it by hand.</summary>
    public const string ExplicitlyStopped = Prefix + "explicitly-stopped";

    /// <summary>Where the output of a restarted task goes.</summary>
    public const string LogUri = Prefix + "loguri";

    /// <summary>The same as a path of a file, as before containerd 2.0; a URI wins.</summary>
    public const string LogPath = Prefix + "logpath";

    public const string Running = "running";

    public const string Stopped = "stopped";

    public static string Get(this IReadOnlyDictionary<string, string> labels, string key) => labels.GetValueOrDefault(key) ?? "";
}
