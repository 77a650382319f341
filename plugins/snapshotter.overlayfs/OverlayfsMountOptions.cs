namespace PluginHost.Plugins.Overlayfs;

/// <summary>What is common to all mounts of a snapshotter.</summary>
internal sealed record OverlayfsMountOptions
{
    /// <summary>Before the directories: <c>index=off</c>, <c>userxattr</c>, as the kernel needs them.</summary>
    public IReadOnlyList<string> Leading { get; init; } = [];

    /// <summary>Behind them, from the configuration.</summary>
    public IReadOnlyList<string> Configured { get; init; } = [];

    /// <summary>Whether the kernel maps ids, so that the maps of a snapshot's labels become options.</summary>
    public bool RemapIds { get; init; }
}
