namespace PluginHost.Plugins.Erofs;

/// <summary>What is common to all mounts of a snapshotter.</summary>
internal sealed record ErofsMountOptions
{
    /// <summary>Options of overlay mounts from the configuration.</summary>
    public IReadOnlyList<string> Configured { get; init; } = [];

    /// <summary>The bytes of the image for what is written; 0: a directory.</summary>
    public long WritableSize { get; init; }

    /// <summary>Whether layers with dm-verity data are mounted without looking at it.</summary>
    public bool IgnoreVerity { get; init; }
}
